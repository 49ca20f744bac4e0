//! The domain: a box with exact, possibly infinite limits.

use rug::Rational;

/// The limits of one parameter; `None` is unbounded on that side. `lower ≤ upper`; equal limits pin
/// the parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Lower limit.
    pub lower: Option<Rational>,
    /// Upper limit.
    pub upper: Option<Rational>,
}

impl Limits {
    /// The limits of `−x`.
    pub fn mirrored(&self) -> Self {
        let negative = |q: &Option<Rational>| q.as_ref().map(|q| Rational::from(-q));
        Limits { lower: negative(&self.upper), upper: negative(&self.lower) }
    }

    /// The limit that `x` lies beyond, if it does.
    pub fn exceeded_by(&self, x: &Rational) -> Option<&Rational> {
        let below = self.lower.as_ref().filter(|lower| x < *lower);
        below.or_else(|| self.upper.as_ref().filter(|upper| x > *upper))
    }

    /// The limit that `x` is equal to, if it is.
    pub fn touched_by(&self, x: &Rational) -> Option<&Rational> {
        [&self.lower, &self.upper].into_iter().flatten().find(|limit| *limit == x)
    }

    /// Whether the parameter is pinned to one value.
    pub fn is_pinned(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }
}

/// One [`Limits`] a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Domain(pub Vec<Limits>);
