//! How functions bend, and why the rules of composition fail, in words.

use crate::function::Bend;
use crate::kind::Gap;
use std::fmt;

impl fmt::Display for Bend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.convex, self.concave) {
            (true, true) => "affine",
            (true, false) => "convex",
            (false, true) => "concave",
            (false, false) => "neither convex nor concave",
        })
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gap::Operand => f.write_str("an operand is neither convex nor concave"),
            Gap::Undefined(lower, upper) => {
                write!(f, "it may be undefined where its argument is in [{lower}, {upper}]")
            }
            Gap::Bends(lower, upper) => {
                write!(f, "neither convex nor concave where its argument is in [{lower}, {upper}]")
            }
            Gap::Argument { argument, .. } if !argument.is_known() => {
                f.write_str("its argument is neither convex nor concave")
            }
            Gap::Argument { function, argument, range: (lower, upper) } => {
                write!(f, "{function} where its argument is in [{lower}, {upper}], ")?;
                write!(f, "but not monotone as the argument, which is {argument}, needs it")
            }
            Gap::Factors => f.write_str("a product of two factors that are not constant"),
            Gap::Sign => f.write_str("a product with a constant whose sign is not known"),
            Gap::Bend(bend) => bend.fmt(f),
            Gap::Terms([a, b]) => write!(f, "a sum of terms of which one is {a}, the other {b}"),
        }
    }
}
