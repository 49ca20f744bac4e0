//! The same entry of several matrices side by side, and operations on it, in place and to nearest. Loops over the lanes by
//! number are what compilers reliably turn into vector instructions, with no call left.

use super::Scalar;

/// The same entry of `L` matrices.
pub(crate) type Lane<S, const L: usize> = [S; L];

#[inline(always)]
pub(crate) fn add<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&x[v]);
    }
}

/// `sum + x` with the same `x`.
#[inline(always)]
pub(crate) fn add_to_each<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &S) {
    for sum in sum {
        *sum = sum.plus(x);
    }
}

#[inline(always)]
pub(crate) fn add_magnitude<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&x[v].magnitude());
    }
}

#[inline(always)]
pub(crate) fn add_product<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &Lane<S, L>, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&a[v].times(&b[v]));
    }
}

/// `sum + a·b` with the same `a`.
#[inline(always)]
pub(crate) fn add_multiple<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &S, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&a.times(&b[v]));
    }
}

#[inline(always)]
pub(crate) fn multiply<S: Scalar, const L: usize>(x: &mut Lane<S, L>, y: &Lane<S, L>) {
    for v in 0..L {
        x[v] = x[v].times(&y[v]);
    }
}

#[inline(always)]
pub(crate) fn inflate<S: Scalar, const L: usize>(x: &mut Lane<S, L>) {
    for x in x {
        *x = x.inflate();
    }
}

#[inline(always)]
pub(crate) fn magnitude<S: Scalar, const L: usize>(x: &Lane<S, L>) -> Lane<S, L> {
    let mut size = x.clone();
    for x in &mut size {
        *x = x.magnitude();
    }
    size
}

/// Rows combined with these factors, added to what is there or in its place; by blocks, so that sums stay in registers.
#[inline(always)]
pub(crate) fn combine<'a, S: Scalar + 'a, const L: usize>(
    into: &mut [Lane<S, L>],
    adds: bool,
    rows: impl Iterator<Item = (&'a Lane<S, L>, &'a [Lane<S, L>])> + Clone,
) {
    let mut start = combine_blocks::<S, L, 4>(into, 0, adds, rows.clone());
    start = combine_blocks::<S, L, 2>(into, start, adds, rows.clone());
    combine_blocks::<S, L, 1>(into, start, adds, rows);
}

/// The part of [`combine`] from `start` on that blocks of this length fill; where the next part starts.
#[inline(always)]
fn combine_blocks<'a, S: Scalar + 'a, const L: usize, const BLOCK: usize>(
    into: &mut [Lane<S, L>],
    mut start: usize,
    adds: bool,
    rows: impl Iterator<Item = (&'a Lane<S, L>, &'a [Lane<S, L>])> + Clone,
) -> usize {
    while start + BLOCK <= into.len() {
        let part = &mut into[start..start + BLOCK];
        let context = part[0][0].context();
        let mut sums: [Lane<S, L>; BLOCK] =
            std::array::from_fn(|i| if adds { part[i].clone() } else { splat(&S::zero(context)) });
        for (factor, row) in rows.clone() {
            for (sum, a) in sums.iter_mut().zip(&row[start..start + BLOCK]) {
                add_product(sum, factor, a);
            }
        }
        part.clone_from_slice(&sums);
        start += BLOCK;
    }
    start
}

#[inline(always)]
pub(crate) fn splat<S: Scalar, const L: usize>(x: &S) -> Lane<S, L> {
    std::array::from_fn(|_| x.clone())
}

/// `Ax` for a square matrix.
#[inline(always)]
pub(crate) fn image<S: Scalar, const L: usize>(
    a: &[Lane<S, L>],
    x: &[Lane<S, L>],
    into: &mut Vec<Lane<S, L>>,
) {
    into.clear();
    for row in a.chunks_exact(x.len()) {
        let mut sum = splat(&S::zero(x[0][0].context()));
        for (a, b) in row.iter().zip(x) {
            add_product(&mut sum, a, b);
        }
        into.push(sum);
    }
}
