//! The matrix `W` and the vector `x` of Theorem A (`bound/psd/theorem.rs`), which asks nothing of them but that they serve:
//! `W = L^(−T)` with the floating Cholesky factor of `M = LLᵀ`, and `x` from power steps with the bound `U`.

use crate::budget::Stop;
use crate::number::Scalar;
use crate::number::lane::{Lane, image, multiply, splat};

/// Where the spectral radius of `U` is above this, choosing signs will not help.
const HOPELESS: f64 = 1.7;
/// Power steps towards the vector `x`.
const POWER_STEPS: usize = 12;

/// `M = LLᵀ`, given its entries with row ≥ column; where a pivot is not positive, or not found in time, the lane and which. Lanes that are done
/// may have any factor.
///
/// # Errors
/// The lane and the pivot.
#[inline(always)]
pub fn factorise<'m, S: Scalar + 'm, const L: usize>(
    n: usize,
    entry: impl Fn(usize, usize) -> &'m Lane<S, L>,
    done: &[bool; L],
    factor: &mut Vec<Lane<S, L>>,
    stop: Stop,
) -> Result<(), (usize, usize)> {
    factor.clear();
    let stop = stop.for_order(n);
    for j in 0..n {
        if stop.is_set() {
            return Err((0, j));
        }
        for i in j..n {
            let mut sum = entry(i, j).clone();
            if factor.is_empty() {
                factor.resize(n * n, splat(&S::zero(sum[0].context())));
            }
            for k in 0..j {
                take_product(&mut sum, &factor[i * n + k], &factor[j * n + k]);
            }
            if i > j {
                divide(&mut sum, &factor[j * n + j]);
                factor[i * n + j] = sum;
                continue;
            }
            for (lane, sum) in sum.iter_mut().enumerate() {
                if *sum > 0.0 {
                    *sum = sum.square_root();
                } else if done[lane] {
                    *sum = S::from_f64(1.0, sum.context());
                } else {
                    return Err((lane, j));
                }
            }
            factor[j * n + j] = sum;
        }
    }
    Ok(())
}

/// `W = L^(−T)`: upper triangular, column `j` solves `Lᵀ W_j = e_j`; stored row-major. Unfinished once this is set.
#[inline(always)]
pub fn invert<S: Scalar, const L: usize>(
    n: usize,
    factor: &[Lane<S, L>],
    whitener: &mut Vec<Lane<S, L>>,
    stop: Stop,
) {
    let Some(first) = factor.first() else { return };
    let context = first[0].context();
    let (zero, one) = (S::zero(context), S::from_f64(1.0, context));
    whitener.clear();
    whitener.resize(n * n, splat(&zero));
    let stop = stop.for_order(n);
    for i in (0..n).rev().take_while(|_| !stop.is_set()) {
        let mut inverse = splat(&one);
        divide(&mut inverse, &factor[i * n + i]);
        for j in i..n {
            let mut sum: Lane<S, L> = splat(if i == j { &one } else { &zero });
            for k in i + 1..=j {
                take_product(&mut sum, &factor[k * n + i], &whitener[k * n + j]);
            }
            multiply(&mut sum, &inverse);
            whitener[i * n + j] = sum;
        }
    }
}

/// A vector with `Ux < x` in the lanes that are not done, `x ≥ floor`, as far as a few power steps find one; false where
/// some lane is far from having one.
#[inline(always)]
pub fn contracted<S: Scalar, const L: usize>(
    bound: &[Lane<S, L>],
    mut done: [bool; L],
    floor: &S,
    x: &mut [Lane<S, L>],
    images: &mut Vec<Lane<S, L>>,
) -> bool {
    let hopeless = S::from_f64(HOPELESS, floor.context());
    x.fill(splat(&S::from_f64(1.0, floor.context())));
    for _ in 0..POWER_STEPS {
        image(bound, x, images);
        let each = |v: usize, test: &dyn Fn(&S, &S) -> bool| {
            images.iter().zip(x.iter()).all(|(image, x)| test(&image[v], &x[v]))
        };
        let is_found: [bool; L] = std::array::from_fn(|v| each(v, &|image, x| image.inflate() < *x));
        // Where Ux > κx, the spectral radius is above κ, and no other x will do.
        let is_hopeless =
            |v: usize| !done[v] && !is_found[v] && each(v, &|image, x| *image > hopeless.times(x));
        if (0..L).any(is_hopeless) {
            return false;
        }
        done = std::array::from_fn(|v| done[v] || is_found[v]);
        if done.iter().all(|done| *done) {
            break;
        }
        for v in (0..L).filter(|&v| !done[v]) {
            let largest =
                images.iter().map(|image| &image[v]).fold(S::zero(floor.context()), |most, image| {
                    if *image > most { image.clone() } else { most }
                });
            for (x, image) in x.iter_mut().zip(&*images) {
                x[v] = image[v].over(&largest).plus(floor);
            }
        }
    }
    true
}

/// `sum − a·b`.
#[inline(always)]
fn take_product<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &Lane<S, L>, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].minus(&a[v].times(&b[v]));
    }
}

/// `x/y`.
#[inline(always)]
fn divide<S: Scalar, const L: usize>(x: &mut Lane<S, L>, y: &Lane<S, L>) {
    for v in 0..L {
        x[v] = x[v].over(&y[v]);
    }
}
