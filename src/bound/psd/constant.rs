//! Constant Hessians: exact rational `LDLᵀ`, singular matrices included.
//!
//! A symmetric matrix is positive semidefinite iff elimination meets only positive pivots, or zero pivots
//! whose whole remaining row is zero (theory.md, L10).

use crate::budget::Stop;
use crate::number::Rational;

/// Where elimination ends: at a negative pivot, or at one that is zero with another entry in this row of its column.
pub(crate) type End = (usize, Option<usize>);

/// Eliminates a symmetric n×n matrix (row-major) exactly, as far as it is positive semidefinite: all of it if it is.
/// Below the diagonal the multipliers take the place of what they eliminate.
/// Fails with where it is not, and with `None` where it was to stop.
pub(crate) fn eliminate(n: usize, h: &mut [Rational], stop: Stop) -> Result<(), Option<End>> {
    for j in 0..n {
        if h[j * n + j] < 0 {
            return Err(Some((j, None)));
        }
        if h[j * n + j].is_zero() {
            match (j + 1..n).find(|&i| !h[i * n + j].is_zero()) {
                None => continue,
                row => return Err(Some((j, row))),
            }
        }
        for i in j + 1..n {
            if stop.is_set() {
                return Err(None);
            }
            let factor = Rational::from(&h[i * n + j] / &h[j * n + j]);
            if factor.is_zero() {
                continue;
            }
            for k in j + 1..n {
                let product = Rational::from(&factor * &h[j * n + k]);
                h[i * n + k] -= product;
            }
            h[i * n + j] = factor;
        }
    }
    Ok(())
}

/// About the nanoseconds that elimination of the sum of multiples of two matrices takes. Rows fill in from their first entry
/// on, and numbers grow by as much again with each row before that a row depends on.
pub(crate) fn work(n: usize, one: &[Rational], other: &[Rational]) -> f64 {
    let bits = |q: &Rational| f64::from(q.numer().significant_bits() + q.denom().significant_bits());
    let most = one.iter().chain(other).map(bits).fold(0.0, f64::max);
    let is_zero = |at: usize| one[at].is_zero() && other[at].is_zero();
    let first: Vec<usize> = (0..n).map(|i| (0..i).find(|&j| !is_zero(i * n + j)).unwrap_or(i)).collect();
    let (mut work, mut depths) = ((n * n) as f64, Vec::with_capacity(n));
    for j in 0..n {
        let depth = depths[first[j]..].iter().fold(0.0, |most: f64, depth| most.max(*depth)) + 1.0;
        depths.push(depth);
        let below = first[j + 1..].iter().filter(|&&first| first <= j).count() as f64;
        let limbs = 1.0 + depth * 2.0 * most / 64.0;
        work += below * (below + 1.0) * (400.0 + 0.5 * limbs * limbs);
    }
    work
}
