//! Working memory of the test, which a failed one leaves as it was.

use crate::number::lane::Lane;

/// Why the test failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Too wide in this lane.
    Wide(usize),
    /// `M` is not positive definite in this lane, as far as floats can tell: this pivot of its factor is not.
    Indefinite { lane: usize, pivot: usize },
    /// Something is not finite.
    NotFinite,
}

/// Working memory.
#[derive(Debug)]
pub(crate) struct Workspace<S, const L: usize> {
    /// `L` of `M = LLᵀ`, then `W = L^(−T)`, row-major.
    pub factor: Vec<Lane<S, L>>,
    pub whitener: Vec<Lane<S, L>>,
    /// A column of `(M, A_1, …)W`, one row after another.
    pub(super) half: Vec<Lane<S, L>>,
    /// `WᵀMW − I, WᵀA_1W, …` of each entry.
    pub whitened: Vec<Lane<S, L>>,
    /// `E` and the rounding of the products; `|W|`.
    pub(super) sizes: Vec<Lane<S, L>>,
    pub(super) magnitudes: Vec<Lane<S, L>>,
    /// The columns' sums of `|W|`.
    pub(super) lengths: Vec<Lane<S, L>>,
    /// A column of `E|W|`.
    pub(super) slack: Vec<Lane<S, L>>,
    /// The share of the remainder in `U`.
    pub remainder: Vec<Lane<S, L>>,
    /// `U`.
    pub(super) bound: Vec<Lane<S, L>>,
    /// `x`, and `Ux`; empty where the test did not get there.
    pub vector: Vec<Lane<S, L>>,
    pub(super) image: Vec<Lane<S, L>>,
    /// How the last test ended.
    pub failure: Option<Failure>,
}

impl<S, const L: usize> Default for Workspace<S, L> {
    fn default() -> Self {
        Workspace {
            factor: Vec::new(),
            whitener: Vec::new(),
            half: Vec::new(),
            whitened: Vec::new(),
            sizes: Vec::new(),
            magnitudes: Vec::new(),
            lengths: Vec::new(),
            slack: Vec::new(),
            remainder: Vec::new(),
            bound: Vec::new(),
            vector: Vec::new(),
            image: Vec::new(),
            failure: None,
        }
    }
}
