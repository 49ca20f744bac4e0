//! Whatever a leaf test is advised, it proves nothing false.

use crate::advice::gram::Gram;
use crate::advice::metric::Metric;
use crate::advice::positive_map::Proposal;
use crate::bound::loewner::sum::RowSum;
use crate::bound::psd::matrix::SymbolicMatrix;
use crate::bound::psd::theorem::{enclose, settle};
use crate::bound::psd::workspace::Workspace;
use crate::bound::tensor::linear::LinearPart;
use crate::bound::tensor::remainder::minorant;
use crate::bound::tensor::row::RowExpansion;
use crate::bound::tensor::theorem::Map;
use crate::bound::{Cell, Expansion, HessianBound};
use crate::budget::Budget;
use crate::budget::Stop;
use crate::expression::Graph;
use crate::function::Function;
use crate::number::cholesky::proves_psd;
use crate::number::{Endpoint, Rational, Round};
use crate::problem::{Ball, Domain, Limits, Penalty, Problem};

const TRIALS: usize = 20_000;

/// A generator of hostile numbers.
struct Hostile(u64);

impl Hostile {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Between −1 and 1.
    fn unit(&mut self) -> f64 {
        self.bits() as f64 / (1_u64 << 30) as f64 - 1.0
    }

    /// Of any sign and size, now and then no number at all.
    fn number(&mut self) -> f64 {
        match self.bits() % 16 {
            0 => [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0][self.bits() as usize % 5],
            1 => self.unit() * 2.0_f64.powi((self.bits() % 2000) as i32 - 1000),
            _ => self.unit(),
        }
    }

    fn numbers(&mut self, count: usize) -> Vec<f64> {
        // A wrong number of them is hostile, too.
        let count = if self.bits().is_multiple_of(64) { self.bits() as usize % (count + 2) } else { count };
        (0..count).map(|_| self.number()).collect()
    }
}

/// A matrix with a negative entry on its diagonal, whatever its one symbol is.
fn indefinite(hostile: &mut Hostile, n: usize) -> SymbolicMatrix<f64, 1> {
    let mut m = SymbolicMatrix::zero(n, 1, ());
    for i in 0..n {
        for j in i..n {
            let at = m.at(i, j);
            m.terms_mut(at)[1] = [0.01 * hostile.unit()];
            m.terms_mut(at)[0] = [if i == j { 1.0 + hostile.unit() } else { hostile.unit() }];
        }
    }
    let k = hostile.bits() as usize % n;
    m.terms_mut(m.at(k, k))[0] = [-0.02 - hostile.unit().abs()];
    m
}

#[test]
fn no_whitening_and_no_vector_prove_an_indefinite_matrix() {
    let (mut hostile, mut enclosed) = (Hostile(1), 0);
    for _ in 0..TRIALS {
        let n = 1 + hostile.bits() as usize % 4;
        let m = indefinite(&mut hostile, n);
        let mut w: Workspace<f64, 1> = Workspace::default();
        w.whitener = hostile.numbers(n * n).into_iter().map(|x| [x]).collect();
        // As a rule it is triangular, and then it may pass.
        if w.whitener.len() == n * n && hostile.bits().is_multiple_of(2) {
            (0..n * n).filter(|at| at / n > at % n).for_each(|at| w.whitener[at] = [0.0]);
        }
        if enclose(&m, &[], &[false], &mut w).is_err() {
            continue;
        }
        enclosed += 1;
        w.vector = hostile.numbers(n).into_iter().map(|x| [x]).collect();
        assert!(settle(&m, &[false], true, &mut w).is_err(), "{m:?} {:?} {:?}", w.whitener, w.vector);
    }
    assert!(enclosed > TRIALS / 4, "{enclosed}");
}

/// `(tanh(x + y) − 2)² + sin(x·y)`: nowhere near convex on the cell.
fn problem() -> Problem {
    let mut graph = Graph::new();
    let fixed = (|| {
        let (x, y) = (graph.parameter(0).ok()?, graph.parameter(1).ok()?);
        let sum = graph.add(x, y).ok()?;
        let tanh = graph.apply(Function::Tanh, sum).ok()?;
        let minus_two = graph.constant(Rational::from(-2)).ok()?;
        let error = graph.add(tanh, minus_two).ok()?;
        let square = graph.apply(Function::Power(2), error).ok()?;
        let product = graph.mul(x, y).ok()?;
        let sin = graph.apply(Function::Sin, product).ok()?;
        graph.add(square, sin).ok()
    })();
    Problem {
        graph,
        parameters: vec!["x".into(), "y".into()],
        columns: Vec::new(),
        rows: Vec::new(),
        fixed: fixed.expect("a small graph"),
        row: None,
        penalty: Penalty::square(2),
        domain: Domain::from(vec![Limits::real(); 2]),
    }
}

#[test]
fn no_metric_proves_an_indefinite_hessian() {
    let problem = problem();
    let bound = HessianBound::of_objective(&problem, 53, &Budget::default());
    // The rows are the same at a λ that makes the sum convex.
    let (zero, convex, stop) = (Rational::new(), Rational::from(1000), Stop::default());
    let (mut hostile, mut tested) = (Hostile(2), 0);
    for _ in 0..TRIALS / 20 {
        let (x, y) = (hostile.unit(), hostile.unit());
        let cell = Cell { lower: vec![x, y], upper: vec![x + 0.1, y + 0.1] };
        let Some(centre) = bound.about(&cell.centre(), &zero, &stop) else { continue };
        // The determinant there is negative, whatever floats make of it.
        if centre[0] * centre[3] - centre[1] * centre[2] > -1e-6 {
            continue;
        }
        let Ok(mut test) = bound.loewner(&bound.double, &cell, &convex, &stop) else { continue };
        tested += 1;
        for _ in 0..20 {
            let mut sum = RowSum::new(2);
            for row in &mut test.rows {
                let n = row.locals.len();
                let (matrix, norms) = (hostile.numbers(n * n), hostile.numbers(n));
                let gram = Gram { matrix, norms, critical: hostile.numbers(n) };
                row.cut(&gram);
                sum.add(&row.place.row.forms, &row.terms, &bound.sums.free, &row.minorant(&gram));
            }
            assert!(!sum.is_proved(stop), "{cell:?}");
        }
    }
    assert!(tested > TRIALS / 100, "{tested}");
}

#[test]
fn no_factor_and_no_weights_prove_a_matrix_that_a_linear_part_makes_indefinite() {
    let (mut hostile, mut tested, stop) = (Hostile(3), 0, Stop::default());
    for _ in 0..TRIALS {
        let (n, symbols) = (1 + hostile.bits() as usize % 4, 1 + hostile.bits() as usize % 3);
        let mut m = vec![0.0; n * n];
        (0..n).for_each(|i| m[i * n + i] = 1.0 + hostile.unit().abs());
        let is_round = hostile.bits() % 2 == 0;
        let mut linear = LinearPart::zero(n, symbols, is_round);
        linear.matrices.iter_mut().for_each(|x| *x = 0.1 * hostile.unit());
        // At a vertex, or on the sphere, one diagonal entry is negative.
        let k = hostile.bits() as usize % n;
        let (size, at) = (n * (n + 1) / 2, k * (k + 1) / 2 + k);
        let sizes = || (0..symbols).map(|s| linear.matrices[s * size + at].abs());
        let sum = if is_round { sizes().map(|x| x * x).sum::<f64>().sqrt() } else { sizes().sum() };
        let factor = (1.01 + hostile.unit().abs()) * m[k * n + k] / sum.max(1e-9);
        (0..symbols).for_each(|s| linear.matrices[s * size + at] *= factor);
        let least = if is_round { 1.0 } else { symbols as f64 };
        let weight = |x: f64| least * (1.0 + 1e-9 + 0.1 * x.abs());
        let weights = match hostile.bits() % 4 {
            0 => hostile.numbers(symbols),
            _ => (0..symbols).map(|_| weight(hostile.unit())).collect(),
        };
        let proposal = Proposal { factor: hostile.numbers(n * n), weights };
        let Ok(map) = Map::new(&m, &linear, &proposal, 1, stop) else { continue };
        tested += 1;
        assert!(!map.is_contraction(symbols), "{m:?} {linear:?} {proposal:?}");
    }
    assert!(tested > TRIALS / 4, "{tested}");
}

/// What an expansion in two parameters is at least where all symbols are 0, with this added to the diagonal, each row's bound
/// being taken in such a metric for the row.
fn below(
    bound: &HessianBound,
    expansion: &Expansion,
    diagonal: f64,
    mut gram: impl FnMut(&RowExpansion) -> Gram,
) -> Option<Vec<f64>> {
    let mut sum = RowSum::new(2);
    (0..2).for_each(|k| sum.add_diagonal(k, diagonal));
    for ((summand, number), row) in &expansion.rows {
        let forms = &bound.double.data[*summand].rows[*number].forms;
        let below = minorant(&bound.plans[*summand], row, &gram(row));
        sum.add(forms, &row.projections, &bound.sums.free, &below);
    }
    sum.below(&expansion.linear.mass, expansion.linear.additions)
}

fn is_proved_at_zero(
    bound: &HessianBound,
    expansion: &Expansion,
    diagonal: f64,
    mut gram: impl FnMut(usize) -> Gram,
) -> bool {
    below(bound, expansion, diagonal, |row| gram(row.varies.len()))
        .is_some_and(|mut m| proves_psd(2, &mut m, |_| 0.0, Stop::default()))
}

#[test]
fn expansions_on_balls_lie_below_the_hessian() {
    let (mut hostile, zero, stop) = (Hostile(6), Rational::new(), Stop::default());
    let metric = Metric::near(&[1.0, 0.0, 0.0, 1.0], &[0.0; 2], stop).expect("a metric");
    let mut nearest = f64::INFINITY;
    for _ in 0..TRIALS / 40 {
        let exact = |x: f64| Rational::from_f64(x).expect("a number");
        let center = [hostile.unit(), hostile.unit()].map(|x| exact(x) / 3);
        let scales = [hostile.unit(), hostile.unit()].map(|x| exact(0.25 + x.abs()));
        let radius = exact(0.001 + 0.3 * hostile.unit().abs());
        let ball = Ball { radius, center: center.to_vec(), scales: scales.to_vec() };
        let limits = (0..2).map(|k| ball.limits(k)).collect::<Vec<_>>();
        let cut = Domain { ball: Some(ball.clone()), ..Domain::from(limits) };
        let problem = Problem { domain: cut, ..problem() };
        let bound = HessianBound::of_objective(&problem, 53, &Budget::default());
        let root = Cell::root(&problem.domain);
        let expansion = bound.expand(&root, &zero, stop).expect("an expansion");
        assert!(expansion.linear.is_round);
        let least =
            below(&bound, &expansion, 0.0, |row| Gram::new(&row.projections, &metric)).expect("a bound");
        for step in 0..40 {
            let (sin, cos) = (0.16 * f64::from(step)).sin_cos();
            let at: Vec<f64> = (0..2)
                .map(|k| {
                    let reach = Rational::from(&ball.radius * &ball.scales[k]).to_f64();
                    center[k].to_f64() + reach * [cos, sin][k]
                })
                .collect();
            let hessian = bound.about(&at, &zero, &stop).expect("a Hessian");
            let entry = |i: usize, j: usize| {
                let part = |s: usize| expansion.linear.matrix(s)[i * (i + 1) / 2 + j];
                hessian[2 * i + j] - least[2 * i + j] - cos * part(0) - sin * part(1)
            };
            let (a, b, c) = (entry(0, 0), entry(1, 0), entry(1, 1));
            let smallest = 0.5 * (a + c) - (0.25 * (a - c).powi(2) + b * b).sqrt();
            assert!(smallest >= -1e-12, "{ball:?} {at:?}: {smallest:e}");
            nearest = nearest.min(smallest);
        }
    }
    assert!(nearest < 1e-5, "{nearest:e}");
}

#[test]
fn no_metric_makes_an_expansion_prove_an_indefinite_hessian() {
    let problem = problem();
    let bound = HessianBound::of_objective(&problem, 53, &Budget::default());
    let (zero, stop) = (Rational::new(), Stop::default());
    let (mut hostile, mut tested) = (Hostile(4), 0);
    for _ in 0..TRIALS / 20 {
        let (x, y) = (hostile.unit(), hostile.unit());
        let cell = Cell { lower: vec![x, y], upper: vec![x + 0.1, y + 0.1] };
        let Some(centre) = bound.about(&cell.centre(), &zero, &stop) else { continue };
        if centre[0] * centre[3] - centre[1] * centre[2] > -1e-6 {
            continue;
        }
        let Ok(expansion) = bound.expand(&cell, &zero, stop) else { continue };
        tested += 1;
        for _ in 0..20 {
            let gram = |n: usize| {
                let (matrix, norms) = (hostile.numbers(n * n), hostile.numbers(n));
                Gram { matrix, norms, critical: hostile.numbers(n) }
            };
            // All symbols at 0 is the centre, where the Hessian is not.
            assert!(!is_proved_at_zero(&bound, &expansion, 0.0, gram), "{cell:?}");
        }
    }
    assert!(tested > TRIALS / 100, "{tested}");
}

#[test]
fn no_tiny_norms_hide_a_remainder() {
    // −(xy)² about 0: its Hessian is −6r² in one direction at a corner, of second order in the radius r, and 4r² is added.
    let mut graph = Graph::new();
    let fixed = (|| {
        let (x, y) = (graph.parameter(0).ok()?, graph.parameter(1).ok()?);
        let product = graph.mul(x, y).ok()?;
        let square = graph.apply(Function::Power(2), product).ok()?;
        let minus_one = graph.constant(Rational::from(-1)).ok()?;
        graph.mul(minus_one, square).ok()
    })();
    let problem = Problem { graph, fixed: fixed.expect("a small graph"), ..problem() };
    let bound = HessianBound::of_objective(&problem, 53, &Budget::default());
    let r = 1e-25;
    let cell = Cell { lower: vec![-r; 2], upper: vec![r; 2] };
    let expansion = bound.expand(&cell, &Rational::new(), Stop::default()).expect("an expansion");
    for power in [0, -10, -100, -200, -250, -280, -300, -307, -320] {
        let norms = vec![10.0_f64.powi(power); 2];
        for matrix in [vec![0.0; 4], vec![norms[0] * norms[0], 0.0, 0.0, norms[0] * norms[0]]] {
            let gram = Gram { matrix, norms: norms.clone(), critical: vec![0.0; 2] };
            let is_proved = is_proved_at_zero(&bound, &expansion, 4.0 * r * r, |_| gram.clone());
            assert!(!is_proved, "norms of 1e{power}");
        }
    }
}

#[test]
fn no_tiny_factor_hides_what_rounding_costs() {
    let (mut hostile, mut tested, stop) = (Hostile(5), 0, Stop::default());
    for _ in 0..TRIALS {
        let symbols = 1 + hostile.bits() as usize % 3;
        let large = 2.0_f64.powi(500);
        let m = large * (1.5 + 0.5 * hostile.unit());
        let mut linear = LinearPart::zero(1, symbols, false);
        // All that the linear part can take off is just more than the matrix.
        let mut part = m / symbols as f64;
        while (symbols as f64).mul_add(part, -m) <= 0.0 {
            part = part.next_up();
        }
        linear.matrices.fill(part);
        let factor = vec![2.0_f64.powi(-800 + (hostile.bits() % 16) as i32) * (1.5 + 0.5 * hostile.unit())];
        let mut weight = symbols as f64;
        let share = |weight: f64| {
            (0..symbols).fold(0.0, |sum, _| Endpoint::add(&sum, &(1.0 / weight).next_up(), Round::Up))
        };
        while share(weight) > 1.0 {
            weight = weight.next_up();
        }
        let proposal = Proposal { factor, weights: vec![weight; symbols] };
        let Ok(map) = Map::new(&[m], &linear, &proposal, 1, stop) else { continue };
        tested += 1;
        assert!(!map.is_contraction(symbols), "{m:e} {linear:?} {proposal:?}");
    }
    assert_eq!(tested, TRIALS);
}
