//! What a lower bound of values rests on.

/// What a lower bound rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The interval value.
    Natural,
    /// The enclosure of the gradient.
    MeanValue,
    /// Convexity at the λ of this number in the list.
    Convex(usize),
    /// There is no point of the domain in the cell.
    Outside,
}
