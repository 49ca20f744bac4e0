//! The search: it may use floats, randomness and threads, and proves nothing. It produces evidence;
//! [`crate::check::check`] decides.

mod ascent;
mod control;
mod cover;
mod curvature;
mod eigen;
mod evidence;
mod forest;
mod group;
mod jensen;
mod lambda;
mod landscape;
mod obstacle;
mod orbit;
mod pace;
mod reduction;
mod round;
mod signs;
mod starts;
mod surface;
mod symmetry;
mod walk;

pub use control::{Budget, Control, Progress, Stage, StopReason};
pub use group::Group;
pub use jensen::{Refutation, refute, refute_most};
pub use lambda::{Earlier, LambdaOutcome, LambdaStatus, certify, lambda};
pub use obstacle::Impasse;
pub use orbit::{GroupFacts, OrbitOutcome, Subgroup, group_facts, orbit};
pub use symmetry::generators;
