//! What every univariate function says about itself, and what follows from it.
//!
//! The derivatives `f, f′, f″, f‴` are monotone between known turning points, so the range of one of them
//! over an interval is the hull of its values at both ends, from [`Univariate::thin`], and of the known
//! values at the turning points inside (theory.md, A6). At an infinite end `thin` gives the limit.

use super::{MAX_ORDER, Parity, Smoothness, Turns};
use crate::number::{Constant, Endpoint, Interval, Number};
use rug::Rational;

/// All orders of derivative.
pub(super) const ORDERS: [usize; MAX_ORDER + 1] = [0, 1, 2, 3];

/// Derivatives at 0 as `p/q`.
pub(super) type AtZero = [Option<(i32, u32)>; MAX_ORDER + 1];
/// The enclosed derivatives of orders 0 to 3.
pub(super) type Jet<E> = [Interval<E>; MAX_ORDER + 1];
/// For each order the places where the derivative turns, in increasing order.
pub(super) type TurnTable = [&'static [Turn]; MAX_ORDER + 1];

/// A place where a derivative turns, and its value there.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) at: Constant,
    value: Constant,
}

impl Turn {
    pub(super) const fn new(at: Constant, value: Constant) -> Self {
        Turn { at, value }
    }

    /// By decimal expansions.
    pub(super) const fn decimal(at: &'static str, value: &'static str) -> Self {
        Turn { at: Constant::decimal(at), value: Constant::decimal(value) }
    }

    pub(super) const fn exact(at: f64, value: f64) -> Self {
        Turn { at: Constant::Exact(at), value: Constant::Exact(value) }
    }

    /// The same turn of an even derivative on the other side of 0.
    pub(super) const fn even(self) -> Self {
        Turn { at: self.at.neg(), ..self }
    }

    /// The same turn of an odd derivative on the other side of 0.
    pub(super) const fn odd(self) -> Self {
        Turn { at: self.at.neg(), value: self.value.neg() }
    }
}

/// One univariate function; the methods are described at [`super::Function`].
pub(super) trait Univariate: Copy {
    const NAME: &'static str;
    const SMOOTHNESS: Smoothness = Smoothness::C2;
    /// That of all powers is their own.
    const PARITY: Parity = Parity::None;
    /// The derivatives at 0, `p/q`, where they are rational.
    const AT_ZERO: AtZero = [None; MAX_ORDER + 1];
    /// Where the derivatives of orders 0 to 3 turn, in increasing order.
    const TURNS: TurnTable = [&[]; MAX_ORDER + 1];

    /// Where the slopes of the products `f·f′` and `f·f″` turn, in increasing order, if that is known.
    const PRODUCT_TURNS: Option<[&'static [Constant]; 2]> = None;

    /// For a function that solves `f′ = q(f)` with a polynomial `q` and is increasing: the fourth derivatives of `f`, `f′`,
    /// `f″`, `f·f′` and `f·f″` as polynomials in `f`, coefficients from the constant on.
    const FOURTHS: Option<[&'static [f64]; 5]> = None;

    fn fourths(self) -> Option<[&'static [f64]; 5]> {
        Self::FOURTHS
    }

    fn parity(self) -> Parity {
        Self::PARITY
    }

    fn is_defined_at(self, _q: &Rational) -> bool {
        true
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let known = Self::AT_ZERO.get(order).copied().flatten();
        known.filter(|_| q.is_zero()).map(Rational::from)
    }

    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E>;

    fn turning_points(self, order: usize) -> &'static [Turn] {
        Self::TURNS[order]
    }

    /// Whether the derivative of this order exists and is continuous everywhere on `x`.
    fn is_continuous_on<E: Endpoint>(self, _order: usize, _x: &Interval<E>) -> bool {
        true
    }

    /// The ranges of several derivatives over `x`, sharing the evaluations at its ends.
    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        let low = self.thin(&Interval::point(x.lower().clone()));
        if x.is_point() {
            return orders.map(|order| low[order].clone());
        }
        let high = self.thin(&Interval::point(x.upper().clone()));
        orders.map(|order| {
            if !self.is_continuous_on(order, x) {
                return Interval::undefined(x.context());
            }
            let ends = low[order].hull(&high[order]);
            self.turning_points(order).iter().fold(ends, |range, turn| {
                let at = Interval::constant(&turn.at, x.context());
                if at.intersect(x).is_none() {
                    return range;
                }
                range.hull(&Interval::constant(&turn.value, x.context()))
            })
        })
    }

    fn turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        if !x.is_defined() || !self.is_continuous_on(order, x) {
            return None;
        }
        let inside = self
            .turning_points(order)
            .iter()
            .filter_map(|turn| Interval::constant(&turn.at, x.context()).intersect(x));
        collect_turns(inside)
    }

    fn product_turning_points(self) -> Option<[&'static [Constant]; 2]> {
        Self::PRODUCT_TURNS
    }

    fn product_turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        let places = self.product_turning_points()?[order - 1];
        let inside = places.iter().filter_map(|at| Interval::constant(at, x.context()).intersect(x));
        collect_turns(inside).filter(|_| x.is_defined())
    }
}

/// The places in an array; `None` if there are more than four.
pub(super) fn collect_turns<E: Endpoint>(places: impl Iterator<Item = Interval<E>>) -> Option<Turns<E>> {
    let mut places = places.fuse();
    let turns = std::array::from_fn(|_| places.next());
    places.next().is_none().then_some(turns)
}

/// `p/q` for small integers.
pub(super) fn ratio(p: i32, q: u32) -> Rational {
    Rational::from((p, q))
}
