//! Functions joined from smooth pieces, each with ranges known in closed form.
//!
//! Over an interval a derivative ranges over the hull of the pieces' ranges. A closed interval that
//! touches a break meets both pieces: there derivatives of order ≥ 1 do not exist at a kink (smoothness
//! C0); for C11, f″ is replaced by both one-sided values and f‴ does not exist (theory.md, A6 and C2).

use super::univariate::{Jet, ORDERS, TurnTable, Univariate};
use super::{MAX_ORDER, Parity, Smoothness};
use crate::number::{Endpoint, Interval, Number};
use rug::Rational;

/// A function whose pieces meet at [`Piecewise::BREAKS`]; the rest as in [`Univariate`].
pub(super) trait Piecewise: Copy {
    const NAME: &'static str;
    const SMOOTHNESS: Smoothness;
    const PARITY: Parity = Parity::None;
    const TURNS: TurnTable = [&[]; MAX_ORDER + 1];
    /// Where the pieces meet, in increasing order.
    const BREAKS: &'static [f64];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational>;

    /// The ranges of `[f, f′, f″, f‴]` over a part of the piece that ends at the break of this index.
    fn piece<E: Endpoint>(self, index: usize, part: &Interval<E>) -> Jet<E>;
}

/// The largest order that is continuous at the breaks, and the largest with one-sided values that count.
fn orders_across_breaks(smoothness: Smoothness) -> (usize, usize) {
    if smoothness == Smoothness::C11 { (1, 2) } else { (0, 0) }
}

fn meets_break<F: Piecewise, E: Endpoint>(x: &Interval<E>) -> bool {
    F::BREAKS.iter().any(|place| *x.lower() <= *place && *x.upper() >= *place)
}

/// The part of `x` in the piece that ends at the break of this index.
#[inline]
fn part<F: Piecewise, E: Endpoint>(index: usize, x: &Interval<E>) -> Option<Interval<E>> {
    let lower = if index == 0 { f64::NEG_INFINITY } else { F::BREAKS[index - 1] };
    let upper = F::BREAKS.get(index).copied().unwrap_or(f64::INFINITY);
    let context = x.context();
    x.intersect(&Interval::new(E::from_f64(lower, context), E::from_f64(upper, context)))
}

impl<F: Piecewise> Univariate for F {
    const NAME: &'static str = F::NAME;
    const SMOOTHNESS: Smoothness = F::SMOOTHNESS;
    const PARITY: Parity = F::PARITY;
    const TURNS: TurnTable = F::TURNS;

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        Piecewise::exact(self, q, order)
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let (_, last) = orders_across_breaks(F::SMOOTHNESS);
        let undefined = Interval::undefined(x.context());
        let hull = (0..=F::BREAKS.len())
            .filter_map(|index| Some(self.piece(index, &part::<F, E>(index, x)?)))
            .reduce(|before, piece| ORDERS.map(|order| before[order].hull(&piece[order])));
        match hull {
            None => ORDERS.map(|_| undefined.clone()),
            Some(ranges) if !meets_break::<F, E>(x) => ranges,
            Some(ranges) => {
                ORDERS.map(|order| if order <= last { ranges[order].clone() } else { undefined.clone() })
            }
        }
    }

    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        let ranges = self.thin(x);
        orders.map(|order| ranges[order].clone())
    }

    fn is_continuous_on<E: Endpoint>(self, order: usize, x: &Interval<E>) -> bool {
        let (last, _) = orders_across_breaks(F::SMOOTHNESS);
        order <= last || !meets_break::<F, E>(x)
    }
}

/// `k` for every number of `x`.
pub(super) fn constant<E: Endpoint>(k: f64, x: &Interval<E>) -> Interval<E> {
    Interval::point(E::from_f64(k, x.context()))
}
