//! Moduli of strong convexity: with `f_μ` convex and P separable, `f_λ` is a convex function plus `½ Σ m_i θ_i²` up to affine
//! terms, `m_i = 2(λ − μ)·w_i` with the weights `square` w_i (see the rule `strong`).

use super::rejection::Reason;
use crate::number::Rational;
use crate::problem::{Penalty, Problem};

/// The `m_i`, `None` where pinned.
pub(super) fn moduli(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
) -> Result<Vec<Option<Rational>>, Reason> {
    let Penalty::Separable { square, .. } = &problem.penalty else { return Err(Reason::PenaltyFormula) };
    if convex_at >= lambda {
        return Err(Reason::NoMargin { convex_at: convex_at.clone(), lambda: lambda.clone() });
    }
    let margin = Rational::from(lambda - convex_at) * 2u32;
    let limits = problem.domain.0.iter().zip(&problem.parameters);
    square
        .iter()
        .zip(limits)
        .map(|(weight, (limits, parameter))| match limits.is_pinned() {
            true => Ok(None),
            false if *weight > 0 => Ok(Some(Rational::from(weight * &margin))),
            false => Err(Reason::NotPenalised { parameter: parameter.clone() }),
        })
        .collect()
}
