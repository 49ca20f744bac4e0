//! Fractions as whole numbers over a common denominator.

use rug::{Integer, Rational};

/// The least common denominator.
pub(super) fn denominator<'q>(numbers: impl IntoIterator<Item = &'q Rational>) -> Integer {
    numbers.into_iter().fold(Integer::from(1), |lcm, q| lcm.lcm(q.denom()))
}

/// The numerator over a denominator that is a multiple of the number's own.
pub(super) fn numerator(q: &Rational, denominator: &Integer) -> Integer {
    Integer::from(denominator / q.denom()) * q.numer()
}
