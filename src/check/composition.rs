//! Rule `composition`: convexity by the form of the expressions (theory.md, K1).
//!
//! If L is convex on D by the rules of composition that [`Shape`] states, and so is P (a separable penalty
//! with weights ≥ 0 is by its form), then `f_λ = L + λP` is convex on D for every `λ ≥ 0`. D is any box, all of `Rᴺ`
//! included, and kinks do no harm.
//!
//! If moreover the linear forms along which `L + qP` is strictly convex determine every parameter that
//! is not pinned, then `f_q` is strictly convex, and so is `f_λ = f_q + (λ − q)P` for every `λ ≥ q` (theory.md, K4).
//!
//! Hypotheses and tests: there is no evidence to read. The shapes are computed node by node and row by row, ranges
//! enclosed over doubles and, where that does not suffice, over MPFR numbers; ranks are exact, or below the true ones.

use super::case::{Case, Effort, Means};
use super::rejection::{Failure, Reason};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::expression::{Guilt, NodeId, Tape};
use crate::function::Bend;
use crate::kind::Shape;
use crate::number::{Endpoint, Interval, Number, Rational};
use crate::problem::{Limits, Objective, Penalty, Problem};
use rug::Float;

/// Checks that a claim of convexity follows.
pub(super) fn check(case: &Case<'_>) -> Result<(), Failure> {
    let Case { problem, means, .. } = case;
    let result = match case.claim {
        Claim::ConvexFrom { .. } | Claim::ConvexAt { .. } => require_convex(problem, means),
        Claim::StrictlyConvexFrom { from } => {
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

/// What a parameter ranges over, or its one value.
fn range<E: Endpoint>(limits: &Limits, context: E::Context) -> Interval<E> {
    let end = |limit: &Option<Rational>| limit.as_ref().map(|q| Interval::<E>::exact(q, context));
    let real = Interval::<E>::real(context);
    let lower = end(&limits.lower).map_or(real.lower().clone(), |end| end.lower().clone());
    let upper = end(&limits.upper).map_or(real.upper().clone(), |end| end.upper().clone());
    Interval::new(lower, upper)
}

/// The parameters, pinned ones as constants.
fn parameters<'b, E: Endpoint>(
    problem: &Problem,
    is_strict: bool,
    context: (E::Context, &'b Budget),
) -> Vec<Shape<'b, E>> {
    let number = |(i, limits): (usize, &Limits)| match &limits.lower {
        Some(q) if limits.is_pinned() => Number::exact(q, context),
        _ => Shape::parameter(range(limits, context.0), is_strict.then_some(i), context.1),
    };
    problem.domain.0.iter().enumerate().map(number).collect()
}

fn convex_over<E: Endpoint>(problem: &Problem, ends: E::Context, budget: &Budget) -> Result<(), Reason> {
    let context = (ends, budget);
    let at = parameters::<E>(problem, false, context);
    let exact = |row: &Vec<Rational>| row.iter().map(|q| Number::exact(q, context)).collect();
    let part = Part { problem, at, rows: problem.rows.iter().map(exact).collect(), context };
    part.require_convex(problem.fixed, problem.row)?;
    match problem.penalty {
        Penalty::Formula(node) => part.require_convex(node, None),
        Penalty::Separable { .. } if problem.penalty.is_convex_by_form() => Ok(()),
        Penalty::Separable { .. } => Err(Reason::PenaltyNotProved),
    }
}

/// Objective and penalty as shapes.
struct Part<'p, E: Endpoint> {
    problem: &'p Problem,
    at: Vec<Shape<'p, E>>,
    rows: Vec<Vec<Shape<'p, E>>>,
    context: (E::Context, &'p Budget),
}

impl<'p, E: Endpoint> Part<'p, E> {
    fn rows(&self) -> impl Iterator<Item = &[Shape<'p, E>]> {
        self.rows.iter().map(Vec::as_slice)
    }

    fn bend<'r>(&'r self, tape: &Tape, rows: impl IntoIterator<Item = &'r [Shape<'p, E>]>) -> Bend {
        tape.run(&self.at, rows, self.context, &mut Vec::new()).bend()
    }

    /// That `fixed + Σ row` is convex.
    fn require_convex(&self, fixed: NodeId, row: Option<NodeId>) -> Result<(), Reason> {
        let tape = Tape::new(&self.problem.graph, fixed, row);
        if self.bend(&tape, self.rows()).convex {
            return Ok(());
        }
        let reason = |node, row: Option<usize>, operands, bend| Reason::NotComposed {
            node,
            row: row.map(|row| row + 1),
            operands,
            bend,
        };
        if let Some(Guilt { node, operands, row, .. }) = tape.diagnose(&self.at, self.rows(), self.context) {
            let operands = operands.iter().filter_map(|x| x.outline()).collect();
            return Err(reason(node, row, operands, Bend::UNKNOWN));
        }
        // Every node has a shape, but one of the summands has the wrong one.
        let alone = self.bend(&Tape::new(&self.problem.graph, fixed, None), []);
        let Some(node) = row.filter(|_| alone.convex) else {
            return Err(reason(fixed, None, Vec::new(), alone));
        };
        let of_row = |row| self.bend(&tape, [row]);
        let guilty = self.rows().map(of_row).enumerate().find(|(_, bend)| !bend.convex);
        let (row, bend) = guilty.map_or((None, Bend::UNKNOWN), |(row, bend)| (Some(row), bend));
        Err(reason(node, row, Vec::new(), bend))
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
    let mut free = (0..problem.dimension()).filter(|i| !problem.domain.0[*i].is_pinned());
    let open = if value.bend().convex { value.first_open(free) } else { free.next() };
    match open {
        None => Ok(()),
        Some(i) => Err(Reason::NotStrict { parameter: problem.parameters[i].clone() }),
    }
}
