//! Rule `bracket`: `p ≤ λ* ≤ q` for `λ* = inf {λ ≥ 0 : f_λ is convex on D}`.
//!
//! If `f_λ` is convex for no `0 ≤ λ < p`, then `λ* ≥ p`; if it is for all `λ ≥ q`, then `λ* ≤ q` (theory.md, C6).
//!
//! Hypotheses and tests: the lower part establishes `not-convex lambda < p` by the rule it names (for
//! `p = 0` there is nothing to prove), the upper part `convex lambda >= q` by the rule it
//! names, both about the certificate's one problem; and `p ≤ q`.

use super::rejection::{Failure, Reason};
use super::{Means, curvature, jensen, kink, orbit, proof};
use crate::certificate::{Claim, Proof, Witness};
use crate::number::Rational;
use crate::problem::Problem;

/// The ends of a bracket and the evidence for each.
pub(super) struct Bracket<'a> {
    pub lower: &'a Rational,
    pub upper: &'a Rational,
    pub witness: Option<&'a Witness>,
    pub proof: &'a Proof,
}

/// Checks the two parts on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    bracket: &Bracket<'_>,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let Bracket { lower, upper, witness, proof } = bracket;
    if lower > upper {
        let (lower, upper) = ((*lower).clone(), (*upper).clone());
        return Err(Failure::new(line, Reason::BracketOrder { lower, upper }));
    }
    if witness.is_none() != lower.is_zero() {
        return Err(Failure::new(line + 1, Reason::BracketWitness));
    }
    let below = Claim::NotConvexBelow { below: (*lower).clone() };
    let lower_lines = match witness {
        None => 0,
        Some(Witness::Jensen(evidence)) => {
            jensen::check(problem, &below, evidence, line + 1, means)?;
            evidence.points.len()
        }
        Some(Witness::Curvature(evidence)) => {
            curvature::check(problem, &below, evidence, line + 1, means)?;
            2
        }
        Some(Witness::Orbit(evidence)) => {
            orbit::check(problem, &below, evidence, line + 1, means)?;
            evidence.symmetries.len() + 2
        }
        Some(Witness::Kink(evidence)) => {
            kink::check(problem, &below, evidence, line + 1, means)?;
            2
        }
    };
    let from = Claim::ConvexFrom { from: (*upper).clone() };
    proof::check(problem, &from, proof, line + 2 + lower_lines, means)
}
