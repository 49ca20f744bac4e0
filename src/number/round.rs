//! Directions of rounding.

/// The direction of rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Towards −∞.
    Down,
    /// Towards +∞.
    Up,
}

impl Round {
    /// The other direction.
    pub fn opposite(self) -> Self {
        match self {
            Round::Down => Round::Up,
            Round::Up => Round::Down,
        }
    }
}
