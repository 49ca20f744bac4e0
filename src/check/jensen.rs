//! Rule `jensen`: points and weights that break Jensen's inequality (theory.md, W1). An undefined value poisons A or C.

use super::case::{Case, Means};
use super::inside::require_inside;
use super::witness::{Measured, numbers, require_weights, sum};
use crate::budget::Budget;
use crate::certificate::Jensen;
use crate::kind::{Kind, Ordered};
use crate::number::Rational;
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason, undefined_at};

pub(super) fn check<'c>(case: &Case<'c>, jensen: &'c Jensen) -> Result<Points<'c>, Failure> {
    let Case { problem, means, .. } = case;
    require_weights(case, 1, jensen.points.iter().map(|(weight, _)| weight))?;
    for (lines, (_, point)) in (1..).zip(&jensen.points) {
        require_inside(problem, point, means.budget).map_err(|reason| case.fail(lines, reason))?;
    }
    let points = Points::new(problem, jensen, means.budget);
    points.ok_or_else(|| case.fail(0, Reason::TooManyDigits))
}

pub(super) struct Points<'a> {
    problem: &'a Problem,
    jensen: &'a Jensen,
    /// `m = Σ t_j θ_j`.
    mean: Vec<Rational>,
}

impl<'a> Points<'a> {
    /// `None` where the mean has too many digits.
    pub fn new(problem: &'a Problem, jensen: &'a Jensen, budget: &Budget) -> Option<Self> {
        let term = |i: usize| jensen.points.iter().map(move |(t, point)| Rational::from(t * &point[i]));
        let mean = (0..problem.dimension()).map(|i| sum(term(i), budget)).collect::<Option<_>>()?;
        Some(Points { problem, jensen, mean })
    }

    /// `Σ t_j f(θ_j) − f(m)`.
    fn gap<N: Kind>(&self, context: N::Context, mut f: impl FnMut(&[N]) -> N) -> N {
        let minus_one = Rational::from(-1);
        let ends = self.jensen.points.iter().map(|(weight, point)| (weight, point));
        let mut sum = N::exact(&Rational::new(), context);
        for (weight, point) in ends.chain([(&minus_one, &self.mean)]) {
            sum = sum.add(&f(&numbers(point, context)).mul(&N::exact(weight, context)));
            if !sum.is_defined() {
                break;
            }
        }
        sum
    }
}

impl Measured for Points<'_> {
    fn objective<N: Ordered>(&self, context: N::Context, _: &Budget) -> N {
        let objective = Objective::new(self.problem, context);
        self.gap(context, |at: &[N]| objective.loss(at)).negative()
    }

    fn penalty<N: Ordered>(&self, context: N::Context, _: &Budget) -> N {
        let penalty = self.problem.penalty.compiled(&self.problem.graph);
        self.gap(context, |at| penalty.evaluate(at, context))
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        let points = self.jensen.points.iter().map(|(_, point)| point.as_slice());
        undefined_at(self.problem, points.chain([self.mean.as_slice()]), means.enclosing())
    }
}
