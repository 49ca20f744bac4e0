//! Exact numbers as users write them.

use crate::number::{MAX_DIGITS, NumberError, is_writable};
use rug::{Integer, Rational};

/// The largest size of a decimal exponent.
const MAX_EXPONENT: i64 = 10_000;

/// An unsigned decimal, taken apart: `digits` with the point after `integer`, times `10^exponent`.
struct Decimal<'a> {
    integer: &'a str,
    fraction: &'a str,
    /// Beyond ±`MAX_EXPONENT` only the sign counts.
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (text, 0),
        };
        let (integer, fraction) = match mantissa.split_once('.') {
            Some((integer, fraction)) => (integer, digits(fraction)?),
            None => (mantissa, ""),
        };
        Some(Decimal { integer: digits(integer)?, fraction, exponent })
    }

    fn count(&self) -> usize {
        self.integer.len() + self.fraction.len()
    }

    fn value(&self) -> Rational {
        let value = |digits: &str| Integer::from_str_radix(digits, 10).unwrap_or_default();
        let power = |n: usize| Integer::from(Integer::u_pow_u(10, n as u32));
        let units = value(self.integer) * power(self.fraction.len()) + value(self.fraction);
        let scaled = Rational::from((units, power(self.fraction.len())));
        let shift = power(self.exponent.unsigned_abs() as usize);
        if self.exponent < 0 { scaled / shift } else { scaled * shift }
    }
}

/// The text, if it is one or more decimal digits.
fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

fn read_exponent(text: &str) -> Option<i64> {
    let (sign, size) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let size = digits(size)?.trim_start_matches('0');
    let size = if size.is_empty() { 0 } else { size.parse().unwrap_or(i64::MAX) };
    Some(sign * size)
}

/// Reads an exact number as a user writes it: an optional `-`, then an integer, a decimal
/// (`0.1` is 1/10, `-2.5e-3` is −1/400) or a fraction `p/q` of two of those. Caps are checked before
/// anything is allocated.
///
/// # Errors
/// See [`NumberError`].
pub fn parse_rational(text: &str) -> Result<Rational, NumberError> {
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let (numerator, denominator) = match size.split_once('/') {
        Some((numerator, denominator)) => (numerator, denominator),
        None => (size, "1"),
    };
    let parts = Decimal::read(numerator).zip(Decimal::read(denominator));
    let (numerator, denominator) = parts.ok_or(NumberError::Malformed)?;
    let too_large = |part: &Decimal| part.count() > MAX_DIGITS || part.exponent.abs() > MAX_EXPONENT;
    if too_large(&numerator) || too_large(&denominator) {
        return Err(NumberError::TooLarge);
    }
    let denominator = denominator.value();
    if denominator.is_zero() {
        return Err(NumberError::ZeroDenominator);
    }
    let quotient = numerator.value() / denominator;
    if !is_writable(&quotient) {
        return Err(NumberError::TooLarge);
    }
    Ok(if negative { -quotient } else { quotient })
}
