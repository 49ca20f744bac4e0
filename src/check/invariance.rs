//! Rules `invariance` and `counterexample`: whether a symmetry leaves a part of the problem as it is.
//!
//! `invariance` is [`Invariance`] (theory.md, I3), there is nothing to say beside the claim.
//!
//! `counterexample`: let g be a signed permutation of the parameters and `θ ∈ D` with `gθ ∈ D`. If `L(gθ) ≠ L(θ)`, then
//! `L∘g = L` does not hold on D; the same for P (theory.md, I4). Hypotheses and tests: the points exactly; the difference is shown to be
//! positive, or to be negative, exactly or over intervals of more and more bits.

use super::rejection::{Failure, Reason};
use super::trial::{self, Attempt, Signed, Test, Trial};
use super::witness::{self, numbers, require_inside};
use super::{Effort, Means};
use crate::budget::Budget;
use crate::number::Rational;
use crate::problem::{Invariance, Objective, Part, Problem, Symmetry};

/// Checks the claim that `part` is invariant under `map`.
pub(super) fn check(problem: &Problem, part: Part, map: &Symmetry, budget: &Budget) -> Result<(), Reason> {
    match Invariance::new(problem, budget).keeps(part, map) {
        true => Ok(()),
        false => Err(Reason::NotInvariant { number: 1, part }),
    }
}

/// Checks the claim that `part` is not invariant under `map`, by the point on the line after `line`.
pub(super) fn check_counterexample(
    problem: &Problem,
    part: Part,
    map: &Symmetry,
    point: &[Rational],
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let at_point = |reason| Failure::new(line + 1, reason);
    if !map.columns.is_empty() || !matches!(part, Part::Objective | Part::Penalty) {
        return Err(Failure::new(line, Reason::NoCounterexample { part }));
    }
    let image = map.image(point);
    require_inside(problem, point).map_err(at_point)?;
    require_inside(problem, &image).map_err(at_point)?;
    let change = |sign| Change { problem, part, point, image: &image, sign };
    let rises = trial::decide(&change(1), means);
    rises.or_else(|_| trial::decide(&change(-1), means)).map_err(at_point)
}

/// Whether a point shows that `part` is not invariant: what a search asks for.
pub fn is_counterexample(problem: &Problem, part: Part, map: &Symmetry, point: &[Rational]) -> bool {
    let check = |means: &Means<'_>| {
        check_counterexample(problem, part, map, point, 0, means).map_err(|failure| failure.reason)
    };
    Effort::default().within(check).is_ok()
}

/// `±(L(gθ) − L(θ))`, or the same of P.
struct Change<'a> {
    problem: &'a Problem,
    part: Part,
    point: &'a [Rational],
    image: &'a [Rational],
    sign: i32,
}

impl Trial for Change<'_> {
    fn attempt<N: Signed>(&self, context: N::Context, _: &Budget) -> Attempt {
        let objective = Objective::<N>::new(self.problem, context);
        let value = |at: &[Rational]| {
            let at: Vec<N> = numbers(at, context);
            if self.part == Part::Objective { objective.loss(&at) } else { objective.penalty(&at) }
        };
        let change = value(self.image).minus(&value(self.point));
        let value = change.mul(&N::exact(&Rational::from(self.sign), context));
        Test { quantity: "the change", value, strict: true }.run()
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        witness::guilt_at(self.problem, [self.point, self.image], means)
    }
}
