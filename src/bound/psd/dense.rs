//! Dense symmetric matrices in plain floats, row-major: guesses, and one proof.
//!
//! **Floating Cholesky as a proof** (theory.md, L9). If the floating factorisation of a symmetric matrix `A` of floats runs to
//! completion with positive pivots (to nearest, dividing by the pivot), then `A + ΔA ⪰ 0` with
//! `‖ΔA‖₂ ≤ c·tr A`, `c = γ/(1 − γ)`, `γ = (n+1)u/(1 − (n+1)u)`, in any order of summation. So where it does for `A = fl(M − s)`
//! with a diagonal `s ≥ c·tr A + r_i` and `|Δ| ≤ E`, `Σ_j E_ij ≤ r_i`, every `M + Δ` is positive semidefinite.

use crate::number::{Endpoint, Round};

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

/// Replaces the lower triangle by that of `L`, `A = LLᵀ`; the first pivot that is not positive otherwise.
pub(crate) fn factorise(n: usize, a: &mut [f64]) -> Result<(), usize> {
    for i in 0..n {
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
pub(crate) fn proves_psd(n: usize, m: &mut [f64], slack: impl Fn(usize) -> f64) -> bool {
    let trace = (0..n).fold(0.0, |sum, i| Endpoint::add(&sum, &m[i * n + i].abs(), Round::Up));
    // Twice (n + 2)u is above c, for n below 2²⁰; and what underflows may hide (Rump, the same).
    let order = n as f64 + 2.0;
    let rounding = trace * (2.0 * f64::EPSILON * order) + f64::MIN_POSITIVE * (trace + 4.0 * order * order);
    for i in 0..n {
        let shift = Endpoint::add(&slack(i), &rounding, Round::Up);
        m[i * n + i] = Endpoint::add(&m[i * n + i], &-shift, Round::Down);
    }
    n < 1 << 20 && factorise(n, m).is_ok()
}

/// `A^(−1)` in full from the factor `L` in the lower triangle.
pub(crate) fn inverse(n: usize, factor: &[f64]) -> Vec<f64> {
    // Row j of `columns` is column j of L^(−1), from its diagonal on.
    let transposed = transpose(n, factor);
    let mut columns = vec![0.0; n * n];
    for j in 0..n {
        let column = &mut columns[j * n..(j + 1) * n];
        column[j] = 1.0;
        for k in j..n {
            let x = column[k] / factor[k * n + k];
            column[k] = x;
            for (c, l) in column[k + 1..].iter_mut().zip(&transposed[k * n + k + 1..(k + 1) * n]) {
                *c -= x * l;
            }
        }
    }
    let mut result = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let x = dot(&columns[i * n + i..(i + 1) * n], &columns[j * n + i..(j + 1) * n]);
            result[i * n + j] = x;
            result[j * n + i] = x;
        }
    }
    result
}

fn transpose(n: usize, a: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            result[j * n + i] = a[i * n + j];
        }
    }
    result
}

/// `Ax`.
pub(crate) fn multiply(n: usize, a: &[f64], x: &[f64]) -> Vec<f64> {
    (0..n).map(|i| dot(&a[i * n..(i + 1) * n], x)).collect()
}

/// Sweeps of Jacobi's method.
const SWEEPS: usize = 12;

/// The positive part of a symmetric matrix, as far as floats can tell, by Jacobi's rotations.
pub(crate) fn positive_part(n: usize, a: &[f64]) -> Vec<f64> {
    let mut a = a.to_vec();
    // Rows are eigenvectors.
    let mut vectors = vec![0.0; n * n];
    (0..n).for_each(|i| vectors[i * n + i] = 1.0);
    let size = a.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    for _ in 0..SWEEPS {
        let mut largest = 0.0_f64;
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                largest = largest.max(off.abs());
                if off.abs() <= 1e-15 * size {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
                    let (x, y) = (vectors[p * n + k], vectors[q * n + k]);
                    (vectors[p * n + k], vectors[q * n + k]) = (c * x - s * y, s * x + c * y);
                }
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
                }
            }
        }
        // Convergence is quadratic: what is left now is the square of that.
        if largest <= 1e-7 * size {
            break;
        }
    }
    let mut result = vec![0.0; n * n];
    for e in (0..n).filter(|&e| a[e * n + e] > 0.0) {
        let vector = &vectors[e * n..(e + 1) * n];
        for i in 0..n {
            let factor = a[e * n + e] * vector[i];
            for (sum, x) in result[i * n..(i + 1) * n].iter_mut().zip(vector) {
                *sum += factor * x;
            }
        }
    }
    result
}
