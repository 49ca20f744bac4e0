//! Numbers: endpoints with directed rounding, intervals over them, rationals and polynomials. [`crate::kind`] holds the
//! further kinds of number that formulas are evaluated over.

pub(crate) mod cholesky;
mod constant;
mod double;
mod endpoint;
mod interval;
pub(crate) mod lane;
mod multiprecision;
mod polynomial;
mod rational;
pub(crate) mod residue;
mod round;
mod scalar;
mod wide;

pub use crate::error::NumberError;
pub use constant::Constant;
pub use endpoint::{Elementary, Endpoint};
pub use interval::Interval;
pub use polynomial::Polynomial;
pub use rational::{MAX_DIGITS, is_writable, pair_work, read_fraction, words};
pub use round::Round;
pub use rug::Rational;
pub use scalar::Scalar;
pub use wide::{Task, perform};

/// What can be added and multiplied. Operations never fail: an undefined result poisons everything computed from it.
pub trait Number: Clone {
    /// What a constructor must be told beside the value, such as the precision in bits.
    type Context: Copy;

    /// The number `q`, or the tightest enclosure of it.
    fn exact(q: &Rational, context: Self::Context) -> Self;
    /// The poison value.
    fn undefined(context: Self::Context) -> Self;
    /// The context this number was made with.
    fn context(&self) -> Self::Context;
    /// Whether this is a value and not the poison.
    fn is_defined(&self) -> bool;
    /// `self + other`.
    fn add(&self, other: &Self) -> Self;
    /// `self · other`.
    fn mul(&self, other: &Self) -> Self;
}
