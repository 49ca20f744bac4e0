//! The bound `U ≥ |WᵀMW − I| + Σ_k |WᵀA_kW| + |W|ᵀE|W| + …` of Theorem A, for an upper triangular `W`, with its rounding
//! (theory.md, L5).

use super::matrix::SymbolicMatrix;
use super::remainder::Remainder;
use super::workspace::Workspace;
use crate::number::Scalar;
use crate::number::lane::{add, add_magnitude, add_product, add_to_each, combine, inflate, magnitude, splat};

/// Entries of `W` beyond this are refused, so that what underflows in a product is not blown up by the next.
pub(crate) const LARGEST_SCALE: f64 = 1e100;
/// Covers every underflow in `WᵀAW` and `|W|ᵀE|W|`: at most n³ of 2^−1075, each multiplied by `W` once more at most.
const UNDERFLOW: f64 = 1e-100;

/// Whether `W` is upper triangular in a lane, and no entry too large or no number.
pub(super) fn is_moderate<S: Scalar, const L: usize>(n: usize, w: &Workspace<S, L>, lane: usize) -> bool {
    let Some(first) = w.whitener.first() else { return n == 0 };
    let context = first[0].context();
    let limit = S::from_f64(if S::HAS_WIDE_EXPONENTS { f64::INFINITY } else { LARGEST_SCALE }, context);
    let is_small = |at: usize, x: &S| x.magnitude() <= limit && (at / n <= at % n || *x == 0.0);
    w.whitener.len() == n * n && w.whitener.iter().enumerate().all(|(at, x)| is_small(at, &x[lane]))
}

/// Fills `bound` with `U` (full, symmetric), and `whitened` and `remainder` with what it is made of; false where it was
/// stopped.
#[inline(always)]
pub(super) fn whiten<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    w: &mut Workspace<S, L>,
) -> bool {
    let n = m.order;
    let width = m.symbols + 1;
    let zero = splat(&S::zero(m.context));
    // What is not written below is never read.
    let buffers = [&mut w.whitened, &mut w.bound, &mut w.slack, &mut w.sizes, &mut w.magnitudes];
    for (buffer, length) in buffers.into_iter().zip([n * n * width, n * n, n, n * n, n * n]) {
        buffer.resize(length, zero.clone());
    }
    w.remainder.clear();
    w.remainder.resize(n * n, zero.clone());
    measure(m, w);
    let mut operations = 2 * n + 8;
    for remainder in remainders {
        operations += 2 * remainder.locals();
        let buffers = [&mut w.image, &mut w.half];
        remainder.add_whitened(n, &w.whitener, &w.lengths, buffers, &mut w.remainder);
    }
    w.half.resize(n * width, zero);
    let stop = w.stop.for_order(n);
    for l in 0..n {
        if stop.is_set() {
            return false;
        }
        multiply_right(m, l, w);
        multiply_left(m, l, 1 + operations / 2048, w);
    }
    true
}

/// `E` with the rounding of what follows, `|W|`, and the sums of its columns.
#[inline(always)]
fn measure<S: Scalar, const L: usize>(m: &SymbolicMatrix<S, L>, w: &mut Workspace<S, L>) {
    let n = m.order;
    for i in 0..n {
        for j in i..n {
            let at = m.at(i, j);
            let mut size = m.size(at);
            for size in &mut size {
                *size = size.roundings(2 * n + 4);
            }
            add(&mut size, &m.radius[at]);
            w.sizes[at] = size;
            w.magnitudes[at] = magnitude(&w.whitener[at]);
        }
    }
    w.lengths.clear();
    for l in 0..n {
        let mut length = splat(&S::zero(m.context));
        for k in 0..l + 1 {
            add(&mut length, &w.magnitudes[k * n + l]);
        }
        w.lengths.push(length);
    }
}

/// Column l of `(M, A_1, …)·W`, all symbols side by side, and of `E|W|`.
#[inline(always)]
fn multiply_right<S: Scalar, const L: usize>(m: &SymbolicMatrix<S, L>, l: usize, w: &mut Workspace<S, L>) {
    let (n, width) = (m.order, m.symbols + 1);
    let Workspace { whitener, half, slack: slacks, sizes, magnitudes, .. } = w;
    let (whitener, sizes, magnitudes) = (&whitener[..], &sizes[..], &magnitudes[..]);
    for i in 0..l + 1 {
        let column = (0..l + 1).map(|j| (&whitener[j * n + l], m.terms(m.at(i, j))));
        combine(&mut half[i * width..(i + 1) * width], false, column);
        let mut slack = splat(&S::zero(m.context));
        for j in 0..l + 1 {
            add_product(&mut slack, &sizes[m.at(i, j)], &magnitudes[j * n + l]);
        }
        slacks[i] = slack;
    }
}

/// Column l of `Wᵀ(M, A_1, …)W − (I, 0, …)`, of the remainder's share and of `U`.
#[inline(always)]
fn multiply_left<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    l: usize,
    inflations: usize,
    w: &mut Workspace<S, L>,
) {
    let (n, width) = (m.order, m.symbols + 1);
    let Workspace {
        whitener, half, slack: slacks, magnitudes, whitened, remainder: remainders, bound, ..
    } = w;
    let (whitener, half, magnitudes, slacks) = (&whitener[..], &half[..], &magnitudes[..], &slacks[..]);
    let zero = S::zero(m.context);
    let minus_one = S::from_f64(1.0, m.context).neg();
    let underflow = if S::HAS_WIDE_EXPONENTS { zero.inflate() } else { S::from_f64(UNDERFLOW, m.context) };
    for k in 0..l + 1 {
        let entry = &mut whitened[(k * n + l) * width..(k * n + l + 1) * width];
        let column = (0..k + 1).map(|i| (&whitener[i * n + k], &half[i * width..(i + 1) * width]));
        combine(entry, false, column);
        let mut slack = splat(&zero);
        for i in 0..k + 1 {
            add_product(&mut slack, &magnitudes[i * n + k], &slacks[i]);
        }
        if k == l {
            add_to_each(&mut entry[0], &minus_one);
        }
        let mut remainder = slack;
        add(&mut remainder, &remainders[k * n + l]);
        add_to_each(&mut remainder, &underflow);
        for _ in 0..inflations {
            inflate(&mut remainder);
        }
        let mut total = remainder.clone();
        for s in entry.iter() {
            add_magnitude(&mut total, s);
        }
        inflate(&mut total);
        remainders[k * n + l] = remainder;
        bound[k * n + l] = total.clone();
        bound[l * n + k] = total;
    }
}
