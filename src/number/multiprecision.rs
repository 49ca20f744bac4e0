//! Endpoints in MPFR's floating point of any precision: correctly rounded, on the sound side beyond its range of exponents.
//! Only `∞ − ∞`, `0 · ∞` and `∞ / ∞` need rules of our own (theory.md, A4).

use super::{Elementary, Endpoint, Round};
use rug::ops::NegAssign;
use rug::{Assign, Float, Rational, float};
use std::cmp::Ordering;

/// Sine and cosine of numbers with a larger exponent than this are only known to lie in [−1, 1]:
/// reducing the argument takes memory and time in proportion to the exponent.
const LARGEST_TRIGONOMETRIC_EXPONENT: i32 = 1 << 13;

impl From<Round> for float::Round {
    fn from(round: Round) -> Self {
        match round {
            Round::Down => float::Round::Down,
            Round::Up => float::Round::Up,
        }
    }
}

impl Endpoint for Float {
    type Context = u32;

    fn precision(precision: u32) -> Option<u32> {
        Some(precision)
    }

    fn context(&self) -> u32 {
        self.prec()
    }

    fn from_rational(q: &Rational, round: Round, precision: u32) -> Self {
        Float::with_val_round(precision, q, round.into()).0
    }

    fn from_f64(x: f64, precision: u32) -> Self {
        Float::with_val(precision, x)
    }

    fn to_f64(&self, round: Round) -> f64 {
        self.to_f64_round(round.into())
    }

    fn to_rational(&self) -> Option<Rational> {
        Float::to_rational(self)
    }

    fn add(&self, other: &Self, round: Round) -> Self {
        if self.is_infinite() && other.is_infinite() && self != other {
            let towards =
                if round == Round::Down { float::Special::NegInfinity } else { float::Special::Infinity };
            return Float::with_val(self.prec(), towards);
        }
        Float::with_val_round(self.prec(), self + other, round.into()).0
    }

    fn mul(&self, other: &Self, round: Round) -> Self {
        let zero_times_infinity =
            self.is_zero() && other.is_infinite() || self.is_infinite() && other.is_zero();
        if zero_times_infinity {
            return Float::new(self.prec());
        }
        Float::with_val_round(self.prec(), self * other, round.into()).0
    }

    fn div(&self, other: &Self, round: Round) -> Self {
        if self.is_infinite() && other.is_infinite() {
            return Float::new(self.prec());
        }
        Float::with_val_round(self.prec(), self / other, round.into()).0
    }

    fn neg(&self) -> Self {
        let mut negative = self.clone();
        negative.neg_assign();
        negative
    }

    fn elementary(&self, f: Elementary) -> (Self, Self) {
        let down = float::Round::Down;
        let mut lower = self.clone();
        let rounding = match f {
            Elementary::Exp => lower.exp_round(down),
            Elementary::Expm1 => lower.exp_m1_round(down),
            Elementary::Log if *self > 0 => lower.ln_round(down),
            Elementary::Log1p if *self > -1 => lower.ln_1p_round(down),
            Elementary::Log | Elementary::Log1p => {
                lower.assign(float::Special::Nan);
                Ordering::Equal
            }
            Elementary::Sqrt => lower.sqrt_round(down),
            Elementary::Tanh => lower.tanh_round(down),
            Elementary::Sin | Elementary::Cos
                if self.get_exp().is_some_and(|exponent| exponent > LARGEST_TRIGONOMETRIC_EXPONENT) =>
            {
                return (Float::with_val(self.prec(), -1), Float::with_val(self.prec(), 1));
            }
            Elementary::Sin => lower.sin_round(down),
            Elementary::Cos => lower.cos_round(down),
            Elementary::Atan => lower.atan_round(down),
            Elementary::Erf => lower.erf_round(down),
            Elementary::Erfc => lower.erfc_round(down),
        };
        let mut upper = lower.clone();
        if rounding != Ordering::Equal {
            upper.next_up();
        }
        (lower, upper)
    }

    fn is_nan(&self) -> bool {
        Float::is_nan(self)
    }

    fn is_finite(&self) -> bool {
        Float::is_finite(self)
    }
}
