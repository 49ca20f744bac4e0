//! Exact rational evaluation.

use super::Number;
use crate::expression::Function;
use rug::Rational;

/// Sums and products with more bits than this are given up: repeated squaring would fill the memory.
const MAX_BITS: u32 = 1 << 17;

/// An exact rational, or undefined: outside a domain, where a function's value is not known to be
/// rational (tanh 0 = 0 is, tanh 1 is not), or where it has more than some 40,000 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact(Option<Rational>);

impl Exact {
    /// The value, if defined.
    pub fn value(&self) -> Option<&Rational> {
        self.0.as_ref()
    }

    /// The value, if defined.
    pub fn into_value(self) -> Option<Rational> {
        self.0
    }

    fn combine(&self, other: &Self, operation: fn(&Rational, &Rational) -> Rational) -> Self {
        let result = self.0.as_ref().zip(other.0.as_ref()).map(|(a, b)| operation(a, b));
        Exact(result.filter(|q| q.numer().significant_bits().max(q.denom().significant_bits()) <= MAX_BITS))
    }
}

impl From<Rational> for Exact {
    fn from(q: Rational) -> Self {
        Exact(Some(q))
    }
}

impl Number for Exact {
    type Context = ();

    fn exact(q: &Rational, (): ()) -> Self {
        Exact(Some(q.clone()))
    }

    fn undefined((): ()) -> Self {
        Exact(None)
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.0.is_some()
    }

    fn add(&self, other: &Self) -> Self {
        self.combine(other, |a, b| Rational::from(a + b))
    }

    fn mul(&self, other: &Self) -> Self {
        self.combine(other, |a, b| Rational::from(a * b))
    }

    fn apply(&self, f: Function, order: usize) -> Self {
        Exact(self.0.as_ref().and_then(|q| f.exact(q, order)))
    }
}
