//! Rounding floats to short rationals.
//!
//! Floats of a local search differ in their last bits from one machine to the next; the simplest rational
//! within a tolerance far above that noise does not, and a person can read it. Searches try tolerances
//! from coarse to fine and take the first whose witness loses little.

use super::simplest::simplest_between;
use crate::number::Rational;
use crate::problem::{Domain, Limits};

/// Tolerances from coarse to fine: 2⁻², 2⁻⁴, … 2⁻⁴⁰.
pub(in crate::search) fn tolerances() -> impl Iterator<Item = f64> {
    (1..=20).map(|k| 0.25f64.powi(k))
}

/// How near a limit a float counts as the limit itself, relative to its size.
pub(in crate::search) const AT_LIMIT: f64 = 1e-12;

/// The simplest rational within `tolerance` of `x` and within the limits; a float at a limit is exactly
/// that limit. `None` where `x` is not finite.
pub(in crate::search) fn within(x: f64, tolerance: f64, limits: &Limits) -> Option<Rational> {
    let centre = Rational::from_f64(x)?;
    for limit in [&limits.lower, &limits.upper].into_iter().flatten() {
        if (x - limit.to_f64()).abs() <= AT_LIMIT * x.abs().max(f64::MIN_POSITIVE) {
            return Some(limit.clone());
        }
    }
    let tolerance = Rational::from_f64(tolerance)?;
    let mut lower = Rational::from(&centre - &tolerance);
    let mut upper = centre + tolerance;
    if let Some(limit) = &limits.lower {
        lower = lower.max(limit.clone());
        upper = upper.max(limit.clone());
    }
    if let Some(limit) = &limits.upper {
        lower = lower.min(limit.clone());
        upper = upper.min(limit.clone());
    }
    Some(simplest_between(&lower, &upper))
}

/// Each coordinate within `tolerance` of the float's and within its limits; where that leaves the domain, of a point that is
/// nearer to the one inside.
pub(in crate::search) fn point(x: &[f64], tolerance: f64, domain: &Domain) -> Option<Vec<Rational>> {
    let rounded = |x: &[f64]| {
        let limits = domain.limits.iter();
        x.iter().zip(limits).map(|(&x, limits)| within(x, tolerance, limits)).collect::<Option<Vec<_>>>()
    };
    let plain = rounded(x)?;
    if domain.contains(&plain) {
        return Some(plain);
    }
    let interior = floats(domain.interior.as_ref()?);
    let farthest = x.iter().zip(&interior).map(|(x, p)| (x - p).abs()).fold(0.0, f64::max);
    nearer(tolerance / farthest, |share| {
        let point: Vec<f64> = x.iter().zip(&interior).map(|(x, p)| x + share * (p - x)).collect();
        rounded(&point).filter(|point| domain.contains(point))
    })
    .or_else(|| domain.interior.clone())
}

/// The first success at rising shares of the way to the point inside.
pub(super) fn nearer<T>(first: f64, attempt: impl FnMut(f64) -> Option<T>) -> Option<T> {
    let shares = std::iter::successors(Some(first), |share| Some(share * 4.0));
    shares.take_while(|share| *share < 1.0).find_map(attempt)
}

/// A direction of largest component ±1; components below the tolerance vanish, and those of pinned
/// parameters do.
pub(in crate::search) fn direction(v: &[f64], tolerance: f64, limits: &[Limits]) -> Option<Vec<Rational>> {
    let component = |(&x, limits): (&f64, &Limits)| match limits.is_pinned() {
        true => Some(Rational::new()),
        false => within(x, tolerance, &Limits::real()),
    };
    let mut v: Vec<Rational> = v.iter().zip(limits).map(component).collect::<Option<_>>()?;
    // Of v and −v, the same on every machine.
    if v.iter().find(|x| !x.is_zero()).is_some_and(|x| *x < 0) {
        v.iter_mut().for_each(|x| *x *= -1);
    }
    Some(v)
}

/// Weights that sum to 1, each but the last within `tolerance` (at most an eighth) of the float's; `None`
/// where one is not positive.
pub(in crate::search) fn weights(
    weights: impl Iterator<Item = f64>,
    tolerance: f64,
) -> Option<Vec<Rational>> {
    let rounded = weights.map(|t| within(t, tolerance.min(0.125), &Limits::real()));
    let mut rounded: Vec<Rational> = rounded.collect::<Option<_>>()?;
    let last = rounded.pop()?;
    let sum: Rational = rounded.iter().sum();
    let _ = last;
    rounded.push(1 - sum);
    rounded.iter().all(|t| *t > 0).then_some(rounded)
}

/// Bits of numerator and denominator up to which an exact threshold is kept as it is.
const SHORT: u32 = 40;

/// A short rational at most `bound > 0`, which loses at most this share of it.
pub(in crate::search) fn threshold(bound: &Rational, loss: f64) -> Rational {
    let bits = bound.numer().significant_bits() + bound.denom().significant_bits();
    if bits <= SHORT {
        return bound.clone();
    }
    let slack = Rational::from_f64(loss).unwrap_or_default() * bound;
    simplest_between(&(bound - slack), bound)
}

/// Floats of exact numbers.
pub(in crate::search) fn floats(x: &[Rational]) -> Vec<f64> {
    x.iter().map(Rational::to_f64).collect()
}
