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
    /// `[lower, upper]`.
    pub fn new(lower: Rational, upper: Rational) -> Self {
        Limits { lower: Some(lower), upper: Some(upper) }
    }

    /// The whole line.
    pub fn real() -> Self {
        Limits { lower: None, upper: None }
    }

    /// The limits of `−x`.
    pub fn mirrored(&self) -> Self {
        let negative = |q: &Option<Rational>| q.as_ref().map(|q| Rational::from(-q));
        Limits { lower: negative(&self.upper), upper: negative(&self.lower) }
    }

    /// Whether `x` lies within.
    pub fn contains(&self, x: &Rational) -> bool {
        self.exceeded_by(x).is_none()
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

    /// Whether both limits are finite.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }

    /// Whether the parameter is pinned to one value.
    pub fn is_pinned(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }
}

/// One [`Limits`] a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Domain(pub Vec<Limits>);

impl Domain {
    /// Whether the point lies in the box, exactly.
    pub fn contains(&self, point: &[Rational]) -> bool {
        self.0.len() == point.len() && self.0.iter().zip(point).all(|(limits, x)| limits.contains(x))
    }

    /// Whether every parameter is bounded on both sides.
    pub fn is_bounded(&self) -> bool {
        self.0.iter().all(Limits::is_bounded)
    }
}
