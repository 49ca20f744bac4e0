//! What an interval's endpoint must be able to do: directed rounding and elementary functions.

use rug::Rational;
use std::fmt::Debug;

/// The direction of rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Towards −∞.
    Down,
    /// Towards +∞.
    Up,
}

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
}

/// A floating-point type with infinities and a NaN, on which directed rounding is possible.
///
/// Every operation is *exact where the exact result is representable*: rounding outwards never widens
/// an exact result.
pub trait Endpoint: Clone + PartialOrd + Debug {
    /// What a constructor needs: nothing for `f64`, the precision in bits for MPFR.
    type Context: Copy;

    /// The context this number was made with.
    fn context(&self) -> Self::Context;
    /// `q` rounded in the given direction.
    fn from_rational(q: &Rational, round: Round, context: Self::Context) -> Self;
    /// An `f64` (finite, infinite or NaN); exact for every type of at least 53 bits.
    fn from_f64(x: f64, context: Self::Context) -> Self;
    /// The nearest `f64` in the given direction.
    fn to_f64(&self, round: Round) -> f64;
    /// The exact value, unless infinite or NaN.
    fn to_rational(&self) -> Option<Rational>;
    /// `self + other`, rounded.
    fn add(&self, other: &Self, round: Round) -> Self;
    /// `self · other`, rounded. `0 · ∞ = 0`: what an interval's endpoint products need.
    fn mul(&self, other: &Self, round: Round) -> Self;
    /// `self / other`, rounded; `other ≠ 0`.
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

macro_rules! todo_endpoint {
    ($t:ty, $c:ty) => {
        impl Endpoint for $t {
            type Context = $c;
            fn context(&self) -> $c {
                todo!()
            }
            fn from_rational(_: &Rational, _: Round, _: $c) -> Self {
                todo!()
            }
            fn from_f64(_: f64, _: $c) -> Self {
                todo!()
            }
            fn to_f64(&self, _: Round) -> f64 {
                todo!()
            }
            fn to_rational(&self) -> Option<Rational> {
                todo!()
            }
            fn add(&self, _: &Self, _: Round) -> Self {
                todo!()
            }
            fn mul(&self, _: &Self, _: Round) -> Self {
                todo!()
            }
            fn div(&self, _: &Self, _: Round) -> Self {
                todo!()
            }
            fn neg(&self) -> Self {
                todo!()
            }
            fn elementary(&self, _: Elementary) -> (Self, Self) {
                todo!()
            }
            fn is_nan(&self) -> bool {
                todo!()
            }
            fn is_finite(&self) -> bool {
                todo!()
            }
        }
    };
}
todo_endpoint!(f64, ());
todo_endpoint!(rug::Float, u32);
