//! Exact rationals as text.

use crate::error::NumberError;
use rug::{Integer, Rational};

/// The most digits that a number may be written with, and have above and below the bar in lowest terms.
pub const MAX_DIGITS: usize = 10_000;
/// The most bits that a number of so many digits can have: 10^10,000 lies between 2^33,219 and 2^33,220.
const MAX_BITS: u32 = 33_220;

/// Reads `p` or `p/q` with an optional `-` in front. Caps are checked before anything is allocated.
///
/// # Errors
/// See [`NumberError`].
pub fn read_fraction(text: &str) -> Result<Rational, NumberError> {
    let size = text.strip_prefix('-').unwrap_or(text);
    let (numerator, denominator) = size.split_once('/').unwrap_or((size, "1"));
    let integer = |digits: &str| {
        let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let short = if digits.len() > MAX_DIGITS { Err(NumberError::TooLarge) } else { Ok(()) };
        if is_integer { short } else { Err(NumberError::Malformed) }?;
        Integer::from_str_radix(digits, 10).map_err(|_| NumberError::Malformed)
    };
    let (numerator, denominator) = (integer(numerator)?, integer(denominator)?);
    if denominator.is_zero() {
        return Err(NumberError::ZeroDenominator);
    }
    let quotient = Rational::from((numerator, denominator));
    if !is_writable(&quotient) {
        return Err(NumberError::TooLarge);
    }
    Ok(if size.len() < text.len() { -quotient } else { quotient })
}

/// Whether a number has at most 10,000 digits above and below the bar: what a certificate can hold.
pub fn is_writable(q: &Rational) -> bool {
    let fits = |n: &Integer| match n.significant_bits() {
        bits if bits < MAX_BITS => true,
        MAX_BITS => *n.as_abs() < Integer::from(Integer::u_pow_u(10, MAX_DIGITS as u32)),
        _ => false,
    };
    fits(q.numer()) && fits(q.denom())
}

/// The machine words of numerator and denominator.
pub fn words(q: &Rational) -> u64 {
    2 + (u64::from(q.numer().significant_bits()) + u64::from(q.denom().significant_bits())) / 64
}

/// About the units that a sum or product of numbers of so many words takes, mostly for greatest common divisors.
pub fn pair_work(a: u64, b: u64) -> u64 {
    100 + 20 * a.saturating_add(b) + a.saturating_mul(b).saturating_mul(2)
}
