//! The search: it may use floats, randomness and threads, and proves nothing. It produces evidence;
//! [`crate::check::check`] decides.

mod ascent;
mod control;
mod cover;
mod curvature;
mod descent;
mod eigen;
mod evidence;
mod forest;
mod jensen;
mod lambda;
mod landscape;
mod lowest;
mod minimizer;
mod minimum;
mod obstacle;
mod orbit;
mod path;
mod round;
mod starts;
mod surface;
mod symmetry;
mod walk;

pub use control::{Budget, Control, Progress, Stage, StopReason};
pub use jensen::{Refutation, refute, refute_most};
pub use lambda::{LambdaOutcome, LambdaStatus, certify, lambda};
pub use minimizer::minimize;
pub use minimum::{MinimumGap, MinimumOutcome, minimum};
pub use obstacle::{is_local, lasting};
pub use orbit::{OrbitOutcome, orbit};
pub use path::{Change, PathOptions, PathOutcome, Shape, path};
pub use symmetry::{Permutation, Swap, swaps};
