//! Functions joined from smooth pieces, each with ranges known in closed form.
//!
//! Over an interval a derivative ranges over the hull of the pieces' ranges. A closed interval that
//! touches a break meets both pieces: there derivatives of order ≥ 1 do not exist at a kink (smoothness
//! C0); for C11, f″ is replaced by both one-sided values and f‴ does not exist.

use super::univariate::ORDERS;
use super::{MAX_ORDER, Smoothness};
use crate::number::{Endpoint, Interval, Number};

/// A function whose pieces meet at [`Piecewise::BREAKS`].
pub(super) trait Piecewise: super::univariate::Univariate {
    /// Where the pieces meet, in increasing order.
    const BREAKS: &'static [f64];

    /// The ranges of `[f, f′, f″, f‴]` over a part of the piece before break number `index`.
    fn piece<E: Endpoint>(self, index: usize, part: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1];

    /// The ranges over any interval.
    #[inline]
    fn piecewise_ranges<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let context = x.context();
        let end = |index: usize, outside: f64| Self::BREAKS.get(index).copied().unwrap_or(outside);
        let mut ranges: Option<[Interval<E>; MAX_ORDER + 1]> = None;
        for index in 0..=Self::BREAKS.len() {
            let lower = end(index.wrapping_sub(1), f64::NEG_INFINITY);
            let upper = end(index, f64::INFINITY);
            let domain = Interval::new(E::from_f64(lower, context), E::from_f64(upper, context));
            let Some(part) = x.intersect(&domain) else { continue };
            let piece = self.piece(index, &part);
            ranges = Some(match ranges {
                None => piece,
                Some(before) => ORDERS.map(|order| before[order].hull(&piece[order])),
            });
        }
        let ranges = ranges.unwrap_or_else(|| ORDERS.map(|_| Interval::undefined(context)));
        let last = if Self::SMOOTHNESS == Smoothness::C0 { 0 } else { 2 };
        let whole = !meets_break::<Self, E>(x);
        ORDERS.map(
            |order| {
                if whole || order <= last { ranges[order].clone() } else { Interval::undefined(context) }
            },
        )
    }

    /// Whether the derivative of this order is continuous on `x`.
    fn is_smooth_on<E: Endpoint>(self, order: usize, x: &Interval<E>) -> bool {
        let continuous = if Self::SMOOTHNESS == Smoothness::C0 { 0 } else { 1 };
        order <= continuous || !meets_break::<Self, E>(x)
    }
}

fn meets_break<F: Piecewise, E: Endpoint>(x: &Interval<E>) -> bool {
    F::BREAKS.iter().any(|place| *x.lower() <= *place && *x.upper() >= *place)
}

/// `k` for every number of `x`.
pub(super) fn constant<E: Endpoint>(k: f64, x: &Interval<E>) -> Interval<E> {
    Interval::point(E::from_f64(k, x.context()))
}
