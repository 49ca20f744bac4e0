//! Working memory of the test, which a failed one leaves as it was.

use crate::budget::Stop;
use crate::error::Shortfall;
use crate::number::lane::Lane;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// In this lane.
    Wide(usize),
    /// `M` is not positive definite in this lane, as far as floats can tell: this pivot of its factor is not.
    Indefinite { lane: usize, pivot: usize },
    /// An entry, before anything is tried.
    NotFinite,
}

impl From<Failure> for Shortfall {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wide(_) => Shortfall::Wide,
            Failure::Indefinite { .. } => Shortfall::Indefinite,
            Failure::NotFinite => Shortfall::Undefined,
        }
    }
}

/// Working memory, several matrices side by side.
pub(crate) type Workspace<S, const L: usize> = Buffers<Vec<Lane<S, L>>>;

#[derive(Debug, Default)]
pub(crate) struct Buffers<V> {
    /// `L` of `M = LLᵀ`, then `W = L^(−T)`, row-major.
    pub factor: V,
    pub whitener: V,
    /// A column of `(M, A_1, …)W`, one row after another.
    pub(super) half: V,
    /// `WᵀMW − I, WᵀA_1W, …` of each entry.
    pub whitened: V,
    /// `E` and the rounding of the products; `|W|`.
    pub(super) sizes: V,
    pub(super) magnitudes: V,
    /// The columns' sums of `|W|`.
    pub(super) lengths: V,
    /// A column of `E|W|`.
    pub(super) slack: V,
    /// The share of the remainder in `U`.
    pub remainder: V,
    /// `U`.
    pub(super) bound: V,
    /// `x`, and `Ux`; empty where the test did not get there.
    pub vector: V,
    pub(super) image: V,
    pub failure: Option<Failure>,
    /// What ends a test, which then proves nothing.
    pub stop: Stop,
}
