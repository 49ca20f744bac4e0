//! Where and why convexity fails, in the terms of the problem.

use crate::certificate::{Curvature, Evidence, Jensen, Witness};
use crate::number::{Endpoint, Exact, Interval, Number, Round, Taylor};
use crate::problem::Problem;
use rug::{Float, Rational};

/// The precision in bits of enclosures that are shown.
const PRECISION: u32 = 128;

/// A value as far as it is known: exactly, or between two `f64`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A rational.
    Exact(Rational),
    /// An enclosure, rounded outwards.
    Between(f64, f64),
}

/// The worst place of a witness and the direction in which the objective bends there.
#[derive(Clone, Debug, PartialEq)]
pub struct Bend {
    /// A point of the domain: the mean of a Jensen witness, the point of a curvature witness.
    pub point: Vec<Rational>,
    /// A direction: towards the farthest point of a Jensen witness.
    pub direction: Vec<Rational>,
}

/// The refuting part of an evidence.
pub fn refutation(evidence: &Evidence) -> Option<Witness> {
    match evidence {
        Evidence::Jensen(jensen) => Some(Witness::Jensen(jensen.clone())),
        Evidence::Curvature(curvature) => Some(Witness::Curvature(curvature.clone())),
        Evidence::Bracket { lower, .. } => lower.clone(),
        Evidence::Cover(_) => None,
    }
}

/// Where a witness bends.
pub fn bend(witness: &Witness) -> Bend {
    match witness {
        Witness::Curvature(Curvature { point, direction }) => {
            Bend { point: point.clone(), direction: direction.clone() }
        }
        Witness::Jensen(jensen) => {
            let mean = mean(jensen);
            let offsets = jensen.points.iter().map(|(_, point)| difference(point, &mean));
            let direction =
                offsets.max_by_key(|offset| offset.iter().map(|x| x.clone().square()).sum::<Rational>());
            Bend { direction: direction.unwrap_or_default(), point: mean }
        }
    }
}

/// The parameters that take part in a direction, by decreasing share of its length: index and signed
/// component of the unit vector. For reading only.
pub fn components(direction: &[Rational]) -> Vec<(usize, f64)> {
    let floats: Vec<f64> = direction.iter().map(Rational::to_f64).collect();
    let length = floats.iter().map(|x| x * x).sum::<f64>().sqrt();
    let mut parts: Vec<(usize, f64)> = floats.iter().map(|x| x / length).enumerate().collect();
    parts.retain(|(_, x)| x.abs() >= 0.05);
    parts.sort_by(|(_, x), (_, y)| y.abs().total_cmp(&x.abs()));
    parts
}

/// `m = Σ t_j θ_j`.
pub fn mean(jensen: &Jensen) -> Vec<Rational> {
    let dimension = jensen.points.first().map_or(0, |(_, point)| point.len());
    let mut mean = vec![Rational::new(); dimension];
    for (weight, point) in &jensen.points {
        for (sum, x) in mean.iter_mut().zip(point) {
            *sum += Rational::from(weight * x);
        }
    }
    mean
}

/// What a witness measures of L and of P, as far as it is known. Jensen: `A = L(m) − Σ t_j L(θ_j)` and
/// `C = Σ t_j P(θ_j) − P(m)`, and convexity fails for every `λ < A/C`. Curvature: `vᵀ∇²L v` and
/// `vᵀ∇²P v`.
pub fn amounts(problem: &Problem, witness: &Witness) -> (Option<Value>, Option<Value>) {
    let (loss, penalty) = terms::<Exact>(problem, witness, ());
    let (loss_hull, penalty_hull) = terms::<Interval<Float>>(problem, witness, PRECISION);
    (known(loss, &loss_hull), known(penalty, &penalty_hull))
}

fn known(exact: Exact, hull: &Interval<Float>) -> Option<Value> {
    match exact.into_value() {
        Some(value) => Some(Value::Exact(value)),
        None if !hull.is_defined() => None,
        None => Some(Value::Between(
            Endpoint::to_f64(hull.lower(), Round::Down),
            Endpoint::to_f64(hull.upper(), Round::Up),
        )),
    }
}

fn terms<N: Number>(problem: &Problem, witness: &Witness, context: N::Context) -> (N, N) {
    let exact = |q: &Rational| N::exact(q, context);
    match witness {
        Witness::Jensen(jensen) => {
            let minus_one = exact(&Rational::from(-1));
            let at_mean = evaluate(problem, &mean(jensen).iter().map(exact).collect::<Vec<N>>(), context);
            let zero = exact(&Rational::new());
            let mut sums = (zero.clone(), zero);
            for (weight, point) in &jensen.points {
                let values = evaluate(problem, &point.iter().map(exact).collect::<Vec<N>>(), context);
                sums.0 = sums.0.add(&values.0.mul(&exact(weight)));
                sums.1 = sums.1.add(&values.1.mul(&exact(weight)));
            }
            (at_mean.0.add(&sums.0.mul(&minus_one)), sums.1.add(&at_mean.1.mul(&minus_one)))
        }
        Witness::Curvature(Curvature { point, direction }) => {
            let zero = exact(&Rational::new());
            let line = |(x, v): (&Rational, &Rational)| Taylor([exact(x), exact(v), zero.clone()]);
            let line: Vec<Taylor<N, 3>> = point.iter().zip(direction).map(line).collect();
            let (loss, penalty) = evaluate(problem, &line, context);
            let twice = |series: Taylor<N, 3>| series.0[2].mul(&exact(&Rational::from(2)));
            (twice(loss), twice(penalty))
        }
    }
}

/// L and P at a point.
fn evaluate<N: Number>(problem: &Problem, at: &[N], context: N::Context) -> (N, N) {
    let exact = |q: &Rational| N::exact(q, context);
    let rows: Vec<Vec<N>> = problem.rows.iter().map(|row| row.iter().map(exact).collect()).collect();
    let loss = problem.objective_tape().run(at, rows.iter().map(Vec::as_slice), context, &mut Vec::new());
    (loss, problem.penalty.evaluate(&problem.graph, at, context))
}

fn difference(a: &[Rational], b: &[Rational]) -> Vec<Rational> {
    a.iter().zip(b).map(|(x, y)| Rational::from(x - y)).collect()
}
