//! Towards the best tangent point: projected Newton steps on the underestimator, in plain floating point that is the
//! same everywhere. Any point is sound.

use crate::number::Rational;
use crate::problem::{Limits, Penalty};

/// Sweeps over the coordinates in each.
const SWEEPS: usize = 30;

/// The underestimator `F_q(c) + ∇F_q(c)·τ + (q − μ) Σ w_i τ_i² + q Σ a_i |θ_i − ε_i|` of a cell, for a choice of `c`.
pub struct Newton<'a> {
    pub penalty: &'a Penalty,
    /// `q`.
    pub lambda: &'a Rational,
    /// `μ`.
    pub at: &'a Rational,
}

/// One coordinate of the quadratic model: what it may move by, and where its kink is.
#[derive(Clone, Debug)]
struct Axis {
    /// The parameter.
    parameter: usize,
    gradient: f64,
    from: f64,
    to: f64,
    /// The kink's distance and weight.
    kink: f64,
    weight: f64,
    step: f64,
}

impl Newton<'_> {
    /// A step on the underestimator, whose slopes are `b + s·w(2c − l − u)` for `s = μ − q > 0`
    /// and whose Hessian, in the free parameters, is the model `∇²L + 2(q + s)W`: the quadratic model is minimised
    /// coordinate by coordinate. False where nothing moves.
    pub fn advance(&self, model: &[f64], point: &mut [Rational], limits: &[Limits], slopes: &[f64]) -> bool {
        let free = limits.iter().enumerate().filter(|(_, limits)| !limits.is_pinned());
        let mut axes: Vec<Axis> =
            free.map(|(k, limits)| self.axis(k, point[k].to_f64(), slopes[k], limits)).collect();
        minimise(model, &mut axes);
        let mut has_moved = false;
        for axis in &axes {
            let (k, x) = (axis.parameter, &mut point[axis.parameter]);
            let Some(new) = self.destination(axis, x.to_f64(), x, &limits[k]) else { continue };
            has_moved |= new != *x;
            *x = new;
        }
        has_moved
    }

    fn axis(&self, parameter: usize, here: f64, slope: f64, limits: &Limits) -> Axis {
        let end = |end: &Option<Rational>, infinite: f64| end.as_ref().map_or(infinite, Rational::to_f64);
        let from = end(&limits.lower, f64::NEG_INFINITY) - here;
        let to = end(&limits.upper, f64::INFINITY) - here;
        let (mut kink, mut weight, mut gradient) = (0.0, 0.0, slope);
        if let Penalty::Separable { square, absolute, center } = self.penalty {
            kink = center[parameter].to_f64() - here;
            weight = absolute[parameter].to_f64() * self.lambda.to_f64();
            let shift = Rational::from(self.at - self.lambda).to_f64();
            if shift > 0.0 {
                gradient -= shift * square[parameter].to_f64() * (from + to);
            }
        }
        Axis { parameter, gradient, from, to, kink, weight, step: 0.0 }
    }

    /// Where a step leads to: exactly to limits and kinks, within the limits.
    fn destination(&self, axis: &Axis, here: f64, x: &Rational, limits: &Limits) -> Option<Rational> {
        let step = axis.step;
        let mut new = Rational::from_f64(here + step)?;
        if let (true, Penalty::Separable { center, .. }) =
            (axis.weight != 0.0 && step == axis.kink, self.penalty)
        {
            new = center[axis.parameter].clone();
        }
        if step == axis.from || step == 0.0 && limits.lower.as_ref() == Some(x) {
            new = limits.lower.clone().unwrap_or(new);
        } else if step == axis.to || step == 0.0 && limits.upper.as_ref() == Some(x) {
            new = limits.upper.clone().unwrap_or(new);
        }
        new = limits.lower.as_ref().map_or(new.clone(), |lower| new.max(lower.clone()));
        Some(limits.upper.as_ref().map_or(new.clone(), |upper| new.min(upper.clone())))
    }
}

/// Chooses the steps, coordinate by coordinate.
fn minimise(model: &[f64], axes: &mut [Axis]) {
    let n = axes.len();
    for _ in 0..SWEEPS {
        let mut moved = 0.0f64;
        for i in 0..n {
            let bend = model[i * n + i];
            if bend.is_nan() || bend <= 0.0 {
                continue;
            }
            // Least b·d + h·d²/2 + α|d − e| from here on.
            let Axis { gradient, from, to, kink, weight, step, .. } = axes[i];
            let plain = step - gradient / bend;
            let soft = weight / bend;
            let shrunk = kink + (plain - kink - soft).max(0.0) + (plain - kink + soft).min(0.0);
            let new = if weight == 0.0 { plain } else { shrunk };
            let change = new.max(from).min(to) - step;
            if change != 0.0 && change.is_finite() {
                axes[i].step += change;
                axes.iter_mut().enumerate().for_each(|(j, axis)| axis.gradient += model[j * n + i] * change);
                moved = moved.max(change.abs());
            }
        }
        if moved <= f64::EPSILON * axes.iter().fold(0.0, |most: f64, axis| most.max(axis.step.abs())) {
            break;
        }
    }
}
