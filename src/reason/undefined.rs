//! What is undefined at the points of a witness, and numbers as messages show them.

use super::diagnosis::Guilt;
use super::rejection::{Reason, Value};
use crate::budget::Budget;
use crate::certificate::Rival;
use crate::kind::{Counted, Kind, Ordered, Taylor};
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

type Enclosed<'b> = Counted<'b, Interval<Float>>;

fn enclosed<'b>(point: &[Rational], context: (u32, &'b Budget)) -> Vec<Enclosed<'b>> {
    point.iter().map(|x| Number::exact(x, context)).collect()
}

/// Names the guilty node at the first of these points that has one.
pub(crate) fn undefined_at<'p>(
    problem: &Problem,
    points: impl IntoIterator<Item = &'p [Rational]>,
    context: (u32, &Budget),
) -> Option<Reason> {
    let objective = Objective::<Enclosed<'_>>::new(problem, context);
    points.into_iter().find_map(|point| undefined(&objective, &enclosed(point, context), |x| x.to_f64()))
}

/// Names the guilty node on the way from a point to a rival.
pub(crate) fn undefined_towards(
    problem: &Problem,
    point: &[Rational],
    rival: &Rival,
    context: (u32, &Budget),
) -> Option<Reason> {
    match rival {
        Rival::Point(rival) => undefined_at(problem, [point, rival], context),
        Rival::Direction(direction) => {
            let line = enclosed(point, context).into_iter().zip(enclosed(direction, context));
            let line: Vec<Taylor<Enclosed<'_>, 2>> = line.map(|(x, d)| Taylor([x, d])).collect();
            undefined(&Objective::new(problem, context), &line, |series| series.0[0].to_f64())
        }
    }
}
