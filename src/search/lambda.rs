//! λ\*: the lower end, then the ladder of covers (algorithm.md 3.0).

use super::control::{Control, StopReason};
use crate::certificate::Certificate;
use crate::problem::Problem;
use rug::Rational;

/// Where a search for λ\* ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaStatus {
    /// `hi ≤ (1 + gap)·lo` or `hi − lo` within the absolute gap.
    Closed,
    /// A bracket, wider than asked, or only its lower end.
    Open,
    /// No finite λ convexifies.
    Infinite,
    /// Convex without penalty.
    Zero,
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct LambdaOutcome {
    /// A bracket, `convex lambda >= 0`, `no-finite-lambda`, or (no upper end found) a refutation
    /// alone; `None` where nothing was found.
    pub certificate: Option<Certificate>,
    /// How far it got.
    pub status: LambdaStatus,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// What stands in the way, if something does: a node and why.
    pub obstacle: Option<String>,
}

/// Brackets λ\* until `hi ≤ (1 + gap)·lo` or the budget ends.
pub fn lambda(problem: &Problem, gap: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let _ = (problem, gap, control);
    todo!()
}

/// Looks for a cover at this λ; where a point of negative curvature turns up instead, the outcome's
/// certificate is that refutation.
pub fn certify(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let _ = (problem, lambda, control);
    todo!()
}
