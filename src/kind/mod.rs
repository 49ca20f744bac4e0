//! The kinds of number a graph can be evaluated over.
//!
//! | kind | meaning | used for |
//! |---|---|---|
//! | [`Exact`] | a rational; a transcendental value is *undefined* unless it is rational | witnesses of polynomials |
//! | [`Interval`](crate::number::Interval) over `f64` or [`rug::Float`] | encloses the true value, rounded outwards | everything a verdict rests on |
//! | [`Affine`] over the same | encloses, and remembers how the value depends on the cell | Hessians on cells |
//! | [`FirstOrder`] | the same in doubles with as many symbols as a row has local coordinates | rows of many parameters |
//! | [`Multivariate`] | a polynomial in the parameters and in functions of such polynomials | identities |
//! | [`Range`] | an interval whose ends may be open: infinite and unattained bounds | signs on unbounded domains |
//! | [`Taylor`] | a truncated power series over any kind | slopes and curvature along a line |
//! | [`OneSided`] | a value and both one-sided slopes along a line, over any kind | kinks |
//! | [`InLambda`] | a rational function of λ with coefficients of any kind | witnesses that move with λ |
//! | [`Shape`] | what rules of composition know of a function on the domain, and along which lines it bends strictly | convexity without a box |
//! | [`Counted`] | any of the simple ones, paid for from a budget | the checker |
//!
//! Operations never fail: an undefined result poisons everything computed from it (theory.md, A1), and
//! [`crate::expression::Tape::diagnose`] finds out afterwards which node was guilty.

mod affine;
mod counted;
mod exact;
mod first_order;
mod in_lambda;
mod interval;
mod line;
mod multivariate;
mod one_sided;
mod ordered;
mod parabola;
mod range;
mod shape;
mod strict;
mod taylor;

pub use affine::Affine;
pub use counted::{Counted, Weighed};
pub use exact::Exact;
pub use first_order::FirstOrder;
pub use in_lambda::{InLambda, Over};
pub use line::{Line, Lines};
pub use multivariate::{Atoms, Multivariate};
pub use one_sided::OneSided;
pub use ordered::Ordered;
pub use parabola::{Parabola, Parabolas};
pub use range::{End, Range};
pub use shape::Shape;
pub use taylor::Taylor;

use crate::function::Function;
use crate::number::Number;

/// A kind of number that functions can be applied to.
pub trait Kind: Number {
    /// The derivative of the given order (0 is the function itself, at most 3) of `f` at `self`.
    fn apply(&self, f: Function, order: usize) -> Self;
    /// `[f, f′, f″]` at `self`; a kind overrides it where the three share work.
    fn jet(&self, f: Function) -> [Self; 3] {
        [0, 1, 2].map(|order| self.apply(f, order))
    }
    /// `[f·f′, f·f″]` at `self`.
    fn products(&self, f: Function) -> [Self; 2] {
        let [value, slope, curvature] = self.jet(f);
        [value.mul(&slope), value.mul(&curvature)]
    }
}
