//! Exact rational evaluation (theory.md, A13).

use super::Kind;
use crate::function::Function;
use crate::number::Number;
use rug::Rational;

/// An exact rational, or undefined: outside a domain, where a function's value is not known to be rational, or where it has
/// more than [`Exact::MAX_BITS`] bits above or below the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact(Option<Rational>);

impl Exact {
    /// The greatest size of a numerator or denominator.
    pub const MAX_BITS: u32 = 1 << 18;

    fn bits(q: &Rational) -> u32 {
        q.numer().significant_bits().max(q.denom().significant_bits())
    }

    /// Both values, if they are small enough for `operation`.
    fn combine(&self, other: &Self, operation: impl Fn(&Rational, &Rational) -> Rational) -> Self {
        let pair = self.0.as_ref().zip(other.0.as_ref());
        let small = pair.filter(|(a, b)| Self::bits(a).saturating_add(Self::bits(b)) < Self::MAX_BITS);
        Exact(small.map(|(a, b)| operation(a, b)))
    }

    /// The value, if defined.
    pub fn value(&self) -> Option<&Rational> {
        self.0.as_ref()
    }

    /// The value, if defined.
    pub fn into_value(self) -> Option<Rational> {
        self.0
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
}

impl Kind for Exact {
    fn apply(&self, f: Function, order: usize) -> Self {
        let growth = match f {
            Function::Power(n) => n.unsigned_abs() + order as u32,
            _ => 4,
        };
        let small = self.0.as_ref().filter(|q| Self::bits(q).saturating_mul(growth) < Self::MAX_BITS);
        Exact(small.and_then(|q| f.exact(q, order)))
    }
}
