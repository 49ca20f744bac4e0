//! Rule `bracket`: `p ≤ λ* ≤ q` for `λ* = inf {λ ≥ 0 : f_λ is convex on D}`, for `f_λ` is not convex below p (nothing to prove
//! for `p = 0`), and is from q on (theory.md, C6).

use super::case::Case;
use super::{proof, refutation};
use crate::certificate::{Claim, Proof, Witness};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, witness: Option<&Witness>, proof: &Proof) -> Result<(), Failure> {
    let Claim::LambdaStar { lower, upper } = case.claim else { return Err(case.wrong_rule()) };
    if lower > upper {
        return Err(case.fail(0, Reason::BracketOrder([lower.clone(), upper.clone()])));
    }
    if witness.is_none() != lower.is_zero() {
        return Err(case.fail(1, Reason::BracketWitness));
    }
    let mut line = case.line + 1;
    if let Some(witness) = witness {
        let claim = &Claim::NotConvexBelow(lower.clone());
        line = refutation::check(&Case { claim, line, ..*case }, witness)?;
    }
    let claim = &Claim::ConvexFrom(upper.clone());
    proof::check(&Case { claim, line: line + 1, ..*case }, proof)
}
