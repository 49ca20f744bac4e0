//! `|x|`, with a kink at 0.

use super::piecewise::{Piecewise, constant};
use super::univariate::{Turn, ratio};
use super::{MAX_ORDER, Parity, Smoothness};
use crate::number::{Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Abs;

impl Piecewise for Abs {
    const NAME: &'static str = "abs";
    const SMOOTHNESS: Smoothness = Smoothness::C0;
    const BREAKS: &'static [f64] = &[0.0];
    const TURNS: [&'static [Turn]; MAX_ORDER + 1] = [&[Turn::exact(0.0, 0.0)], &[], &[], &[]];

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

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let (value, slope) = if index == 0 { (x.neg(), -1.0) } else { (x.clone(), 1.0) };
        [value, constant(slope, x), constant(0.0, x), constant(0.0, x)]
    }
}
