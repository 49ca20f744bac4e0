//! Sine and cosine. Each derivative is `sin(x + pπ/2)` for a phase `p`; it is ±1 at `x = (k + (1 − p)/2)π`,
//! where it turns, and takes the sign of `(−1)ᵏ` there.

use super::univariate::{AtZero, Jet, ORDERS, Univariate, collect_turns};
use super::{Parity, Turns};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number, Round};
use std::ops::RangeInclusive;

#[derive(Clone, Copy)]
pub(super) struct Sin;

#[derive(Clone, Copy)]
pub(super) struct Cos;

const PI: Constant = Constant::decimal(
    "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825",
);

/// More turns than this on an interval are not listed: it covers a full period.
const MOST_TURNS: i64 = 4;

/// The numbers `k` of all turns of `sin(x + phase·π/2)` on `x`, perhaps with one more at either end; `None`
/// if they are too many or too uncertain.
fn turns_inside<E: Endpoint>(phase: usize, x: &Interval<E>) -> Option<RangeInclusive<i64>> {
    let half_turns = x.times(2.0).div(&Interval::constant(&PI, x.context()));
    let number = half_turns.plus(phase as f64 - 1.0).times(0.5);
    let first = number.lower().to_f64(Round::Down).ceil();
    let last = number.upper().to_f64(Round::Up).floor();
    let countable = first.abs().max(last.abs()) < 1e15 && last - first < MOST_TURNS as f64;
    (countable && number.is_defined()).then_some(first as i64..=last as i64)
}

/// The ranges of `sin(x + phase·π/2)` for several phases.
#[inline]
fn waves<E: Endpoint, const N: usize>(phases: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
    let integer = |k: f64| Interval::point(E::from_f64(k, x.context()));
    let at = |end: &E, cosine: bool| {
        let (lower, upper) = end.elementary(if cosine { Elementary::Cos } else { Elementary::Sin });
        Interval::new(lower, upper)
    };
    let base = [false, true].map(|cosine| {
        let low = at(x.lower(), cosine);
        if x.is_point() { low } else { low.hull(&at(x.upper(), cosine)) }
    });
    phases.map(|phase| {
        let wave = &base[phase % 2];
        let wave = if phase % 4 < 2 { wave.clone() } else { wave.neg() };
        if x.is_point() && wave.is_defined() {
            return wave;
        }
        match turns_inside(phase, x) {
            Some(turns) => {
                turns.fold(wave, |wave, k| wave.hull(&integer(if k % 2 == 0 { 1.0 } else { -1.0 })))
            }
            None if x.is_defined() => integer(-1.0).hull(&integer(1.0)),
            None => wave,
        }
    })
}

fn turns_of_wave<E: Endpoint>(phase: usize, x: &Interval<E>) -> Option<Turns<E>> {
    let pi = Interval::constant(&PI, x.context());
    let shift = (1.0 - phase as f64) / 2.0;
    collect_turns(turns_inside(phase, x)?.filter_map(|k| pi.times(k as f64 + shift).intersect(x)))
}

impl Univariate for Sin {
    const NAME: &'static str = "sin";
    const PARITY: Parity = Parity::Odd;
    const AT_ZERO: AtZero = [Some((0, 1)), Some((1, 1)), Some((0, 1)), Some((-1, 1))];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        waves(ORDERS, x)
    }

    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        waves(orders, x)
    }

    fn turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        turns_of_wave(order, x)
    }
}

impl Univariate for Cos {
    const NAME: &'static str = "cos";
    const PARITY: Parity = Parity::Even;
    const AT_ZERO: AtZero = [Some((1, 1)), Some((0, 1)), Some((-1, 1)), Some((0, 1))];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        self.ranges(ORDERS, x)
    }

    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        waves(orders.map(|order| order + 1), x)
    }

    fn turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        turns_of_wave(order + 1, x)
    }
}
