//! `max(x, 0)`, with a kink at 0.

use super::Smoothness;
use super::piecewise::{Piecewise, constant};
use super::univariate::{Jet, ratio};
use crate::number::{Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Relu;

impl Piecewise for Relu {
    const NAME: &'static str = "relu";
    const SMOOTHNESS: Smoothness = Smoothness::C0;
    const BREAKS: &'static [f64] = &[0.0];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let positive = q.is_positive();
        match order {
            0 => Some(if positive { q.clone() } else { ratio(0, 1) }),
            _ if q.is_zero() => None,
            1 => Some(ratio(i32::from(positive), 1)),
            _ => Some(ratio(0, 1)),
        }
    }

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> Jet<E> {
        let zero = constant(0.0, x);
        let (value, slope) = if index == 0 { (zero.clone(), 0.0) } else { (x.clone(), 1.0) };
        [value, constant(slope, x), zero.clone(), zero]
    }
}
