//! Where a value or a derivative is not bounded on a cell, the first such operation of the objective or the penalty.

use crate::bound::{Cell, Obstacle};
use crate::expression::Tape;
use crate::function::Function;
use crate::kind::Kind;
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Penalty, Problem};

/// The first operation that is not affine and whose value or derivatives are not bounded on a cell; the whole
/// expression where only their products overflow.
pub(super) fn overflow(cell: &Cell, problem: &Problem) -> Option<Obstacle> {
    let exact = |q: &Rational| Growth::exact(q, ());
    let limits = cell.lower.iter().zip(&cell.upper);
    let at: Vec<Growth> = limits.map(|(&l, &u)| Growth::parameter(Interval::new(l, u))).collect();
    let rows: Vec<Vec<Growth>> = problem.rows.iter().map(|row| row.iter().map(exact).collect()).collect();
    let mut tapes = vec![problem.objective_tape()];
    if let Penalty::Formula(node) = problem.penalty {
        tapes.push(Tape::new(&problem.graph, node, None));
    }
    let guilt = tapes.iter().find_map(|tape| tape.diagnose(&at, rows.iter().map(Vec::as_slice), ()));
    let Some(guilt) = guilt else {
        let whole = problem.row.unwrap_or(problem.fixed);
        return Some(Obstacle { node: Some(whole), argument: (f64::NAN, f64::NAN), row: None });
    };
    let argument = match &guilt.operands[..] {
        [operand] => operand.ends(),
        _ => (f64::NAN, f64::NAN),
    };
    Some(Obstacle { node: Some(guilt.node), argument, row: guilt.row })
}

/// An enclosure that counts as undefined where it is unbounded, unless it is that of an affine form.
#[derive(Clone, Debug)]
struct Growth {
    enclosure: Interval<f64>,
    /// In the parameters: 0 constant, 1 affine, 2 anything else.
    degree: u8,
}

impl Growth {
    fn parameter(enclosure: Interval<f64>) -> Self {
        Growth { enclosure, degree: 1 }
    }

    fn new(enclosure: Interval<f64>, degree: u8) -> Self {
        Growth { enclosure, degree: degree.min(2) }
    }

    fn ends(&self) -> (f64, f64) {
        (self.enclosure.lower().to_f64(Round::Down), self.enclosure.upper().to_f64(Round::Up))
    }

    fn is_bounded(enclosure: &Interval<f64>) -> bool {
        enclosure.is_defined() && enclosure.lower().is_finite() && enclosure.upper().is_finite()
    }
}

impl Number for Growth {
    type Context = ();

    fn exact(q: &Rational, _: ()) -> Self {
        Growth::new(Interval::exact(q, ()), 0)
    }

    fn undefined(_: ()) -> Self {
        Growth::new(Interval::undefined(()), 2)
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.degree < 2 || Growth::is_bounded(&self.enclosure)
    }

    fn add(&self, other: &Self) -> Self {
        Growth::new(self.enclosure.add(&other.enclosure), self.degree.max(other.degree))
    }

    fn mul(&self, other: &Self) -> Self {
        Growth::new(self.enclosure.mul(&other.enclosure), self.degree + other.degree)
    }
}

impl Kind for Growth {
    fn apply(&self, f: Function, order: usize) -> Self {
        let jet = self.enclosure.jet(f);
        let is_smooth = self.degree == 0 || jet.iter().all(Growth::is_bounded);
        let enclosure = if is_smooth { self.enclosure.apply(f, order) } else { Interval::undefined(()) };
        Growth::new(enclosure, 2 * self.degree)
    }
}
