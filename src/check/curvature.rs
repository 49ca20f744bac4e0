//! Rule `curvature`: a point and a direction of negative curvature; that L is C² near the point shows in a series that is
//! defined *up to the third order* (theory.md, W2).

use super::case::{Case, Enclosed, Means};
use super::inside::require_inside;
use super::witness::Measured;
use crate::budget::Budget;
use crate::certificate::Ray;
use crate::kind::{Kind, Ordered, Taylor};
use crate::number::{Number, Rational};
use crate::problem::{Objective, Penalty, Problem};
use crate::reason::{Failure, Reason, undefined};

type Series<N> = Taylor<N, 4>;

pub(super) fn check(case: &Case<'_>, Ray { point, direction }: &Ray) -> Result<(), Failure> {
    require_inside(case.problem, point, case.means.budget).map_err(|reason| case.fail(1, reason))?;
    require_admissible(case.problem, point, direction).map_err(|reason| case.fail(2, reason))
}

fn require_admissible(problem: &Problem, point: &[Rational], direction: &[Rational]) -> Result<(), Reason> {
    let mut moved = (0..problem.dimension()).filter(|&i| !direction[i].is_zero()).peekable();
    if moved.peek().is_none() {
        return Err(Reason::ZeroDirection);
    }
    for i in moved {
        let parameter = || problem.parameters[i].clone();
        if problem.domain.limits[i].is_pinned() {
            return Err(Reason::PinnedDirection(parameter()));
        }
        if let Penalty::Separable { absolute, center, .. } = &problem.penalty
            && !absolute[i].is_zero()
            && point[i] == center[i]
        {
            return Err(Reason::PenaltyKink(parameter()));
        }
    }
    Ok(())
}

/// The line `θ + tv`.
pub(super) struct Line<'a> {
    pub problem: &'a Problem,
    pub ray: &'a Ray,
}

impl Line<'_> {
    fn series<N: Kind>(&self, context: N::Context) -> Vec<Series<N>> {
        let zero = N::exact(&Rational::new(), context);
        let Ray { point, direction } = self.ray;
        let coefficient = |q: &Rational| N::exact(q, context);
        let line = |(x, v)| Taylor([coefficient(x), coefficient(v), zero.clone(), zero.clone()]);
        point.iter().zip(direction).map(line).collect()
    }
}

/// The second coefficient of a series that is defined up to the third order.
fn second_coefficient<N: Kind>(series: &Series<N>, context: N::Context) -> N {
    if series.is_defined() { series.0[2].clone() } else { N::undefined(context) }
}

impl Measured for Line<'_> {
    fn objective<N: Ordered>(&self, context: N::Context, _: &Budget) -> N {
        let objective = Objective::<Series<N>>::new(self.problem, context);
        second_coefficient(&objective.loss(&self.series(context)), context).negative()
    }

    fn penalty<N: Ordered>(&self, context: N::Context, _: &Budget) -> N {
        let exact = |q: &Rational| N::exact(q, context);
        match &self.problem.penalty {
            Penalty::Formula(_) => {
                let penalty = self.problem.penalty.compiled(&self.problem.graph);
                second_coefficient(&penalty.evaluate(&self.series(context), context), context)
            }
            // Σ square_i v_i²
            Penalty::Separable { square, .. } => {
                let terms = square.iter().zip(&self.ray.direction);
                terms.fold(exact(&Rational::new()), |sum, (w, v)| {
                    sum.add(&exact(v).mul(&exact(v)).mul(&exact(w)))
                })
            }
        }
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        let context = means.enclosing();
        let objective = Objective::<Series<Enclosed<'_>>>::new(self.problem, context);
        undefined(&objective, &self.series(context), |series| series.0[0].to_f64())
    }
}
