//! Rule `value`: `p ≤ f_q(c) ≤ r` at a point c of the domain.
//!
//! Hypotheses and tests: `q ≥ 0` and `c ∈ D` exactly; `r − f_q(c) ≥ 0` and `f_q(c) − p ≥ 0` exactly or over intervals of
//! more and more bits (theory.md, A1). There is nothing to say beside the claim.

use super::case::{Case, Means};
use super::rejection::{Failure, Reason};
use super::trial::{self, Attempt, Test, Trial};
use super::witness::{self, numbers, require_inside};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Objective, Problem};

/// Checks the claim.
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
    /// That the point lies in the domain, and that it is so.
    pub fn require(&self, means: &Means<'_>) -> Result<(), Reason> {
        require_inside(self.problem, self.point)?;
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
        witness::guilt_at(self.problem, [self.point], means)
    }
}
