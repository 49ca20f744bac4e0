//! Dense symmetric matrices in plain floats, row-major: inverses and positive parts.

use crate::budget::Stop;
use crate::number::cholesky::dot;

/// `A^(−1)` in full from the factor `L` in the lower triangle; none once this is set.
pub fn inverse(n: usize, factor: &[f64], stop: Stop) -> Option<Vec<f64>> {
    let stop = stop.for_order(n);
    // Row j of `columns` is column j of L^(−1), from its diagonal on.
    let transposed = transpose(n, factor);
    let mut columns = vec![0.0; n * n];
    for j in 0..n {
        if stop.is_set() {
            return None;
        }
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
        if stop.is_set() {
            return None;
        }
        for j in 0..=i {
            let x = dot(&columns[i * n + i..(i + 1) * n], &columns[j * n + i..(j + 1) * n]);
            result[i * n + j] = x;
            result[j * n + i] = x;
        }
    }
    Some(result)
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
pub fn multiply(n: usize, a: &[f64], x: &[f64]) -> Vec<f64> {
    (0..n).map(|i| dot(&a[i * n..(i + 1) * n], x)).collect()
}

/// Sweeps of Jacobi's method.
const SWEEPS: usize = 12;

/// The positive part of a symmetric matrix, as far as floats can tell, by Jacobi's rotations.
pub fn positive_part(n: usize, a: &[f64]) -> Vec<f64> {
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
