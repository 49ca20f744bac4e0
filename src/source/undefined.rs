//! Is the objective or the penalty undefined at an exact point of the box?
//!
//! Only points are tried, and few: the one nearest to 0, the centre, and corners. At a point every value
//! is an exact rational, or enclosed at 256 bits where it is irrational or long; an argument is outside
//! a function's domain if it is so for certain. Whatever these points do not show is left to the search,
//! which splits boxes until they are proved or ends undecided.

use super::Loaded;
use super::error::{SourceError, SourceErrorKind};
use crate::expression::{Graph, Node, Tape};
use crate::function::Function;
use crate::grammar::print_node;
use crate::kind::Kind;
use crate::number::{Endpoint, Interval, Number, Round};
use crate::problem::{Limits, Penalty, Problem};
use crate::reason::Guilt;
use rug::{Float, Rational};

/// Precision of enclosures, in bits.
const PRECISION: u32 = 256;
/// The longest exact value, in bits.
const MAX_BITS: u32 = 4096;
/// Operations spent on all points together.
const MAX_OPERATIONS: usize = 1 << 18;

/// Gives the problem back, unless it is undefined at a point.
pub(super) fn check(loaded: Loaded) -> Result<Loaded, SourceError> {
    let problem = &loaded.problem;
    let mut tapes = vec![problem.objective_tape()];
    if let Penalty::Formula(node) = problem.penalty {
        tapes.push(Tape::new(&problem.graph, node, None));
    }
    for tape in tapes.iter().filter(|tape| is_partial(tape)) {
        if let Some((point, guilt)) = search(problem, tape) {
            let place = loaded.place(guilt.node).cloned();
            return Err(SourceError { kind: describe(problem, &point, &guilt), place });
        }
    }
    Ok(loaded)
}

/// Whether the tape has a function that is not defined everywhere.
fn is_partial(tape: &Tape) -> bool {
    let partial = |f: &Function| [-1, 0].iter().any(|x| !f.is_defined_at(&Rational::from(*x)));
    tape.operations().iter().any(|operation| matches!(operation, Node::Apply(f, _) if partial(f)))
}

/// A point, and the node that is undefined there.
fn search(problem: &Problem, tape: &Tape) -> Option<(Vec<Rational>, Guilt<Value>)> {
    let length = tape.operations().len();
    let count = (MAX_OPERATIONS / 8 / length.max(1)).clamp(1, problem.rows.len().max(1));
    let exact = |values: &Vec<Rational>| values.iter().cloned().map(Value::Exact).collect::<Vec<_>>();
    let rows: Vec<_> = problem.rows.iter().take(count).map(exact).collect();
    let points = points(&problem.domain.limits).filter(|point| problem.domain.contains(point));
    points.take(MAX_OPERATIONS / (length * count).max(1)).find_map(|point| {
        let guilt = tape.diagnose(&exact(&point), rows.iter().map(Vec::as_slice), PRECISION)?;
        is_certain(&problem.graph, &guilt).then_some((point, guilt))
    })
}

/// Whether the guilty function is undefined at its argument, not only at some point of the enclosure.
fn is_certain(graph: &Graph, guilt: &Guilt<Value>) -> bool {
    let (Node::Apply(f, _), [argument]) = (graph.node(guilt.node), &guilt.operands[..]) else { return false };
    match argument {
        Value::Exact(q) => !f.is_defined_at(q),
        Value::Enclosed(x) if matches!(f, Function::Power(_)) => *x.lower() == 0.0 && *x.upper() == 0.0,
        // Domains of other functions reach up to infinity.
        Value::Enclosed(x) => {
            let upper = Rational::from_f64(Endpoint::to_f64(x.upper(), Round::Up));
            upper.is_some_and(|upper| !f.is_defined_at(&upper))
        }
        Value::Undefined => false,
    }
}

/// Points of the box: nearest to 0, the centre, corners (two where there are many parameters), and for
/// every parameter both ends with the others at the centre.
fn points(domain: &[Limits]) -> impl Iterator<Item = Vec<Rational>> {
    let ends: Vec<[Rational; 2]> = domain.iter().map(ends).collect();
    let nearest =
        ends.iter().map(|[lower, upper]| Rational::new().max(lower.clone()).min(upper.clone())).collect();
    let centre: Vec<_> = ends.iter().map(|[lower, upper]| Rational::from(lower + upper) / 2).collect();
    let corners = if ends.len() <= 10 { (0..1 << ends.len()).collect() } else { vec![0, u64::MAX] };
    let corners: Vec<Vec<Rational>> = corners
        .into_iter()
        .map(|mask| {
            ends.iter().enumerate().map(|(i, pair)| pair[(mask >> (i % 64) & 1) as usize].clone()).collect()
        })
        .collect();
    let middle = centre.clone();
    let faces = ends.into_iter().enumerate().flat_map(move |(i, pair)| {
        let middle = middle.clone();
        pair.into_iter().map(move |end| {
            let mut point = middle.clone();
            point[i] = end;
            point
        })
    });
    [nearest, centre].into_iter().chain(corners).chain(faces)
}

/// A parameter's limits; an unbounded side ends 1 beyond the other, or at ±1.
fn ends(limits: &Limits) -> [Rational; 2] {
    match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) => [lower.clone(), upper.clone()],
        (Some(lower), None) => [lower.clone(), Rational::from(lower + 1)],
        (None, Some(upper)) => [Rational::from(upper - 1), upper.clone()],
        (None, None) => [Rational::from(-1), Rational::from(1)],
    }
}

/// The message.
fn describe(problem: &Problem, point: &[Rational], guilt: &Guilt<Value>) -> SourceErrorKind {
    const SHOWN: usize = 4;
    let expression = print_node(&problem.graph, guilt.node, &problem.parameters, &problem.columns, 60);
    let needed = problem.graph.in_order([guilt.node]).0;
    let parameter = |node: &Node| if let Node::Parameter(i) = node { Some(*i as usize) } else { None };
    let parameters: Vec<usize> = needed.nodes().iter().filter_map(parameter).collect();
    let mut coordinates: Vec<String> = parameters
        .iter()
        .take(SHOWN)
        .filter_map(|&i| Some(format!("{} = {}", problem.parameters.get(i)?, point.get(i)?)))
        .collect();
    if parameters.len() > SHOWN {
        coordinates.push("…".to_owned());
    }
    let argument = match guilt.operands.first() {
        Some(Value::Exact(q)) => q.to_string(),
        Some(Value::Enclosed(x)) => about(x.upper().to_f64()),
        _ => "undefined".to_owned(),
    };
    let row = guilt.row.map_or(String::new(), |row| format!(" in row {}", row + 1));
    SourceErrorKind::Undefined { expression, point: coordinates.join(", "), argument: argument + &row }
}

/// A few digits of a number.
fn about(x: f64) -> String {
    if x == 0.0 || (1e-3..1e6).contains(&x.abs()) {
        format!("about {x:.3}")
    } else {
        format!("about {x:.3e}")
    }
}

/// A value at a point: exact while it is rational and short, else enclosed.
#[derive(Clone, Debug)]
enum Value {
    Exact(Rational),
    Enclosed(Interval<Float>),
    Undefined,
}

impl Value {
    fn enclosure(&self) -> Interval<Float> {
        match self {
            Value::Exact(q) => Interval::exact(q, PRECISION),
            Value::Enclosed(x) => x.clone(),
            Value::Undefined => Interval::undefined(PRECISION),
        }
    }

    fn enclosed(x: Interval<Float>) -> Self {
        if x.is_defined() { Value::Enclosed(x) } else { Value::Undefined }
    }
}

fn bits(q: &Rational) -> u32 {
    q.numer().significant_bits().max(q.denom().significant_bits())
}

impl Number for Value {
    type Context = u32;

    fn context(&self) -> u32 {
        PRECISION
    }

    fn exact(q: &Rational, _: u32) -> Self {
        Value::Exact(q.clone())
    }

    fn undefined(_: u32) -> Self {
        Value::Undefined
    }

    fn is_defined(&self) -> bool {
        !matches!(self, Value::Undefined)
    }

    fn add(&self, other: &Self) -> Self {
        match (self, other) {
            (Value::Exact(a), Value::Exact(b)) if bits(a).max(bits(b)) <= MAX_BITS => {
                Value::Exact(Rational::from(a + b))
            }
            _ => Value::enclosed(self.enclosure().add(&other.enclosure())),
        }
    }

    fn mul(&self, other: &Self) -> Self {
        match (self, other) {
            (Value::Exact(a), Value::Exact(b)) if bits(a).max(bits(b)) <= MAX_BITS => {
                Value::Exact(Rational::from(a * b))
            }
            _ => Value::enclosed(self.enclosure().mul(&other.enclosure())),
        }
    }
}

impl Kind for Value {
    fn apply(&self, f: Function, order: usize) -> Self {
        let growth = if let Function::Power(n) = f { n.unsigned_abs() } else { 1 };
        match self {
            Value::Exact(q) if !f.is_defined_at(q) => Value::Undefined,
            Value::Exact(q) if bits(q).saturating_mul(growth) <= MAX_BITS => f
                .exact(q, order)
                .map_or_else(|| Value::enclosed(self.enclosure().apply(f, order)), Value::Exact),
            _ => Value::enclosed(self.enclosure().apply(f, order)),
        }
    }
}
