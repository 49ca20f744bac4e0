//! The leaf test: whatever it proves is true, by Hessians found another way; it proves what it should, at
//! the exact λ; and it refuses kinks, borders and functions without a value.

use super::function::functions;
use jensen::bound::{Cell, HessianBound, Method, Scratch, Shortfall};
use jensen::budget::Budget;
use jensen::budget::Stop;
use jensen::expression::{Graph, Node, NodeId};
use jensen::function::Function;
use jensen::grammar::{Build, Scope, parse_formula};
use jensen::kind::Taylor;
use jensen::number::{Interval, Number, Rational};
use jensen::problem::{Domain, Limits, Penalty, Problem};
use jensen::search::{Branching, Trial, sample, sharpest};
use jensen::words::{Obstacle, not_smooth};
use proptest::prelude::*;
#[cfg(feature = "files")]
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rug::Float;
use std::sync::atomic::{AtomicBool, Ordering};

/// A method, over doubles or over MPFR.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Way {
    method: Method,
    is_precise: bool,
}

impl From<Method> for Way {
    fn from(method: Method) -> Self {
        Way { method, is_precise: false }
    }
}

const fn precisely(method: Method) -> Way {
    Way { method, is_precise: true }
}

const fn simply(method: Method) -> Way {
    Way { method, is_precise: false }
}

const METHODS: [Way; 7] = [
    simply(Method::Interval),
    simply(Method::Affine),
    precisely(Method::Interval),
    precisely(Method::Affine),
    simply(Method::Loewner),
    precisely(Method::Loewner),
    simply(Method::Tensor),
];
const PRECISION: u32 = 256;

fn q(text: &str) -> Rational {
    jensen::grammar::parse_rational(text).unwrap()
}

fn limits(lower: &str, upper: &str) -> Limits {
    let end = |text| if text == "inf" { None } else { Some(q(text)) };
    Limits { lower: end(lower), upper: end(upper) }
}

fn names(text: &str) -> Vec<String> {
    text.split_whitespace().map(String::from).collect()
}

/// A problem with the square penalty, all parameters within the same limits; the columns are x and y.
fn problem(formula: &str, parameters: &str, limits: Limits, rows: &[[&str; 2]]) -> Problem {
    let (parameters, columns) = (names(parameters), names("x y"));
    let mut graph = Graph::new();
    let scope = Scope { parameters: &parameters, columns: &columns, parts: &[], rows: Some(rows.len()) };
    let parsed = parse_formula(formula, &scope, &mut graph).unwrap();
    Problem {
        domain: Domain::from(vec![limits; parameters.len()]),
        penalty: Penalty::square(parameters.len()),
        rows: rows.iter().map(|row| row.iter().map(|x| q(x)).collect()).collect(),
        parameters,
        columns,
        graph,
        fixed: parsed.fixed,
        row: parsed.row,
    }
}

fn on_line(formula: &str, lower: &str, upper: &str) -> Problem {
    problem(formula, "t", limits(lower, upper), &[])
}

fn prove_root(problem: &Problem, lambda: &str, way: impl Into<Way>) -> Result<(), Shortfall> {
    let Way { method, is_precise } = way.into();
    let bound = HessianBound::of_objective(problem, PRECISION, &Budget::default()).precisely(is_precise);
    bound.prove(&Cell::root(&problem.domain), &q(lambda), method, &mut Scratch::default())
}

fn obstacle(problem: &Problem, method: impl Into<Way>) -> Obstacle {
    assert_eq!(prove_root(problem, "1000000", method), Err(Shortfall::Undefined));
    not_smooth(&Cell::root(&problem.domain), problem).unwrap()
}

/// The node that applies the function.
fn application(problem: &Problem, f: Function) -> NodeId {
    let place = problem.graph.nodes().iter().position(|node| matches!(node, Node::Apply(g, _) if *g == f));
    NodeId(place.unwrap() as u32)
}

// The truth, by Taylor series along lines.

/// `vᵀ(∇²L + λ∇²P)v` at a point.
fn curvature(problem: &Problem, at: &[Rational], v: &[Rational], lambda: &Rational) -> Interval<Float> {
    type Series = Taylor<Interval<Float>, 3>;
    let number = |x: &Rational| Interval::<Float>::exact(x, 300);
    let at: Vec<Series> =
        at.iter().zip(v).map(|(x, v)| Taylor([number(x), number(v), number(&Rational::new())])).collect();
    let rows: Vec<Vec<Series>> =
        problem.rows.iter().map(|row| row.iter().map(|x| Series::exact(x, 300)).collect()).collect();
    let tape = problem.objective_tape();
    let Taylor([_, _, objective]) = tape.run(&at, rows.iter().map(Vec::as_slice), 300, &mut Vec::new());
    let Taylor([_, _, penalty]) = problem.penalty.compiled(&problem.graph).evaluate(&at, 300);
    objective.add(&penalty.mul(&number(lambda))).times(2.0)
}

/// A direction of nearly the least curvature, by power steps in floats.
fn worst_direction(bound: &HessianBound, at: &[f64], lambda: f64) -> Option<Vec<f64>> {
    let n = at.len();
    let (mut objective, mut penalty) = (vec![0.0; n * n], vec![0.0; n * n]);
    if !sample(bound, at, &mut objective, &mut penalty) {
        return None;
    }
    let hessian: Vec<f64> = objective.iter().zip(&penalty).map(|(l, p)| l + lambda * p).collect();
    let shift = hessian.iter().map(|h| h * h).sum::<f64>().sqrt();
    let mut v: Vec<f64> = (0..n).map(|i| 1.0 + 0.37 * i as f64).collect();
    for _ in 0..100 {
        let image = (0..n).map(|i| {
            let product: f64 = (0..n).map(|j| hessian[i * n + j] * v[j]).sum();
            shift * v[i] - product
        });
        let image: Vec<f64> = image.collect();
        let norm = image.iter().fold(f64::MIN_POSITIVE, |a, b| a.max(b.abs()));
        v = image.iter().map(|x| x / norm).collect();
    }
    v.iter().all(|x| x.is_finite()).then_some(v)
}

// Random problems.

/// What to build: nodes are made of earlier ones, one step after another.
#[derive(Clone, Debug)]
struct Recipe {
    dimension: usize,
    steps: Vec<(u8, usize, usize)>,
    has_rows: bool,
    /// Whether the parameters only occur in two affine forms of all of them.
    has_forms: bool,
    has_square: bool,
    /// Whether the expression is a convex function of `y − a·f(z) − b·g(z′) − c`.
    has_neurons: bool,
    is_pinned: bool,
    penalty: u8,
    centre: [f64; 4],
    width: i32,
    places: Vec<[f64; 4]>,
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let step = (0..6u8, 0..1000usize, 0..1000usize);
    (
        (1..5usize, prop::collection::vec(step, 1..9), any::<bool>(), any::<bool>()),
        (any::<bool>(), prop::bool::weighted(0.3), prop::bool::weighted(0.15), 0..8u8),
        ([-2.0..2.0f64, -2.0..2.0, -2.0..2.0, -2.0..2.0], -12..2i32),
        prop::collection::vec([0.0..1.0f64, 0.0..1.0, 0.0..1.0, 0.0..1.0], 3),
    )
        .prop_map(
            |(
                (dimension, steps, has_rows, has_forms),
                (has_square, has_neurons, is_pinned, penalty),
                (centre, width),
                places,
            )| Recipe {
                dimension,
                steps,
                has_rows,
                has_forms: has_forms && dimension > 2,
                has_square,
                has_neurons: has_neurons && dimension > 1,
                is_pinned: is_pinned && dimension > 1,
                penalty,
                centre,
                width,
                places,
            },
        )
}

impl Recipe {
    fn problem(&self) -> Problem {
        let functions: Vec<Function> = functions().collect();
        let mut graph = Graph::new();
        let mut nodes: Vec<NodeId> = (0..self.dimension).map(|i| graph.parameter(i).unwrap()).collect();
        let parameters = nodes.clone();
        if self.has_rows {
            nodes.extend((0..2).map(|i| graph.column(i).unwrap()));
        }
        let constants = ["1/10", "-3/2", "1", "-1/3"].map(|c| graph.constant(q(c)).unwrap());
        if self.has_forms {
            let forms = [0, 1].map(|shift| {
                let terms = parameters.iter().enumerate().map(|(i, p)| {
                    let slope = if self.has_rows && i == 1 {
                        nodes[self.dimension]
                    } else {
                        constants[(i + shift) % 4]
                    };
                    graph.mul(slope, *p).unwrap()
                });
                let terms: Vec<NodeId> = terms.collect();
                terms[1..].iter().fold(terms[0], |sum, term| graph.add(sum, *term).unwrap())
            });
            nodes.splice(..self.dimension, forms);
        }
        nodes.extend(&constants[..2]);
        for &(operation, i, j) in &self.steps {
            // Late nodes more often, or most steps would be lost.
            let pick = |i: usize| {
                nodes[if i.is_multiple_of(3) { i / 3 % nodes.len() } else { nodes.len() - 1 - i % 3 }]
            };
            let (a, b) = (pick(i), pick(j));
            let f = functions[j % functions.len()];
            let made = match operation {
                0 | 1 => graph.add(a, b),
                2 | 3 => graph.mul(a, b),
                4 => graph.apply(f, a),
                // A place where every function is smooth: f(u²/2 + 1/8).
                _ => graph.power(a, 2).and_then(|square| {
                    let (half, eighth) = (graph.constant(q("1/2"))?, graph.constant(q("1/8"))?);
                    let scaled = graph.mul(half, square)?;
                    let shifted = graph.add(scaled, eighth)?;
                    graph.apply(f, shifted)
                }),
            };
            nodes.extend(made);
        }
        let mut root = nodes[nodes.len() - 1];
        if self.has_neurons {
            root = self.neurons(&mut graph, &parameters, &functions).unwrap();
        } else if self.has_square {
            root = graph.power(root, 2).unwrap_or(root);
        }
        let product = graph.mul(parameters[0], parameters[self.dimension - 1]).unwrap();
        let (fixed, row) = if self.has_rows { (product, Some(root)) } else { (root, None) };
        let mut penalty = Penalty::square(self.dimension);
        if self.penalty == 0 {
            let squares: Vec<NodeId> = parameters.iter().map(|p| graph.power(*p, 2).unwrap()).collect();
            let sum = squares[1..].iter().fold(squares[0], |sum, x| graph.add(sum, *x).unwrap());
            let quartic = graph.power(sum, 2).unwrap();
            penalty = Penalty::Formula(graph.add(sum, quartic).unwrap());
        }
        let radius = 2f64.powi(self.width);
        let exact = |x: f64| Rational::from_f64(x).unwrap();
        let limit = |i: usize| match (self.is_pinned, i) {
            (true, 0) => Limits::new(q("1/3"), q("1/3")),
            _ => Limits::new(exact(self.centre[i] - radius), exact(self.centre[i] + radius)),
        };
        Problem {
            parameters: (0..self.dimension).map(|i| format!("t{i}")).collect(),
            domain: Domain::from((0..self.dimension).map(limit).collect::<Vec<_>>()),
            columns: if self.has_rows { names("x y") } else { vec![] },
            rows: if self.has_rows { vec![vec![q("1"), q("-1/2")], vec![q("1/3"), q("2")]] } else { vec![] },
            graph,
            fixed,
            row,
            penalty,
        }
    }

    /// With the parameters `a, [b or c,] [w′,] w`: squares mostly, where `a`, `b` and `c` are polynomial.
    fn neurons(
        &self,
        graph: &mut Graph,
        parameters: &[NodeId],
        functions: &[Function],
    ) -> Result<NodeId, jensen::expression::GraphError> {
        let (operation, i, j) = self.steps[0];
        let smooth = [Function::Tanh, Function::Sigmoid, Function::Power(2), functions[j % functions.len()]];
        let (f, g) = (smooth[i % 4], smooth[j % 4]);
        let input = if self.has_rows { graph.column(0)? } else { graph.constant(q("-3/2"))? };
        let mut target = if self.has_rows { graph.column(1)? } else { graph.constant(q("1/3"))? };
        let z = graph.mul(input, parameters[self.dimension - 1])?;
        let first = graph.apply(f, z)?;
        let first = graph.mul(parameters[0], first)?;
        target = graph.sub(target, first)?;
        if self.dimension == 3 {
            target = graph.sub(target, parameters[1])?;
        }
        if self.dimension == 4 {
            let z = if operation % 2 == 0 { graph.add(z, parameters[2])? } else { parameters[2] };
            let second = graph.apply(g, z)?;
            let second = graph.mul(parameters[1], second)?;
            target = graph.sub(target, second)?;
        }
        match operation {
            0..=3 => graph.power(target, 2),
            4 => graph.apply(Function::Softplus, target),
            _ => graph.apply(Function::Exp, target),
        }
    }

    /// Corners, the centre and random points of the domain.
    fn points(&self, domain: &Domain) -> Vec<Vec<Rational>> {
        let corners = (0..1 << self.dimension).map(|c| std::array::from_fn(|i| f64::from(c >> i & 1)));
        let shares = corners.chain([[0.5; 4]]).chain(self.places.iter().copied());
        let place = |limits: &Limits, share: f64| {
            let (Some(lower), Some(upper)) = (&limits.lower, &limits.upper) else { unreachable!() };
            Rational::from(upper - lower) * Rational::from_f64(share).unwrap() + lower
        };
        shares
            .map(|shares: [f64; 4]| {
                domain.limits.iter().zip(shares).map(|(l, share)| place(l, share)).collect()
            })
            .collect()
    }
}

/// The least λ (within 10⁻⁶) that a method proves the whole domain for; `None` if there is none.
fn least_proved(bound: &HessianBound, cell: &Cell, method: Method) -> Option<f64> {
    let mut scratch = Scratch::default();
    let mut proves = |lambda: f64| {
        let lambda = Rational::from_f64(lambda).unwrap();
        bound.prove(cell, &lambda, method, &mut scratch).is_ok()
    };
    let (mut low, mut high) = (1e-6, 1e6);
    if !proves(high) {
        return None;
    }
    if proves(0.0) {
        return Some(0.0);
    }
    while high / low > 1.0 + 1e-6 {
        let middle = (low * high).sqrt();
        if proves(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// The least certified and the least possible curvature over points and directions.
fn least_curvature(
    recipe: &Recipe,
    problem: &Problem,
    bound: &HessianBound,
    lambda: f64,
) -> Vec<Interval<Float>> {
    let exact = |x: f64| Rational::from_f64(x).unwrap();
    let scale = exact(lambda);
    let mut results = Vec::new();
    for at in recipe.points(&problem.domain) {
        let floats: Vec<f64> = at.iter().map(Rational::to_f64).collect();
        let Some(mut v) = worst_direction(bound, &floats, lambda) else { continue };
        for (component, limits) in v.iter_mut().zip(&problem.domain.limits) {
            if limits.is_pinned() {
                *component = 0.0;
            }
        }
        let v: Vec<Rational> = v.iter().map(|x| exact(*x)).collect();
        results.push(curvature(problem, &at, &v, &scale));
    }
    results
}

#[test]
fn whatever_is_proved_is_true() {
    let config = ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let [proved, tight, precise, at_vertices] = [0; 4].map(std::cell::Cell::new);
    let count = |counter: &std::cell::Cell<u32>| counter.set(counter.get() + 1);
    let outcome = runner.run(&recipe(), |recipe| {
        let problem = recipe.problem();
        let bound = HessianBound::of_objective(&problem, PRECISION, &Budget::default());
        let cell = Cell::root(&problem.domain);
        for method in [Method::Interval, Method::Affine, Method::Loewner, Method::Tensor] {
            let Some(lambda) = least_proved(&bound, &cell, method) else { continue };
            count(&proved);
            if method == Method::Affine && !bound.vertices().is_empty() {
                count(&at_vertices);
            }
            for truth in least_curvature(&recipe, &problem, &bound, lambda) {
                prop_assert!(truth.is_defined(), "{method:?} proves what is undefined at λ = {lambda}");
                prop_assert!(*truth.upper() >= 0.0, "{method:?} at λ = {lambda}: {truth:?}");
            }
            if lambda > 0.0 {
                let below = least_curvature(&recipe, &problem, &bound, lambda * 0.999);
                if below.iter().any(|truth| *truth.upper() < 0.0) {
                    count(&tight);
                }
            }
            // Bounds that depend on guesses may change with a narrower enclosure.
            let is_guided = matches!(method, Method::Loewner | Method::Tensor);
            if proved.get() % 16 == 0 && !is_guided {
                let exact = Rational::from_f64(lambda).unwrap();
                let bound =
                    HessianBound::of_objective(&problem, PRECISION, &Budget::default()).precisely(true);
                let again = bound.prove(&cell, &exact, method, &mut Scratch::default());
                prop_assert!(again.is_ok(), "{method:?} at λ = {lambda}: precisely {again:?}");
                count(&precise);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let counts = [&proved, &tight, &precise, &at_vertices].map(std::cell::Cell::get);
    let least = [2000, 400, 100, 300];
    assert!(counts.iter().zip(least).all(|(count, least)| *count >= least), "too easy: {counts:?}");
}

// Exact thresholds.

#[test]
fn cubic_is_proved_from_six_on() {
    let cubic = on_line("-t^3", "-1", "2");
    assert_eq!(prove_root(&cubic, "6", Method::Interval), Ok(()));
    for method in METHODS {
        assert!(prove_root(&cubic, "5999999999999/1000000000000", method).is_err());
    }
}

/// Any tree has a leaf around the worst corner (1, −1); none of depth 12 or less is proved.
#[test]
fn product_is_not_proved_below_two() {
    let product = problem("(1 - a*b)^2", "a b", limits("-1", "1"), &[]);
    let bound = HessianBound::of_objective(&product, PRECISION, &Budget::default());
    let precise = HessianBound::of_objective(&product, PRECISION, &Budget::default()).precisely(true);
    let mut scratch = Scratch::default();
    let below = q("2") - q("1/1000000000");
    for (i, j) in (0..=12).flat_map(|i| (0..=12 - i).map(move |j| (i, j))) {
        let near = |side: f64, splits: i32| side * (1.0 - 2f64.powi(1 - splits));
        let cell = Cell { lower: vec![near(1.0, i), -1.0], upper: vec![1.0, near(-1.0, j)] };
        for Way { method, is_precise } in METHODS {
            let bound = if is_precise { &precise } else { &bound };
            assert!(bound.prove(&cell, &below, method, &mut scratch).is_err(), "{method:?} on {cell:?}");
        }
    }
    assert!(covers(&bound, &product, "201/100", 2000));
}

#[test]
fn quartic_needs_no_penalty() {
    for (lower, upper) in [("-1", "1"), ("inf", "inf"), ("0", "inf")] {
        let quartic = on_line("t^4", lower, upper);
        assert_eq!(prove_root(&quartic, "0", Method::Interval), Ok(()));
        assert_eq!(prove_root(&quartic, "0", precisely(Method::Interval)), Ok(()));
    }
    let unbounded = on_line("t^4", "0", "inf");
    assert_eq!(prove_root(&unbounded, "1", Method::Affine), Err(Shortfall::Inapplicable));
}

#[test]
fn sine_on_the_whole_line_needs_one_half() {
    let sine = on_line("sin(t)", "inf", "inf");
    assert_eq!(prove_root(&sine, "1/2", Method::Interval), Ok(()));
    for method in METHODS {
        assert!(prove_root(&sine, "4999/10000", method).is_err());
    }
}

#[test]
fn constant_hessians_are_decided_exactly() {
    let rows = [["1", "2"], ["2", "4"]];
    let ridge = problem("sum((1 - a*x - b*y)^2)", "a b", limits("inf", "inf"), &rows);
    let bound = HessianBound::of_objective(&ridge, PRECISION, &Budget::default());
    assert!(bound.is_constant());
    assert_eq!(prove_root(&ridge, "0", Method::Constant), Ok(()));
    let bent = problem("sum((1 - a*x - b*y)^2) - 1e-30*a^2", "a b", limits("inf", "inf"), &rows);
    assert_eq!(prove_root(&bent, "0", Method::Constant), Err(Shortfall::Indefinite));
    // The determinant is 100λ − 80·10^−30 and terms of second order.
    assert_eq!(prove_root(&bent, "81e-32", Method::Constant), Ok(()));
    assert!(prove_root(&bent, "79e-32", Method::Constant).is_err());

    let saddle = problem("a*b + 0*c^2", "a b c", limits("-1", "1"), &[]);
    assert!(prove_root(&saddle, "49/100", Method::Constant).is_err());
    assert_eq!(prove_root(&saddle, "1/2", Method::Constant), Ok(()));
    assert_eq!(prove_root(&saddle, "1/2", Method::Interval), Ok(()));
    // One bound at one λ after another remembers each.
    let bound = HessianBound::of_objective(&saddle, PRECISION, &Budget::default());
    for (lambda, holds) in [("49/100", false), ("1/2", true), ("49/100", false), ("1/2", true)] {
        let (root, mut trial) = (Cell::root(&saddle.domain), Trial::default());
        let proof = Branching::new(&bound, &root).prove(&root, &q(lambda), Method::Constant, &mut trial);
        assert_eq!(proof.is_ok(), holds, "{lambda}");
        assert_eq!(trial.direction().iter().any(|v| *v != 0.0), !holds, "{lambda}");
    }
    let curved = on_line("t^3", "-1", "1");
    assert_eq!(prove_root(&curved, "9", Method::Constant), Err(Shortfall::Inapplicable));
}

// Refusals.

#[test]
fn kinks_are_refused_by_name() {
    let rows = [["1", "-1/2"], ["1/3", "2"]];
    let network = problem("mean((y - a*relu(w*x + b))^2)", "a b w", limits("-1", "1"), &rows);
    for method in METHODS {
        let obstacle = obstacle(&network, method);
        assert_eq!(obstacle.node, application(&network, Function::Relu));
        assert_eq!(obstacle.row, Some(0));
        assert!(obstacle.argument.0 < 0.0 && obstacle.argument.1 > 0.0);
    }
    // Closed ranges that only touch the kink, and kinks that cancel or count for nothing.
    for (formula, lower, upper) in [
        ("relu(t)", "0", "1"),
        ("abs(t)", "-1", "0"),
        ("abs(t)^2", "-1", "1"),
        ("abs(t) - abs(t)", "-1", "1"),
        ("0*abs(t)", "-1", "1"),
        ("t^2 + max(t, 2)", "1", "2"),
        ("abs(t - t)", "-1", "1"),
        ("abs(0*t)", "-1", "1"),
        ("-relu(t)", "inf", "inf"),
    ] {
        let kinked = on_line(formula, lower, upper);
        for method in METHODS {
            assert!(prove_root(&kinked, "1000", method).is_err(), "{formula} by {method:?}");
        }
        assert!(!HessianBound::of_objective(&kinked, PRECISION, &Budget::default()).is_constant());
    }
    assert_eq!(prove_root(&on_line("abs(t)", "1/1000", "1"), "0", Method::Interval), Ok(()));
    // The penalty's own.
    let mut penalised = on_line("t", "-1", "1");
    let parameter = penalised.graph.parameter(0).unwrap();
    penalised.penalty = Penalty::Formula(penalised.graph.apply(Function::Abs, parameter).unwrap());
    for bound in [
        HessianBound::of_penalty(&penalised, PRECISION, &Budget::default()),
        HessianBound::of_objective(&penalised, PRECISION, &Budget::default()),
    ] {
        let root = Cell::root(&penalised.domain);
        assert!(bound.prove(&root, &q("1"), Method::Interval, &mut Scratch::default()).is_err());
    }
}

#[test]
fn jumps_of_the_second_derivative_are_no_kinks() {
    for formula in ["huber(t)", "elu(t)", "huber(t)^2"] {
        let jumping = on_line(formula, "-3", "3");
        for method in METHODS {
            assert_eq!(prove_root(&jumping, "1000", method), Ok(()), "{formula}");
        }
    }
    for formula in ["huber(t)", "elu(t)"] {
        assert_eq!(prove_root(&on_line(formula, "inf", "inf"), "0", Method::Interval), Ok(()));
    }
    assert_eq!(prove_root(&on_line("-huber(t)", "0", "1"), "1/2", Method::Interval), Ok(()));
    assert!(prove_root(&on_line("-huber(t)", "1", "2"), "49/100", Method::Interval).is_err());
}

#[test]
fn borders_of_domains_are_refused() {
    for (formula, f) in [
        ("log(t)", Function::Log),
        ("-sqrt(t)", Function::Sqrt),
        ("1/t", Function::Power(-1)),
        ("log1p(t - 1)", Function::Log1p),
        ("t^2 + 0*log(t)", Function::Log),
    ] {
        let bordering = on_line(formula, "0", "1");
        for method in METHODS {
            assert_eq!(obstacle(&bordering, method).node, application(&bordering, f), "{formula}");
        }
        let split = on_line(formula, "-1", "-1/1000");
        if f != Function::Power(-1) {
            assert!(METHODS.iter().all(|method| prove_root(&split, "1000", *method).is_err()));
        }
    }
    assert_eq!(prove_root(&on_line("-log(t)", "1/10", "1"), "0", Method::Interval), Ok(()));
    assert_eq!(prove_root(&on_line("1/t", "1/10", "1"), "0", Method::Interval), Ok(()));
}

/// What is constant in the parameters leaves no trace in derivatives; it must have a value all the same.
#[test]
fn functions_of_data_need_a_value() {
    let rows = [["1", "1"], ["-1", "0"]];
    for (formula, f) in [
        ("mean((t + log(x))^2)", Function::Log),
        ("mean(t*sqrt(x))", Function::Sqrt),
        ("mean(t^2 + 1/y)", Function::Power(-1)),
        ("mean(t + 0*log(x))", Function::Log),
        ("mean(log(x)) + t^2", Function::Log),
        ("mean(u*(t + log(x)))", Function::Log),
    ] {
        let undefined = problem(formula, "t u", limits("-1", "1"), &rows);
        assert!(
            !HessianBound::of_objective(&undefined, PRECISION, &Budget::default()).is_constant(),
            "{formula}"
        );
        for method in METHODS {
            let obstacle = obstacle(&undefined, method);
            assert_eq!((obstacle.node, obstacle.row), (application(&undefined, f), Some(1)), "{formula}");
        }
        let defined = problem(formula, "t u", limits("-1", "1"), &rows[..1]);
        assert_eq!(prove_root(&defined, "1000", Method::Interval), Ok(()), "{formula}");
        assert!(
            HessianBound::of_objective(&defined, PRECISION, &Budget::default()).is_constant(),
            "{formula}"
        );
    }
    for formula in ["log(0*t)", "1/(0*t) + t^2", "sqrt(t - t - 1)"] {
        let undefined = on_line(formula, "1", "2");
        assert!(
            !HessianBound::of_objective(&undefined, PRECISION, &Budget::default()).is_constant(),
            "{formula}"
        );
        for method in METHODS {
            assert!(prove_root(&undefined, "1000", method).is_err(), "{formula}");
        }
    }
}

#[test]
fn nothing_is_proved_below_zero() {
    let mut steep = on_line("t^2", "-1", "1");
    steep.penalty = Penalty::Separable {
        square: vec![Rational::new()],
        absolute: vec![Rational::from(1)],
        center: vec![Rational::new()],
    };
    for method in METHODS.into_iter().chain([simply(Method::Constant)]) {
        assert_eq!(prove_root(&steep, "-1/4", method), Err(Shortfall::Inapplicable));
    }
    assert_eq!(prove_root(&steep, "1/4", Method::Interval), Ok(()));
}

// Rounding at the ends of the range of exponents, and sharing.

/// The slopes' product underflows, its multiple does not: curvature −2·10^−40 against 2·10^−50.
#[test]
fn underflow_hides_no_curvature() {
    let slight = problem("-1e300*(1e-170*a + 1e-170*b)^2", "a b", limits("-1", "1"), &[]);
    for method in METHODS.into_iter().chain([simply(Method::Constant)]) {
        assert!(prove_root(&slight, "1e-50", method).is_err(), "{method:?}");
        let is_coarse = [Method::Interval, Method::Affine].map(simply).contains(&method);
        assert_eq!(prove_root(&slight, "1e-30", method).is_err(), is_coarse, "{method:?}");
    }
    let slight = problem("-1e300*exp(1e-170*a + 1e-170*b)", "a b", limits("-1", "1"), &[]);
    for method in METHODS {
        assert!(prove_root(&slight, "1e-50", method).is_err(), "{method:?}");
    }
}

#[test]
fn shared_sums_are_counted_once() {
    let mut doubled = on_line("-t^3", "-1", "1");
    for _ in 0..200 {
        doubled.fixed = doubled.graph.add(doubled.fixed, doubled.fixed).unwrap();
    }
    let lambda = Rational::from(3) << 200;
    let bound = HessianBound::of_objective(&doubled, PRECISION, &Budget::default());
    let root = Cell::root(&doubled.domain);
    assert_eq!(bound.prove(&root, &lambda, Method::Interval, &mut Scratch::default()), Ok(()));
    let below = lambda - 1;
    let bound = bound.precisely(true);
    assert!(bound.prove(&root, &below, Method::Interval, &mut Scratch::default()).is_err());
}

#[test]
fn pinned_parameters_are_constants() {
    let mut pinned = problem("-a^2*b^2 + a*abs(b)", "a b", limits("1/3", "1/3"), &[]);
    for method in METHODS {
        assert_eq!(prove_root(&pinned, "0", method), Ok(()));
    }
    pinned.domain.limits[0] = limits("-1", "1");
    for method in METHODS {
        // −2b² + 2λ with b = 1/3.
        assert!(prove_root(&pinned, "1/10", method).is_err());
        assert_eq!(prove_root(&pinned, "1/8", method), Ok(()), "{method:?}");
    }
    let undefined = problem("log(a - 1)", "a", limits("1", "1"), &[]);
    assert!(METHODS.iter().all(|method| prove_root(&undefined, "1", *method).is_err()));
}

/// An exact integer matrix with the eigenvalue −1 beside others of 2^52, beyond what floats can tell.
fn nearly_singular(columns: &[[i32; 4]], order: usize) -> Problem {
    let mut graph = Graph::new();
    let parameters: Vec<NodeId> = (0..order).map(|i| graph.parameter(i).unwrap()).collect();
    let mut sum = graph.constant(Rational::new()).unwrap();
    for i in 0..order {
        for j in 0..order {
            let product = columns.iter().map(|g| i64::from(g[i]) * i64::from(g[j])).sum::<i64>();
            let half = Rational::from((product - i64::from(i == j), 2));
            let coefficient = graph.constant(half).unwrap();
            let square = graph.mul(parameters[i], parameters[j]).unwrap();
            let term = graph.mul(coefficient, square).unwrap();
            sum = graph.add(sum, term).unwrap();
        }
    }
    let mut problem = on_line("t", "-1", "1");
    problem.parameters = (0..order).map(|i| format!("t{i}")).collect();
    problem.domain = Domain::from(vec![limits("-1", "1"); order]);
    problem.penalty = Penalty::square(order);
    Problem { graph, fixed: sum, ..problem }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// `GᵀG − I` with fewer columns than rows.
    #[test]
    fn rounding_proves_no_singular_matrix(
        columns in prop::collection::vec(prop::array::uniform4(-(1 << 25)..1 << 25), 1..3),
        order in 3..5usize,
    ) {
        let problem = nearly_singular(&columns, order);
        for method in METHODS.into_iter().chain([simply(Method::Constant)]) {
            prop_assert!(prove_root(&problem, "49/100", method).is_err(), "{method:?}");
        }
        prop_assert_eq!(prove_root(&problem, "1/2", Method::Constant), Ok(()));
    }
}

#[test]
fn rounding_of_sums_hides_no_curvature() {
    // −2 is lost beside 2·10^16 when the rows are added, and a slope's −1 when a local coordinate is.
    let rows = [["1e16", "0"], ["-1", "0"], ["-1e16", "0"]];
    let rows_cancel = problem("sum(x*t^2)", "t", limits("-1", "1"), &rows);
    let mut forms_cancel = problem("(1e16*a + b - 1e16*c)^3", "a b c", limits("1", "1"), &[]);
    let around = |x: &str| Limits::new(q(x), q(x) + (Rational::from(1) >> 60));
    forms_cancel.domain = Domain::from(vec![around("1"), around("-1"), around("1")]);
    for method in METHODS {
        assert!(prove_root(&rows_cancel, "1/2", method).is_err(), "{method:?}");
        assert!(prove_root(&forms_cancel, "1e20", method).is_err(), "{method:?}");
    }
}

/// With `z = a + b + c` and `y = a − 2b − c` the Hessian of `z·y·1` has −4 on the diagonal.
#[test]
fn overlapping_forms_count_twice_on_the_diagonal() {
    let product = problem("(a + b + c)*(a - 2*b - c)", "a b c", limits("-1", "1"), &[]);
    let bound = HessianBound::of_objective(&product, PRECISION, &Budget::default());
    assert_eq!(bound.locals(), 2);
    let rows = [["2", "-1", "0"], ["-1", "-4", "-3"], ["0", "-3", "-2"]];
    let (mut objective, mut penalty) = (vec![0.0; 9], vec![0.0; 9]);
    assert!(sample(&bound, &[0.5, -0.25, 1.0], &mut objective, &mut penalty));
    assert_eq!(objective, rows.concat().iter().map(|x| q(x).to_f64()).collect::<Vec<f64>>());
    // λ* = 3.12132… is half of minus the least eigenvalue.
    for (lambda, proved) in [("3122/1000", true), ("3121/1000", false)] {
        for method in METHODS.into_iter().chain([simply(Method::Constant)]) {
            assert_eq!(prove_root(&product, lambda, method).is_ok(), proved, "{method:?} at {lambda}");
        }
    }
}

// Covers.

/// Whether bisection covers the domain; depth first, giving up at the first cell whose centre is indefinite
/// and after `budget` tests.
fn covers(bound: &HessianBound, problem: &Problem, lambda: &str, budget: usize) -> bool {
    let (lambda, mut trial) = (q(lambda), Trial::default());
    let root = Cell::root(&problem.domain);
    let branching = Branching::new(bound, &root);
    let mut open = vec![root];
    for _ in 0..budget {
        let Some(cell) = open.pop() else { return true };
        match branching.prove(&cell, &lambda, Method::Affine, &mut trial) {
            Ok(()) => {}
            Err(Shortfall::Wide | Shortfall::Indefinite) => {
                let shares = trial.shares();
                let widest = (0..shares.len()).max_by(|&i, &j| shares[i].total_cmp(&shares[j]));
                let Some(halves) = widest.and_then(|k| cell.split(k)) else { return false };
                open.extend(halves);
            }
            Err(_) => return false,
        }
    }
    false
}

#[test]
fn two_neurons_are_covered_above_their_threshold_only() {
    let rows = [["-1", "-1"], ["1/2", "1/3"], ["2", "1"]];
    let formula = "mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)";
    let network = problem(formula, "a1 a2 w1 w2", limits("-2", "2"), &rows);
    let bound = HessianBound::of_objective(&network, PRECISION, &Budget::default());
    assert!(covers(&bound, &network, "94/10", 20_000));
    assert!(!covers(&bound, &network, "92/10", 20_000));
}

// Many parameters.

/// A 2-4-3 network with softmax outputs on a few rows, in a box around weights that fit nothing.
#[cfg(feature = "files")]
fn classifier(radius: &str) -> Problem {
    let folder = tempfile::tempdir().unwrap();
    let data = "x,y,class\n0,1,0\n1,1/2,1\n-1,1/3,2\n2,-1,0\n1/2,-3/2,1\n";
    let weights: String = ["W1", "b1", "W2", "b2"].iter().zip([(4, 2), (4, 0), (3, 4), (3, 0)]).fold(
        "name,value\n".to_owned(),
        |text, (name, (rows, columns))| {
            let names = (1..=rows).flat_map(|i| {
                let column = move |j| {
                    if columns == 0 { format!("{name}[{i}]") } else { format!("\"{name}[{i},{j}]\"") }
                };
                (1..=columns.max(1)).map(column).enumerate().map(move |(j, n)| (n, (7 * i + 5 * j) % 11))
            });
            names.fold(text, |text, (n, k)| format!("{text}{n},{}/4\n", k as i32 - 5))
        },
    );
    let problem = format!(
        "[data]\nfile = \"data.csv\"\n[network]\nlayers = [2, 4, 3]\nactivation = \"tanh\"\nloss = \"cross-entropy\"\n\
         target = \"class\"\n[domain]\ncenter = \"weights.csv\"\nradius = \"{radius}\"\n"
    );
    for (name, text) in [("data.csv", data), ("weights.csv", &weights), ("problem.toml", &problem)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Problem::read(folder.path().join("problem.toml")).unwrap()
}

/// What the method proves on a whole box of 27 parameters holds at its points, far below what affine forms
/// need there; and over a part of the box it proves more.
#[cfg(feature = "files")]
#[test]
fn rows_are_bounded_below_in_the_loewner_order() {
    let (mut last, mut runner) = (f64::INFINITY, TestRunner::deterministic());
    for radius in ["1/2", "1/8", "1/32", "1/256"] {
        let problem = classifier(radius);
        let bound = HessianBound::of_objective(&problem, PRECISION, &Budget::default());
        let cell = Cell::root(&problem.domain);
        assert_eq!((bound.order(), sharpest(&bound, &cell)), (27, Method::Loewner));
        let least = least_proved(&bound, &cell, Method::Loewner).unwrap();
        assert!(least < last, "{least} on radius {radius}, {last} on a larger one");
        assert!(
            least_proved(&bound, &cell, Method::Affine)
                .is_none_or(|affine| ["1/32", "1/256"].contains(&radius) || least < affine)
        );
        last = least;
        // Around a point expansions prove more.
        let (tensor, is_near) =
            (least_proved(&bound, &cell, Method::Tensor), ["1/32", "1/256"].contains(&radius));
        assert_eq!(tensor.is_some_and(|tensor| tensor < least), is_near, "{radius}: {tensor:?}");
        let least = tensor.map_or(least, |tensor| tensor.min(least));
        for _ in 0..20 {
            let share = prop::collection::vec(0..=2u32, 27).new_tree(&mut runner).unwrap().current();
            let at: Vec<Rational> = problem
                .domain
                .limits
                .iter()
                .zip(share)
                .map(|(l, share)| {
                    let (Some(lower), Some(upper)) = (&l.lower, &l.upper) else { unreachable!() };
                    Rational::from(upper - lower) * share / 2u32 + lower
                })
                .collect();
            let floats: Vec<f64> = at.iter().map(Rational::to_f64).collect();
            let v = worst_direction(&bound, &floats, least).unwrap();
            let v: Vec<Rational> = v.iter().map(|x| Rational::from_f64(*x).unwrap()).collect();
            let truth = curvature(&problem, &at, &v, &Rational::from_f64(least).unwrap());
            assert!(*truth.lower() >= 0.0, "{truth:?} at {floats:?}");
        }
    }
}

// Budgets.

/// A function of `a` (and `b`) on [-1, 1], grown step by step.
fn grown(steps: usize, grow: impl Fn(&mut Graph, [NodeId; 2], NodeId) -> NodeId) -> Problem {
    let mut problem = problem("a + b", "a b", limits("-1", "1"), &[]);
    let parameters = [0, 1].map(|i| problem.graph.parameter(i).unwrap());
    let mut node = parameters[0];
    for _ in 0..steps {
        node = grow(&mut problem.graph, parameters, node);
    }
    Problem { fixed: node, ..problem }
}

/// Whatever the graph, a bound is made within the budget and on a small stack; one that the budget did not allow for
/// proves nothing.
#[test]
fn bounds_are_built_within_a_budget() {
    let long: Rational = (Rational::from(1) << 30_000_u32) + Rational::from(1);
    let cases = [
        ("chain", grown(20_000, |graph, _, x| graph.apply(Function::Tanh, x).unwrap()), false),
        (
            "products",
            grown(40, |graph, [_, b], x| {
                let sum = graph.add(x, b).unwrap();
                graph.mul(x, sum).unwrap()
            }),
            false,
        ),
        (
            "factors",
            grown(300, |graph, [_, b], x| {
                let constant = graph.constant(long.clone()).unwrap();
                let scaled = graph.mul(constant, x).unwrap();
                let square = graph.mul(scaled, b).unwrap();
                graph.add(scaled, square).unwrap()
            }),
            true,
        ),
    ];
    for (name, problem, is_spent) in cases {
        let run = move || {
            let budget = if is_spent { Budget::new(100_000_000) } else { Budget::default() };
            let bound = HessianBound::of_objective(&problem, PRECISION, &budget);
            assert_eq!(budget.is_spent(), is_spent, "{name}");
            let root = Cell::root(&problem.domain);
            for method in METHODS.into_iter().chain([simply(Method::Constant)]).filter(|_| is_spent) {
                let proof = bound.prove(&root, &q("1"), method.method, &mut Scratch::default());
                assert_eq!(proof, Err(Shortfall::Inapplicable), "{name} by {method:?}");
            }
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
    }
}

/// A test that is stopped proves nothing, and another one after it does.
#[test]
fn stopped_tests_prove_nothing() {
    let cubic = on_line("-t^3 - t^2", "-1", "2");
    let root = Cell::root(&cubic.domain);
    for Way { method, is_precise } in METHODS {
        let bound = HessianBound::of_objective(&cubic, PRECISION, &Budget::default()).precisely(is_precise);
        static FLAG: AtomicBool = AtomicBool::new(false);
        let mut scratch = Scratch::new(Stop::new(&FLAG), 1);
        for (is_set, outcome) in [(false, Ok(())), (true, Err(Shortfall::Stopped)), (false, Ok(()))] {
            FLAG.store(is_set, Ordering::Relaxed);
            assert_eq!(bound.prove(&root, &q("100"), method, &mut scratch), outcome, "{method:?}");
        }
    }
}
