//! `log(1 + e^x) = max(x, 0) + log(1 + e^(−|x|))`; its derivative is the sigmoid.

use super::MAX_ORDER;
use super::sigmoid::{Sigmoid, logistic};
use super::univariate::{Turn, Univariate};
use crate::number::{Elementary, Endpoint, Interval, Number};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Softplus;

impl Univariate for Softplus {
    const NAME: &'static str = "softplus";
    const TURNS: [&'static [Turn]; MAX_ORDER + 1] =
        [&[], Sigmoid::TURNS[0], Sigmoid::TURNS[1], Sigmoid::TURNS[2]];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        Sigmoid.exact(q, order.checked_sub(1)?)
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let ([s, first, second, _], decay) = logistic(x);
        [x.positive_part().add(&decay.increasing(Elementary::Log1p)), s, first, second]
    }
}
