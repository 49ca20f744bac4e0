//! One-sided derivatives along a line: of `g(t) = f(θ + tv)` the value `g(0)`, `r = g′(0+)` and the jump `j = g′(0+) − g′(0−)`
//! (theory.md, W5). Whether `g(0) = 0` an enclosure can tell only if it is the point 0, so the value is carried as an exact
//! rational too, as long as it is known to be one.

use super::{Counted, Exact, Kind, Ordered};
use crate::budget::Budget;
use crate::function::Function;
use crate::number::Number;
use rug::Rational;

/// A value, its right derivative along a line and the derivative's jump.
#[derive(Clone, Debug)]
pub struct OneSided<'b, N> {
    /// The value, where it is known to be rational.
    exact: Counted<'b, Exact>,
    value: N,
    right: N,
    jump: N,
}

impl<'b, N: Ordered> OneSided<'b, N> {
    /// The coordinate `x + tv`.
    pub fn coordinate(x: &Rational, v: &Rational, context: (N::Context, &'b Budget)) -> Self {
        OneSided { right: N::exact(v, context.0), ..Self::exact(x, context) }
    }

    /// The value at the point.
    pub fn value(&self) -> &N {
        &self.value
    }

    /// The right derivative.
    pub fn right(&self) -> &N {
        &self.right
    }

    /// The right derivative minus the left one.
    pub fn jump(&self) -> &N {
        &self.jump
    }

    /// A value as far as it is known: 0 also where the enclosure holds nothing else.
    fn known(exact: Counted<'b, Exact>, value: &N) -> Counted<'b, Exact> {
        let is_zero = value.signs().is_some_and(|signs| signs.iter().all(|sign| sign.is_eq()));
        if is_zero { Number::exact(&Rational::new(), exact.context()) } else { exact }
    }

    /// The left derivative of `g(t)`, as the right derivative of `g(−t)`.
    fn backward(&self) -> N {
        let minus_one = N::exact(&Rational::from(-1), self.value.context());
        self.jump.add(&self.right.mul(&minus_one))
    }
}

impl<'b, N: Ordered> Number for OneSided<'b, N> {
    type Context = (N::Context, &'b Budget);

    fn exact(q: &Rational, (context, budget): Self::Context) -> Self {
        let zero = N::exact(&Rational::new(), context);
        let exact = Number::exact(q, ((), budget));
        OneSided { exact, value: N::exact(q, context), right: zero.clone(), jump: zero }
    }

    fn undefined((context, budget): Self::Context) -> Self {
        let undefined = N::undefined(context);
        OneSided {
            exact: Number::undefined(((), budget)),
            value: undefined.clone(),
            right: undefined.clone(),
            jump: undefined,
        }
    }

    fn context(&self) -> Self::Context {
        (self.value.context(), self.exact.context().1)
    }

    fn is_defined(&self) -> bool {
        self.value.is_defined() && self.right.is_defined() && self.jump.is_defined()
    }

    fn add(&self, other: &Self) -> Self {
        OneSided {
            exact: self.exact.add(&other.exact),
            value: self.value.add(&other.value),
            right: self.right.add(&other.right),
            jump: self.jump.add(&other.jump),
        }
    }

    fn mul(&self, other: &Self) -> Self {
        let product_rule = |a: &N, b: &N| a.mul(&other.value).add(&self.value.mul(b));
        let value = self.value.mul(&other.value);
        OneSided {
            exact: Self::known(self.exact.mul(&other.exact), &value),
            value,
            right: product_rule(&self.right, &other.right),
            jump: product_rule(&self.jump, &other.jump),
        }
    }
}

impl<N: Ordered> Kind for OneSided<'_, N> {
    /// Of order 0 only: a derivative of `f` has one-sided derivatives of its own, which nothing asks for.
    fn apply(&self, f: Function, order: usize) -> Self {
        if order > 0 || !self.is_defined() {
            return Self::undefined(self.context());
        }
        let value = self.value.apply(f, 0);
        let exact = Self::known(self.exact.apply(f, 0), &value);
        let is_zero = self.exact.value().is_some_and(Rational::is_zero);
        if is_zero && f.is_homogeneous() {
            let right = self.right.apply(f, 0);
            let jump = right.add(&self.backward().apply(f, 0));
            return OneSided { exact, value, right, jump };
        }
        let slope = self.value.apply(f, 1);
        OneSided { exact, value, right: slope.mul(&self.right), jump: slope.mul(&self.jump) }
    }
}
