//! Objective and penalty in plain floating point, where the search walks: Jensen defects, curvatures and
//! their gradients.

use super::region::Region;
use super::surface::Surface;
use super::vector::dot;
use crate::budget::Stop;
use crate::number::Rational;
use crate::problem::{Penalty, Problem};

/// `L`, `P` and the box.
#[derive(Debug)]
pub(in crate::search) struct Landscape {
    pub region: Region,
    pub objective: Surface,
    penalty: Shape,
    /// The size of `∇²P`, roughly; 0 where the penalty is not curved.
    pub bend: f64,
}

/// See [`Landscape::guard`].
const GUARD: f64 = 1e-9;

/// `P`.
#[derive(Debug)]
enum Shape {
    Separable { square: Vec<f64>, absolute: Vec<f64>, center: Vec<f64> },
    Formula(Surface),
}

/// What a witness gains against `L` and pays against `P`: it refutes each λ with `gain > λ·cost`.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Quotient {
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
pub(in crate::search) struct Curvatures {
    pub objective: Vec<f64>,
    pub penalty: Vec<f64>,
    pub objective_gradient: Vec<f64>,
    pub penalty_gradient: Vec<f64>,
}

impl Landscape {
    /// Compiles the problem's objective and penalty.
    pub fn new(problem: &Problem) -> Self {
        let floats = |weights: &[Rational]| weights.iter().map(Rational::to_f64).collect();
        let mut landscape = Landscape {
            region: Region::new(&problem.domain),
            bend: 0.0,
            objective: Surface::new(&problem.graph, problem.fixed, problem.row, &problem.rows),
            penalty: match &problem.penalty {
                Penalty::Separable { square, absolute, center } => Shape::Separable {
                    square: floats(square),
                    absolute: floats(absolute),
                    center: floats(center),
                },
                Penalty::Formula(node) => Shape::Formula(Surface::new(&problem.graph, *node, None, &[])),
            },
        };
        landscape.bend = landscape.penalty_bend();
        landscape
    }

    /// The same; once this is set, the objective is undefined everywhere.
    pub fn stopped_by(mut self, stop: Stop) -> Self {
        self.objective.stop = stop;
        self
    }

    fn penalty_bend(&self) -> f64 {
        let region = self.region.within(1.0);
        let ones = vec![1.0; region.dimension()];
        let places = [region.lower.clone(), region.centre(), region.upper];
        let size = |at: &Vec<f64>| self.penalty_product(at, &ones).into_iter().fold(0.0, f64::max);
        places.iter().map(size).filter(|x| x.is_finite()).fold(0.0, f64::max)
    }

    /// A cost that is negligible for points as far apart as the box allows: added to the cost of others, it
    /// keeps a search from points that only rounding errors tell apart.
    pub fn guard(&self) -> f64 {
        let square = |i: usize| (self.region.reach(i, 0.0) / 2.0).powi(2);
        let bend = if self.bend > 0.0 { self.bend } else { 1.0 };
        GUARD * bend * self.region.free().into_iter().map(square).sum::<f64>()
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

    /// `L` and `∇L`.
    pub fn loss(&self, at: &[f64]) -> (f64, Vec<f64>) {
        slope(&self.objective, at)
    }

    /// `∇P`; at a kink the mean of both sides.
    pub fn penalty_slope(&self, at: &[f64]) -> Vec<f64> {
        match &self.penalty {
            Shape::Formula(surface) => slope(surface, at).1,
            Shape::Separable { square, absolute, center } => (0..at.len())
                .map(|i| {
                    let shift = at[i] - center[i];
                    let sign = if shift == 0.0 { 0.0 } else { shift.signum() };
                    2.0 * square[i] * shift + absolute[i] * sign
                })
                .collect(),
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

    /// `∇²L` and `∇²P`, row-major.
    pub fn hessians(&self, at: &[f64], [objective, penalty]: [&mut [f64]; 2]) {
        self.objective.hessian(at, objective);
        match &self.penalty {
            Shape::Formula(surface) => surface.hessian(at, penalty),
            Shape::Separable { square, .. } => {
                penalty.fill(0.0);
                penalty.iter_mut().step_by(at.len() + 1).zip(square).for_each(|(h, w)| *h = 2.0 * w);
            }
        }
    }

    fn penalty_product(&self, at: &[f64], v: &[f64]) -> Vec<f64> {
        match &self.penalty {
            Shape::Formula(surface) => product(surface, at, v),
            Shape::Separable { square, .. } => square.iter().zip(v).map(|(w, v)| 2.0 * w * v).collect(),
        }
    }
}

/// `f` and `∇f`.
fn slope(surface: &Surface, at: &[f64]) -> (f64, Vec<f64>) {
    let mut series = vec![[0.0]; at.len()];
    let [value] = surface.gradient(at, &[], &mut series);
    (value, series.into_iter().map(|[g]| g).collect())
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
pub(in crate::search) fn mean(points: &[(f64, Vec<f64>)]) -> Vec<f64> {
    let mut mean = vec![0.0; points.first().map_or(0, |(_, x)| x.len())];
    for (t, x) in points {
        mean.iter_mut().zip(x).for_each(|(m, x)| *m += t * x);
    }
    mean
}
