//! `|x|`, with a kink at 0.

use super::piecewise::{Piecewise, constant};
use super::univariate::{Jet, Turn, TurnTable, ratio};
use super::{Parity, Smoothness};
use crate::number::{Endpoint, Interval};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Abs;

impl Piecewise for Abs {
    const NAME: &'static str = "abs";
    const PARITY: Parity = Parity::Even;
    const SMOOTHNESS: Smoothness = Smoothness::C0;
    const BREAKS: &'static [f64] = &[0.0];
    const TURNS: TurnTable = [&[Turn::exact(0.0, 0.0)], &[], &[], &[]];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        match order {
            0 => Some(q.clone().abs()),
            _ if q.is_zero() => None,
            1 => Some(q.clone().signum()),
            _ => Some(ratio(0, 1)),
        }
    }

    #[inline]
    fn piece<E: Endpoint>(self, index: usize, x: &Interval<E>) -> Jet<E> {
        let (value, slope) = if index == 0 { (x.neg(), -1.0) } else { (x.clone(), 1.0) };
        [value, constant(slope, x), constant(0.0, x), constant(0.0, x)]
    }
}
