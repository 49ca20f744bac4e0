//! The domain: a box with exact, possibly infinite limits, cut by at most one ball and by half-spaces.

use super::cut::{Ball, Cut, HalfSpace};
use crate::kind::Kind;
use rug::Rational;

/// The limits of one parameter; `None` is unbounded on that side. `lower ≤ upper`; equal limits pin it.
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

/// The points within the limits, in the ball, and in all half-spaces: closed and convex.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Domain {
    /// One a parameter.
    pub limits: Vec<Limits>,
    /// See [`Domain::ball`].
    pub ball: Option<Ball>,
    /// In the order of the problem file.
    pub half_spaces: Vec<HalfSpace>,
    /// A point strictly inside in the parameters that are not pinned, which a domain that is cut must name: whether it is one is
    /// the checker's business.
    pub interior: Option<Vec<Rational>>,
}

impl From<Vec<Limits>> for Domain {
    /// A box.
    fn from(limits: Vec<Limits>) -> Self {
        Domain { limits, ..Domain::default() }
    }
}

impl Domain {
    /// The ball, with centre, radius and scales as rationals, one a parameter. The limits need not be those of its own bounding
    /// box, nor lie within. A pinned parameter counts as any other does; problem files centre it at its value, so that it counts
    /// for nothing, and to leave it out makes a ball no smaller.
    pub fn ball(&self) -> Option<&Ball> {
        self.ball.as_ref()
    }

    /// Whether it is no box.
    pub fn is_cut(&self) -> bool {
        self.ball.is_some() || !self.half_spaces.is_empty()
    }

    /// What cuts the box.
    pub fn cuts(&self) -> impl Iterator<Item = Cut> {
        let ball = self.ball.iter().map(|_| Cut::Ball);
        ball.chain((0..self.half_spaces.len()).map(Cut::HalfSpace))
    }

    /// The lines of canonical text that say so, the last of which names the point inside.
    pub(crate) fn cut_lines(&self) -> usize {
        let ball =
            self.ball.as_ref().map_or(0, |ball| if ball.scales.iter().all(|s| *s == 1) { 1 } else { 2 });
        ball + self.half_spaces.len() + usize::from(self.interior.is_some())
    }

    /// How far a point is from what cuts the box: at least 0 on its inner side. Undefined for a cut that is none of this domain.
    pub fn room<N: Kind>(&self, cut: Cut, at: &[N], context: N::Context) -> N {
        let room = match cut {
            Cut::Ball => self.ball.as_ref().map(|ball| ball.room(at, context)),
            Cut::HalfSpace(index) => self.half_spaces.get(index).map(|half| half.room(at, context)),
        };
        room.unwrap_or_else(|| N::undefined(context))
    }
}
