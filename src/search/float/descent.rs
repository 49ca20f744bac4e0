//! Minimisers of `f_λ`: a descent in plain floating point, then Newton steps with gradients of many bits.
//!
//! The Hessian stays in `f64`, so a step with an accurate gradient gains about as many digits as `f64` has,
//! divided by the condition number; coordinates at a limit or at a kink of the penalty from which the gradient
//! does not lead away stay where they are.

use super::ascent::{Effort, ascend};
use super::landscape::Landscape;
use super::round;
use super::simplest::simplest_between;
use super::vector::dot;
use crate::number::{Interval, Number, Rational};
use crate::problem::{Domain, Limits, Penalty, Problem};
use crate::search::compiled;
use crate::search::control::Control;
use rug::Float;
use std::cmp::Ordering;

/// Evaluations of one descent.
const EVALUATIONS: usize = 2000;
/// The least share of the way to the point inside that a point is moved.
const LEAST: f64 = f64::EPSILON;
/// Newton steps at most.
const STEPS: usize = 60;
/// Sweeps over the coordinates for one step.
const SWEEPS: usize = 200;

/// `f_λ` in plain floating point.
pub(in crate::search) struct Valley<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    pub landscape: Landscape,
}

impl<'a> Valley<'a> {
    pub fn new(problem: &'a Problem, lambda: &'a Rational) -> Self {
        Valley { problem, lambda, landscape: Landscape::new(problem) }
    }

    /// `f_λ` and its gradient.
    fn slope(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let lambda = self.lambda.to_f64();
        let (loss, slope) = self.landscape.loss(at);
        let bend = self.landscape.penalty_slope(at);
        for ((g, a), b) in gradient.iter_mut().zip(slope).zip(bend) {
            *g = a + lambda * b;
        }
        loss + lambda * self.landscape.penalty(at)
    }

    /// A local minimiser below a start, and the value there.
    pub fn descend(&self, start: Vec<f64>, control: &Control<'_>) -> Option<(Vec<f64>, f64)> {
        let effort = Effort { stride: 0.0, evaluations: EVALUATIONS, tolerance: 1e-14, goal: f64::INFINITY };
        let upside_down = |at: &[f64], gradient: &mut [f64]| {
            let value = self.slope(at, gradient);
            gradient.iter_mut().for_each(|g| *g = -*g);
            -value
        };
        let found =
            ascend(&self.landscape.region, start, &effort, upside_down, || control.interrupted().is_some());
        found.map(|(at, value)| (at, -value))
    }

    /// The minimiser near a point, to about so many bits.
    pub fn refine(&self, near: &[f64], bits: u32) -> Option<Vec<Rational>> {
        let limits = &self.problem.domain.limits;
        let mut at: Vec<Rational> = near
            .iter()
            .zip(limits)
            .map(|(x, limits)| Rational::from_f64(*x).map(|x| clamped(x, limits)))
            .collect::<Option<_>>()?;
        let objective = compiled::objective::<Interval<Float>>(self.problem, bits);
        let fine = Rational::from((1, 1)) >> (bits - bits / 4);
        for _ in 0..STEPS {
            let point: Vec<_> = at.iter().map(|x| Interval::exact(x, bits)).collect();
            let (_, slopes) = objective.smooth_gradient(&point, self.lambda);
            let gradient: Vec<f64> = slopes.iter().map(middle).collect::<Option<_>>()?;
            let step = self.step(&at, &gradient);
            let mut moved = Rational::new();
            for (i, (x, d)) in at.iter_mut().zip(&step).enumerate() {
                let new = self.landing(i, x, *d)?;
                let new = rounded(&new, bits);
                let new = clamped(new, &limits[i]);
                moved = moved.max(Rational::from(&new - &*x).abs());
                *x = new;
            }
            if moved <= fine {
                break;
            }
        }
        Some(at)
    }

    /// The step that minimises the quadratic model with the penalty's absolute part, within the limits.
    fn step(&self, at: &[Rational], gradient: &[f64]) -> Vec<f64> {
        let n = at.len();
        let here: Vec<f64> = at.iter().map(Rational::to_f64).collect();
        let [mut objective, mut penalty] = [vec![0.0; n * n], vec![0.0; n * n]];
        self.landscape.hessians(&here, [&mut objective, &mut penalty]);
        let lambda = self.lambda.to_f64();
        let entry = |i: usize, j: usize| {
            let (i, j) = (i.min(j), i.max(j));
            objective[i * n + j] + lambda * penalty[i * n + j]
        };
        let mut slope = gradient.to_vec();
        let mut step = vec![0.0; n];
        for _ in 0..SWEEPS {
            let mut gain = 0.0f64;
            for i in 0..n {
                let bend = entry(i, i);
                if bend.is_nan() || bend <= 0.0 {
                    continue;
                }
                let wanted = self.shrunk(i, &at[i], step[i] - slope[i] / bend, bend);
                let limits = &self.problem.domain.limits[i];
                let [from, to] = [&limits.lower, &limits.upper]
                    .map(|end| end.as_ref().map(|end| Rational::from(end - &at[i]).to_f64()));
                let new = wanted.max(from.unwrap_or(f64::NEG_INFINITY)).min(to.unwrap_or(f64::INFINITY));
                let change = new - step[i];
                if change != 0.0 && change.is_finite() {
                    step[i] = new;
                    (0..n).for_each(|j| slope[j] += entry(i, j) * change);
                    gain = gain.max(change.abs());
                }
            }
            if gain <= 1e-17 * dot(&step, &step).sqrt() {
                break;
            }
        }
        step
    }

    /// The least place of `½h(d − plain)² + α|d − e|`.
    fn shrunk(&self, i: usize, at: &Rational, plain: f64, bend: f64) -> f64 {
        let Penalty::Separable { absolute, center, .. } = &self.problem.penalty else { return plain };
        if absolute[i].is_zero() {
            return plain;
        }
        let reach = Rational::from(&absolute[i] * self.lambda).to_f64() / bend;
        let kink = Rational::from(&center[i] - at).to_f64();
        kink + (plain - kink - reach).max(0.0) + (plain - kink + reach).min(0.0)
    }

    /// Where a step leads, exactly where it is to a limit or a kink.
    fn landing(&self, i: usize, from: &Rational, step: f64) -> Option<Rational> {
        let limits = &self.problem.domain.limits[i];
        let kink = match &self.problem.penalty {
            Penalty::Separable { absolute, center, .. } if !absolute[i].is_zero() => Some(&center[i]),
            _ => None,
        };
        let special = [limits.lower.as_ref(), limits.upper.as_ref(), kink];
        let is_there = |end: &&Rational| Rational::from(*end - from).to_f64() == step;
        if let Some(end) = special.into_iter().flatten().find(is_there) {
            return Some(end.clone());
        }
        Some(Rational::from_f64(step)? + from)
    }
}

/// A number to about so many bits.
fn rounded(x: &Rational, bits: u32) -> Rational {
    Float::with_val(bits, x).to_rational().unwrap_or_else(|| x.clone())
}

fn clamped(x: Rational, limits: &Limits) -> Rational {
    limits.exceeded_by(&x).cloned().unwrap_or(x)
}

fn middle(x: &Interval<Float>) -> Option<f64> {
    let middle = Float::with_val(x.lower().prec(), x.lower() + x.upper()) / 2u32;
    middle.is_finite().then(|| middle.to_f64())
}

/// The simplest point within a tolerance in each coordinate; coordinates at a limit stay there. Where that leaves the domain, of
/// a point that is nearer to the one inside.
pub(in crate::search) fn simplest(at: &[Rational], tolerance: &Rational, domain: &Domain) -> Vec<Rational> {
    let plain = simplest_in_box(at, tolerance, &domain.limits);
    let Some(interior) = domain.interior.as_ref().filter(|_| !domain.contains(&plain)) else { return plain };
    let found = round::nearer(tolerance.to_f64().max(LEAST), |share| {
        let share = Rational::from_f64(share)?;
        let towards = |(x, p): (&Rational, &Rational)| Rational::from(p - x) * &share + x;
        let point: Vec<Rational> = at.iter().zip(interior).map(towards).collect();
        let point = simplest_in_box(&point, tolerance, &domain.limits);
        domain.contains(&point).then_some(point)
    });
    found.unwrap_or_else(|| interior.clone())
}

fn simplest_in_box(at: &[Rational], tolerance: &Rational, limits: &[Limits]) -> Vec<Rational> {
    let one = |(x, limits): (&Rational, &Limits)| {
        let is_end = |end: &Option<Rational>| end.as_ref().is_some_and(|end| end.cmp(x) == Ordering::Equal);
        if is_end(&limits.lower) || is_end(&limits.upper) {
            return x.clone();
        }
        let lower = clamped(Rational::from(x - tolerance), limits);
        let upper = clamped(Rational::from(x + tolerance), limits);
        simplest_between(&lower, &upper)
    };
    at.iter().zip(limits).map(one).collect()
}
