//! A matrix below several others, as far as floats can tell: one after another, `M − (M − K_s)₊` for `M`, positive parts
//! being taken in a metric.

use super::dense::positive_part;
use super::gram::Gram;
use crate::budget::Stop;
use crate::number::cholesky::factorise;

/// A matrix below all of the given ones in the active coordinates, near the first; `None` where floats find none.
pub fn below<'m>(
    first: &[f64],
    others: impl Iterator<Item = &'m [f64]>,
    active: &[usize],
    gram: &Gram,
) -> Option<Vec<f64>> {
    let order = gram.norms.len();
    let basis = Basis::new(active, gram)?;
    let mut m = basis.enter(first, order);
    for other in others {
        let k = basis.enter(other, order);
        let difference: Vec<f64> = m.iter().zip(&k).map(|(x, y)| x - y).collect();
        if is_negative(basis.order, &difference) {
            continue;
        }
        for (x, excess) in m.iter_mut().zip(positive_part(basis.order, &difference)) {
            *x -= excess;
        }
    }
    Some(basis.leave(&m, order))
}

/// Whether a matrix is negative semidefinite, as far as floats can tell.
fn is_negative(n: usize, a: &[f64]) -> bool {
    let mut negative: Vec<f64> = a.iter().map(|x| -x).collect();
    let size = negative.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    (0..n).for_each(|i| negative[i * n + i] += 1e-12 * size);
    factorise(n, &mut negative, Stop::default()).is_ok()
}

/// The coordinates in which the metric is the identity: `Γ = CCᵀ`, `K ↦ CᵀKC`.
struct Basis<'a> {
    active: &'a [usize],
    order: usize,
    factor: Vec<f64>,
    /// `C^(−1)`.
    inverse: Vec<f64>,
}

impl<'a> Basis<'a> {
    fn new(active: &'a [usize], gram: &Gram) -> Option<Self> {
        let (n, order) = (active.len(), gram.norms.len());
        let mut factor = vec![0.0; n * n];
        for (i, &a) in active.iter().enumerate() {
            for (j, &b) in active.iter().enumerate() {
                factor[i * n + j] = gram.matrix[a * order + b];
            }
            // Local coordinates may depend on each other.
            factor[i * n + i] *= 1.0 + 1e-10;
        }
        factorise(n, &mut factor, Stop::default()).ok()?;
        for i in 0..n {
            factor[i * n + i + 1..(i + 1) * n].fill(0.0);
        }
        let mut inverse = vec![0.0; n * n];
        for j in 0..n {
            for i in j..n {
                let unit = if i == j { 1.0 } else { 0.0 };
                let sum: f64 = (j..i).map(|k| factor[i * n + k] * inverse[k * n + j]).sum();
                inverse[i * n + j] = (unit - sum) / factor[i * n + i];
            }
        }
        Some(Basis { active, order: n, factor, inverse })
    }

    /// `CᵀKC`.
    fn enter(&self, k: &[f64], order: usize) -> Vec<f64> {
        let active: Vec<f64> =
            self.active.iter().flat_map(|&a| self.active.iter().map(move |&b| k[a * order + b])).collect();
        congruence(self.order, &active, &self.factor)
    }

    /// `C^(−T)KC^(−1)`, symmetric to the last bit.
    fn leave(&self, k: &[f64], order: usize) -> Vec<f64> {
        let local = congruence(self.order, k, &self.inverse);
        let mut result = vec![0.0; order * order];
        for (i, &a) in self.active.iter().enumerate() {
            for (j, &b) in self.active.iter().enumerate().skip(i) {
                result[a * order + b] = local[i * self.order + j];
                result[b * order + a] = local[i * self.order + j];
            }
        }
        result
    }
}

/// `CᵀKC` for a lower triangular `C`.
fn congruence(n: usize, k: &[f64], c: &[f64]) -> Vec<f64> {
    let mut half = vec![0.0; n * n];
    for i in 0..n {
        for l in 0..n {
            let factor = k[i * n + l];
            for j in 0..=l {
                half[i * n + j] += factor * c[l * n + j];
            }
        }
    }
    let mut result = vec![0.0; n * n];
    for l in 0..n {
        for i in 0..=l {
            let factor = c[l * n + i];
            for j in 0..n {
                result[i * n + j] += factor * half[l * n + j];
            }
        }
    }
    result
}
