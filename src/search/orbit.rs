//! Orbit midpoints: for a swap g of two hidden units, the midpoint of θ and gθ refutes convexity for
//! every `λ < (L(θ̄) − L(θ)) / (mean P(gθ) − P(θ̄))` (claims.md T3b).

use super::control::{Control, StopReason};
use crate::certificate::Certificate;
use crate::problem::Problem;
use rug::Rational;

/// What the swaps force.
#[derive(Clone, Debug)]
pub struct OrbitOutcome {
    /// The swaps found, as permutations of the parameters that leave objective and domain unchanged.
    pub swaps: Vec<Vec<usize>>,
    /// The best midpoint witness, not yet checked.
    pub certificate: Option<Certificate>,
    /// Why the search ended.
    pub stop: StopReason,
}

/// Finds the hidden-unit swaps of the graph and the best orbit midpoint, at the given weights or
/// searched.
pub fn orbit(problem: &Problem, at: Option<&[Rational]>, control: &Control<'_>) -> OrbitOutcome {
    let _ = (problem, at, control);
    todo!()
}
