//! Rule `bracket`: `λ* ∈ [lower, upper]`.
//!
//! The lower part refutes every `λ < lower`, the upper part proves every `λ ≥ upper` (which includes that `P` is
//! convex, so that the convex λ form a ray), both for the one problem of the certificate. Without a lower part
//! the lower end is 0.

use super::rejection::Reason;
use super::{Effort, cover, curvature, jensen};
use crate::certificate::{Claim, Cover, Witness};
use crate::problem::Problem;

/// A rejected part: whether it is the upper one, and why.
pub(super) struct Part {
    pub is_upper: bool,
    pub reason: Reason,
}

/// Checks both ends.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    lower_part: Option<&Witness>,
    upper_part: &Cover,
    effort: &Effort,
) -> Result<(), Part> {
    let below = |reason| Part { is_upper: false, reason };
    let Claim::LambdaStar { lower, upper } = claim else {
        return Err(below(Reason::WrongClaim(claim.clone())));
    };
    if lower > upper {
        return Err(below(Reason::Reversed { lower: lower.clone(), upper: upper.clone() }));
    }
    if *lower < 0 {
        return Err(below(Reason::Lambda(lower.clone())));
    }
    let refuted = Claim::NotConvexBelow { below: lower.clone() };
    match lower_part {
        Some(_) if lower.is_zero() => Err(Reason::LowerPart),
        None if !lower.is_zero() => Err(Reason::LowerPart),
        None => Ok(()),
        Some(Witness::Jensen(evidence)) => jensen::check(problem, &refuted, evidence, effort),
        Some(Witness::Curvature(evidence)) => curvature::check(problem, &refuted, evidence, effort),
    }
    .map_err(below)?;
    let convex = Claim::ConvexFrom { from: upper.clone() };
    cover::check(problem, &convex, upper_part, effort).map_err(|reason| Part { is_upper: true, reason })
}
