//! What refutes convexity, also inside other rules: the rules `jensen`, `curvature`, `orbit` and `kink`.

use super::case::Case;
use super::witness::establishes;
use super::{curvature, jensen, kink, orbit};
use crate::certificate::Witness;
use crate::reason::Failure;

/// Checks that a witness on the lines after the case's establishes its claim; the last of the lines.
pub(super) fn check(case: &Case<'_>, witness: &Witness) -> Result<usize, Failure> {
    let problem = case.problem;
    let lines = match witness {
        Witness::Jensen(evidence) => {
            establishes(case, &jensen::check(case, evidence)?)?;
            evidence.points.len()
        }
        Witness::Curvature(ray) => {
            curvature::check(case, ray)?;
            establishes(case, &curvature::Line { problem, ray })?;
            2
        }
        Witness::Orbit(evidence) => {
            establishes(case, &orbit::check(case, evidence)?)?;
            evidence.symmetries.len() + 2
        }
        Witness::Kink(ray) => {
            kink::check(case, ray)?;
            establishes(case, &kink::Line { problem, ray })?;
            2
        }
    };
    Ok(case.line + lines)
}
