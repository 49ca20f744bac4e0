//! One matrix below the bounds of a row's pieces.
//!
//! If a cell is the union of pieces with `K ⪰ K_s` on piece s, and `M ⪯ K_s` for all s, then
//! `K ⪰ M` on the cell (theory.md, L13). `M` is found one piece after another, `M − (M − K_s)₊` for `M`, positive parts being taken
//! in the metric; `M ⪯ K_s` is then proved.

use super::gram::Gram;
use super::minorant::Minorant;
use crate::bound::psd::dense::{factorise, positive_part, proves_psd};

/// A matrix below all of the given ones, with its own `error`; they come in any order, and the first is the
/// one to stay near.
pub(crate) fn below_all(minorants: &[Minorant], gram: &Gram) -> Minorant {
    // Without pieces nothing is known.
    let [first, others @ ..] = minorants else {
        return Minorant { matrix: vec![f64::NAN; gram.order * gram.order], error: f64::NAN };
    };
    if others.is_empty() {
        return first.clone();
    }
    let active: Vec<usize> = (0..gram.order).filter(|&a| gram.varies[a]).collect();
    let Some(basis) = Basis::new(&active, gram) else { return trivial(minorants, gram) };
    let mut m = basis.enter(&first.matrix, gram.order);
    for other in others {
        let k = basis.enter(&other.matrix, gram.order);
        let difference: Vec<f64> = m.iter().zip(&k).map(|(x, y)| x - y).collect();
        if is_negative(basis.order, &difference) {
            continue;
        }
        for (x, excess) in m.iter_mut().zip(positive_part(basis.order, &difference)) {
            *x -= excess;
        }
    }
    let mut result = Minorant { matrix: basis.leave(&m, gram.order), error: 0.0 };
    let size =
        minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs())).fold(0.0, f64::max);
    // The matrix touches the pieces' ones: a little room is needed, and more where the frame is skew.
    for power in [-44, -38, -32, -26, -20] {
        result.error = size * 2.0_f64.powi(power);
        if minorants.iter().all(|k| is_below(&result, k, &active, gram.order)) {
            return result;
        }
    }
    trivial(minorants, gram)
}

/// Whether a matrix is negative semidefinite, as far as floats can tell.
fn is_negative(n: usize, a: &[f64]) -> bool {
    let mut negative: Vec<f64> = a.iter().map(|x| -x).collect();
    let size = negative.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    (0..n).for_each(|i| negative[i * n + i] += 1e-12 * size);
    factorise(n, &mut negative).is_ok()
}

/// Proves `m − m.error ⪯ k − k.error` on the active coordinates.
fn is_below(m: &Minorant, k: &Minorant, active: &[usize], n: usize) -> bool {
    let order = active.len();
    let mut difference = Vec::with_capacity(order * order);
    let mut largest = 0.0_f64;
    for &a in active {
        for &b in active {
            let (x, y) = (k.matrix[a * n + b], m.matrix[a * n + b]);
            largest = largest.max(x.abs()).max(y.abs());
            difference.push(x - y);
        }
    }
    (0..order).for_each(|i| difference[i * order + i] += m.error);
    // Two roundings an entry, and the other's error.
    let slack = k.error + 4.0 * f64::EPSILON * order as f64 * (largest + m.error) + f64::MIN_POSITIVE;
    proves_psd(order, &mut difference, |_| slack)
}

/// Below all: minus a diagonal that dominates each.
fn trivial(minorants: &[Minorant], gram: &Gram) -> Minorant {
    let n = gram.order;
    let sizes = minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs()));
    // What is not finite must stay so: `max` would drop a NaN.
    let burden = sizes.fold(0.0_f64, |a, b| if a.is_finite() && b.is_finite() { a.max(b) } else { f64::NAN });
    let mut matrix = vec![0.0; n * n];
    (0..n).for_each(|a| matrix[a * n + a] = -burden);
    Minorant { matrix, error: burden * f64::EPSILON * (n * n + 8) as f64 }
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
        let (n, order) = (active.len(), gram.order);
        let mut factor = vec![0.0; n * n];
        for (i, &a) in active.iter().enumerate() {
            for (j, &b) in active.iter().enumerate() {
                factor[i * n + j] = gram.matrix[a * order + b];
            }
            // Local coordinates may depend on each other.
            factor[i * n + i] *= 1.0 + 1e-10;
        }
        factorise(n, &mut factor).ok()?;
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
