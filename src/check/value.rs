//! Rule `value`: `p ≤ f_q(c) ≤ r` at a point c of the domain, exactly or over intervals (theory.md, A1).

use super::case::{Case, Means};
use super::inside::require_inside;
use super::trial::{self, Attempt, Test, Trial};
use super::witness::numbers;
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason, undefined_at};

pub(super) fn check(case: &Case<'_>) -> Result<(), Failure> {
    let Claim::Value { lambda, lower, upper, point } = case.claim else { return Err(case.wrong_rule()) };
    let height = Height { problem: case.problem, lambda, lower: Some(lower), upper, point };
    height.require(&case.means).map_err(|reason| case.fail_claim(reason))
}

/// `lower ≤ f_λ(point) ≤ upper`.
pub(super) struct Height<'a> {
    pub problem: &'a Problem,
    pub lambda: &'a Rational,
    pub lower: Option<&'a Rational>,
    pub upper: &'a Rational,
    pub point: &'a [Rational],
}

impl Height<'_> {
    pub fn require(&self, means: &Means<'_>) -> Result<(), Reason> {
        require_inside(self.problem, self.point, means.budget)?;
        trial::decide(self, means)
    }
}

impl Trial for Height<'_> {
    fn attempt<N: Ordered>(&self, context: N::Context, _: &Budget) -> Attempt {
        let at: Vec<N> = numbers(self.point, context);
        let value = Objective::new(self.problem, context).value(&at, self.lambda);
        let above = N::exact(self.upper, context).minus(&value);
        let above = Test { quantity: "r − f(c)", value: above, strict: false }.run();
        let Some(lower) = self.lower else { return above };
        let below = value.minus(&N::exact(lower, context));
        above.and(Test { quantity: "f(c) − p", value: below, strict: false }.run())
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        undefined_at(self.problem, [self.point], means.enclosing())
    }
}
