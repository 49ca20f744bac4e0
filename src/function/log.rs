//! `log x` for `x > 0` and `log(1 + x)` for `x > −1`: the derivatives are `w`, `−w²`, `2w³` with `w = 1/x` or `1/(1 + x)`.

use super::univariate::{Jet, Univariate};
use crate::number::{Elementary, Endpoint, Interval, Number};
use rug::Rational;
use rug::ops::Pow;

#[derive(Clone, Copy)]
pub(super) struct Log;

#[derive(Clone, Copy)]
pub(super) struct Log1p;

impl Univariate for Log {
    const NAME: &'static str = "log";

    fn is_defined_at(self, q: &Rational) -> bool {
        q.is_positive()
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        if !self.is_defined_at(q) {
            return None;
        }
        match order {
            0 => (*q == 1).then(Rational::new),
            1 => Some(q.clone().recip()),
            2 => Some(-q.clone().recip().square()),
            _ => Some(Rational::from(q.pow(-3)) * 2),
        }
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        derivatives(x.increasing(Elementary::Log), x)
    }

    fn is_continuous_on<E: Endpoint>(self, _order: usize, x: &Interval<E>) -> bool {
        *x.lower() > 0.0
    }
}

impl Univariate for Log1p {
    const NAME: &'static str = "log1p";

    fn is_defined_at(self, q: &Rational) -> bool {
        *q > -1
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        Log.exact(&Rational::from(q + 1), order)
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        derivatives(x.increasing(Elementary::Log1p), &x.plus(1.0))
    }

    fn is_continuous_on<E: Endpoint>(self, _order: usize, x: &Interval<E>) -> bool {
        *x.lower() > -1.0
    }
}

/// The value and the derivatives of the logarithm at `argument`; all undefined outside the domain.
#[inline]
fn derivatives<E: Endpoint>(value: Interval<E>, argument: &Interval<E>) -> Jet<E> {
    if !value.is_defined() {
        return std::array::from_fn(|_| value.clone());
    }
    let w = argument.recip();
    let (second, third) = (w.square().neg(), w.power(3).times(2.0));
    [value, w, second, third]
}
