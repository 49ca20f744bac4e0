//! Rules `invariance` and `counterexample`: a symmetry leaves a part of the problem as it is ([`Invariance`]; theory.md, I3),
//! or it does not, for a point of the domain and its image there have different values (theory.md, I4).

use super::case::{Case, Means};
use super::inside::require_inside;
use super::trial::{self, Attempt, Test, Trial};
use super::witness::numbers;
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Invariance, Objective, Part, Problem, Symmetry};
use crate::reason::{Failure, Reason, undefined_at};

pub(super) fn check(case: &Case<'_>) -> Result<(), Failure> {
    let Claim::Invariant(part, map) = case.claim else { return Err(case.wrong_rule()) };
    let is_kept = Invariance::new(case.problem, case.means.budget).keeps(*part, map);
    let reason = Reason::NotInvariant(1, *part);
    if is_kept { Ok(()) } else { Err(case.fail_claim(reason)) }
}

/// That each of the symmetries, on the lines from the second on, leaves these parts as they are.
pub(super) fn require_symmetries(case: &Case<'_>, parts: &[Part], all: &[Symmetry]) -> Result<(), Failure> {
    let mut invariance = Invariance::new(case.problem, case.means.budget);
    for (number, symmetry) in (1..).zip(all) {
        if let Some(&part) = parts.iter().find(|part| !invariance.keeps(**part, symmetry)) {
            return Err(case.fail(1 + number, Reason::NotInvariant(number, part)));
        }
    }
    Ok(())
}

pub(super) fn check_counterexample(case: &Case<'_>, point: &[Rational]) -> Result<(), Failure> {
    let Claim::NotInvariant(part, map) = case.claim else { return Err(case.wrong_rule()) };
    let (problem, part) = (case.problem, *part);
    if !map.columns.is_empty() || !matches!(part, Part::Objective | Part::Penalty) {
        return Err(case.fail(0, Reason::NoCounterexample(part)));
    }
    let image = &map.image(point);
    let differs = || {
        require_inside(problem, point, case.means.budget)?;
        require_inside(problem, image, case.means.budget)?;
        let change = |sign| trial::decide(&Change { problem, part, point, image, sign }, &case.means);
        change(1).or_else(|_| change(-1))
    };
    differs().map_err(|reason| case.fail(1, reason))
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
    fn attempt<N: Ordered>(&self, context: N::Context, _: &Budget) -> Attempt {
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
        undefined_at(self.problem, [self.point, self.image], means.enclosing())
    }
}
