//! `log(1 + e^x) = max(x, 0) + log(1 + e^(−|x|))`; its derivative is the sigmoid.

use super::sigmoid::{Sigmoid, logistic};
use super::univariate::{AtZero, Jet, TurnTable, Univariate};
use crate::number::{Elementary, Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Softplus;

impl Univariate for Softplus {
    const NAME: &'static str = "softplus";
    const AT_ZERO: AtZero = [None, Some((1, 2)), Some((1, 4)), Some((0, 1))];
    const TURNS: TurnTable = [&[], Sigmoid::TURNS[0], Sigmoid::TURNS[1], Sigmoid::TURNS[2]];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let ([s, first, second, _], decay) = logistic(x);
        [x.positive_part().add(&decay.increasing(Elementary::Log1p)), s, first, second]
    }
}
