//! Which node keeps a Hessian from having an enclosure on a cell: found afterwards, by natural intervals over the whole
//! expression.

use crate::bound::Cell;
use crate::expression::{NodeId, Tape};
use crate::function::Function;
use crate::kind::Kind;
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Penalty, Problem};

/// A node that stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// The first operation that lacks a value or a second derivative, or a bound of one.
    pub node: NodeId,
    /// The enclosure of its argument on the cell; NaN where that is constant, or there is more than one.
    pub argument: (f64, f64),
    /// The data row (0-based), if the node depends on data.
    pub row: Option<usize>,
}

/// The first function whose value or second derivative may be undefined somewhere on a cell.
pub fn not_smooth(cell: &Cell, problem: &Problem) -> Option<Obstacle> {
    first(cell, problem, false)
}

/// The first operation that is not affine and whose value or derivatives are not bounded on a cell; the whole
/// expression where only their products overflow.
pub fn not_bounded(cell: &Cell, problem: &Problem) -> Obstacle {
    let whole = problem.row.unwrap_or(problem.fixed);
    let nowhere = Obstacle { node: whole, argument: (f64::NAN, f64::NAN), row: None };
    first(cell, problem, true).unwrap_or(nowhere)
}

fn first(cell: &Cell, problem: &Problem, has_bounds: bool) -> Option<Obstacle> {
    let exact = |q: &Rational| Trace::exact(q, has_bounds);
    let limits = cell.lower.iter().zip(&cell.upper);
    let parameter = |(&l, &u)| Trace { enclosure: Interval::new(l, u), degree: 1, has_bounds };
    let at: Vec<Trace> = limits.map(parameter).collect();
    let rows: Vec<Vec<Trace>> = problem.rows.iter().map(|row| row.iter().map(exact).collect()).collect();
    let mut tapes = vec![problem.objective_tape()];
    if let Penalty::Formula(node) = problem.penalty {
        tapes.push(Tape::new(&problem.graph, node, None));
    }
    let rows = || rows.iter().map(Vec::as_slice);
    let guilt = tapes.iter().find_map(|tape| tape.diagnose(&at, rows(), has_bounds))?;
    let argument = match &guilt.operands[..] {
        [Trace { enclosure, degree: 1.., .. }] => {
            (enclosure.lower().to_f64(Round::Down), enclosure.upper().to_f64(Round::Up))
        }
        _ => (f64::NAN, f64::NAN),
    };
    Some(Obstacle { node: guilt.node, argument, row: guilt.row })
}

/// An enclosure that counts as undefined where a derivative is, or, if so wished, where it is unbounded, unless it is
/// that of an affine form.
#[derive(Clone, Debug)]
struct Trace {
    enclosure: Interval<f64>,
    /// In the parameters: 0 constant, 1 affine, 2 anything else.
    degree: u8,
    has_bounds: bool,
}

impl Trace {
    fn with(&self, enclosure: Interval<f64>, degree: u8) -> Self {
        Trace { enclosure, degree: degree.min(2), has_bounds: self.has_bounds }
    }

    fn allows(&self, enclosure: &Interval<f64>) -> bool {
        let is_bounded = || enclosure.lower().is_finite() && enclosure.upper().is_finite();
        enclosure.is_defined() && (!self.has_bounds || is_bounded())
    }
}

impl Number for Trace {
    /// Whether bounds are wanted.
    type Context = bool;

    fn exact(q: &Rational, has_bounds: bool) -> Self {
        Trace { enclosure: Interval::exact(q, ()), degree: 0, has_bounds }
    }

    fn undefined(has_bounds: bool) -> Self {
        Trace { enclosure: Interval::undefined(()), degree: 2, has_bounds }
    }

    fn context(&self) -> bool {
        self.has_bounds
    }

    fn is_defined(&self) -> bool {
        if self.degree < 2 { self.enclosure.is_defined() } else { self.allows(&self.enclosure) }
    }

    fn add(&self, other: &Self) -> Self {
        self.with(self.enclosure.add(&other.enclosure), self.degree.max(other.degree))
    }

    fn mul(&self, other: &Self) -> Self {
        self.with(self.enclosure.mul(&other.enclosure), self.degree + other.degree)
    }
}

impl Kind for Trace {
    fn apply(&self, f: Function, order: usize) -> Self {
        let is_smooth = self.degree == 0 || self.enclosure.jet(f).iter().all(|x| self.allows(x));
        let enclosure = if is_smooth { self.enclosure.apply(f, order) } else { Interval::undefined(()) };
        self.with(enclosure, 2 * self.degree)
    }
}
