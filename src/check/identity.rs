//! Rule `identity`: `f_q` is one number r everywhere.
//!
//! If `L + qP`, multiplied out as a polynomial in the parameters and in functions of such polynomials that are
//! defined everywhere, has no coefficient but that of 1, and that is r, then `f_q = r` on all of Rᴺ (theory.md, I1).
//!
//! The test is to multiply it out ([`Multivariate`]). There is nothing to say beside the claim. An identity `g = h` is the
//! claim that `g − h` is 0.

use super::case::Case;
use super::rejection::{Failure, Reason};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::{Atoms, Multivariate};
use crate::number::Rational;
use crate::problem::{Objective, Problem};

/// Checks the claim.
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
