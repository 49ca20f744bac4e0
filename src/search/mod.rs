//! The search: it may use floats, randomness and threads, and proves nothing. It produces evidence;
//! [`crate::check::check`] decides.

mod control;
mod cover;
mod curvature;
mod jensen;
mod lambda;
mod orbit;
mod round;

pub use control::{Budget, Control, Progress, StopReason};
pub use jensen::{Refutation, refute};
pub use lambda::{LambdaOutcome, LambdaStatus, certify, lambda};
pub use orbit::{OrbitOutcome, orbit};
