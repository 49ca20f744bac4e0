//! Floating-point types with known unit roundoff, and what their errors add up to (theory.md, A10).

use super::{Endpoint, Interval, Round};
use rug::Float;

/// A floating-point type with known unit roundoff, computed to nearest.
pub trait Scalar: Endpoint {
    /// Zero.
    fn zero(context: Self::Context) -> Self;
    /// `self + other`, to nearest.
    fn plus(&self, other: &Self) -> Self;
    /// `self − other`, to nearest.
    fn minus(&self, other: &Self) -> Self;
    /// `self · other`, to nearest.
    fn times(&self, other: &Self) -> Self;
    /// `self / other`, to nearest.
    fn over(&self, other: &Self) -> Self;
    /// `√self`, to nearest; NaN below zero.
    fn square_root(&self) -> Self;
    /// `|self|`.
    fn magnitude(&self) -> Self;
    /// `k·u·self`: the error of `k` roundings of values whose magnitudes add up to `self`, `k < 2¹²`.
    fn roundings(&self, k: usize) -> Self;
    /// An upper bound of the exact sum of products of non-negative numbers that was evaluated to
    /// nearest in fewer than 2¹² operations with result `self`, underflow included.
    fn inflate(&self) -> Self;
    /// The bit pattern, for types that have one.
    fn bits(&self) -> Option<u64>;
    /// Whether exponents are so wide that no product under- or overflows in practice.
    const HAS_WIDE_EXPONENTS: bool;
}

const UNIT: f64 = f64::EPSILON / 2.0;
/// `1 + 2^−40`, above `(1 + u)^(2¹²)`.
const INFLATION: f64 = 1.0 + 1.0 / 1_099_511_627_776.0;

impl Scalar for f64 {
    const HAS_WIDE_EXPONENTS: bool = false;
    #[inline]
    fn zero((): ()) -> f64 {
        0.0
    }
    #[inline]
    fn plus(&self, other: &f64) -> f64 {
        self + other
    }
    #[inline]
    fn minus(&self, other: &f64) -> f64 {
        self - other
    }
    #[inline]
    fn times(&self, other: &f64) -> f64 {
        self * other
    }
    #[inline]
    fn over(&self, other: &f64) -> f64 {
        self / other
    }
    #[inline]
    fn square_root(&self) -> f64 {
        self.sqrt()
    }
    #[inline]
    fn magnitude(&self) -> f64 {
        self.abs()
    }
    #[inline]
    fn roundings(&self, k: usize) -> f64 {
        self * (UNIT * k as f64)
    }
    #[inline]
    fn inflate(&self) -> f64 {
        // Fewer than 2^12 underflows of at most 2^−1075 each.
        self * INFLATION + f64::MIN_POSITIVE
    }
    #[inline]
    fn bits(&self) -> Option<u64> {
        Some(self.to_bits())
    }
}

impl Scalar for Float {
    const HAS_WIDE_EXPONENTS: bool = true;
    fn zero(precision: u32) -> Float {
        Float::new(precision)
    }
    fn plus(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self + other)
    }
    fn minus(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self - other)
    }
    fn times(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self * other)
    }
    fn over(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self / other)
    }
    fn square_root(&self) -> Float {
        self.clone().sqrt()
    }
    fn magnitude(&self) -> Float {
        self.clone().abs()
    }
    fn roundings(&self, k: usize) -> Float {
        // MPFR numbers of p bits have unit roundoff 2^−p.
        Float::with_val(self.prec(), self * k as u32) >> self.prec()
    }
    fn inflate(&self) -> Float {
        // (1 + 2^−p)^(2¹²) < 1 + 2^(13−p), and MPFR's smallest number is far below any other.
        let tiny = Float::with_val(self.prec(), 1) >> 1_000_000_u32;
        let slack = Float::with_val(self.prec(), self >> (self.prec() - 14));
        Float::with_val(self.prec(), self + slack) + tiny
    }
    fn bits(&self) -> Option<u64> {
        None
    }
}

impl<S: Scalar> Interval<S> {
    /// A centre and a radius with all of the interval in `centre ± radius`; not finite unless it is bounded.
    pub fn centred(&self) -> (S, S) {
        let half = S::from_f64(0.5, self.lower().context());
        let centre = self.lower().times(&half).plus(&self.upper().times(&half));
        let above = self.upper().add(&centre.neg(), Round::Up);
        let below = centre.add(&self.lower().neg(), Round::Up);
        let radius = if below > above { below } else { above };
        (centre, radius)
    }
}
