//! What the tree is worked towards, and why the work pauses.

use super::dead_end::DeadEnd;
use crate::search::control::StopReason;
use rug::Rational;

/// What the tree is worked towards.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Plan {
    /// The λ that the search is after.
    pub goal: Option<Rational>,
    /// Leaf tests in all from which on the goal is given up.
    pub patience: Option<u64>,
    /// λs on the way, falling.
    pub rungs: Vec<Rational>,
}

/// Why the work pauses.
#[derive(Clone, Debug)]
pub(in crate::search) enum Event {
    /// The tree stands at the goal.
    Goal,
    /// It stands at the last rung; the goal is out of reach, or was given up for want of patience.
    Bottom(Option<DeadEnd>),
    /// At this point the Hessian has negative curvature in this direction, as far as floats can tell.
    Refuted { point: Vec<f64>, direction: Vec<f64> },
    /// Nothing helps.
    Blocked(DeadEnd),
    /// More λs were tried than can be told apart.
    Crowded,
    /// The budget ended.
    Stopped(StopReason),
    /// It is time to save what there is.
    Pause,
}
