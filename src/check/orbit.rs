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

use super::Means;
use super::rejection::{Failure, Reason, Value};
use super::trial::Signed;
use super::witness::{self, Witness, numbers, require_inside};
use crate::budget::Budget;
use crate::certificate::{Claim, Orbit};
use crate::number::Rational;
use crate::problem::{Invariance, Objective, Orbits, Part, PenaltyGap, Problem};

/// Checks the maps and the point on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    orbit: &Orbit,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let mut invariance = Invariance::new(problem, means.budget);
    for (number, symmetry) in (1..).zip(&orbit.symmetries) {
        let is_kept = |part: &Part| !invariance.keeps(*part, symmetry);
        if let Some(part) = [Part::Domain, Part::Objective].into_iter().find(is_kept) {
            return Err(Failure::new(line + 1 + number, Reason::NotInvariant { number, part }));
        }
    }
    let point_line = line + 2 + orbit.symmetries.len();
    require_inside(problem, &orbit.point).map_err(|reason| Failure::new(point_line, reason))?;
    let mean = Mean::new(problem, orbit, means.budget).map_err(|reason| Failure::new(line, reason))?;
    witness::establishes(claim, &mean, means).map_err(|reason| Failure::new(line, reason))
}

/// A and C.
pub(super) fn values(problem: &Problem, orbit: &Orbit, precision: u32) -> Option<[Value; 2]> {
    Some(witness::values(&Mean::new(problem, orbit, &Budget::default()).ok()?, precision))
}

/// The point and its orbit's mean.
struct Mean<'a> {
    problem: &'a Problem,
    point: &'a [Rational],
    mean: Vec<Rational>,
    orbits: Orbits,
    gap: PenaltyGap,
}

impl<'a> Mean<'a> {
    fn new(problem: &'a Problem, orbit: &'a Orbit, budget: &Budget) -> Result<Self, Reason> {
        let Orbit { symmetries, point } = orbit;
        let orbits = Orbits::new(problem.dimension(), symmetries);
        let mean = orbits.mean(point, budget).ok_or(Reason::TooManyDigits)?;
        let gap = PenaltyGap::new(problem, symmetries, budget).ok_or(Reason::PenaltyOfOrbit)?;
        Ok(Mean { problem, point, mean, orbits, gap })
    }
}

impl Witness for Mean<'_> {
    fn objective<N: Signed>(&self, context: N::Context, _: &Budget) -> N {
        let objective = Objective::<N>::new(self.problem, context);
        let value = |at: &[Rational]| objective.loss(&numbers(at, context));
        value(&self.mean).minus(&value(self.point))
    }

    fn penalty<N: Signed>(&self, context: N::Context, budget: &Budget) -> N {
        self.gap.at(self.problem, &self.orbits, [self.point, &self.mean], context, budget)
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        witness::guilt_at(self.problem, [self.point, &self.mean], means)
    }
}
