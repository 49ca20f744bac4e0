//! Objective and penalty in plain floating point, where the search walks: Jensen defects, curvatures and
//! their gradients.

use super::ascent::dot;
use super::starts::Region;
use super::surface::Surface;
use crate::number::Rational;
use crate::problem::{Penalty, Problem};

/// `L` and `P`.
#[derive(Debug)]
pub(super) struct Landscape {
    pub objective: Surface,
    penalty: Shape,
}

/// `P`.
#[derive(Debug)]
enum Shape {
    Separable { square: Vec<f64>, absolute: Vec<f64>, center: Vec<f64> },
    Formula(Surface),
}

/// What a witness gains against `L` and pays against `P`: it refutes each λ with `gain > λ·cost`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotient {
    pub gain: f64,
    pub cost: f64,
}

impl Quotient {
    /// Every λ below this is refuted, as far as floats can tell: 0 where none is, ∞ where all are.
    pub fn ratio(&self) -> f64 {
        match self.gain > 0.0 {
            true if self.cost > 0.0 => self.gain / self.cost,
            true => f64::INFINITY,
            false => 0.0,
        }
    }
}

/// `∇²L·v`, `∇²P·v` and the gradients in θ of `vᵀ∇²L v` and `vᵀ∇²P v`.
#[derive(Clone, Debug)]
pub(super) struct Curvatures {
    pub objective: Vec<f64>,
    pub penalty: Vec<f64>,
    pub objective_gradient: Vec<f64>,
    pub penalty_gradient: Vec<f64>,
}

impl Landscape {
    /// Compiles the problem's objective and penalty.
    pub fn new(problem: &Problem) -> Self {
        let floats = |weights: &[Rational]| weights.iter().map(Rational::to_f64).collect();
        Landscape {
            objective: Surface::new(&problem.graph, problem.fixed, problem.row, &problem.rows),
            penalty: match &problem.penalty {
                Penalty::Separable { square, absolute, center } => Shape::Separable {
                    square: floats(square),
                    absolute: floats(absolute),
                    center: floats(center),
                },
                Penalty::Formula(node) => Shape::Formula(Surface::new(&problem.graph, *node, None, &[])),
            },
        }
    }

    /// `P` at a point.
    pub fn penalty(&self, at: &[f64]) -> f64 {
        match &self.penalty {
            Shape::Formula(surface) => surface.value(at),
            Shape::Separable { square, absolute, center } => (0..at.len())
                .map(|i| {
                    let shift = at[i] - center[i];
                    square[i] * shift * shift + absolute[i] * shift.abs()
                })
                .sum(),
        }
    }

    /// Adds `factor·∇P` to `gradient`.
    pub fn penalty_gradient(&self, at: &[f64], factor: f64, gradient: &mut [f64]) {
        match &self.penalty {
            Shape::Formula(surface) => {
                let mut own = vec![[0.0]; at.len()];
                surface.gradient(at, &[], &mut own);
                gradient.iter_mut().zip(own).for_each(|(g, [o])| *g += factor * o);
            }
            Shape::Separable { square, absolute, center } => {
                for (i, g) in gradient.iter_mut().enumerate() {
                    let shift = at[i] - center[i];
                    let sign = if shift == 0.0 { 0.0 } else { shift.signum() };
                    *g += factor * (2.0 * square[i] * shift + absolute[i] * sign);
                }
            }
        }
    }

    /// Jensen's defects `L(m) − Σ t_j L(θ_j)` and `Σ t_j P(θ_j) − P(m)` with `m = Σ t_j θ_j`.
    pub fn defect(&self, points: &[(f64, Vec<f64>)]) -> Quotient {
        let mean = mean(points);
        let mixture = |f: &dyn Fn(&[f64]) -> f64| points.iter().map(|(t, x)| t * f(x)).sum::<f64>();
        Quotient {
            gain: self.objective.value(&mean) - mixture(&|x| self.objective.value(x)),
            cost: mixture(&|x| self.penalty(x)) - self.penalty(&mean),
        }
    }

    /// The size of `∇²P` on a box, roughly.
    pub fn penalty_curvature(&self, region: &Region) -> f64 {
        let ones = vec![1.0; region.dimension()];
        let places = [region.lower.clone(), region.centre(), region.upper.clone()];
        let size = |at: &Vec<f64>| self.penalty_product(at, &ones).into_iter().fold(0.0, f64::max);
        places.iter().map(size).filter(|x| x.is_finite()).fold(0.0, f64::max)
    }

    /// Second derivatives along `v`, and how they change with θ.
    pub fn curvatures(&self, at: &[f64], v: &[f64]) -> Curvatures {
        let [objective, objective_gradient] = second_order(&self.objective, at, v);
        let [penalty, penalty_gradient] = match &self.penalty {
            Shape::Formula(surface) => second_order(surface, at, v),
            Shape::Separable { .. } => [self.penalty_product(at, v), vec![0.0; at.len()]],
        };
        Curvatures { objective, penalty, objective_gradient, penalty_gradient }
    }

    /// `−vᵀ∇²L v` and `vᵀ∇²P v`.
    pub fn curvature(&self, at: &[f64], v: &[f64]) -> Quotient {
        let [objective, penalty] = self.products(at, v);
        Quotient { gain: -dot(v, &objective), cost: dot(v, &penalty) }
    }

    /// `∇²L·v` and `∇²P·v`.
    pub fn products(&self, at: &[f64], v: &[f64]) -> [Vec<f64>; 2] {
        [product(&self.objective, at, v), self.penalty_product(at, v)]
    }

    fn penalty_product(&self, at: &[f64], v: &[f64]) -> Vec<f64> {
        match &self.penalty {
            Shape::Formula(surface) => product(surface, at, v),
            Shape::Separable { square, .. } => square.iter().zip(v).map(|(w, v)| 2.0 * w * v).collect(),
        }
    }
}

/// `∇²f·v`.
fn product(surface: &Surface, at: &[f64], v: &[f64]) -> Vec<f64> {
    let mut series = vec![[0.0; 2]; at.len()];
    surface.gradient(at, v, &mut series);
    series.into_iter().map(|[_, product]| product).collect()
}

/// `∇²f·v` and `∇(vᵀ∇²f v)`.
fn second_order(surface: &Surface, at: &[f64], v: &[f64]) -> [Vec<f64>; 2] {
    let mut series = vec![[0.0; 3]; at.len()];
    surface.gradient(at, v, &mut series);
    [series.iter().map(|s| s[1]).collect(), series.iter().map(|s| 2.0 * s[2]).collect()]
}

/// `Σ t_j θ_j`.
pub(super) fn mean(points: &[(f64, Vec<f64>)]) -> Vec<f64> {
    let mut mean = vec![0.0; points.first().map_or(0, |(_, x)| x.len())];
    for (t, x) in points {
        mean.iter_mut().zip(x).for_each(|(m, x)| *m += t * x);
    }
    mean
}
