//! `e^x` and `e^x − 1`: every derivative is `e^x`.

use super::MAX_ORDER;
use super::univariate::{Univariate, ratio};
use crate::number::{Elementary, Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Exp;

#[derive(Clone, Copy)]
pub(super) struct Expm1;

impl Univariate for Exp {
    const NAME: &'static str = "exp";

    fn exact(self, q: &Rational, _order: usize) -> Option<Rational> {
        q.is_zero().then(|| ratio(1, 1))
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let value = x.increasing(Elementary::Exp);
        [value.clone(), value.clone(), value.clone(), value]
    }
}

impl Univariate for Expm1 {
    const NAME: &'static str = "expm1";

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        q.is_zero().then(|| ratio(i32::from(order > 0), 1))
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let [_, first, second, third] = Exp.thin(x);
        [x.increasing(Elementary::Expm1), first, second, third]
    }
}
