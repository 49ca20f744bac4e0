//! `x²/2` for `|x| ≤ 1` and `|x| − 1/2` beyond: f″ jumps between 0 and 1 at ±1.

use super::piecewise::{Piecewise, constant};
use super::univariate::{Univariate, ratio};
use super::{MAX_ORDER, Parity, Smoothness};
use crate::number::{Constant, Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Huber;

impl Univariate for Huber {
    const NAME: &'static str = "huber";
    const SMOOTHNESS: Smoothness = Smoothness::C11;

    fn parity(self) -> Parity {
        Parity::Even
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let size = q.clone().abs();
        match order {
            0 if size <= 1 => Some(size.square() / 2u32),
            0 => Some(size - ratio(1, 2)),
            1 if size <= 1 => Some(q.clone()),
            1 => Some(q.clone().signum()),
            _ if size == 1 => None,
            2 => Some(ratio(i32::from(size < 1), 1)),
            _ => Some(ratio(0, 1)),
        }
    }

    fn float(self, x: f64) -> [f64; MAX_ORDER + 1] {
        if (-1.0..1.0).contains(&x) {
            [0.5 * x * x, x, 1.0, 0.0]
        } else {
            [x.abs() - 0.5, x.signum(), 0.0, 0.0]
        }
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

impl Piecewise for Huber {
    const BREAKS: &'static [f64] = &[-1.0, 1.0];

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let (value, slope, curvature) = match index {
            0 => (x.neg().plus(-0.5), constant(-1.0, x), 0.0),
            1 => (x.square().times(0.5), x.clone(), 1.0),
            _ => (x.plus(-0.5), constant(1.0, x), 0.0),
        };
        [value, slope, constant(curvature, x), constant(0.0, x)]
    }
}
