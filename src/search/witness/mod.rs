//! Witnesses: what refutes convexity, one file a rule, and the lower ends of λ\* that follow.

mod curvature;
mod defect;
pub(super) mod every;
pub(super) mod family;
pub(super) mod jensen;
pub(super) mod kink;
mod lower_end;
mod orbit;
mod refutation;

pub(super) use curvature::{Climber, LOSS};
pub use defect::defects;
pub use every::{refute_every, refute_every_by_family};
pub use jensen::{refute, refute_most};
pub(super) use lower_end::LowerEnd;
pub use orbit::{GroupFacts, OrbitOutcome, Subgroup, group_facts, orbit, some_group_facts};
pub use refutation::Refutation;
