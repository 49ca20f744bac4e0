//! Curvature by projected ascent on (θ, v).

use super::control::Control;
use crate::bound::HessianBound;
use crate::certificate::Witness;
use crate::problem::Problem;
use rug::Rational;

/// A lower end of λ\*.
#[derive(Clone, Debug)]
pub(super) struct LowerEnd {
    /// What refutes.
    pub witness: Witness,
    /// Every λ below this; `None` for every λ.
    pub below: Option<Rational>,
}

/// The best lower end that the ascent finds.
pub(super) fn lower_end(problem: &Problem, bound: &HessianBound, control: &Control<'_>) -> Option<LowerEnd> {
    let _ = (problem, bound, control);
    todo!()
}

/// The lower end that an ascent from this point and direction reaches.
pub(super) fn lower_end_from(
    problem: &Problem,
    bound: &HessianBound,
    point: &[f64],
    direction: &[f64],
    control: &Control<'_>,
) -> Option<LowerEnd> {
    let _ = (problem, bound, point, direction, control);
    todo!()
}
