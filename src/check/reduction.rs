//! Symmetries of objective, domain and the penalty's curvature, by which a cover may skip cells (theory.md, C5 and I3).

use super::case::Case;
use super::invariance::require_symmetries;
use crate::bound::FundamentalDomain;
use crate::certificate::Reduction;
use crate::problem::Part;
use crate::reason::{Failure, Reason};

const PARTS: [Part; 3] = [Part::Domain, Part::PenaltyCurvature, Part::Objective];

/// What the tree must prove, and the last of the lines.
pub(super) fn check(case: &Case<'_>, reduction: &Reduction) -> Result<(FundamentalDomain, usize), Failure> {
    let Reduction { symmetries, order } = reduction;
    if symmetries.is_empty() || order.is_empty() {
        return Err(case.fail(1, Reason::EmptyReduction));
    }
    require_symmetries(case, &PARTS, symmetries)?;
    let last = case.line + 2 + symmetries.len();
    Ok((FundamentalDomain::new(case.problem, symmetries, order), last))
}
