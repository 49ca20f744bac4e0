//! Rule `stationary`: the one minimiser as a function of λ (theory.md, M7). L is convex by another rule; the gradient is
//! evaluated over rational functions of λ with exact coefficients ([`InLambda`]), and its numerators are 0.

use super::case::Case;
use super::strong::moduli;
use super::{family, proof};
use crate::budget::Budget;
use crate::certificate::{Claim, Proof};
use crate::kind::{Counted, Exact, InLambda, Over};
use crate::number::{Number, Polynomial, Rational};
use crate::problem::{Objective, Penalty, Problem};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, convexity: &Proof) -> Result<(), Failure> {
    let Claim::UniqueMinimizers { denominator, point } = case.claim else { return Err(case.wrong_rule()) };
    require_course(case.problem, denominator, point, case.means.budget)
        .map_err(|reason| case.fail_claim(reason))?;
    proof::check(&Case { claim: &Claim::ConvexAt(Rational::new()), ..*case }, convexity)
}

/// That `point/denominator` is a course of minimisers, if L is convex, and if the budget is not spent.
///
/// # Errors
/// The test that fails.
pub fn require_course(
    problem: &Problem,
    denominator: &Polynomial,
    point: &[Polynomial],
    budget: &Budget,
) -> Result<(), Reason> {
    let Penalty::Separable { absolute, .. } = &problem.penalty else { return Err(Reason::PenaltyFormula) };
    if let Some(i) = absolute.iter().position(|weight| !weight.is_zero()) {
        return Err(Reason::AbsolutePenalty(problem.parameters[i].clone()));
    }
    // Strong convexity at one λ > 0 is strong convexity at all, L being convex.
    let moduli = moduli(problem, &Rational::from(1), &Rational::new())?;
    if !(denominator.is_small() && denominator.is_positive(budget)) {
        return Err(Reason::DenominatorNotPositive);
    }
    family::require_inside(problem, denominator, point, budget)?;
    let over = Over { coefficients: ((), budget), denominator, budget };
    let at: Vec<InLambda<'_, Counted<'_, Exact>>> =
        point.iter().map(|p| InLambda::quotient(p, over)).collect();
    let objective = Objective::new(problem, over);
    let ((loss, slopes), (_, bends)) = (objective.loss_gradient(&at), objective.penalty_gradient(&at));
    let lambda = InLambda::new(&Polynomial::new(vec![0.into(), 1.into()]), 0, over);
    for (i, (slope, bend)) in slopes.iter().zip(&bends).enumerate() {
        let total = slope.add(&lambda.mul(bend));
        let is_zero = total.constant().and_then(|c| c.value()).is_some_and(Rational::is_zero);
        if moduli[i].is_some() && !(loss.is_defined() && is_zero) {
            return Err(Reason::NotStationary(problem.parameters[i].clone()));
        }
    }
    Ok(())
}
