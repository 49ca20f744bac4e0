//! What proves convexity inside other rules: a cover, or composition.

use super::rejection::Failure;
use super::{Effort, composition, cover};
use crate::certificate::{Claim, Proof};
use crate::problem::Problem;

/// Checks that a proof, which stands on the lines after `line`, establishes a claim of convexity.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    proof: &Proof,
    line: usize,
    effort: &Effort,
) -> Result<(), Failure> {
    match proof {
        Proof::Cover(evidence) => cover::check(problem, claim, evidence, line, effort),
        Proof::Composition => composition::check(problem, claim, line, effort),
    }
}
