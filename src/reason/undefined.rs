//! What is undefined at the points of a witness, and numbers as messages show them.

use super::diagnosis::Guilt;
use super::rejection::{Reason, Value};
use crate::budget::Budget;
use crate::kind::{Counted, Kind, Ordered};
use crate::number::{Interval, Number, Rational};
use crate::problem::{Objective, Problem};
use rug::Float;

pub(crate) fn shown<N: Ordered>(number: &N) -> Value {
    let end = |end: &Option<Rational>, infinite: f64| end.as_ref().map_or(infinite, Rational::to_f64);
    let (lower, upper) = (number.lower_bound(), number.upper_bound());
    match lower {
        // Only exact numbers tell how long they are.
        Some(exact) if number.bits() > 0 => Value::Exact(exact),
        lower => Value::Between(end(&lower, f64::NEG_INFINITY), end(&upper, f64::INFINITY)),
    }
}

/// Names the guilty node of the objective, or else of the penalty, at a point; `range` encloses an argument.
pub(crate) fn undefined<N: Kind>(
    objective: &Objective<'_, N>,
    at: &[N],
    range: impl Fn(&N) -> Interval<f64>,
) -> Option<Reason> {
    let Guilt { node, operands, row, .. } = objective.diagnose(at)?;
    let argument = operands.first().filter(|_| operands.len() == 1).map(range);
    Some(Reason::Undefined { node, argument: argument.map(|x| shown(&x)), row: row.map(|index| index + 1) })
}

/// Names the guilty node at the first of these points that has one.
pub(crate) fn undefined_at<'p>(
    problem: &Problem,
    points: impl IntoIterator<Item = &'p [Rational]>,
    context: (u32, &Budget),
) -> Option<Reason> {
    let objective = Objective::<Counted<'_, Interval<Float>>>::new(problem, context);
    let at = |point: &[Rational]| point.iter().map(|x| Number::exact(x, context)).collect::<Vec<_>>();
    points.into_iter().find_map(|point| undefined(&objective, &at(point), |x| x.to_f64()))
}
