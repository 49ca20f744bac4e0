//! Directions that no row sees, which a cover may leave out: each has 1 in its own parameter, 0 in those of the other
//! directions and in pinned ones, and the Hessian vanishes along it, exactly ([`HessianBound::is_blind_to`]; theory.md, C7).

use super::case::Case;
use crate::bound::{Direction, HessianBound};
use crate::certificate::Shift;
use crate::number::Rational;
use crate::reason::{Failure, Reason};

/// The parameters that are left out.
pub(super) fn left_out(case: &Case<'_>, shifts: &[Shift]) -> Result<Vec<usize>, Failure> {
    let limits = &case.problem.domain.limits;
    let mut is_left_out = vec![false; limits.len()];
    let fail = |index: usize| Err(case.fail(2 + index, Reason::NoShift));
    for (index, Shift { left_out, .. }) in shifts.iter().enumerate() {
        if limits[*left_out].is_pinned() || std::mem::replace(&mut is_left_out[*left_out], true) {
            return fail(index);
        }
    }
    for (index, Shift { others, .. }) in shifts.iter().enumerate() {
        if others.iter().any(|(k, _)| limits[*k].is_pinned() || is_left_out[*k]) {
            return fail(index);
        }
    }
    Ok(shifts.iter().map(|shift| shift.left_out).collect())
}

/// That the Hessian at λ vanishes along all of them.
pub(super) fn check(
    case: &Case<'_>,
    shifts: &[Shift],
    lambda: &Rational,
    bound: &HessianBound,
) -> Result<(), Failure> {
    let directions: Vec<Direction> = shifts.iter().map(Shift::direction).collect();
    let is_blind = shifts.is_empty() || bound.is_blind_to(&directions, lambda, case.means.budget);
    if is_blind { Ok(()) } else { Err(case.fail(1, Reason::NoShift)) }
}
