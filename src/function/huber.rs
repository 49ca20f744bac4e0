//! `x²/2` for `|x| ≤ 1` and `|x| − 1/2` beyond: f″ jumps between 0 and 1 at ±1.

use super::piecewise::{Piecewise, constant};
use super::univariate::{Jet, Turn, TurnTable, ratio};
use super::{Parity, Smoothness};
use crate::number::{Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Huber;

impl Piecewise for Huber {
    const NAME: &'static str = "huber";
    const PARITY: Parity = Parity::Even;
    const SMOOTHNESS: Smoothness = Smoothness::C11;
    const BREAKS: &'static [f64] = &[-1.0, 1.0];
    const TURNS: TurnTable = [&[Turn::exact(0.0, 0.0)], &[], &[], &[]];

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

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> Jet<E> {
        let (value, slope, curvature) = match index {
            0 => (x.neg().plus(-0.5), constant(-1.0, x), 0.0),
            1 => (x.square().times(0.5), x.clone(), 1.0),
            _ => (x.plus(-0.5), constant(1.0, x), 0.0),
        };
        [value, slope, constant(curvature, x), constant(0.0, x)]
    }
}
