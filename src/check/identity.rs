//! Rule `identity`: `f_q` is one number r everywhere.
//!
//! *Theorem.* If `L + qP` is a polynomial whose only coefficient is that of 1, and it is r, then `f_q = r` on all of Rᴺ.
//!
//! The test is to multiply it out ([`Multivariate`]). There is nothing to say beside the claim. An identity `g = h` of
//! polynomials is the claim that `g − h` is 0.

use super::rejection::Reason;
use crate::number::{Multivariate, Rational};
use crate::problem::{Objective, Problem};

/// Checks the claim that `f_lambda` is `value`.
pub(super) fn check(problem: &Problem, lambda: &Rational, value: &Rational) -> Result<(), Reason> {
    match expanded(problem, lambda).constant() {
        Some(found) if found == *value => Ok(()),
        Some(found) => Err(Reason::OtherConstant { found, claimed: value.clone() }),
        None => Err(Reason::NotConstant),
    }
}

/// `f_lambda`, if it is a polynomial and known to be constant: what a search asks for.
pub fn constant(problem: &Problem, lambda: &Rational) -> Option<Rational> {
    expanded(problem, lambda).constant()
}

/// `L + λP` multiplied out.
fn expanded(problem: &Problem, lambda: &Rational) -> Multivariate {
    let at: Vec<Multivariate> = (0..problem.dimension()).map(Multivariate::variable).collect();
    Objective::new(problem, ()).value(&at, lambda)
}
