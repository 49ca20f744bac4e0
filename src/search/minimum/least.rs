//! The least value of `f_λ`: a point by many descents, then branch and bound from below.

use super::branching::Branching;
use super::gap::{MinimumGap, MinimumOutcome};
use super::lowest::lowest;
use crate::certificate::{Certificate, Claim, Evidence, Sample};
use crate::problem::Problem;
use crate::search::control::{Control, StopReason};
use rug::Rational;

/// Brackets the least value of `f_λ` until the gap is reached or the budget ends.
pub fn minimum(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    control: &Control<'_>,
) -> MinimumOutcome {
    minimum_near(problem, lambda, gap, None, control)
}

/// The same, claimed for every larger λ too where the least value is attained exactly.
pub fn minimum_onwards(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    control: &Control<'_>,
) -> MinimumOutcome {
    let mut outcome = minimum(problem, lambda, gap, control);
    if let Some(Certificate { claim, evidence: Evidence::Minimum(minimum), .. }) = &mut outcome.certificate
        && let Claim::Minimum(Sample { lambda, lower, upper }) = &*claim
        && lower == upper
    {
        *claim = Claim::MinimizerFrom { from: lambda.clone(), point: minimum.point.clone() };
    }
    outcome
}

/// The same; of points that are about as low, the one below `near`.
pub(in crate::search) fn minimum_near(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    near: Option<&[f64]>,
    control: &Control<'_>,
) -> MinimumOutcome {
    control.install(|| {
        let Some(best) = lowest(problem, lambda, gap, near, control) else {
            let stop = control.interrupted().unwrap_or(StopReason::Done);
            return MinimumOutcome { certificate: None, cells: 0, stop };
        };
        Branching::new(problem, lambda, gap, best, control).work()
    })
}
