//! Working memory of the leaf test: nothing in it changes a verdict.

use super::lines::LineMemory;
use super::matrix::{Lane, SymbolicMatrix};
use super::psd::Workspace;
use super::vertex::Sheet;
use crate::number::{Interval, Rational, Scalar};
use std::sync::Arc;

/// Vertices that are tested side by side.
pub(super) const LANES: usize = 4;

/// Working memory of [`HessianBound::prove`](super::HessianBound::prove), one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) tools: Tools<f64>,
    pub(super) single: Bench<f64, 1>,
    pub(super) several: Bench<f64, LANES>,
    pub(super) shares: Vec<f64>,
    pub(super) direction: Vec<f64>,
    /// The group of vertices to begin with; after a failure the one that failed.
    pub(super) group: u8,
}

impl Scratch {
    /// After [`Shortfall::Wide`](super::Shortfall) and `Indefinite`: each parameter's share in the width, for the choice of a split.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// After [`Shortfall::Indefinite`](super::Shortfall): a direction of non-positive curvature at the cell's centre, as far
    /// as floats can tell.
    pub fn direction(&self) -> &[f64] {
        &self.direction
    }

    /// After a failure of [`Method::Affine`](super::Method): what to hand to [`Self::begin_with`] for parts of the cell.
    pub fn hint(&self) -> u8 {
        self.group
    }

    /// Where the next test begins: no hint changes a verdict, but a good one finds failures sooner.
    pub fn begin_with(&mut self, hint: u8) {
        self.group = hint;
    }
}

/// What the affine methods keep from cell to cell.
#[derive(Debug)]
pub(super) struct Tools<S> {
    pub sheets: Vec<Sheet<S>>,
    pub lines: LineMemory<S>,
    pub diagonal: Option<Diagonal<S>>,
}

/// `λ∇²P` of a separable penalty: row and enclosure. It is the same on all cells.
#[derive(Debug)]
pub(super) struct Diagonal<S> {
    /// Whose it is.
    pub owner: Arc<()>,
    pub lambda: Rational,
    pub entries: Vec<(usize, Interval<S>)>,
}

impl<S> Default for Tools<S> {
    fn default() -> Self {
        Tools { sheets: Vec::new(), lines: LineMemory::default(), diagonal: None }
    }
}

/// A place to put matrices together and to test them.
#[derive(Debug)]
pub(super) struct Bench<S: Scalar, const L: usize> {
    pub matrix: Option<SymbolicMatrix<S, L>>,
    /// What is not linear, row by row.
    pub radii: Vec<Lane<S, L>>,
    pub workspace: Workspace<S, L>,
}

impl<S: Scalar, const L: usize> Default for Bench<S, L> {
    fn default() -> Self {
        Bench { matrix: None, radii: Vec::new(), workspace: Workspace::default() }
    }
}
