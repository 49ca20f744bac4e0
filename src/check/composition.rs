//! Rule `composition`: convexity for every `λ ≥ 0` by the form of the expressions ([`Shape`]; theory.md, K1), and strict
//! convexity, if the forms along which `L + qP` bends strictly determine every parameter that is not pinned (theory.md, K4).
//! Ranges are enclosed over doubles and, where that does not suffice, over MPFR numbers.

use super::case::{Case, Effort, Means};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::expression::Tape;
use crate::kind::Shape;
use crate::number::{Endpoint, Interval, Number, Rational};
use crate::problem::{Limits, Objective, Penalty, Problem};
use crate::reason::{Failure, Reason, not_composed};
use rug::Float;

pub(super) fn check(case: &Case<'_>) -> Result<(), Failure> {
    let Case { problem, means, .. } = case;
    let result = match case.claim {
        Claim::ConvexFrom(_) | Claim::ConvexAt(_) => require_convex(problem, means),
        Claim::StrictlyConvexFrom(from) => {
            require_convex(problem, means).and_then(|()| require_strictly_convex(problem, from, means))
        }
        _ => return Err(case.wrong_rule()),
    };
    result.map_err(|reason| case.fail(0, reason))
}

/// Whether L and P are convex by these rules, and if not, where they fail.
///
/// # Errors
/// [`Reason::NotComposed`], [`Reason::MoreWork`].
pub fn convex(problem: &Problem, effort: &Effort) -> Result<(), Reason> {
    effort.within(|means| require_convex(problem, means))
}

/// Whether `L + qP` is strictly convex too, if L and P are convex by these rules.
///
/// # Errors
/// [`Reason::NotStrict`], [`Reason::MoreWork`].
pub fn strictly_convex(problem: &Problem, from: &Rational, effort: &Effort) -> Result<(), Reason> {
    effort.within(|means| require_strictly_convex(problem, from, means))
}

fn require_convex(problem: &Problem, means: &Means<'_>) -> Result<(), Reason> {
    let Means { precise, precision, budget, .. } = *means;
    if !precise && convex_over::<f64>(problem, (), budget).is_ok() {
        return Ok(());
    }
    convex_over::<Float>(problem, precision, budget)
}

fn require_strictly_convex(problem: &Problem, from: &Rational, means: &Means<'_>) -> Result<(), Reason> {
    let Means { precise, precision, budget, .. } = *means;
    if !precise && strictly_convex_over::<f64>(problem, from, ((), budget)).is_ok() {
        return Ok(());
    }
    strictly_convex_over::<Float>(problem, from, (precision, budget))
}

fn range<E: Endpoint>(limits: &Limits, context: E::Context) -> Interval<E> {
    let end = |limit: &Option<Rational>| limit.as_ref().map(|q| Interval::<E>::exact(q, context));
    let real = Interval::<E>::real(context);
    let lower = end(&limits.lower).map_or(real.lower().clone(), |end| end.lower().clone());
    let upper = end(&limits.upper).map_or(real.upper().clone(), |end| end.upper().clone());
    Interval::new(lower, upper)
}

fn parameters<'b, E: Endpoint>(
    problem: &Problem,
    is_strict: bool,
    context: (E::Context, &'b Budget),
) -> Vec<Shape<'b, E>> {
    let number = |(i, limits): (usize, &Limits)| match &limits.lower {
        Some(q) if limits.is_pinned() => Number::exact(q, context),
        _ => Shape::parameter(range(limits, context.0), is_strict.then_some(i), context.1),
    };
    problem.domain.limits.iter().enumerate().map(number).collect()
}

fn convex_over<E: Endpoint>(problem: &Problem, ends: E::Context, budget: &Budget) -> Result<(), Reason> {
    let context = (ends, budget);
    let at = parameters::<E>(problem, false, context);
    let exact = |row: &Vec<Rational>| row.iter().map(|q| Number::exact(q, context)).collect();
    let rows: Vec<Vec<Shape<'_, E>>> = problem.rows.iter().map(exact).collect();
    let require_convex = |fixed, row| {
        let tape = Tape::new(&problem.graph, fixed, row);
        let value = tape.run(&at, rows.iter().map(Vec::as_slice), context, &mut Vec::new());
        let why = || not_composed(&problem.graph, (fixed, row), &at, &rows, context);
        if value.bend().convex { Ok(()) } else { Err(why()) }
    };
    require_convex(problem.fixed, problem.row)?;
    match problem.penalty {
        Penalty::Formula(node) => require_convex(node, None),
        Penalty::Separable { .. } if problem.penalty.is_convex_by_form() => Ok(()),
        Penalty::Separable { .. } => Err(Reason::PenaltyNotProved),
    }
}

fn strictly_convex_over<E: Endpoint>(
    problem: &Problem,
    from: &Rational,
    context: (E::Context, &Budget),
) -> Result<(), Reason> {
    let at = parameters::<E>(problem, true, context);
    let objective = Objective::<Shape<'_, E>>::new(problem, context);
    let value = objective.loss(&at).add(&objective.penalty(&at).mul(&Number::exact(from, context)));
    let mut free = (0..problem.dimension()).filter(|i| !problem.domain.limits[*i].is_pinned());
    let open = if value.bend().convex { value.first_open(free) } else { free.next() };
    match open {
        None => Ok(()),
        Some(i) => Err(Reason::NotStrict(problem.parameters[i].clone())),
    }
}
