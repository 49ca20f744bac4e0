//! Whether `f_λ` is one number everywhere, for the rule `identity`.

use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence};
use crate::check;
use crate::number::Rational;
use crate::problem::Problem;

/// The number, if `f_λ` is a polynomial and nothing but that.
pub fn constant(problem: &Problem, lambda: &Rational) -> Option<Certificate> {
    let value = check::constant(problem, lambda, &Budget::default())?;
    let claim = Claim::Constant { lambda: lambda.clone(), value };
    Some(Certificate { claim, problem: problem.clone(), evidence: Evidence::Identity })
}
