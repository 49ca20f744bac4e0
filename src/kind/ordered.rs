//! Numbers whose signs can be certain.

use super::{Exact, Kind};
use crate::number::{Endpoint, Interval, Number, Round};
use rug::Rational;
use std::cmp::Ordering;

/// A kind of number that can be compared, as far as its value is known.
pub trait Ordered: Kind {
    /// The signs of the least and the greatest value that it may have; `None` if undefined.
    fn signs(&self) -> Option<[Ordering; 2]>;

    /// The smaller of two values; undefined if one of them is.
    fn min(&self, other: &Self) -> Self;

    /// A rational number that the value is not below; `None` where none is known.
    fn lower_bound(&self) -> Option<Rational>;

    /// A rational number that the value is not above; `None` where none is known.
    fn upper_bound(&self) -> Option<Rational> {
        self.negative().lower_bound().map(|bound| -bound)
    }

    /// The bits that an exact value takes; 0 where the kind bounds them.
    fn bits(&self) -> u32;

    /// `−self`.
    fn negative(&self) -> Self {
        self.mul(&Self::exact(&Rational::from(-1), self.context()))
    }

    /// `self − other`.
    fn minus(&self, other: &Self) -> Self {
        self.add(&other.negative())
    }

    /// The larger of two values; undefined if one of them is.
    fn max(&self, other: &Self) -> Self {
        self.negative().min(&other.negative()).negative()
    }

    /// Whether the value is certainly at least 0.
    fn is_at_least_zero(&self) -> bool {
        self.signs().is_some_and(|[lower, _]| lower.is_ge())
    }

    /// Whether the value is certainly below 0.
    fn is_below_zero(&self) -> bool {
        self.signs().is_some_and(|[_, upper]| upper.is_lt())
    }
}

impl Ordered for Exact {
    fn signs(&self) -> Option<[Ordering; 2]> {
        self.value().map(|q| [q.cmp0(); 2])
    }

    fn min(&self, other: &Self) -> Self {
        match (self.value(), other.value()) {
            (Some(a), Some(b)) => Exact::from(a.min(b).clone()),
            _ => Exact::undefined(()),
        }
    }

    fn lower_bound(&self) -> Option<Rational> {
        self.value().cloned()
    }

    fn bits(&self) -> u32 {
        self.value().map_or(0, |q| q.numer().significant_bits() + q.denom().significant_bits())
    }
}

impl<E: Endpoint> Ordered for Interval<E> {
    fn signs(&self) -> Option<[Ordering; 2]> {
        Some([self.lower().partial_cmp(&0.0)?, self.upper().partial_cmp(&0.0)?])
    }

    fn min(&self, other: &Self) -> Self {
        let smaller = |a: &E, b: &E| if b < a { b.clone() } else { a.clone() };
        if !self.is_defined() || !other.is_defined() {
            return Self::undefined(Number::context(self));
        }
        Self::new(smaller(self.lower(), other.lower()), smaller(self.upper(), other.upper()))
    }

    /// The lower end, rounded down to a double: its sign is kept, and exponents without measure are not.
    fn lower_bound(&self) -> Option<Rational> {
        Rational::from_f64(self.lower().to_f64(Round::Down))
    }

    fn bits(&self) -> u32 {
        0
    }
}
