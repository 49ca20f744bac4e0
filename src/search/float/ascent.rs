//! Projected ascent in a domain: strides by the signs of the gradient, then the spectral projected gradient
//! method.
//!
//! Networks' curvatures are nearly multi-affine in most parameters, so their maxima sit at limits, and the
//! gradient's size says little about how far to go. Strides `x ← Π(x + s·w·sign g)`, with `w` the widths of
//! the box, get there in a few steps; `s` is halved where they no longer gain. Then
//!
//! ```text
//! d = Π(x + α·D g) − x        α = ⟨Δx, D⁻¹Δx⟩ / −⟨Δx, Δg⟩  (Barzilai and Borwein)        D = diag(w²)
//! ```
//!
//! with a line search that compares with the least of the last few values only.
//!
//! Source: Birgin, Martínez and Raydan, *Nonmonotone spectral projected gradient methods on convex sets*
//! (SIAM Journal on Optimization, 2000).

use super::region::Region;
use super::vector::{dot, sign};

/// Values that the line search compares with.
const MEMORY: usize = 5;
/// Halvings in one line search.
const BACKTRACKS: usize = 30;
/// The share of the predicted gain that a step must bring.
const SUFFICIENT: f64 = 1e-4;
/// The last stride, as a share of the box.
const SHORTEST: f64 = 0.01;

/// When an ascent ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Effort {
    /// The first stride, as a share of the box; 0 for none.
    pub stride: f64,
    /// Evaluations at most.
    pub evaluations: usize,
    /// Ends where a step promises no larger gain, relative to the value.
    pub tolerance: f64,
    /// Ends at a value above this one.
    pub goal: f64,
}

/// A point with its value and gradient.
#[derive(Clone, Debug)]
struct Place {
    x: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

/// The state of an ascent.
struct Ascent<'a, E, I> {
    region: &'a Region,
    widths: Vec<f64>,
    effort: &'a Effort,
    left: usize,
    evaluate: E,
    interrupted: I,
}

/// Climbs from `start`; `evaluate` writes the gradient and returns the value, NaN where undefined.
/// Returns the best point and its value, `None` where the start itself is undefined.
pub(in crate::search) fn ascend(
    region: &Region,
    start: Vec<f64>,
    effort: &Effort,
    evaluate: impl FnMut(&[f64], &mut [f64]) -> f64,
    interrupted: impl Fn() -> bool,
) -> Option<(Vec<f64>, f64)> {
    let widths = (0..start.len()).map(|i| region.reach(i, start[i])).collect();
    let mut ascent =
        Ascent { region, widths, effort, left: effort.evaluations.max(1), evaluate, interrupted };
    let first = ascent.place(start)?;
    let near = ascent.by_strides(first);
    let top = ascent.by_slopes(near);
    Some((top.x, top.value))
}

impl<E: FnMut(&[f64], &mut [f64]) -> f64, I: Fn() -> bool> Ascent<'_, E, I> {
    /// Evaluates; `None` where undefined or where the evaluations are used up.
    fn place(&mut self, x: Vec<f64>) -> Option<Place> {
        self.left = self.left.checked_sub(1)?;
        let mut gradient = vec![0.0; x.len()];
        let value = (self.evaluate)(&x, &mut gradient);
        value.is_finite().then_some(Place { x, value, gradient })
    }

    fn is_over(&self, here: &Place) -> bool {
        self.left == 0 || here.value > self.effort.goal || (self.interrupted)()
    }

    /// `Π(x + d)`.
    fn towards(&self, from: &Place, d: impl Fn(usize) -> f64) -> Vec<f64> {
        let coordinate = |(i, x): (usize, &f64)| self.region.clamp(i, x + d(i));
        self.region.settled(from.x.iter().enumerate().map(coordinate).collect())
    }

    /// The largest slope across the box.
    fn steepest(&self, here: &Place) -> f64 {
        here.gradient.iter().zip(&self.widths).map(|(g, w)| (g * w).abs()).fold(0.0, f64::max)
    }

    fn by_strides(&mut self, mut here: Place) -> Place {
        let mut stride = self.effort.stride;
        while stride > SHORTEST && !self.is_over(&here) {
            let x = self.towards(&here, |i| stride * self.widths[i] * sign(here.gradient[i]));
            match self.place(x) {
                Some(next) if next.value > here.value => here = next,
                _ => stride /= 2.0,
            }
        }
        here
    }

    fn by_slopes(&mut self, start: Place) -> Place {
        let mut alpha = 0.25 / self.steepest(&start);
        let mut recent = vec![start.value];
        let mut best = start.clone();
        let mut here = start;
        while !self.is_over(&here) {
            let ahead = self.towards(&here, |i| alpha * self.widths[i].powi(2) * here.gradient[i]);
            let step: Vec<f64> = ahead.iter().zip(&here.x).map(|(a, x)| a - x).collect();
            let promise = dot(&here.gradient, &step);
            if !promise.is_finite() || promise <= self.effort.tolerance * here.value.abs() {
                break;
            }
            let least = recent.iter().copied().fold(f64::INFINITY, f64::min);
            let Some(next) = self.search_line(&here, &step, promise, least) else { break };
            if next.value > best.value {
                best = next.clone();
            }
            recent.push(next.value);
            if recent.len() > MEMORY {
                recent.remove(0);
            }
            let (mut length, mut bend) = (0.0, 0.0);
            for i in (0..next.x.len()).filter(|&i| self.widths[i] > 0.0) {
                let moved = next.x[i] - here.x[i];
                length += (moved / self.widths[i]).powi(2);
                bend -= moved * (next.gradient[i] - here.gradient[i]);
            }
            let longest = 10.0 / self.steepest(&next);
            alpha = if bend > 0.0 { (length / bend).min(longest) } else { longest };
            here = next;
        }
        best
    }

    /// The first place on the way that gains enough.
    fn search_line(&mut self, here: &Place, step: &[f64], promise: f64, least: f64) -> Option<Place> {
        let mut share = 1.0;
        for _ in 0..BACKTRACKS {
            let x = self.towards(here, |i| share * step[i]);
            let place = self.place(x);
            match place {
                Some(place) if place.value >= least + SUFFICIENT * share * promise => return Some(place),
                _ if self.left == 0 => return None,
                _ => share /= 2.0,
            }
        }
        None
    }
}
