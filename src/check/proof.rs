//! What proves convexity inside other rules: a cover (theory.md, C3), or composition (theory.md, K1).

use super::case::Case;
use super::{composition, cover};
use crate::certificate::Proof;
use crate::reason::Failure;

pub(super) fn check(case: &Case<'_>, proof: &Proof) -> Result<(), Failure> {
    match proof {
        Proof::Cover(evidence) => cover::check(case, evidence),
        Proof::Composition => composition::check(case),
    }
}
