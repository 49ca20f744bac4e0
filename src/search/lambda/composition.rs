//! Convexity by composition: the checker finds the proof by itself, so all there is to do is to ask.

use super::outcome::{LambdaOutcome, LambdaStatus};
use crate::certificate::{Certificate, Claim, Evidence, Proof};
use crate::check::{convex_by_composition, strictly_convex_by_composition};
use crate::problem::Problem;
use crate::search::control::Control;
use rug::Rational;

/// `convex lambda >= 0`, if composition proves it.
pub(in crate::search) fn convex(problem: &Problem, control: &Control<'_>) -> Option<LambdaOutcome> {
    convex_by_composition(problem, &control.effort()).ok()?;
    Some(outcome(problem, Claim::ConvexFrom(Rational::new())))
}

/// `strictly-convex lambda >= 0` or else from the given λ on, if composition proves it.
pub(in crate::search) fn strictly_convex(
    problem: &Problem,
    lambda: &Rational,
    control: &Control<'_>,
) -> Option<LambdaOutcome> {
    let effort = control.effort();
    convex_by_composition(problem, &effort).ok()?;
    let mut candidates = [Rational::new(), lambda.clone()].into_iter();
    let from = candidates.find(|from| strictly_convex_by_composition(problem, from, &effort).is_ok())?;
    Some(outcome(problem, Claim::StrictlyConvexFrom(from)))
}

fn outcome(problem: &Problem, claim: Claim) -> LambdaOutcome {
    let certificate =
        Certificate { claim, problem: problem.clone(), evidence: Evidence::Proof(Proof::Composition) };
    LambdaOutcome::untested(Some(certificate), LambdaStatus::Zero)
}
