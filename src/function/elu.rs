//! `x` for `x ≥ 0` and `e^x − 1` below: f″ jumps from 1 to 0 at 0.

use super::Smoothness;
use super::exp::Expm1;
use super::piecewise::{Piecewise, constant};
use super::univariate::{Jet, ORDERS, Univariate, ratio};
use crate::number::{Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Elu;

impl Piecewise for Elu {
    const NAME: &'static str = "elu";
    const SMOOTHNESS: Smoothness = Smoothness::C11;
    const BREAKS: &'static [f64] = &[0.0];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        match order {
            _ if q.is_negative() => None,
            0 => Some(q.clone()),
            1 => Some(ratio(1, 1)),
            _ => q.is_positive().then(Rational::new),
        }
    }

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> Jet<E> {
        if index == 0 {
            return Expm1.ranges(ORDERS, x);
        }
        [x.clone(), constant(1.0, x), constant(0.0, x), constant(0.0, x)]
    }
}
