//! The least value of `f_λ`, at one λ and along a path of them.

mod branching;
mod gap;
mod grounds;
mod least;
mod lifting;
mod lowest;
mod path;
mod quadratic;
mod shape;

pub use gap::{MinimumGap, MinimumOutcome};
pub use least::{minimum, minimum_onwards};
pub(super) use lifting::approximate;
pub(super) use lowest::BITS;
pub use path::{Change, PathOptions, PathOutcome, path};
pub(super) use quadratic::{Affine, Free, Held, pinned};
pub use shape::Shape;
