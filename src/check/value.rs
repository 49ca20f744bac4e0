//! Rule `value`: `p ≤ f_q(c) ≤ r` at a point c of the domain.
//!
//! Hypotheses and tests: `q ≥ 0` and `c ∈ D` exactly; `r − f_q(c) ≥ 0` and `f_q(c) − p ≥ 0` exactly or over intervals of
//! more and more bits (theory.md, A1). There is nothing to say beside the claim.

use super::Means;
use super::rejection::{Failure, Reason};
use super::trial::{self, Attempt, Signed, Test, Trial};
use super::witness::{self, numbers, require_inside};
use crate::budget::Budget;
use crate::number::Rational;
use crate::problem::{Objective, Problem};

/// What is claimed: see [`crate::certificate::Claim::Value`].
pub(super) struct Height<'a> {
    pub problem: &'a Problem,
    pub lambda: &'a Rational,
    pub lower: Option<&'a Rational>,
    pub upper: Option<&'a Rational>,
    pub point: &'a [Rational],
}

/// Checks a claim on `line`.
pub(super) fn check(height: &Height<'_>, line: usize, means: &Means<'_>) -> Result<(), Failure> {
    require_inside(height.problem, height.point)
        .and_then(|()| trial::decide(height, means))
        .map_err(|reason| Failure::new(line, reason))
}

impl Trial for Height<'_> {
    fn attempt<N: Signed>(&self, context: N::Context, _: &Budget) -> Attempt {
        let at: Vec<N> = numbers(self.point, context);
        let value = Objective::new(self.problem, context).value(&at, self.lambda);
        let above = self.upper.map(|upper| N::exact(upper, context).minus(&value));
        let below = self.lower.map(|lower| value.minus(&N::exact(lower, context)));
        let tests = [("r − f(c)", above), ("f(c) − p", below)];
        let tests = tests.into_iter().filter_map(|(quantity, value)| Some((quantity, value?)));
        let run = |(quantity, value)| Test { quantity, value, strict: false }.run();
        tests.map(run).fold(Attempt::Proved, Attempt::and)
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        witness::guilt_at(self.problem, [self.point], means)
    }
}
