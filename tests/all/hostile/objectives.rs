//! Objectives that grow with a file's size in all the ways that made the checker suffer.

use jensen::expression::{Graph, NodeId};
use jensen::function::Function;
use jensen::number::Rational;
use jensen::problem::{Ball, Domain, HalfSpace, Limits, Penalty, Problem};
use rug::Integer;
use rug::ops::Pow;

/// An objective by its name, as large as fits into a file of about `size` bytes.
pub type Objective = (&'static str, fn(usize) -> Problem);

/// All of them.
pub const OBJECTIVES: [Objective; 25] = [
    ("small", |_| with(2, |graph, at| square(graph, at[0]))),
    ("squares of squares", squares),
    ("nested tanh", |size| chain(size, Function::Tanh)),
    ("nested exp", |size| chain(size, Function::Exp)),
    ("gelu far out", gelu_far_out),
    ("layers", layers),
    ("a long product", product),
    ("long constants", constants),
    ("an exact tower", tower),
    ("many rows", rows),
    ("rows and nodes", rows_and_nodes),
    ("many parameters", wide),
    ("kinks", kinks),
    ("coprime fractions", fractions),
    ("a power of a sum", power_of_sum),
    ("many linear forms", forms),
    ("a formula as penalty", penalty),
    ("functions of many coordinates", functions_of_many),
    ("chains of many coordinates", chains_of_many),
    ("products of many coordinates", products_of_many),
    ("differences", differences),
    ("rows of differences", rows_of_differences),
    ("many half-spaces", half_spaces),
    ("a wide ball", wide_ball),
    ("a ball of long numbers", long_ball),
];

/// What a node takes in a file, about.
const NODE: usize = 24;

fn graph_error<T>(error: impl std::fmt::Debug) -> T {
    panic!("{error:?}")
}

/// A graph's constructors, which fail for huge constants alone.
pub struct Builder(pub Graph);

impl Builder {
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.0.add(a, b).unwrap_or_else(graph_error)
    }
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.0.mul(a, b).unwrap_or_else(graph_error)
    }
    pub fn apply(&mut self, f: Function, a: NodeId) -> NodeId {
        self.0.apply(f, a).unwrap_or_else(graph_error)
    }
    pub fn constant(&mut self, q: impl Into<Rational>) -> NodeId {
        self.0.constant(q.into()).unwrap_or_else(graph_error)
    }
    pub fn parameter(&mut self, i: usize) -> NodeId {
        self.0.parameter(i).unwrap_or_else(graph_error)
    }
    pub fn column(&mut self, i: usize) -> NodeId {
        self.0.column(i).unwrap_or_else(graph_error)
    }
}

/// A problem on `[−2, 2]ⁿ`.
pub fn with(n: usize, objective: impl FnOnce(&mut Builder, &[NodeId]) -> NodeId) -> Problem {
    with_rows(n, Vec::new(), |graph, at| (objective(graph, at), None))
}

fn with_rows(
    n: usize,
    rows: Vec<Vec<Rational>>,
    objective: impl FnOnce(&mut Builder, &[NodeId]) -> (NodeId, Option<NodeId>),
) -> Problem {
    let mut graph = Builder(Graph::new());
    let at: Vec<NodeId> = (0..n).map(|i| graph.parameter(i)).collect();
    let (fixed, row) = objective(&mut graph, &at);
    Problem {
        parameters: (0..n).map(|i| format!("p{i}")).collect(),
        domain: Domain::from(vec![Limits::new((-2).into(), 2.into()); n]),
        columns: (0..rows.first().map_or(0, Vec::len)).map(|i| format!("c{i}")).collect(),
        rows,
        graph: graph.0,
        fixed,
        row,
        penalty: Penalty::square(n),
    }
}

fn square(graph: &mut Builder, a: NodeId) -> NodeId {
    graph.apply(Function::Power(2), a)
}

fn sum(graph: &mut Builder, terms: impl IntoIterator<Item = NodeId>) -> NodeId {
    let zero = graph.constant(0);
    terms.into_iter().fold(zero, |sum, term| graph.add(sum, term))
}

/// On a domain that so many half-spaces cut, which exchanges of the first two parameters permute.
fn half_spaces(size: usize) -> Problem {
    let mut problem = with(2, |graph, at| graph.mul(at[0], at[1]));
    let cut = |k: usize| {
        let signs = if k.is_multiple_of(2) { [1, -1] } else { [-1, 1] };
        let coefficients = signs.map(Rational::from).into_iter().enumerate().collect();
        HalfSpace { coefficients, bound: Rational::from(1 + k / 2) }
    };
    problem.domain.half_spaces = (0..2 * (size / (2 * NODE)).max(1)).map(cut).collect();
    problem.domain.interior = Some(vec![Rational::new(); 2]);
    problem
}

/// In a ball of many dimensions.
fn wide_ball(size: usize) -> Problem {
    let n = (size / (4 * NODE)).max(2);
    let mut problem = with(n, |graph, at| graph.mul(at[0], at[1]));
    let numbers = |number: fn(usize) -> Rational| (0..n).map(number).collect();
    problem.domain.ball = Some(Ball {
        radius: 1.into(),
        center: numbers(|k| Rational::from((1, 2 * k + 3)) * u32::from(k > 1)),
        scales: numbers(|k| Rational::from((k.max(1) + 1, k.max(1)))),
    });
    problem.domain.interior = Some(numbers(|k| Rational::from((1, 2 * k + 3)) * u32::from(k > 1)));
    problem
}

/// Numbers of 9,000 digits each, without a common denominator.
fn long_ball(size: usize) -> Problem {
    let n = (size / 60_000).max(2);
    let mut problem = with(n, |graph, at| graph.mul(at[0], at[1]));
    let long =
        |k: usize| Rational::from((1, 7)) / (Rational::from(Integer::from(10).pow(9_000)) + (2 * k + 1));
    let long = |k: usize| if k > 1 { long(k) } else { Rational::new() };
    let center: Vec<Rational> = (0..n).map(long).collect();
    problem.domain.ball = Some(Ball { radius: 1.into(), center, scales: vec![1.into(); n] });
    problem.domain.interior = Some((0..n).map(|k| long(k) * 3).collect());
    problem
}

fn squares(size: usize) -> Problem {
    with(1, |graph, at| (0..size / NODE).fold(at[0], |x, _| graph.mul(x, x)))
}

fn chain(size: usize, f: Function) -> Problem {
    with(1, |graph, at| (0..size / NODE).fold(at[0], |x, _| graph.apply(f, x)))
}

/// Where `1 − erf x` takes MPFR longest.
fn gelu_far_out(size: usize) -> Problem {
    with(1, |graph, at| {
        let terms: Vec<NodeId> = (0..size / NODE / 4)
            .map(|k| {
                let shift = graph.constant(Rational::from((-(40_000 + k as i64), 1000)));
                let argument = graph.add(at[0], shift);
                graph.apply(Function::Gelu, argument)
            })
            .collect();
        sum(graph, terms)
    })
}

/// Sines of all parameters, summed, and that sum through many layers, each with a parameter of its own.
fn layers(size: usize) -> Problem {
    let n = (size / 200).max(2);
    with(n, |graph, at| {
        let sines: Vec<NodeId> = at.iter().map(|x| graph.apply(Function::Sin, *x)).collect();
        let mut layer = sum(graph, sines);
        for x in at {
            let shifted = graph.add(layer, *x);
            layer = graph.apply(Function::Tanh, shifted);
        }
        layer
    })
}

fn product(size: usize) -> Problem {
    with((size / 120).max(2), |graph, at| {
        let one = graph.constant(1);
        at.iter().fold(one, |product, x| graph.mul(product, *x))
    })
}

fn constants(size: usize) -> Problem {
    let digits = (size / 4).clamp(10, 9_999);
    let long = Rational::parse("9".repeat(digits)).map(Rational::from).unwrap_or_else(graph_error);
    with(1, |graph, at| {
        let (start, constant) = (square(graph, at[0]), graph.constant(long));
        (0..size.saturating_sub(digits) / NODE).fold(start, |x, _| graph.mul(x, constant))
    })
}

/// `(x^1000)^60` and a long sum that keeps it.
fn tower(size: usize) -> Problem {
    with(1, |graph, at| {
        let power = graph.apply(Function::Power(1000), at[0]);
        let start = graph.apply(Function::Power(60), power);
        (0..size / NODE).fold(start, |x, _| graph.add(x, at[0]))
    })
}

fn rows(size: usize) -> Problem {
    let rows = (0..size / 16).map(|k| vec![Rational::from((k as i64 % 1000, 7)), Rational::from(k as i64)]);
    with_rows(1, rows.collect(), |graph, at| {
        let (zero, x, y) = (graph.constant(0), graph.column(0), graph.column(1));
        let product = graph.mul(at[0], x);
        let rest = graph.add(product, y);
        (zero, Some(square(graph, rest)))
    })
}

fn rows_and_nodes(size: usize) -> Problem {
    let long = |k: i64| Rational::from((88_817_841_970_012_523_i64 + 7 * k, 1_528_670_063_194_257_619_i64));
    let rows = (0..size / 2 / 40).map(|k| vec![long(k as i64)]);
    with_rows(1, rows.collect(), |graph, at| {
        let (zero, x) = (graph.constant(0), graph.column(0));
        let mut value = graph.mul(at[0], x);
        for k in 0..size / 2 / NODE {
            value = if k % 50 == 49 { graph.apply(Function::Tanh, value) } else { graph.add(value, x) };
        }
        (zero, Some(value))
    })
}

fn wide(size: usize) -> Problem {
    with((size / 150).max(2), |graph, at| {
        let squares: Vec<NodeId> = at.iter().map(|x| square(graph, *x)).collect();
        sum(graph, squares)
    })
}

fn kinks(size: usize) -> Problem {
    with(1, |graph, at| {
        let terms: Vec<NodeId> = (0..size / NODE / 5)
            .map(|k| {
                let shift = graph.constant(Rational::from((k as i64 + 1, 1_000_003)));
                let argument = graph.add(at[0], shift);
                let bend = graph.apply(Function::Abs, argument);
                if k % 2 == 0 { bend } else { graph.apply(Function::Relu, argument) }
            })
            .collect();
        sum(graph, terms)
    })
}

/// A sum that grows in digits as it goes.
fn fractions(size: usize) -> Problem {
    with(1, |graph, at| {
        let terms: Vec<NodeId> = (0..size / NODE / 4)
            .map(|k| {
                let factor = graph.constant(Rational::from((1, 1_000_003 + 2 * k as i64)));
                graph.mul(factor, at[0])
            })
            .collect();
        sum(graph, terms)
    })
}

/// `(Σ p_i)^n`, multiplied out by nobody.
fn power_of_sum(size: usize) -> Problem {
    with((size / 300).clamp(2, 400), |graph, at| {
        let mut value = sum(graph, at.iter().copied());
        for _ in 0..(size / 300).min(200) {
            let bent = graph.apply(Function::Power(3), value);
            value = graph.add(bent, at[0]);
        }
        value
    })
}

/// `Σ softplus(Σ_{i≤k} p_i)`: as many linear forms as parameters.
fn forms(size: usize) -> Problem {
    with((size / 180).max(2), |graph, at| {
        let (mut form, mut terms) = (graph.constant(0), Vec::new());
        for x in at {
            form = graph.add(form, *x);
            terms.push(graph.apply(Function::Softplus, form));
        }
        sum(graph, terms)
    })
}

/// The nested tanh, and nested squares, as a penalty.
fn penalty(size: usize) -> Problem {
    let mut problem = with(1, |graph, at| square(graph, at[0]));
    let mut graph = Builder(std::mem::take(&mut problem.graph));
    let x = graph.parameter(0);
    let mut value = x;
    for k in 0..size / NODE {
        value = if k % 2 == 0 { graph.apply(Function::Tanh, value) } else { graph.mul(value, x) };
    }
    problem.graph = graph.0;
    problem.penalty = Penalty::Formula(value);
    problem
}

/// Up to so many pinned parameters, and one that moves all of their sums with it.
fn nearly_pinned(n: usize, objective: impl FnOnce(&mut Builder, &[NodeId]) -> NodeId) -> Problem {
    let sums = |graph: &mut Builder, at: &[NodeId]| -> Vec<NodeId> {
        at[1..].iter().map(|&pinned| graph.add(at[0], pinned)).collect()
    };
    let mut problem = with(n + 1, |graph, at| {
        let locals = sums(graph, at);
        objective(graph, &locals)
    });
    for limits in &mut problem.domain.limits[1..] {
        *limits = Limits::new(1.into(), 1.into());
    }
    problem
}

/// As [`sum`], but no term lies deep.
fn level_sum(graph: &mut Builder, mut terms: Vec<NodeId>) -> NodeId {
    while terms.len() > 1 {
        let pairs = terms.chunks(2);
        terms = pairs.map(|pair| pair[1..].iter().fold(pair[0], |sum, &term| graph.add(sum, term))).collect();
    }
    terms[0]
}

/// Sines of all local coordinates, summed, and functions of that sum: as many as there is memory for.
fn functions_of_many(size: usize) -> Problem {
    let locals = (size / 1000).clamp(2, 950);
    nearly_pinned(locals, |graph, at| {
        let bent: Vec<NodeId> = at.iter().map(|&z| graph.apply(Function::Sin, z)).collect();
        let all = level_sum(graph, bent);
        let functions = (0..1 + (3_000_000 / (locals * locals)).min(size / 400)).map(|k| {
            let shift = graph.constant(k as i64);
            let argument = graph.add(all, shift);
            graph.apply(Function::Sin, argument)
        });
        let functions: Vec<NodeId> = functions.collect();
        level_sum(graph, functions)
    })
}

/// A chain of functions on each of many local coordinates.
fn chains_of_many(size: usize) -> Problem {
    let locals = (size / 200).clamp(2, 950);
    let length = (size / NODE / locals / 2).clamp(1, 12);
    nearly_pinned(locals, |graph, at| {
        let chain = |&z: &NodeId| (0..length).fold(z, |x, _| graph.apply(Function::Tanh, x));
        let chains: Vec<NodeId> = at.iter().map(chain).collect();
        level_sum(graph, chains)
    })
}

/// Products of two sums of bent local coordinates.
fn products_of_many(size: usize) -> Problem {
    let locals = (size / 2000).clamp(2, 190);
    nearly_pinned(locals, |graph, at| {
        let bent: Vec<NodeId> = at.iter().map(|&z| graph.apply(Function::Tanh, z)).collect();
        let all = level_sum(graph, bent);
        let shifted = |k: usize, graph: &mut Builder| {
            let shift = graph.constant(k as i64);
            graph.add(all, shift)
        };
        let products: Vec<NodeId> = (0..1 + (600_000 / (locals * locals)).min(size / 400))
            .map(|k| {
                let (a, b) = (shifted(2 * k, graph), shifted(2 * k + 1, graph));
                graph.mul(a, b)
            })
            .collect();
        level_sum(graph, products)
    })
}

/// Sines of differences of the first half of many parameters; nothing of the others.
fn differences(size: usize) -> Problem {
    let n = (size / 150).clamp(4, 2000);
    with(n, |graph, at| differ(graph, &at[..n / 2], None))
}

/// Differences of two parameters each in many rows.
fn rows_of_differences(size: usize) -> Problem {
    let rows = (0..size / 30).map(|k| vec![Rational::from((k as i64 % 1000 - 500, 999))]).collect();
    with_rows(40, rows, |graph, at| {
        let column = graph.column(0);
        let row = differ(graph, &at[..20], Some(column));
        (graph.constant(0), Some(row))
    })
}

fn differ(graph: &mut Builder, at: &[NodeId], factor: Option<NodeId>) -> NodeId {
    let minus_one = graph.constant(-1);
    let terms: Vec<NodeId> = at
        .windows(2)
        .map(|pair| {
            let minus = graph.mul(minus_one, pair[1]);
            let difference = graph.add(pair[0], minus);
            let difference = factor.map_or(difference, |x| graph.mul(x, difference));
            graph.apply(Function::Sin, difference)
        })
        .collect();
    sum(graph, terms)
}
