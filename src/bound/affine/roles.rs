//! Which parameters count by the ends of their range alone, and which are symbols of the matrix.

/// The parts that the free parameters have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    pub vertices: Vec<usize>,
    pub symbols: Vec<Option<usize>>,
    pub count: usize,
}
