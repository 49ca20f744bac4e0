//! What proves convexity inside other rules: a cover (theory.md, C3), or composition (theory.md, K1).

use super::rejection::Failure;
use super::{Means, composition, cover};
use crate::certificate::{Claim, Proof};
use crate::problem::Problem;

/// Checks that a proof, which stands on the lines after `line`, establishes a claim of convexity.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    proof: &Proof,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    match proof {
        Proof::Cover(evidence) => cover::check(problem, claim, evidence, line, means),
        Proof::Composition => composition::check(problem, claim, line, means),
    }
}
