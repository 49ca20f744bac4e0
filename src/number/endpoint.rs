//! What an interval's endpoint must be able to do: directed rounding and elementary functions.

use super::{Constant, Round};
use rug::Rational;
use std::fmt::Debug;

/// The elementary functions that an endpoint type encloses at a point; all others are made of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Elementary {
    Exp,
    Expm1,
    Log,
    Log1p,
    Sqrt,
    Tanh,
    Sin,
    Cos,
    Atan,
    Erf,
    /// `1 − erf(x)`, without its cancellation.
    Erfc,
}

/// A floating-point type with infinities, a NaN and directed rounding, which never widens a result that is representable.
pub trait Endpoint: Clone + PartialOrd + PartialOrd<f64> + Debug {
    /// What a constructor needs: nothing for `f64`, the precision in bits for MPFR.
    type Context: Copy + Debug;

    /// The bits of precision, where they are not the machine's.
    fn precision(context: Self::Context) -> Option<u32>;
    /// The context this number was made with.
    fn context(&self) -> Self::Context;
    /// `q` rounded in the given direction.
    fn from_rational(q: &Rational, round: Round, context: Self::Context) -> Self;
    /// A constant, rounded.
    fn constant(constant: &Constant, round: Round, context: Self::Context) -> Self {
        Self::from_rational(&constant.rational(round), round, context)
    }
    /// An `f64` (finite, infinite or NaN); exact for every type of at least 53 bits.
    fn from_f64(x: f64, context: Self::Context) -> Self;
    /// The nearest `f64` in the given direction.
    fn to_f64(&self, round: Round) -> f64;
    /// The exact value, unless infinite or NaN.
    fn to_rational(&self) -> Option<Rational>;
    /// `self + other`, rounded; `∞ − ∞` is the infinity that it is rounded towards.
    fn add(&self, other: &Self, round: Round) -> Self;
    /// `self · other`, rounded. `0 · ∞ = 0`: what an interval's endpoint products need.
    fn mul(&self, other: &Self, round: Round) -> Self;
    /// `self / other`, rounded; `other ≠ 0`. `∞ / ∞ = 0`, as `x / ∞` is `x · 0`.
    fn div(&self, other: &Self, round: Round) -> Self;
    /// `−self`, exact.
    fn neg(&self) -> Self;
    /// An enclosure `[lower, upper]` of the elementary function at this point, exact results not
    /// widened where they are known to be exact; NaN outside the domain. Infinite arguments give limits.
    fn elementary(&self, f: Elementary) -> (Self, Self);
    /// Whether this is NaN.
    fn is_nan(&self) -> bool;
    /// Whether this is neither infinite nor NaN.
    fn is_finite(&self) -> bool;
}
