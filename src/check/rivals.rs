//! Rule `rivals`: a point c of the domain minimises `f_λ` for no `λ ≥ 0`, for at each one of some points and directions is
//! better (theory.md, M8). Its u and v are exact, or upper ends of enclosures at the precision of the check, as doubles.

use super::beaten::Beaten;
use super::case::{Case, Enclosed};
use super::inside::{require_inside, require_way};
use super::witness::numbers;
use crate::budget::Budget;
use crate::certificate::{Claim, Rival};
use crate::kind::{Counted, Exact, Kind, Ordered};
use crate::number::Rational;
use crate::problem::{Limits, Objective, Penalty, Problem};
use crate::reason::{Failure, Reason, undefined_towards};
use std::cmp::Ordering;

pub(super) fn check(case: &Case<'_>, rivals: &[Rival]) -> Result<(), Failure> {
    let Claim::NeverMinimizer(point) = case.claim else { return Err(case.wrong_rule()) };
    let Case { problem, means, .. } = case;
    require_inside(problem, point, means.budget).map_err(|reason| case.fail_claim(reason))?;
    let mut beaten = Beaten::default();
    let center = Center::new(problem, point, means.precision, means.budget);
    for (number, rival) in (1..).zip(rivals) {
        require_rival(problem, point, rival, means.budget).map_err(|reason| case.fail(number, reason))?;
        let why = || undefined_towards(problem, point, rival, means.enclosing());
        let undefined = || case.fail(number, why().unwrap_or(Reason::TooManyDigits));
        let [loss, penalty] = center.gains(rival).ok_or_else(undefined)?;
        beaten.add(&loss, &penalty);
    }
    if beaten.is_always() {
        return Ok(());
    }
    let Beaten { below, above, .. } = beaten;
    Err(case.fail(0, Reason::Unbeaten { below, above }))
}

fn require_rival(
    problem: &Problem,
    point: &[Rational],
    rival: &Rival,
    budget: &Budget,
) -> Result<(), Reason> {
    let direction = match rival {
        Rival::Point(rival) => return require_inside(problem, rival, budget),
        Rival::Direction(direction) => direction,
    };
    for (i, (x, d)) in point.iter().zip(direction).enumerate() {
        let Limits { lower, upper } = &problem.domain.limits[i];
        let end = if *d < 0 { lower } else { upper };
        if !d.is_zero() && end.as_ref() == Some(x) {
            return Err(Reason::LeavesDomain(problem.parameters[i].clone()));
        }
    }
    require_way(problem, point, direction, budget)
}

/// The point c with what is known of L and P there: once for all rivals.
pub struct Center<'p> {
    exact: Slopes<'p, Counted<'p, Exact>>,
    enclosed: Slopes<'p, Enclosed<'p>>,
}

impl<'p> Center<'p> {
    /// Values and gradients at `point`, exactly and enclosed at this precision.
    pub fn new(problem: &'p Problem, point: &'p [Rational], precision: u32, budget: &'p Budget) -> Self {
        Center {
            exact: Slopes::new(problem, point, ((), budget)),
            enclosed: Slopes::new(problem, point, (precision, budget)),
        }
    }

    /// Upper ends of u and v; `None` where they are not known.
    pub fn gains(&self, rival: &Rival) -> Option<[Rational; 2]> {
        let exact = self.exact.changes(rival).map(|change| change.upper_bound());
        if let [Some(loss), Some(penalty)] = exact {
            return Some([loss, penalty]);
        }
        let [loss, penalty] = self.enclosed.changes(rival).map(|change| change.upper_bound());
        let [exact_loss, exact_penalty] = exact;
        Some([exact_loss.or(loss)?, exact_penalty.or(penalty)?])
    }
}

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
        let at: Vec<N> = numbers(point, context);
        let values = [objective.loss(&at), objective.penalty(&at)];
        let gradients = [objective.loss_gradient(&at), objective.penalty_gradient(&at)];
        Slopes { problem, point, objective, values, gradients }
    }

    fn changes(&self, rival: &Rival) -> [N; 2] {
        let context = self.objective.context();
        match rival {
            Rival::Point(rival) => {
                let there: Vec<N> = numbers(rival, context);
                let [loss, penalty] = &self.values;
                [self.objective.loss(&there).minus(loss), self.objective.penalty(&there).minus(penalty)]
            }
            Rival::Direction(direction) => {
                let d: Vec<N> = numbers(direction, context);
                let along = |(value, slopes): &(N, Vec<N>)| {
                    if !value.is_defined() {
                        return value.clone();
                    }
                    let zero = N::exact(&Rational::new(), context);
                    slopes.iter().zip(&d).fold(zero, |sum, (slope, d)| sum.add(&slope.mul(d)))
                };
                let [loss, smooth] = self.gradients.each_ref().map(along);
                let kinked = absolute_slope(self.problem, self.point, &d);
                [loss, kinked.into_iter().fold(smooth, |sum, slope| sum.add(&slope))]
            }
        }
    }
}

/// The one-sided derivatives of `absolute_i |θ_i − center_i|` along a direction.
fn absolute_slope<N: Ordered>(problem: &Problem, point: &[Rational], direction: &[N]) -> Vec<N> {
    let Penalty::Separable { absolute, center, .. } = &problem.penalty else { return Vec::new() };
    let slope = |(i, d): (usize, &N)| {
        let rate = match point[i].cmp(&center[i]) {
            Ordering::Less => d.negative(),
            Ordering::Equal => d.max(&d.negative()),
            Ordering::Greater => d.clone(),
        };
        rate.mul(&N::exact(&absolute[i], d.context()))
    };
    direction.iter().enumerate().map(slope).collect()
}
