//! Rule `kink`: a point and a direction in which the slope jumps down, the jumps of L and P being those of [`OneSided`]
//! numbers (theory.md, W4).

use super::case::{Case, Enclosed, Means};
use super::inside::{require_inside, require_way};
use super::witness::Measured;
use crate::budget::Budget;
use crate::certificate::Ray;
use crate::kind::{OneSided, Ordered};
use crate::number::{Number, Rational};
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason, undefined};

pub(super) fn check(case: &Case<'_>, ray: &Ray) -> Result<(), Failure> {
    let Case { problem, means, .. } = case;
    require_inside(problem, &ray.point, means.budget).map_err(|reason| case.fail(1, reason))?;
    require_room(problem, ray, means.budget).map_err(|reason| case.fail(2, reason))
}

fn require_room(problem: &Problem, Ray { point, direction }: &Ray, budget: &Budget) -> Result<(), Reason> {
    if direction.iter().all(Rational::is_zero) {
        return Err(Reason::ZeroDirection);
    }
    for (i, limits) in problem.domain.limits.iter().enumerate().filter(|(i, _)| !direction[*i].is_zero()) {
        if let Some(limit) = limits.touched_by(&point[i]) {
            return Err(Reason::NoRoom(problem.parameters[i].clone(), limit.clone()));
        }
    }
    let back: Vec<Rational> = direction.iter().map(|v| Rational::from(-v)).collect();
    [direction, &back].into_iter().try_for_each(|direction| require_way(problem, point, direction, budget))
}

/// The line `θ + tv`.
pub(super) struct Line<'a> {
    pub problem: &'a Problem,
    pub ray: &'a Ray,
}

impl Line<'_> {
    fn coordinates<'b, N: Ordered>(&self, context: (N::Context, &'b Budget)) -> Vec<OneSided<'b, N>> {
        let Ray { point, direction } = self.ray;
        point.iter().zip(direction).map(|(x, v)| OneSided::coordinate(x, v, context)).collect()
    }
}

fn jump<N: Ordered>(number: &OneSided<'_, N>) -> N {
    if number.is_defined() { number.jump().clone() } else { N::undefined(number.value().context()) }
}

impl Measured for Line<'_> {
    fn objective<N: Ordered>(&self, context: N::Context, budget: &Budget) -> N {
        let context = (context, budget);
        let objective = Objective::<OneSided<'_, N>>::new(self.problem, context);
        jump(&objective.loss(&self.coordinates(context))).negative()
    }

    fn penalty<N: Ordered>(&self, context: N::Context, budget: &Budget) -> N {
        let context = (context, budget);
        let penalty = self.problem.penalty.compiled(&self.problem.graph);
        jump(&penalty.evaluate(&self.coordinates::<N>(context), context))
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        let context = (means.enclosing(), means.budget);
        let objective = Objective::<OneSided<'_, Enclosed<'_>>>::new(self.problem, context);
        let at = self.coordinates(context);
        undefined(&objective, &at, |number| number.value().to_f64())
    }
}
