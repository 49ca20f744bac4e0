//! Rule `strong`: strict convexity from a little convexity to spare (theory.md, M1).

use super::case::Case;
use super::proof;
use crate::certificate::{Claim, Strong};
use crate::number::Rational;
use crate::problem::{Penalty, Problem};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, strong: &Strong) -> Result<(), Failure> {
    let Claim::StrictlyConvexFrom(from) = case.claim else { return Err(case.wrong_rule()) };
    require_strong(case, from, strong).map(|_| ())
}

pub(super) fn require_strong(
    case: &Case<'_>,
    from: &Rational,
    Strong { convex_at, proof }: &Strong,
) -> Result<Vec<Option<Rational>>, Failure> {
    if *convex_at < 0 {
        return Err(case.fail(1, Reason::EmptyClaim));
    }
    let moduli = moduli(case.problem, from, convex_at).map_err(|reason| case.fail(1, reason))?;
    let claim = &Claim::ConvexAt(convex_at.clone());
    proof::check(&Case { claim, line: case.line + 1, ..*case }, proof)?;
    Ok(moduli)
}

/// Moduli of strong convexity at λ, `f_μ` being convex: `2(λ − μ)·w_i`; `None` where pinned.
///
/// # Errors
/// [`Reason::PenaltyFormula`], [`Reason::NoMargin`], [`Reason::NotPenalised`].
pub fn moduli(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
) -> Result<Vec<Option<Rational>>, Reason> {
    let Penalty::Separable { square, .. } = &problem.penalty else { return Err(Reason::PenaltyFormula) };
    if convex_at >= lambda {
        return Err(Reason::NoMargin { convex_at: convex_at.clone(), lambda: lambda.clone() });
    }
    let margin = Rational::from(lambda - convex_at) * 2u32;
    let limits = problem.domain.limits.iter().zip(&problem.parameters);
    square
        .iter()
        .zip(limits)
        .map(|(weight, (limits, parameter))| match limits.is_pinned() {
            true => Ok(None),
            false if *weight > 0 => Ok(Some(Rational::from(weight * &margin))),
            false => Err(Reason::NotPenalised(parameter.clone())),
        })
        .collect()
}
