//! Endpoints in IEEE double precision: operations are done once, to nearest, and the sign of the error, recovered exactly, says
//! whether the result must be moved to its neighbour; operands near overflow and underflow go through MPFR (theory.md, A2).
//! Hardware FMA is not assumed.
//!
//! Elementary functions are correctly rounded (CORE-MATH), then widened by one unit each side (theory.md, A5).

use super::{Constant, Elementary, Endpoint, Round};
use rug::{Float, Rational};

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!("doubles must be rounded once, to 53 bits; x87 registers round twice");

/// 2^1022: sums and first summands below it keep all of TwoSum finite.
const SUM_LIMIT: f64 = f64::from_bits((1022 + 1023) << 52);
/// 2^500: factors below it can be split and multiplied without overflow.
const FACTOR_LIMIT: f64 = f64::from_bits((500 + 1023) << 52);
/// 2^−400: an exact product or dividend above it has only digits that `f64` can hold.
const PRODUCT_LIMIT: f64 = f64::from_bits((1023 - 400) << 52);

/// The neighbour of `x` in the given direction if the error `exact − x` lies there, else `x`. An error
/// other than 0 needs `x ≠ 0`, so that the neighbour is the next bit pattern.
#[inline(always)]
fn directed(x: f64, error: f64, round: Round) -> f64 {
    let outward = match round {
        Round::Down => -i64::from(error < 0.0),
        Round::Up => i64::from(error > 0.0),
    };
    let bits = x.to_bits() as i64;
    let step = if bits < 0 { -outward } else { outward };
    f64::from_bits((bits + step) as u64)
}

/// `x = high + low` with 26 significant bits each.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let c = 134_217_729.0 * x; // 2^27 + 1
    let high = c - (c - x);
    (high, x - high)
}

/// `a·b − product`, exactly, where `product` is `a·b` rounded.
#[inline(always)]
fn product_error(a: f64, b: f64, product: f64) -> f64 {
    let ((a1, a0), (b1, b0)) = (split(a), split(b));
    a0 * b0 - (((product - a1 * b1) - a0 * b1) - a1 * b0)
}

#[inline(never)]
fn precisely(a: f64, b: f64, round: Round, operation: fn(&Float, &Float, Round) -> Float) -> f64 {
    let (a, b) = (Float::with_val(f64::MANTISSA_DIGITS, a), Float::with_val(f64::MANTISSA_DIGITS, b));
    operation(&a, &b, round).to_f64_round(round.into())
}

/// `numerator / denominator` where both are integers that `f64` holds.
fn small_quotient(q: &Rational, round: Round) -> Option<f64> {
    const LARGEST: u64 = 1 << f64::MANTISSA_DIGITS;
    let numerator = q.numer().to_i64().filter(|n| n.unsigned_abs() <= LARGEST)?;
    let denominator = q.denom().to_u64().filter(|d| *d <= LARGEST)?;
    Some((numerator as f64).div(&(denominator as f64), round))
}

/// The square root, rounded down and up.
fn square_root(x: f64) -> (f64, f64) {
    let root = x.sqrt();
    let square = root * root;
    if PRODUCT_LIMIT < x && x < FACTOR_LIMIT {
        let remainder = (x - square) - product_error(root, root, square);
        return (directed(root, remainder, Round::Down), directed(root, remainder, Round::Up));
    }
    let (lower, upper) = Float::with_val(f64::MANTISSA_DIGITS, x).elementary(Elementary::Sqrt);
    (lower.to_f64_round(Round::Down.into()), upper.to_f64_round(Round::Up.into()))
}

/// Whether the value of `f` at `x`, or the limit at an infinite `x`, is known to be a double.
#[inline(always)]
fn is_exact(f: Elementary, x: f64) -> bool {
    match f {
        Elementary::Log => x == 1.0 || x == f64::INFINITY,
        Elementary::Atan => x == 0.0,
        _ => x == 0.0 || x.is_infinite(),
    }
}

#[inline(always)]
fn bounds(f: Elementary) -> (f64, f64) {
    match f {
        Elementary::Exp | Elementary::Sqrt => (0.0, f64::INFINITY),
        Elementary::Expm1 => (-1.0, f64::INFINITY),
        Elementary::Tanh | Elementary::Sin | Elementary::Cos | Elementary::Erf => (-1.0, 1.0),
        Elementary::Erfc => (0.0, 2.0),
        Elementary::Log | Elementary::Log1p | Elementary::Atan => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

impl Endpoint for f64 {
    type Context = ();

    fn precision((): ()) -> Option<u32> {
        None
    }

    fn context(&self) {}

    fn from_rational(q: &Rational, round: Round, (): ()) -> Self {
        small_quotient(q, round).unwrap_or_else(|| {
            Float::from_rational(q, round, f64::MANTISSA_DIGITS).to_f64_round(round.into())
        })
    }

    #[inline]
    fn constant(constant: &Constant, round: Round, (): ()) -> Self {
        constant.double(round)
    }

    #[inline]
    fn from_f64(x: f64, (): ()) -> Self {
        x
    }

    #[inline]
    fn to_f64(&self, _: Round) -> f64 {
        *self
    }

    fn to_rational(&self) -> Option<Rational> {
        Rational::from_f64(*self)
    }

    #[inline]
    fn add(&self, other: &Self, round: Round) -> Self {
        let (a, b) = (*self, *other);
        let sum = a + b;
        if a.abs() < SUM_LIMIT && sum.abs() < SUM_LIMIT {
            let b_part = sum - a;
            let error = (a - (sum - b_part)) + (b - b_part);
            directed(sum, error, round)
        } else {
            precisely(a, b, round, Float::add)
        }
    }

    #[inline]
    fn mul(&self, other: &Self, round: Round) -> Self {
        let (a, b) = (*self, *other);
        let product = a * b;
        if a.abs() < FACTOR_LIMIT && b.abs() < FACTOR_LIMIT && product.abs() > PRODUCT_LIMIT {
            directed(product, product_error(a, b, product), round)
        } else if (a == 0.0 && !b.is_nan()) || (b == 0.0 && !a.is_nan()) {
            0.0
        } else {
            precisely(a, b, round, Float::mul)
        }
    }

    #[inline]
    fn div(&self, other: &Self, round: Round) -> Self {
        let (a, b) = (*self, *other);
        let quotient = a / b;
        if a.abs() > PRODUCT_LIMIT && b.abs() < FACTOR_LIMIT && quotient.abs() < FACTOR_LIMIT {
            let product = quotient * b;
            let remainder = (a - product) - product_error(quotient, b, product);
            directed(quotient, if b < 0.0 { -remainder } else { remainder }, round)
        } else if a == 0.0 && b != 0.0 && !b.is_nan() {
            0.0
        } else {
            precisely(a, b, round, Float::div)
        }
    }

    #[inline]
    fn neg(&self) -> Self {
        -*self
    }

    #[inline]
    fn elementary(&self, f: Elementary) -> (Self, Self) {
        let x = *self;
        let nearest = match f {
            Elementary::Exp => core_math::exp(x),
            Elementary::Expm1 => core_math::expm1(x),
            Elementary::Log if x > 0.0 => core_math::log(x),
            Elementary::Log1p if x > -1.0 => core_math::log1p(x),
            Elementary::Log | Elementary::Log1p => f64::NAN,
            Elementary::Sqrt => return square_root(x),
            Elementary::Tanh => core_math::tanh(x),
            Elementary::Sin => core_math::sin(x),
            Elementary::Cos => core_math::cos(x),
            Elementary::Atan => core_math::atan(x),
            Elementary::Erf => core_math::erf(x),
            Elementary::Erfc => core_math::erfc(x),
        };
        if nearest.is_nan() || is_exact(f, x) {
            return (nearest, nearest);
        }
        let (least, greatest) = bounds(f);
        (nearest.next_down().max(least), nearest.next_up().min(greatest))
    }

    #[inline]
    fn is_nan(&self) -> bool {
        f64::is_nan(*self)
    }

    #[inline]
    fn is_finite(&self) -> bool {
        f64::is_finite(*self)
    }
}
