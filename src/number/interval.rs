//! Intervals with outward rounding.

use super::{Endpoint, Number, Round};
use crate::expression::Function;
use rug::Rational;

/// The closed interval `[lower, upper]`, possibly unbounded; undefined where the endpoints are NaN.
/// Never empty.
#[derive(Clone, Copy, Debug)]
pub struct Interval<E> {
    lower: E,
    upper: E,
}

impl<E: Endpoint> Interval<E> {
    /// `[lower, upper]`; undefined unless `lower ≤ upper`.
    pub fn new(lower: E, upper: E) -> Self {
        if lower <= upper {
            Interval { lower, upper }
        } else {
            let nan = E::from_f64(f64::NAN, lower.context());
            Interval { lower: nan.clone(), upper: nan }
        }
    }

    /// `[x, x]`.
    pub fn point(x: E) -> Self {
        Self::new(x.clone(), x)
    }

    /// The lower endpoint.
    pub fn lower(&self) -> &E {
        &self.lower
    }

    /// The upper endpoint.
    pub fn upper(&self) -> &E {
        &self.upper
    }
}

impl<E: Endpoint> Number for Interval<E> {
    type Context = E::Context;

    fn exact(q: &Rational, context: E::Context) -> Self {
        Self::new(E::from_rational(q, Round::Down, context), E::from_rational(q, Round::Up, context))
    }

    fn undefined(context: E::Context) -> Self {
        let nan = E::from_f64(f64::NAN, context);
        Interval { lower: nan.clone(), upper: nan }
    }

    fn is_defined(&self) -> bool {
        !self.lower.is_nan()
    }

    fn add(&self, other: &Self) -> Self {
        Self::new(self.lower.add(&other.lower, Round::Down), self.upper.add(&other.upper, Round::Up))
    }

    fn mul(&self, other: &Self) -> Self {
        let _ = other;
        todo!()
    }

    fn apply(&self, f: Function, order: usize) -> Self {
        f.range(order, self)
    }
}
