//! Rule `identity`: `f_q` is one number everywhere, for nothing else is left when it is multiplied out ([`Multivariate`];
//! theory.md, I1). An identity `g = h` is the claim that `g − h` is 0.

use super::case::Case;
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::{Atoms, Multivariate};
use crate::number::Rational;
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>) -> Result<(), Failure> {
    let Claim::Constant { lambda, value } = case.claim else { return Err(case.wrong_rule()) };
    match constant(case.problem, lambda, case.means.budget) {
        Some(found) if found == *value => Ok(()),
        Some(found) => Err(case.fail_claim(Reason::OtherConstant { found, claimed: value.clone() })),
        None => Err(case.fail_claim(Reason::NotConstant)),
    }
}

/// `f_lambda`, if it is known to be constant within the budget.
pub fn constant(problem: &Problem, lambda: &Rational, budget: &Budget) -> Option<Rational> {
    let atoms = Atoms::new(budget);
    let at: Vec<Multivariate<'_>> =
        (0..problem.dimension()).map(|i| Multivariate::parameter(i, &atoms)).collect();
    Objective::new(problem, &atoms).value(&at, lambda).constant()
}
