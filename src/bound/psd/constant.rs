//! Constant Hessians: exact rational `LDLᵀ`, singular matrices included.
//!
//! A symmetric matrix is positive semidefinite iff elimination meets only positive pivots, or zero pivots
//! whose whole remaining row is zero (theory.md, L10).

use crate::bound::stop::Stop;
use crate::number::Rational;

/// Where elimination ends: at a negative pivot, or at one that is zero with another entry in this row of its column.
pub(crate) type End = (usize, Option<usize>);

/// Eliminates a symmetric n×n matrix (row-major) exactly, as far as it is positive semidefinite: all of it if it is.
/// Below the diagonal the multipliers take the place of what they eliminate.
///
/// # Errors
/// Where it is not; `None` where it was to stop.
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

/// Up to this order it is followed where entries fill in.
const MAX_FOLLOWED: usize = 400;

/// About the nanoseconds that elimination of the sum of multiples of two matrices takes: step j multiplies numbers of up
/// to j + 1 times as many bits.
pub(crate) fn work(n: usize, one: &[Rational], other: &[Rational]) -> u64 {
    let bits = |q: &Rational| u64::from(q.numer().significant_bits() + q.denom().significant_bits());
    let most = one.iter().chain(other).map(bits).max().unwrap_or(0);
    let step = |count: u64, depth: u64| {
        let limbs = 1 + depth * 2 * most / 64;
        count.saturating_mul(count + 1).saturating_mul(400 + limbs.saturating_mul(limbs) / 2)
    };
    let entries = (n as u64).saturating_mul(n as u64);
    if n > MAX_FOLLOWED {
        return (0..n as u64).fold(entries, |work, j| work.saturating_add(step(n as u64 - j, j + 1)));
    }
    let mut is_filled: Vec<bool> = one.iter().zip(other).map(|(a, b)| !a.is_zero() || !b.is_zero()).collect();
    let (mut work, mut depth) = (entries, vec![1_u64; n]);
    for j in 0..n {
        let below: Vec<usize> = (j + 1..n).filter(|&i| is_filled[i * n + j]).collect();
        work = work.saturating_add(step(below.len() as u64, depth[j]));
        for &i in &below {
            depth[i] = depth[i].max(depth[j] + 1);
            below.iter().for_each(|&k| is_filled[i * n + k] = true);
        }
    }
    work
}
