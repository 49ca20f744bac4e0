//! Which parameters count by the ends of their range alone, and which are symbols of the matrix.

/// The parts that the free parameters have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// The vertex coordinates.
    pub vertices: Vec<usize>,
    /// The symbol of each other free parameter.
    pub symbols: Vec<Option<usize>>,
    /// The number of symbols.
    pub count: usize,
}
