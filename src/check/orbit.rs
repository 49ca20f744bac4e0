//! Rule `orbit`: symmetries that leave objective and domain as they are, and a point whose orbit's mean breaks convexity
//! (theory.md, W3). θ̄ and C are computed without a list of the group ([`Orbits`], [`PenaltyGap`]).

use super::case::{Case, Means};
use super::inside::require_inside;
use super::invariance::require_symmetries;
use super::witness::{Measured, numbers};
use crate::budget::Budget;
use crate::certificate::Orbit;
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Objective, Orbits, Part, PenaltyGap, Problem};
use crate::reason::{Failure, Reason, undefined_at};

pub(super) fn check<'c>(case: &Case<'c>, orbit: &'c Orbit) -> Result<Mean<'c>, Failure> {
    let Case { problem, means, .. } = case;
    require_symmetries(case, &[Part::Domain, Part::Objective], &orbit.symmetries)?;
    require_inside(problem, &orbit.point, means.budget)
        .map_err(|reason| case.fail(orbit.symmetries.len() + 2, reason))?;
    Mean::new(problem, orbit, means.budget).map_err(|reason| case.fail(0, reason))
}

pub(super) struct Mean<'a> {
    problem: &'a Problem,
    point: &'a [Rational],
    mean: Vec<Rational>,
    orbits: Orbits,
    gap: PenaltyGap,
}

impl<'a> Mean<'a> {
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
        undefined_at(self.problem, [self.point, &self.mean], means.enclosing())
    }
}
