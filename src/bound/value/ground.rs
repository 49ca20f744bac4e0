//! What a lower bound of values rests on.

use crate::bound::method::Method;

/// What a lower bound rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The interval value.
    Natural,
    /// The enclosure of the gradient.
    MeanValue,
    /// Convexity at the λ of this number in the list.
    Convex(usize),
}

impl Ground {
    /// The most λs that a list may have.
    pub const MAX_CONVEX: usize = 5;

    /// The ground that a leaf's digit names: `0`, `1`, and from `2` on the λs in their order.
    pub fn of(leaf: Method) -> Ground {
        match leaf.digit().to_digit(10).unwrap_or_default() as usize {
            0 => Ground::Natural,
            1 => Ground::MeanValue,
            digit => Ground::Convex(digit - 2),
        }
    }

    /// The leaf of this digit.
    pub fn leaf(self) -> Option<Method> {
        let digit = match self {
            Ground::Natural => 0,
            Ground::MeanValue => 1,
            Ground::Convex(number) => number + 2,
        };
        Method::from_digit(char::from_digit(digit as u32, 10)?)
    }
}
