//! The search: it may use floats, randomness and threads, and proves nothing. It produces evidence;
//! [`crate::check::check`] decides.
//!
//! Rooms, each of which may use those above it: `float` (plain floating point), `symmetry`, `witness` (what refutes:
//! lower ends of λ\*), `cover` (branch and bound from above), `lambda` (both ends of λ\*), `quadratic` (linear systems, exactly),
//! `minimum` (the least value), `statement` (the other claims).

mod branching;
mod choice;
mod compiled;
mod control;
mod cover;
mod finer;
mod float;
mod lambda;
mod minimum;
mod names;
mod parts;
mod quadratic;
mod shift;
mod statement;
mod symmetry;
mod witness;

pub use branching::{Branching, Trial, sample, sharpest};
pub use control::{Budget, Control, Progress, Stage, StopReason};
pub use finer::{finer_comment, read_finer};
pub use float::{Profile, derivatives, simplest_between};
pub use lambda::{Earlier, Impasse, LambdaOutcome, LambdaStatus, certify, lambda};
pub use minimum::{
    Change, MinimumGap, MinimumOutcome, PathOptions, PathOutcome, Shape, minimum, minimum_onwards, path,
};
pub use statement::{
    certify_strictly, constant, divided, exclude, exclude_all, invariance, minimize, minimize_everywhere,
    minimize_near, value,
};
pub use symmetry::{Group, generators};
pub use witness::{
    GroupFacts, OrbitOutcome, Refutation, Subgroup, defects, group_facts, orbit, refute, refute_every,
    refute_every_by_family, refute_most, some_group_facts,
};
