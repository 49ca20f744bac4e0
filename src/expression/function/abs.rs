//! `|x|`, with a kink at 0.

use super::piecewise::{Piecewise, constant};
use super::univariate::{Univariate, ratio};
use super::{MAX_ORDER, Parity, Smoothness};
use crate::number::{Constant, Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Abs;

impl Univariate for Abs {
    const NAME: &'static str = "abs";
    const SMOOTHNESS: Smoothness = Smoothness::C0;

    fn parity(self) -> Parity {
        Parity::Even
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        match order {
            0 => Some(q.clone().abs()),
            _ if q.is_zero() => None,
            1 => Some(q.clone().signum()),
            _ => Some(ratio(0, 1)),
        }
    }

    fn float(self, x: f64) -> [f64; MAX_ORDER + 1] {
        [x.abs(), if x < 0.0 { -1.0 } else { 1.0 }, 0.0, 0.0]
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        self.piecewise_ranges(x)
    }

    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        let ranges = self.piecewise_ranges(x);
        orders.map(|order| ranges[order].clone())
    }

    fn is_continuous_on<E: Endpoint>(self, order: usize, x: &Interval<E>) -> bool {
        self.is_smooth_on(order, x)
    }

    fn turning_points(self, order: usize) -> &'static [Constant] {
        if order == 0 { &[Constant::Exact(0.0)] } else { &[] }
    }
}

impl Piecewise for Abs {
    const BREAKS: &'static [f64] = &[0.0];

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let (value, slope) = if index == 0 { (x.neg(), -1.0) } else { (x.clone(), 1.0) };
        [value, constant(slope, x), constant(0.0, x), constant(0.0, x)]
    }
}
