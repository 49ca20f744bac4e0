//! The least value of `f_λ`, at one λ and along a path of them.

mod branching;
mod gap;
mod grounds;
mod least;
mod lowest;
mod path;
mod shape;

pub use gap::{MinimumGap, MinimumOutcome};
pub use least::{minimum, minimum_onwards};
pub(super) use lowest::BITS;
pub use path::{Change, PathOptions, PathOutcome, path};
pub use shape::Shape;
