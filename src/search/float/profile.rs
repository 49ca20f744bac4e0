//! Objective and penalty in floating point along lines: for figures, which prove nothing.

use super::eigen::Directions;
use super::landscape::Landscape;
use super::vector::dot;
use crate::problem::Problem;

/// Products with the Hessian where it is not.
const PRODUCTS: usize = 30;
/// How far a line goes where the box has no end, in sizes of the point.
const FAR: f64 = 3.0;

/// A value and its first two derivatives along a line, of `L` and of `P`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Along {
    /// `L` and `P`.
    pub value: [f64; 2],
    /// `∇Lᵀv` and `∇Pᵀv`.
    pub slope: [f64; 2],
    /// `vᵀ∇²L v` and `vᵀ∇²P v`.
    pub curvature: [f64; 2],
}

/// A problem in floating point; values are NaN where they are undefined.
#[derive(Debug)]
pub struct Profile {
    landscape: Landscape,
    free: Vec<usize>,
}

impl Profile {
    /// Compiles the problem.
    pub fn new(problem: &Problem) -> Self {
        let landscape = Landscape::new(problem);
        let free = landscape.region.free();
        Profile { landscape, free }
    }

    /// Parameters that are not pinned.
    pub fn free(&self) -> &[usize] {
        &self.free
    }

    /// The centre of the box, near 0 where it has none.
    pub fn centre(&self) -> Vec<f64> {
        self.landscape.region.within(1.0).centre()
    }

    /// The `t` for which `at + t·v` lies in the box, cut where they go far beyond the size of `at`.
    pub fn extent(&self, at: &[f64], v: &[f64]) -> [f64; 2] {
        let size = |x: &[f64]| dot(x, x).sqrt();
        let far = FAR * size(at).max(1.0) / size(v);
        let region = &self.landscape.region;
        let moving = self.free.iter().filter(|&&i| v[i] != 0.0);
        let sides = moving.map(|&i| {
            let [a, b] = [region.lower[i], region.upper[i]].map(|limit| (limit - at[i]) / v[i]);
            [a.min(b), a.max(b)]
        });
        let within = |[from, to]: [f64; 2], [a, b]: [f64; 2]| [a.max(from).min(0.0), b.min(to).max(0.0)];
        let in_box = sides.fold([-far, far], within);
        in_box.map(|end| region.kept(at, &v.iter().map(|v| end * v).collect::<Vec<_>>()) * end)
    }

    /// `v` without the parameters that are at a limit.
    pub fn off_limits(&self, at: &[f64], v: &[f64]) -> Vec<f64> {
        let region = &self.landscape.region;
        let is_inside = |i: usize| region.lower[i] < at[i] && at[i] < region.upper[i];
        v.iter().enumerate().map(|(i, x)| if is_inside(i) { *x } else { 0.0 }).collect()
    }

    /// `L` and `P`.
    pub fn values(&self, at: &[f64]) -> [f64; 2] {
        [self.landscape.objective.value(at), self.landscape.penalty(at)]
    }

    /// Values and derivatives along `v`.
    pub fn along(&self, at: &[f64], v: &[f64]) -> Along {
        let slopes = [self.landscape.loss(at).1, self.landscape.penalty_slope(at)];
        Along {
            value: self.values(at),
            slope: slopes.map(|slope| dot(&slope, v)),
            curvature: self.landscape.products(at, v).map(|product| dot(&product, v)),
        }
    }

    /// `max_v −vᵀ∇²L v / vᵀ∇²P v`, the λ that makes `∇²f_λ` positive semidefinite here, and the maximiser.
    /// `None` where the penalty is not curved or a derivative is undefined.
    pub fn required(&self, at: &[f64]) -> Option<(f64, Vec<f64>)> {
        let floor = 1e-8 * self.landscape.bend;
        if self.free.is_empty() || floor <= 0.0 {
            return None;
        }
        let mut guess = vec![0.0; at.len()];
        self.free.iter().for_each(|&i| guess[i] = 1.0);
        let mut directions = Directions::new(&self.landscape, &self.free, floor, PRODUCTS);
        let first = directions.first(at);
        let Some(v) = first.or_else(|| directions.top(at, &guess)) else {
            return directions.is_flat().then_some((0.0, guess));
        };
        let quotient = self.landscape.curvature(at, &v);
        Some((quotient.gain / quotient.cost, v)).filter(|(value, _)| value.is_finite())
    }
}
