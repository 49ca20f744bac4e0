//! One matrix below the bounds of a row's pieces.
//!
//! If a cell is the union of pieces with `K ⪰ K_s` on piece s, and `M ⪯ K_s` for all s, then
//! `K ⪰ M` on the cell (theory.md, L13). Whatever `M` is proposed (`advice/merge.rs`), `M ⪯ K_s` is proved.

use super::minorant::Minorant;
use crate::advice::gram::Gram;
use crate::advice::merge::below;
use crate::budget::Stop;
use crate::number::cholesky::proves_psd;

/// A matrix below all of the given ones, with its own `error`; they come in any order, and the first is the
/// one to stay near.
pub(crate) fn below_all(minorants: &[Minorant], varies: &[bool], gram: &Gram) -> Minorant {
    // Without pieces nothing is known.
    let [first, others @ ..] = minorants else {
        return Minorant { matrix: vec![f64::NAN; varies.len() * varies.len()], error: f64::NAN };
    };
    // Nor where the metric is none.
    if others.is_empty() || first.error.is_nan() {
        return first.clone();
    }
    let n = varies.len();
    let active: Vec<usize> = (0..n).filter(|&a| varies[a]).collect();
    let rest = others.iter().map(|m| &*m.matrix);
    let is_symmetric = |m: &Vec<f64>| (0..n * n).all(|at| m[at] == m[at % n * n + at / n]);
    let proposal = below(&first.matrix, rest, &active, gram).filter(|m| m.len() == n * n && is_symmetric(m));
    let Some(matrix) = proposal else { return trivial(minorants, n) };
    let mut result = Minorant { matrix, error: 0.0 };
    let size =
        minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs())).fold(0.0, f64::max);
    // The matrix touches the pieces' ones: a little room is needed, and more where the frame is skew.
    for power in [-44, -38, -32, -26, -20] {
        result.error = size * 2.0_f64.powi(power);
        if minorants.iter().all(|k| is_below(&result, k, &active, n)) {
            return result;
        }
    }
    trivial(minorants, n)
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
    proves_psd(order, &mut difference, |_| slack, Stop::default())
}

/// Below all: minus a diagonal that dominates each.
fn trivial(minorants: &[Minorant], n: usize) -> Minorant {
    let sizes = minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs()));
    // What is not finite must stay so: `max` would drop a NaN.
    let burden = sizes.fold(0.0_f64, |a, b| if a.is_finite() && b.is_finite() { a.max(b) } else { f64::NAN });
    let mut matrix = vec![0.0; n * n];
    (0..n).for_each(|a| matrix[a * n + a] = -burden);
    Minorant { matrix, error: burden * f64::EPSILON * (n * n + 8) as f64 }
}
