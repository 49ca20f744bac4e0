//! Objectives that are quadratic: the gradient's coefficients, and where it vanishes, exactly or to many digits.

mod approximate;
mod free;
mod gradient;
mod lifting;
mod outers;
mod polynomial;
mod whole;

pub(super) use approximate::approximate;
pub(super) use free::{Free, Held, pinned, stationary};
pub(super) use gradient::AffineGradient;
