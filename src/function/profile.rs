//! How a univariate function rises and bends on an interval: what rules of composition ask of it (theory.md, K2).

use super::{Bend, Function, Smoothness};
use crate::number::{Endpoint, Interval, Number};

/// A function's shape on an interval X.
#[derive(Clone, Debug)]
pub struct Profile<E> {
    /// Encloses its values.
    pub range: Interval<E>,
    /// Its values are positive.
    pub is_positive: bool,
    /// Nowhere falls.
    pub rises: bool,
    /// Nowhere rises.
    pub falls: bool,
    /// Its slopes are in `[0, 1]`.
    pub is_gentle: bool,
    /// How it bends.
    pub bend: Bend,
    /// How its logarithm bends, which rises, if both is known.
    pub log: Bend,
    /// Analytic inside its domain, and not affine: where it bends, rises or falls on an interval, it does so strictly.
    pub is_strict: bool,
}

const CONVEX: Bend = Bend { convex: true, concave: false };
const CONCAVE: Bend = Bend { convex: false, concave: true };

impl Function {
    /// The shape on `x`; `is_positive` says that the arguments are positive even where `x` reaches 0. `None` where
    /// the function is not known to be defined for all of them.
    pub fn profile<E: Endpoint>(self, x: &Interval<E>, is_positive: bool) -> Option<Profile<E>> {
        let is_positive = is_positive || *x.lower() > 0.0;
        let x = &if is_positive { x.positive_part() } else { x.clone() };
        let (is_right, is_left) = (*x.lower() >= 0.0, *x.upper() <= 0.0);
        let is_defined = match self {
            Function::Log => is_positive,
            Function::Log1p => *x.lower() > -1.0,
            Function::Sqrt => is_right,
            Function::Power(n) if n < 0 => is_positive || *x.upper() < 0.0,
            _ => true,
        };
        let range = self.values(x).filter(|_| is_defined)?;
        let half_affine = Bend { convex: true, concave: is_right || is_left };
        let (rises, falls, is_gentle, bend) = match self {
            Function::Log | Function::Log1p | Function::Sqrt => (true, false, false, CONCAVE),
            Function::Power(n) if n < 0 && is_positive => (false, true, false, CONVEX),
            Function::Power(n) if n < 0 && n % 2 == 0 => (true, false, false, CONVEX),
            Function::Power(n) if n < 0 => (false, true, false, CONCAVE),
            Function::Relu => (true, is_left, true, half_affine),
            Function::Abs => (is_right, is_left, is_right, half_affine),
            _ => {
                let [_, slope, curvature] = self.jet(x);
                let bend = Bend { convex: *curvature.lower() >= 0.0, concave: *curvature.upper() <= 0.0 };
                let rises = *slope.lower() >= 0.0;
                (rises, *slope.upper() <= 0.0, rises && *slope.upper() <= 1.0, bend)
            }
        };
        Some(Profile {
            is_positive: *range.lower() > 0.0 || self.keeps_positive(is_positive, *x.upper() < 0.0),
            range,
            rises,
            falls,
            is_gentle,
            bend,
            log: match self {
                Function::Exp => Bend::AFFINE,
                Function::Sigmoid => CONCAVE, // log sigmoid(x) = −softplus(−x)
                _ => Bend::UNKNOWN,
            },
            is_strict: self.smoothness() == Smoothness::C2,
        })
    }

    /// The range, unbounded on the side of a pole at 0.
    fn values<E: Endpoint>(self, x: &Interval<E>) -> Option<Interval<E>> {
        let infinite = |x: f64, of: &Interval<E>| E::from_f64(x, of.context());
        let range = match self {
            Function::Log if *x.lower() <= 0.0 => {
                let end = self.range(0, &Interval::point(x.upper().clone()));
                Interval::new(infinite(f64::NEG_INFINITY, x), end.upper().clone())
            }
            Function::Power(n) if n < 0 && *x.lower() == 0.0 => {
                let end = self.range(0, &Interval::point(x.upper().clone()));
                Interval::new(end.lower().clone(), infinite(f64::INFINITY, x))
            }
            _ => self.range(0, x),
        };
        range.is_defined().then_some(range)
    }

    /// Whether values are positive for arguments that are positive, or negative, or either.
    fn keeps_positive(self, is_positive: bool, is_negative: bool) -> bool {
        match self {
            Function::Exp | Function::Sigmoid | Function::Softplus => true,
            Function::Log | Function::Sin | Function::Cos => false,
            Function::Power(n) if n % 2 == 0 => is_positive || is_negative,
            _ => is_positive,
        }
    }
}
