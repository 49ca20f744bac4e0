//! Rule `orbit`: symmetries that leave the objective as it is, and a point whose orbit's mean breaks convexity
//! (theory.md, W3).
//!
//! Let signed permutations g generate the group H, with `L∘g = L` and `gD = D` for all of them, and let `θ ∈ D`, `θ̄ = mean_h hθ`.
//! `f_λ` is not convex on D where `A − λC > 0`:
//!
//! ```text
//! A = L(θ̄) − L(θ)        C = mean_h P(hθ) − P(θ̄)
//! ```
//!
//! Hypotheses and tests: [`Invariance`] of objective and domain under every map; `θ ∈ D` exactly; θ̄ and C without
//! a list of H ([`Orbits`], [`PenaltyGap`]): for a penalty that is invariant too, or a sum of squares; the sign of `A − λC` in
//! [`super::witness`].

use super::case::{Case, Means};
use super::invariance::require_symmetries;
use super::rejection::{Failure, Reason};
use super::witness::{self, Measured, numbers, require_inside};
use crate::budget::Budget;
use crate::certificate::Orbit;
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Objective, Orbits, Part, PenaltyGap, Problem};

/// The point with its orbit's mean, if the maps are symmetries and the point lies in the domain.
pub(super) fn check<'c>(case: &Case<'c>, orbit: &'c Orbit) -> Result<Mean<'c>, Failure> {
    let Case { problem, means, .. } = case;
    require_symmetries(case, &[Part::Domain, Part::Objective], &orbit.symmetries)?;
    require_inside(problem, &orbit.point).map_err(|reason| case.fail(orbit.symmetries.len() + 2, reason))?;
    Mean::new(problem, orbit, means.budget).map_err(|reason| case.fail(0, reason))
}

/// The point and its orbit's mean.
pub(super) struct Mean<'a> {
    problem: &'a Problem,
    point: &'a [Rational],
    mean: Vec<Rational>,
    orbits: Orbits,
    gap: PenaltyGap,
}

impl<'a> Mean<'a> {
    /// # Errors
    /// [`Reason::TooManyDigits`], [`Reason::PenaltyOfOrbit`].
    pub fn new(problem: &'a Problem, orbit: &'a Orbit, budget: &Budget) -> Result<Self, Reason> {
        let Orbit { symmetries, point } = orbit;
        let orbits = Orbits::new(problem.dimension(), symmetries);
        let mean = orbits.mean(point, budget).ok_or(Reason::TooManyDigits)?;
        let gap = PenaltyGap::new(problem, symmetries, budget).ok_or(Reason::PenaltyOfOrbit)?;
        Ok(Mean { problem, point, mean, orbits, gap })
    }
}

impl Measured for Mean<'_> {
    fn objective<N: Ordered>(&self, context: N::Context, _: &Budget) -> N {
        let objective = Objective::<N>::new(self.problem, context);
        let value = |at: &[Rational]| objective.loss(&numbers(at, context));
        value(&self.mean).minus(&value(self.point))
    }

    fn penalty<N: Ordered>(&self, context: N::Context, budget: &Budget) -> N {
        self.gap.at(self.problem, &self.orbits, [self.point, &self.mean], context, budget)
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        witness::guilt_at(self.problem, [self.point, &self.mean], means)
    }
}
