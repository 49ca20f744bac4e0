//! Lower bounds of values on cells.

pub(crate) mod bound;
mod coordinate;
mod ground;
mod place;

pub use bound::{Reach, ValueBound};
pub use ground::Ground;
