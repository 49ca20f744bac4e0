//! Cholesky factors of symmetric matrices in plain floats, row-major, and what they prove (theory.md, L9).

use super::{Endpoint, Round};
use crate::budget::Stop;

/// `Σ_k a_k b_k` in eight interleaved partial sums.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a.zip(b) {
        for k in 0..8 {
            lanes[k] += x[k] * y[k];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// Replaces the lower triangle by that of `L`, `A = LLᵀ`; the first pivot that is not positive, or not found in time, otherwise.
pub(crate) fn factorise(n: usize, a: &mut [f64], stop: Stop) -> Result<(), usize> {
    let stop = stop.for_order(n);
    for i in 0..n {
        if stop.is_set() {
            return Err(i);
        }
        let (above, rows) = a.split_at_mut(i * n);
        let row = &mut rows[..n];
        for j in 0..i {
            let other = &above[j * n..j * n + n];
            row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
        }
        let pivot = row[i] - dot(&row[..i], &row[..i]);
        if !(pivot > 0.0 && pivot.is_finite()) {
            return Err(i);
        }
        row[i] = pivot.sqrt();
    }
    Ok(())
}

/// Proves `M + Δ ⪰ 0` for every symmetric `Δ` with `Σ_j |Δ_ij| ≤ slack_i`; the matrix is overwritten.
pub(crate) fn proves_psd(n: usize, m: &mut [f64], slack: impl Fn(usize) -> f64, stop: Stop) -> bool {
    let trace = (0..n).fold(0.0, |sum, i| Endpoint::add(&sum, &m[i * n + i].abs(), Round::Up));
    // Twice (n + 2)u is above c, for n below 2²⁰; and what underflows may hide (Rump, the same).
    let order = n as f64 + 2.0;
    let rounding = trace * (2.0 * f64::EPSILON * order) + f64::MIN_POSITIVE * (trace + 4.0 * order * order);
    for i in 0..n {
        let shift = Endpoint::add(&slack(i), &rounding, Round::Up);
        m[i * n + i] = Endpoint::add(&m[i * n + i], &-shift, Round::Down);
    }
    n < 1 << 20 && factorise(n, m, stop).is_ok()
}
