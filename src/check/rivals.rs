//! Rule `rivals`: a point c of the domain minimises `f_λ` for no `λ ≥ 0`.
//!
//! *Theorem.* Let `c ∈ D`. A rival is a point `p ∈ D`, or a direction d with `c + hd ∈ D` for small `h > 0`; let
//!
//! ```text
//! u ≥ L(p) − L(c)   v ≥ P(p) − P(c)        or, with one-sided derivatives along d,    u ≥ L′(c; d)   v ≥ P′(c; d)
//! ```
//!
//! Where `u + λv < 0`, the rival is better than c: p itself, or `c + hd` for some h. For `λ ≥ 0` that is
//!
//! ```text
//! everywhere      if u < 0 and v ≤ 0
//! λ < −u/v        if u < 0 < v
//! λ > −u/v        if v < 0 ≤ u
//! ```
//!
//! The rivals cover `[0, ∞)` if one of them is better everywhere, or the largest end of the second kind lies above the
//! least of the third. Each λ then has a better point than c.
//!
//! Hypotheses and tests: points and directions exactly; u and v are the values, or upper ends of enclosures at the
//! precision of the check; the rest in exact rationals. L is to be differentiable at c; P is, or is a sum of absolute
//! values of which the one-sided derivatives are taken.

use super::Effort;
use super::rejection::{Failure, Reason};
use super::witness::{self, require_inside};
use crate::certificate::Rival;
use crate::kind::{Exact, Kind, Ordered, Taylor};
use crate::number::{Interval, Number, Rational};
use crate::problem::{Limits, Objective, Penalty, Problem};
use rug::Float;
use std::cmp::Ordering;

/// Checks the claim on `claim_line` by the rivals on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    point: &[Rational],
    rivals: &[Rival],
    [claim_line, line]: [usize; 2],
    effort: &Effort,
) -> Result<(), Failure> {
    require_inside(problem, point).map_err(|reason| Failure::new(claim_line, reason))?;
    let mut beaten = Beaten::default();
    let center = Center::new(problem, point, effort.precision);
    for (number, rival) in (1..).zip(rivals) {
        let at_rival = |reason| Failure::new(line + number, reason);
        require_rival(problem, point, rival).map_err(at_rival)?;
        let [loss, penalty] = center
            .gains(rival)
            .ok_or_else(|| at_rival(undefined(problem, point, rival, effort.precision)))?;
        beaten.add(&loss, &penalty);
    }
    match beaten.is_always() {
        true => Ok(()),
        false => Err(Failure::new(line, Reason::Unbeaten(beaten))),
    }
}

/// That a point lies in the domain, or a direction leads into it.
fn require_rival(problem: &Problem, point: &[Rational], rival: &Rival) -> Result<(), Reason> {
    let direction = match rival {
        Rival::Point(rival) => return require_inside(problem, rival),
        Rival::Direction(direction) => direction,
    };
    for (i, (x, d)) in point.iter().zip(direction).enumerate() {
        let Limits { lower, upper } = &problem.domain.0[i];
        let end = if *d < 0 { lower } else { upper };
        if !d.is_zero() && end.as_ref() == Some(x) {
            return Err(Reason::LeavesDomain { parameter: problem.parameters[i].clone() });
        }
    }
    Ok(())
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

/// The point c with what is known of L and P there: once for all rivals.
pub struct Center<'p> {
    exact: Slopes<'p, Exact>,
    enclosed: Slopes<'p, Interval<Float>>,
}

impl<'p> Center<'p> {
    /// Values and gradients at `point`, exactly and enclosed at this precision.
    pub fn new(problem: &'p Problem, point: &'p [Rational], precision: u32) -> Self {
        Center { exact: Slopes::new(problem, point, ()), enclosed: Slopes::new(problem, point, precision) }
    }

    /// Upper ends of u and v; `None` where they are not known.
    pub fn gains(&self, rival: &Rival) -> Option<[Rational; 2]> {
        let known = |exact: Exact, enclosed: Interval<Float>| {
            exact.into_value().or_else(|| enclosed.is_defined().then(|| enclosed.upper().to_rational())?)
        };
        let [loss, penalty] = self.exact.changes(rival);
        let [loss_hull, penalty_hull] = self.enclosed.changes(rival);
        Some([known(loss, loss_hull)?, known(penalty, penalty_hull)?])
    }
}

/// L and the smooth part of P at a point, with their gradients.
struct Slopes<'p, N: Kind> {
    problem: &'p Problem,
    point: &'p [Rational],
    objective: Objective<'p, N>,
    values: [N; 2],
    gradients: [(N, Vec<N>); 2],
}

impl<'p, N: Ordered> Slopes<'p, N> {
    fn new(problem: &'p Problem, point: &'p [Rational], context: N::Context) -> Self {
        let objective = Objective::<N>::new(problem, context);
        let at: Vec<N> = point.iter().map(|x| N::exact(x, context)).collect();
        let values = [objective.loss(&at), objective.penalty(&at)];
        let smooth = problem.penalty.smooth_gradient(&problem.graph, &at, context);
        let gradients = [objective.loss_gradient(&at), smooth];
        Slopes { problem, point, objective, values, gradients }
    }

    /// How L and P change from the point to the rival.
    fn changes(&self, rival: &Rival) -> [N; 2] {
        let context = self.objective.context();
        let numbers = |at: &[Rational]| -> Vec<N> { at.iter().map(|x| N::exact(x, context)).collect() };
        match rival {
            Rival::Point(rival) => {
                let there = numbers(rival);
                let [loss, penalty] = &self.values;
                [self.objective.loss(&there).minus(loss), self.objective.penalty(&there).minus(penalty)]
            }
            Rival::Direction(direction) => {
                let d = numbers(direction);
                let along = |(value, slopes): &(N, Vec<N>)| {
                    if !value.is_defined() {
                        return value.clone();
                    }
                    let zero = N::exact(&Rational::new(), context);
                    slopes.iter().zip(&d).fold(zero, |sum, (slope, d)| sum.add(&slope.mul(d)))
                };
                let [loss, smooth] = self.gradients.each_ref().map(along);
                let kinked = absolute_slope(self.problem, self.point, direction);
                [loss, smooth.add(&N::exact(&kinked, context))]
            }
        }
    }
}

/// The one-sided derivative of `Σ absolute_i |θ_i − center_i|`.
fn absolute_slope(problem: &Problem, point: &[Rational], direction: &[Rational]) -> Rational {
    let Penalty::Separable { absolute, center, .. } = &problem.penalty else { return Rational::new() };
    let slope = |i: usize| match point[i].cmp(&center[i]) {
        Ordering::Less => Rational::from(-&direction[i]),
        Ordering::Equal => Rational::from(direction[i].abs_ref()),
        Ordering::Greater => direction[i].clone(),
    };
    (0..point.len()).map(|i| slope(i) * &absolute[i]).sum()
}

fn undefined(problem: &Problem, point: &[Rational], rival: &Rival, precision: u32) -> Reason {
    let enclosed = |at: &[Rational]| -> Vec<Interval<Float>> {
        at.iter().map(|x| Interval::exact(x, precision)).collect()
    };
    let guilt = match rival {
        Rival::Point(rival) => [point, rival]
            .into_iter()
            .find_map(|at| witness::guilt(problem, &enclosed(at), precision, Interval::to_f64)),
        Rival::Direction(direction) => {
            let line = enclosed(point).into_iter().zip(enclosed(direction));
            let line: Vec<Taylor<Interval<Float>, 2>> = line.map(|(x, d)| Taylor([x, d])).collect();
            witness::guilt(problem, &line, precision, |series| series.0[0].to_f64())
        }
    };
    guilt.unwrap_or(Reason::TooManyDigits)
}
