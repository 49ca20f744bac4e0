//! Working memory of the affine test: nothing in it changes a verdict.

use super::lines::LineMemory;
use super::sheet::Sheet;
use crate::bound::psd::matrix::SymbolicMatrix;
use crate::bound::psd::workspace::Workspace;
use crate::number::lane::Lane;
use crate::number::{Interval, Rational, Scalar};
use std::sync::Arc;

/// Vertices that are tested side by side.
pub(crate) const LANES: usize = 4;

/// All of it.
#[derive(Debug)]
pub(crate) struct Memory<S: Scalar> {
    pub tools: Tools<S>,
    /// Without vertices.
    pub single: Bench<S, 1>,
    pub several: Bench<S, LANES>,
}

impl<S: Scalar> Default for Memory<S> {
    fn default() -> Self {
        Memory { tools: Tools::default(), single: Bench::default(), several: Bench::default() }
    }
}

/// What is kept from cell to cell.
#[derive(Debug)]
pub(crate) struct Tools<S> {
    /// One a summand.
    pub sheets: Vec<Sheet<S>>,
    pub lines: LineMemory<S>,
    pub diagonal: Option<Diagonal<S>>,
    /// The group of vertices to begin with; after a failure the one that failed.
    pub group: u8,
}

/// `λ∇²P` of a separable penalty: row and enclosure. It is the same on all cells.
#[derive(Debug)]
pub(crate) struct Diagonal<S> {
    /// Whose it is.
    pub owner: Arc<()>,
    pub lambda: Rational,
    pub entries: Vec<(usize, Interval<S>)>,
}

impl<S> Default for Tools<S> {
    fn default() -> Self {
        Tools { sheets: Vec::new(), lines: LineMemory::default(), diagonal: None, group: 0 }
    }
}

/// A place to put matrices together and to test them.
#[derive(Debug)]
pub(crate) struct Bench<S: Scalar, const L: usize> {
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
