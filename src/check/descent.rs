//! Rule `descent`: `f_q` has no minimiser, for it falls everywhere in one direction (theory.md, M9): its slope over [`Range`]s
//! lies below 0, an open end 0 included.

use super::case::Case;
use super::inside::require_endless;
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::{Counted, Range, Taylor};
use crate::number::{Number, Rational};
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, direction: &[Rational]) -> Result<(), Failure> {
    let Claim::NoMinimizer(lambda) = case.claim else { return Err(case.wrong_rule()) };
    require_descent(case.problem, lambda, direction, case.means.budget).map_err(|reason| case.fail(1, reason))
}

/// That `f_lambda` falls everywhere in this direction, if the budget is not spent.
///
/// # Errors
/// The test that fails.
pub fn require_descent(
    problem: &Problem,
    lambda: &Rational,
    direction: &[Rational],
    budget: &Budget,
) -> Result<(), Reason> {
    for (i, d) in direction.iter().enumerate() {
        let limits = &problem.domain.limits[i];
        let end = if *d < 0 { &limits.lower } else { &limits.upper };
        if !d.is_zero() && end.is_some() {
            return Err(Reason::LeavesDomain(problem.parameters[i].clone()));
        }
    }
    require_endless(problem, direction, budget)?;
    let context = ((), budget);
    let line = problem.domain.limits.iter().zip(direction).map(|(limits, d)| {
        let range = Range::between(&limits.lower, &limits.upper);
        Taylor([Counted::new(range, budget), Number::exact(d, context)])
    });
    let at: Vec<Taylor<Counted<'_, Range>, 2>> = line.collect();
    let Taylor([_, slope]) = Objective::new(problem, context).value(&at, lambda);
    if slope.is_negative() { Ok(()) } else { Err(Reason::NotFalling(slope.into_value())) }
}
