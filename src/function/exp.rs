//! `e^x` and `e^x − 1`: every derivative is `e^x`.

use super::MAX_ORDER;
use super::univariate::{AtZero, Jet, Univariate};
use crate::number::{Elementary, Endpoint, Interval};

#[derive(Clone, Copy)]
pub(super) struct Exp;

#[derive(Clone, Copy)]
pub(super) struct Expm1;

impl Univariate for Exp {
    const NAME: &'static str = "exp";
    const AT_ZERO: AtZero = [Some((1, 1)); MAX_ORDER + 1];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let value = x.increasing(Elementary::Exp);
        [value.clone(), value.clone(), value.clone(), value]
    }
}

impl Univariate for Expm1 {
    const NAME: &'static str = "expm1";
    const AT_ZERO: AtZero = [Some((0, 1)), Some((1, 1)), Some((1, 1)), Some((1, 1))];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let [_, first, second, third] = Exp.thin(x);
        [x.increasing(Elementary::Expm1), first, second, third]
    }
}
