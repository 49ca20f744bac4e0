//! Rule `bracket`: `p ≤ λ* ≤ q` for `λ* = inf {λ ≥ 0 : f_λ is convex on D}`.
//!
//! If `f_λ` is convex for no `0 ≤ λ < p`, then `λ* ≥ p`; if it is for all `λ ≥ q`, then `λ* ≤ q` (theory.md, C6).
//!
//! Hypotheses and tests: the lower part establishes `not-convex lambda < p` by the rule it names (for
//! `p = 0` there is nothing to prove), the upper part `convex lambda >= q` by the rule it
//! names, both about the certificate's one problem; and `p ≤ q`.

use super::case::Case;
use super::rejection::{Failure, Reason};
use super::{proof, refutation};
use crate::certificate::{Claim, Proof, Witness};

/// Checks the two parts.
pub(super) fn check(case: &Case<'_>, witness: Option<&Witness>, proof: &Proof) -> Result<(), Failure> {
    let Claim::LambdaStar { lower, upper } = case.claim else { return Err(case.wrong_rule()) };
    if lower > upper {
        let (lower, upper) = (lower.clone(), upper.clone());
        return Err(case.fail(0, Reason::BracketOrder { lower, upper }));
    }
    if witness.is_none() != lower.is_zero() {
        return Err(case.fail(1, Reason::BracketWitness));
    }
    let mut line = case.line + 1;
    if let Some(witness) = witness {
        let claim = &Claim::NotConvexBelow { below: lower.clone() };
        line = refutation::check(&Case { claim, line, ..*case }, witness)?;
    }
    let claim = &Claim::ConvexFrom { from: upper.clone() };
    proof::check(&Case { claim, line: line + 1, ..*case }, proof)
}
