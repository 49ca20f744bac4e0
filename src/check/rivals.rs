//! Rule `rivals`: a point c of the domain minimises `f_λ` for no `λ ≥ 0`.
//!
//! *Theorem.* Let `c ∈ D` and `p_1 … p_k ∈ D`, and let `u_j ≥ L(p_j) − L(c)`, `v_j ≥ P(p_j) − P(c)`. Where
//! `u_j + λv_j < 0`, the point `p_j` is better than c. For `λ ≥ 0` that is
//!
//! ```text
//! everywhere      if u_j < 0 and v_j ≤ 0
//! λ < −u_j/v_j    if u_j < 0 < v_j
//! λ > −u_j/v_j    if v_j < 0 ≤ u_j
//! ```
//!
//! These cover `[0, ∞)` if one of them is everything, or the largest end of the second kind lies above the least of the
//! third. Each λ then has a better point than c.
//!
//! Hypotheses and tests: the points exactly; `u_j`, `v_j` are the values, or upper ends of enclosures at the precision of
//! the check; the rest in exact rationals.

use super::Effort;
use super::rejection::{Failure, Reason};
use super::witness::{self, require_inside};
use crate::number::{Exact, Interval, Number, Ordered, Rational};
use crate::problem::{Objective, Problem};
use rug::Float;

/// Checks the claim on `claim_line` by the points on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    point: &[Rational],
    rivals: &[Vec<Rational>],
    [claim_line, line]: [usize; 2],
    effort: &Effort,
) -> Result<(), Failure> {
    require_inside(problem, point).map_err(|reason| Failure::new(claim_line, reason))?;
    let mut beaten = Beaten::default();
    for (number, rival) in (1..).zip(rivals) {
        let at_rival = |reason| Failure::new(line + number, reason);
        require_inside(problem, rival).map_err(at_rival)?;
        let [loss, penalty] = gains(problem, [point, rival], effort.precision)
            .ok_or_else(|| at_rival(undefined(problem, [point, rival], effort.precision)))?;
        beaten.add(&loss, &penalty);
    }
    match beaten.is_always() {
        true => Ok(()),
        false => Err(Failure::new(line, Reason::Unbeaten(beaten))),
    }
}

/// The λ ≥ 0 at which one rival or another is better.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beaten {
    /// All below this.
    pub below: Option<Rational>,
    /// All above this.
    pub above: Option<Rational>,
    everywhere: bool,
}

impl Beaten {
    /// With a rival that is better where `loss + λ·penalty < 0`.
    pub fn add(&mut self, loss: &Rational, penalty: &Rational) {
        let end = || Rational::from(-loss) / penalty;
        if *loss < 0 && *penalty <= 0 {
            self.everywhere = true;
        } else if *loss < 0 {
            self.below = self.below.take().max(Some(end()));
        } else if *penalty < 0 {
            let end = end();
            self.above = Some(self.above.take().map_or(end.clone(), |least| least.min(end)));
        }
    }

    /// Whether that is every `λ ≥ 0`.
    pub fn is_always(&self) -> bool {
        self.everywhere || matches!((&self.below, &self.above), (Some(below), Some(above)) if above < below)
    }
}

/// Upper ends of `L(p) − L(c)` and `P(p) − P(c)`; `None` where they are not known.
pub fn gains(problem: &Problem, [point, rival]: [&[Rational]; 2], precision: u32) -> Option<[Rational; 2]> {
    fn changes<N: Ordered>(problem: &Problem, points: [&[Rational]; 2], context: N::Context) -> [N; 2] {
        let objective = Objective::<N>::new(problem, context);
        let [point, rival]: [Vec<N>; 2] = points.map(|at| at.iter().map(|x| N::exact(x, context)).collect());
        [
            objective.loss(&rival).minus(&objective.loss(&point)),
            objective.penalty(&rival).minus(&objective.penalty(&point)),
        ]
    }
    let points = [point, rival];
    let exact = changes::<Exact>(problem, points, ());
    let enclosed = changes::<Interval<Float>>(problem, points, precision);
    let [loss, penalty] = exact
        .into_iter()
        .zip(enclosed)
        .map(|(exact, enclosed)| {
            exact.into_value().or_else(|| enclosed.is_defined().then(|| enclosed.upper().to_rational())?)
        })
        .collect::<Vec<_>>()
        .try_into()
        .ok()?;
    Some([loss?, penalty?])
}

fn undefined(problem: &Problem, points: [&[Rational]; 2], precision: u32) -> Reason {
    let guilt = |at: &[Rational]| {
        let at: Vec<Interval<Float>> = at.iter().map(|x| Interval::exact(x, precision)).collect();
        witness::guilt(problem, &at, precision, Interval::to_f64)
    };
    points.into_iter().find_map(guilt).unwrap_or(Reason::TooManyDigits)
}
