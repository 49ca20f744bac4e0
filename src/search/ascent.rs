//! Projected ascent in a box: the spectral projected gradient method.
//!
//! ```text
//! d = Π(x + α·D g) − x        α = ⟨s, D⁻¹s⟩ / −⟨s, y⟩  (Barzilai and Borwein)
//! ```
//!
//! with `s` and `y` the last differences of points and gradients, `D` the squared widths of the box and a
//! line search that compares with the least of the last few values only.
//!
//! Source: Birgin, Martínez and Raydan, *Nonmonotone spectral projected gradient methods on convex sets*
//! (SIAM Journal on Optimization, 2000).

use super::starts::Region;

/// Values that the line search compares with.
const MEMORY: usize = 5;
/// Halvings in one line search.
const BACKTRACKS: usize = 30;
/// The share of the predicted gain that a step must bring.
const SUFFICIENT: f64 = 1e-4;

/// When an ascent ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Evaluations at most.
    pub evaluations: usize,
    /// Ends where a step promises no larger gain, relative to the value.
    pub tolerance: f64,
    /// Ends at a value above this one.
    pub goal: f64,
}

/// Climbs from `start`; `evaluate` writes the gradient and returns the value, NaN where undefined.
/// Returns the best point and its value, `None` where the start itself is undefined.
pub(super) fn ascend(
    region: &Region,
    start: Vec<f64>,
    effort: &Effort,
    mut evaluate: impl FnMut(&[f64], &mut [f64]) -> f64,
    interrupted: impl Fn() -> bool,
) -> Option<(Vec<f64>, f64)> {
    let metric: Vec<f64> = (0..start.len()).map(|i| region.reach(i, start[i]).powi(2)).collect();
    let mut gradient = vec![0.0; start.len()];
    let mut x = start;
    let mut value = evaluate(&x, &mut gradient);
    let steepest = |gradient: &[f64]| {
        gradient.iter().zip(&metric).map(|(g, d)| (g * d.sqrt()).abs()).fold(0.0, f64::max)
    };
    let mut alpha = 0.25 / steepest(&gradient);
    let mut best = value.is_finite().then(|| (x.clone(), value))?;
    let mut recent = vec![value];
    let mut evaluations = 1;
    while value <= effort.goal && !interrupted() {
        let step: Vec<f64> =
            (0..x.len()).map(|i| region.clamp(i, x[i] + alpha * metric[i] * gradient[i]) - x[i]).collect();
        let promise = dot(&gradient, &step);
        if !promise.is_finite() || promise <= effort.tolerance * value.abs() {
            break;
        }
        let reference = recent.iter().copied().fold(f64::INFINITY, f64::min);
        let before = (x.clone(), gradient.clone());
        let mut share = 1.0;
        let mut accepted = false;
        for _ in 0..BACKTRACKS {
            if evaluations >= effort.evaluations {
                return Some(best);
            }
            for i in 0..x.len() {
                x[i] = region.clamp(i, before.0[i] + share * step[i]);
            }
            value = evaluate(&x, &mut gradient);
            evaluations += 1;
            if value >= reference + SUFFICIENT * share * promise {
                accepted = true;
                break;
            }
            share /= 2.0;
        }
        if !accepted {
            break;
        }
        if value > best.1 {
            best = (x.clone(), value);
        }
        if recent.len() == MEMORY {
            recent.remove(0);
        }
        recent.push(value);
        let (mut length, mut bend) = (0.0, 0.0);
        for i in 0..x.len() {
            let s = x[i] - before.0[i];
            length += s * s / metric[i].max(f64::MIN_POSITIVE);
            bend -= s * (gradient[i] - before.1[i]);
        }
        let longest = 10.0 / steepest(&gradient);
        alpha = if bend > 0.0 { (length / bend).min(longest) } else { longest };
    }
    Some(best)
}

/// The scalar product.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}
