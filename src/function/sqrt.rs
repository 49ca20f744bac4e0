//! The square root `r` for `x ≥ 0`; for `x > 0` the derivatives are `1/(2r)`, `−1/(4rx)`, `3/(8rx²)`.

use super::univariate::{Jet, Univariate};
use crate::number::{Elementary, Endpoint, Interval, Number};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Sqrt;

impl Univariate for Sqrt {
    const NAME: &'static str = "sqrt";

    fn is_defined_at(self, q: &Rational) -> bool {
        !q.is_negative()
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let is_square = q.numer().is_perfect_square() && q.denom().is_perfect_square();
        if !is_square || (order > 0 && q.is_zero()) {
            return None;
        }
        let root = Rational::from((q.numer().clone().sqrt(), q.denom().clone().sqrt()));
        match order {
            0 => Some(root),
            1 => Some((root * 2u32).recip()),
            2 => Some(-(root * 4u32 * q).recip()),
            _ => Some((root * 8u32 * q * q).recip() * 3u32),
        }
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let root = x.increasing(Elementary::Sqrt);
        let w = x.recip();
        let first = root.times(2.0).recip();
        let second = first.mul(&w).times(-0.5);
        let third = second.mul(&w).times(-1.5);
        [root, first, second, third]
    }

    fn is_continuous_on<E: Endpoint>(self, order: usize, x: &Interval<E>) -> bool {
        *x.lower() > 0.0 || (order == 0 && *x.lower() >= 0.0)
    }
}
