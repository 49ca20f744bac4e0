//! Where a sweep leaves the summands of a Hessian.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The piece contains no point of the cell.
    Empty,
    Undefined,
}

/// What a sweep leaves its summands to.
pub(crate) trait Gather<N> {
    fn clear(&mut self, pairs: usize);
    /// An entry of a pair of local coordinates.
    fn add(&mut self, pair: usize, entry: &N) -> Result<(), Failure>;
    /// `weight·g gᵀ`.
    fn add_outer(&mut self, weight: &N, support: &[usize], slopes: &[N]) -> Result<(), Failure>;
}
