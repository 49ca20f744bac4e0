//! Rule `curvature`: a point and a direction of negative curvature (theory.md, W2).
//!
//! Let `θ ∈ D`, `v ≠ 0` with `v_i = 0` for every pinned parameter, L and the smooth part P₀ of the penalty C² near θ, and
//! `θ_i ≠ ε_i` or `v_i = 0` for each absolute value `|θ_i − ε_i|` of P. `f_λ` is not convex on D where `A − λC > 0`:
//!
//! ```text
//! A = −½ vᵀ∇²L(θ)v        C = ½ vᵀ∇²P₀(θ)v
//! ```
//!
//! Hypotheses and tests: `θ ∈ D`, `v` and the absolute values exactly, in [`check`]. C² near θ: L is
//! evaluated as a Taylor series along `θ + tv` *up to the third order*. All functions are analytic
//! but at the places where their domain ends, at kinks and at jumps of f″, and at all of these the third
//! derivative is undefined, which poisons the series. So a defined series means that every function is
//! analytic around its argument, hence L around θ. The curvature is twice the second coefficient.

use super::case::{Case, Enclosed, Means};
use super::rejection::{Failure, Reason};
use super::witness::{self, Measured, require_inside};
use crate::budget::Budget;
use crate::certificate::Ray;
use crate::kind::{Kind, Ordered, Taylor};
use crate::number::{Number, Rational};
use crate::problem::{Objective, Penalty, Problem};

/// A Taylor series up to the third order.
type Series<N> = Taylor<N, 4>;

/// That the point lies in the domain, and that the direction is admissible.
pub(super) fn check(case: &Case<'_>, Ray { point, direction }: &Ray) -> Result<(), Failure> {
    require_inside(case.problem, point).map_err(|reason| case.fail(1, reason))?;
    require_admissible(case.problem, point, direction).map_err(|reason| case.fail(2, reason))
}

/// That the direction is not zero, leaves pinned parameters alone and crosses no kink of the penalty.
fn require_admissible(problem: &Problem, point: &[Rational], direction: &[Rational]) -> Result<(), Reason> {
    let mut moved = (0..problem.dimension()).filter(|&i| !direction[i].is_zero()).peekable();
    if moved.peek().is_none() {
        return Err(Reason::ZeroDirection);
    }
    for i in moved {
        let parameter = || problem.parameters[i].clone();
        if problem.domain.0[i].is_pinned() {
            return Err(Reason::PinnedDirection { parameter: parameter() });
        }
        if let Penalty::Separable { absolute, center, .. } = &problem.penalty
            && !absolute[i].is_zero()
            && point[i] == center[i]
        {
            return Err(Reason::PenaltyKink { parameter: parameter() });
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
        witness::guilt(&objective, &self.series(context), |series| series.0[0].to_f64())
    }
}
