//! Why a search for a cover has nothing left to try, and whether that is so for good.
//!
//! Bounded cells are halved until their enclosures are narrow, so a function whose second derivative is
//! still undefined then is in the way of every cover. Where a cell is unbounded, or an enclosure overflows,
//! a smaller box may help, unless the function is in the way at a single point already.

use super::walk::centre;
use crate::bound::{Cell, HessianBound, Method, Obstacle, Scratch, Shortfall};
use crate::budget::Budget;
use crate::expression::Tape;
use crate::function::Function;
use crate::kind::Kind;
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Penalty, Problem};

/// Bits of the bound's precise methods, which are not used here.
const PRECISION: u32 = 53;

/// A cell that is neither proved nor worth a split, and what the leaf test says of it.
#[derive(Clone, Debug)]
pub(super) struct DeadEnd {
    pub cell: Cell,
    pub shortfall: Shortfall,
}

/// Why there is nothing left to try for a cover, though the budget would allow it.
#[derive(Clone, Debug, PartialEq)]
pub enum Impasse {
    /// A function may lack its second derivative.
    Undefined(Obstacle),
    /// A value or a derivative is beyond the largest double, or has no bound.
    Overflow(Obstacle),
    /// Cells around this point stay undecided however often they are halved: the Hessian is singular there, or
    /// nearly so.
    Singular {
        /// The point.
        point: Vec<f64>,
    },
    /// λ = 0 has had its share of leaf tests: so many.
    Patience {
        /// The share.
        cells: u64,
    },
    /// The penalty is not proved convex, so that no λ tells of larger ones.
    Penalty,
    /// The leaf test does not apply: too many parameters.
    Inapplicable,
    /// More λs were tried than can be told apart.
    Crowded,
}

impl Impasse {
    pub(super) fn new(dead_end: DeadEnd, problem: &Problem) -> Self {
        let DeadEnd { cell, shortfall } = dead_end;
        match shortfall {
            Shortfall::Undefined(obstacle) if obstacle.node.is_some() => Impasse::Undefined(obstacle),
            Shortfall::Undefined(obstacle) => Impasse::Overflow(overflow(&cell, problem).unwrap_or(obstacle)),
            Shortfall::Wide | Shortfall::Indefinite | Shortfall::Stopped => {
                Impasse::Singular { point: centre(&cell) }
            }
            Shortfall::Inapplicable => Impasse::Inapplicable,
        }
    }

    /// The node in the way, if it is one.
    pub fn obstacle(&self) -> Option<&Obstacle> {
        match self {
            Impasse::Undefined(obstacle) | Impasse::Overflow(obstacle) => Some(obstacle),
            _ => None,
        }
    }

    /// Whether a function has no second derivative at an argument that is enclosed from both sides.
    pub fn is_local(&self) -> bool {
        matches!(self, Impasse::Undefined(Obstacle { node: Some(_), argument: (lower, upper), .. })
            if !lower.is_infinite() && !upper.is_infinite())
    }

    /// The obstacle that no cover of this box can get past, if this one, or another at the box's point
    /// nearest to 0, is that.
    pub fn lasting(&self, problem: &Problem) -> Option<Impasse> {
        if self.is_local() {
            return Some(self.clone());
        }
        self.obstacle()?;
        let root = Cell::root(&problem.domain);
        let nearest: Vec<f64> =
            root.lower.iter().zip(&root.upper).map(|(l, u)| 0.0_f64.max(*l).min(*u)).collect();
        let point = Cell { lower: nearest.clone(), upper: nearest };
        let bound = HessianBound::of_objective(problem, PRECISION, &Budget::default());
        match bound.prove(&point, &Rational::from(1), Method::Interval, &mut Scratch::default()) {
            Err(Shortfall::Undefined(found)) => Some(Impasse::Undefined(found)).filter(Impasse::is_local),
            _ => None,
        }
    }
}

/// The first operation that is not affine and whose value or derivatives are not bounded on a cell; the whole
/// expression where only their products overflow.
fn overflow(cell: &Cell, problem: &Problem) -> Option<Obstacle> {
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
