//! Symmetries by which a cover may skip cells; the theorem is [`FundamentalDomain`]'s (theory.md, C5).
//!
//! Hypotheses and tests: every map leaves the objective, the domain and the curvature of the penalty as they are
//! ([`Invariance`]; theory.md, I3).

use super::rejection::{Failure, Reason};
use crate::bound::FundamentalDomain;
use crate::budget::Budget;
use crate::certificate::Reduction;
use crate::problem::{Invariance, Part, Problem};

/// What Hessians and domain must have in common with their images.
const PARTS: [Part; 3] = [Part::Domain, Part::PenaltyCurvature, Part::Objective];

/// Checks the lines after `line`; what the tree must prove, and the last of the lines.
pub(super) fn check(
    problem: &Problem,
    reduction: &Reduction,
    line: usize,
    budget: &Budget,
) -> Result<(FundamentalDomain, usize), Failure> {
    let Reduction { symmetries, order } = reduction;
    if symmetries.is_empty() || order.is_empty() {
        return Err(Failure::new(line + 1, Reason::EmptyReduction));
    }
    let mut invariance = Invariance::new(problem, budget);
    for (number, symmetry) in (1..).zip(symmetries) {
        if let Some(part) = PARTS.into_iter().find(|part| !invariance.keeps(*part, symmetry)) {
            return Err(Failure::new(line + 1 + number, Reason::NotInvariant { number, part }));
        }
    }
    let last = line + 2 + symmetries.len();
    Ok((FundamentalDomain::new(problem, symmetries, order), last))
}
