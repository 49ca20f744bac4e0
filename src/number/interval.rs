//! Intervals with outward rounding (theory.md, A3). The interval `[∞, ∞]`, which contains no real number, is only met as the
//! place where a function has its limit.

use super::{Constant, Elementary, Endpoint, Number, Round};
use rug::Rational;

/// The closed interval `[lower, upper]`, never empty, possibly unbounded; undefined where the endpoints are NaN.
#[derive(Clone, Copy, Debug)]
pub struct Interval<E> {
    lower: E,
    upper: E,
}

enum Side {
    Negative,
    Across,
    Positive,
}

fn smaller<E: Endpoint>(a: &E, b: &E) -> E {
    if b < a { b.clone() } else { a.clone() }
}

fn larger<E: Endpoint>(a: &E, b: &E) -> E {
    if b > a { b.clone() } else { a.clone() }
}

impl<E: Endpoint> Interval<E> {
    /// `[lower, upper]`; undefined unless `lower ≤ upper`.
    #[inline]
    pub fn new(lower: E, upper: E) -> Self {
        if lower <= upper { Interval { lower, upper } } else { Self::undefined(lower.context()) }
    }

    /// `[x, x]`.
    #[inline]
    pub fn point(x: E) -> Self {
        Interval { lower: x.clone(), upper: x }
    }

    /// The tightest enclosure of a constant.
    #[inline]
    pub fn constant(c: &Constant, context: E::Context) -> Self {
        Self::new(E::constant(c, Round::Down, context), E::constant(c, Round::Up, context))
    }

    /// The whole real line.
    pub fn real(context: E::Context) -> Self {
        Self::new(E::from_f64(f64::NEG_INFINITY, context), E::from_f64(f64::INFINITY, context))
    }

    #[inline]
    fn side(&self) -> Side {
        if self.lower >= 0.0 {
            Side::Positive
        } else if self.upper <= 0.0 {
            Side::Negative
        } else {
            Side::Across
        }
    }

    /// The lower endpoint.
    #[inline]
    pub fn lower(&self) -> &E {
        &self.lower
    }

    /// The upper endpoint.
    #[inline]
    pub fn upper(&self) -> &E {
        &self.upper
    }

    /// What the endpoints were made with.
    #[inline]
    pub fn context(&self) -> E::Context {
        self.lower.context()
    }

    /// Whether this is a single number.
    #[inline]
    pub fn is_point(&self) -> bool {
        self.lower == self.upper
    }

    /// Whether `x` lies inside.
    pub fn contains(&self, x: &E) -> bool {
        self.lower <= *x && *x <= self.upper
    }

    /// Whether 0 lies inside.
    #[inline]
    pub fn contains_zero(&self) -> bool {
        self.lower <= 0.0 && self.upper >= 0.0
    }

    /// The smallest interval around both; undefined if one of them is.
    #[inline]
    pub fn hull(&self, other: &Self) -> Self {
        if !self.is_defined() || !other.is_defined() {
            return Self::undefined(self.context());
        }
        Interval { lower: smaller(&self.lower, &other.lower), upper: larger(&self.upper, &other.upper) }
    }

    /// The numbers in both; `None` if there are none, or one is undefined.
    #[inline]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let lower = larger(&self.lower, &other.lower);
        let upper = smaller(&self.upper, &other.upper);
        (self.lower <= other.upper && other.lower <= self.upper).then_some(Interval { lower, upper })
    }

    /// The largest `|x|`; NaN if undefined.
    pub fn magnitude(&self) -> E {
        larger(&self.lower.neg(), &self.upper)
    }

    /// The tightest enclosure with `f64` endpoints.
    pub fn to_f64(&self) -> Interval<f64> {
        Interval::new(self.lower.to_f64(Round::Down), self.upper.to_f64(Round::Up))
    }

    /// `−x`.
    #[inline]
    pub fn neg(&self) -> Self {
        Interval { lower: self.upper.neg(), upper: self.lower.neg() }
    }

    /// `x − y`.
    #[inline]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// `x / y`; undefined if 0 lies in the divisor.
    #[inline]
    pub fn div(&self, other: &Self) -> Self {
        if other.contains_zero() {
            return Self::undefined(self.context());
        }
        if other.upper < 0.0 {
            return self.neg().div(&other.neg());
        }
        let below = if self.lower < 0.0 { &other.lower } else { &other.upper };
        let above = if self.upper < 0.0 { &other.upper } else { &other.lower };
        Self::new(self.lower.div(below, Round::Down), self.upper.div(above, Round::Up))
    }

    /// `x + k` for a number `k` that `f64` holds.
    #[inline]
    pub fn plus(&self, k: f64) -> Self {
        let k = E::from_f64(k, self.context());
        Self::new(self.lower.add(&k, Round::Down), self.upper.add(&k, Round::Up))
    }

    /// `k·x` for a number `k` that `f64` holds.
    #[inline]
    pub fn times(&self, k: f64) -> Self {
        let (low, high) = if k < 0.0 { (&self.upper, &self.lower) } else { (&self.lower, &self.upper) };
        let k = E::from_f64(k, self.context());
        Self::new(low.mul(&k, Round::Down), high.mul(&k, Round::Up))
    }

    /// `1 / x`; undefined if 0 lies in `x`.
    #[inline]
    pub fn recip(&self) -> Self {
        Self::point(E::from_f64(1.0, self.context())).div(self)
    }

    /// `|x|`.
    #[inline]
    pub fn abs(&self) -> Self {
        if self.lower < 0.0 && self.upper > 0.0 {
            return Self::new(E::from_f64(0.0, self.context()), self.magnitude());
        }
        if self.lower < 0.0 { self.neg() } else { self.clone() }
    }

    /// `max(x, 0)`.
    #[inline]
    pub fn positive_part(&self) -> Self {
        let zero = E::from_f64(0.0, self.context());
        Interval { lower: larger(&self.lower, &zero), upper: larger(&self.upper, &zero) }
    }

    /// `x²`.
    #[inline]
    pub fn square(&self) -> Self {
        self.power(2)
    }

    /// `xⁿ`, and 1 for `n = 0`.
    #[inline]
    pub fn power(&self, n: u32) -> Self {
        let base = if n.is_multiple_of(2) { self.abs() } else { self.clone() };
        Self::new(power(&base.lower, n, Round::Down), power(&base.upper, n, Round::Up))
    }

    /// `f(x)` for a non-decreasing `f`.
    #[inline]
    pub fn increasing(&self, f: Elementary) -> Self {
        let (lower, upper) = self.lower.elementary(f);
        if self.is_point() {
            return Self::new(lower, upper);
        }
        Self::new(lower, self.upper.elementary(f).1)
    }

    /// `f(x)` for a non-increasing `f`.
    #[inline]
    pub fn decreasing(&self, f: Elementary) -> Self {
        let (lower, upper) = self.upper.elementary(f);
        if self.is_point() {
            return Self::new(lower, upper);
        }
        Self::new(lower, self.lower.elementary(f).1)
    }
}

/// Powers of `|x|` by repeated squaring, every product rounded away from the exact one in the same direction.
#[inline]
fn power<E: Endpoint>(x: &E, n: u32, round: Round) -> E {
    if n == 0 {
        return if x.is_nan() { x.clone() } else { E::from_f64(1.0, x.context()) };
    }
    if *x < 0.0 {
        let magnitude = x.neg();
        return if n.is_multiple_of(2) {
            power(&magnitude, n, round)
        } else {
            power(&magnitude, n, round.opposite()).neg()
        };
    }
    (0..n.ilog2()).rev().fold(x.clone(), |power, bit| {
        let square = power.mul(&power, round);
        if n >> bit & 1 == 1 { square.mul(x, round) } else { square }
    })
}

impl<E: Endpoint> Number for Interval<E> {
    type Context = E::Context;

    fn exact(q: &Rational, context: E::Context) -> Self {
        Self::new(E::from_rational(q, Round::Down, context), E::from_rational(q, Round::Up, context))
    }

    #[inline]
    fn undefined(context: E::Context) -> Self {
        Self::point(E::from_f64(f64::NAN, context))
    }

    #[inline]
    fn context(&self) -> E::Context {
        self.lower.context()
    }

    fn is_defined(&self) -> bool {
        !self.lower.is_nan()
    }

    #[inline]
    fn add(&self, other: &Self) -> Self {
        Self::new(self.lower.add(&other.lower, Round::Down), self.upper.add(&other.upper, Round::Up))
    }

    #[inline]
    fn mul(&self, other: &Self) -> Self {
        use Side::{Across, Negative, Positive};
        let ((a, b), (c, d)) = ((&self.lower, &self.upper), (&other.lower, &other.upper));
        let ends = |p: &E, q: &E, r: &E, s: &E| Self::new(p.mul(q, Round::Down), r.mul(s, Round::Up));
        match (self.side(), other.side()) {
            (Positive, Positive) => ends(a, c, b, d),
            (Positive, Across) => ends(b, c, b, d),
            (Positive, Negative) => ends(b, c, a, d),
            (Across, Positive) => ends(a, d, b, d),
            (Across, Across) => Self::new(
                smaller(&a.mul(d, Round::Down), &b.mul(c, Round::Down)),
                larger(&a.mul(c, Round::Up), &b.mul(d, Round::Up)),
            ),
            (Across, Negative) => ends(b, c, a, c),
            (Negative, Positive) => ends(a, d, b, c),
            (Negative, Across) => ends(a, d, a, c),
            (Negative, Negative) => ends(b, d, a, c),
        }
    }
}
