//! Reading, printing and simplifying exact rationals.

use rug::{Integer, Rational};
use std::fmt;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not of the form `-12`, `1.25`, `-2.5e-3`, `p/q`.
    Malformed,
    /// More than 10,000 digits, as written or above or below the bar in lowest terms, or a decimal exponent
    /// beyond ±10,000.
    TooLarge,
    /// A denominator of zero.
    ZeroDenominator,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::Malformed => "this is not a number",
            NumberError::TooLarge => {
                "a number has at most 10,000 digits and a decimal exponent within ±10,000"
            }
            NumberError::ZeroDenominator => "the denominator is zero",
        })
    }
}

impl std::error::Error for NumberError {}

/// The most digits that a number may be written with, and have above and below the bar in lowest terms.
const MAX_DIGITS: usize = 10_000;
/// The most bits that a number of so many digits can have: 10^10,000 lies between 2^33,219 and 2^33,220.
const MAX_BITS: u32 = 33_220;
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

/// About the units of a [`Budget`](crate::budget::Budget) that a sum or product of numbers of so many words takes, which
/// is mostly that of the greatest common divisors.
pub fn pair_work(a: u64, b: u64) -> u64 {
    100 + 20 * a.saturating_add(b) + a.saturating_mul(b).saturating_mul(2)
}

/// `p/q` in lowest terms, or `p` alone where `q = 1`.
pub fn format_rational(q: &Rational) -> String {
    q.to_string()
}

/// The rational of least denominator (then of least absolute value) in the closed interval
/// `[lower, upper]`, by the Stern–Brocot tree (continued fractions). Requires `lower ≤ upper`.
pub fn simplest_between(lower: &Rational, upper: &Rational) -> Rational {
    if lower.is_positive() {
        simplest_positive(lower, upper)
    } else if upper.is_negative() {
        -simplest_positive(&Rational::from(-upper), &Rational::from(-lower))
    } else {
        Rational::new()
    }
}

/// For `0 < lower ≤ upper`: if an integer lies between, the least one; else both share their integer part
/// `n`, and the answer is `n + 1/y` with `y` the simplest between the reciprocals of the rests. The
/// convergents `p/q` are kept instead of the list of the `n`.
fn simplest_positive(lower: &Rational, upper: &Rational) -> Rational {
    let (mut a, mut b) = (lower.numer().clone(), lower.denom().clone());
    let (mut c, mut d) = (upper.numer().clone(), upper.denom().clone());
    let (mut p, mut q) = (Integer::from(1), Integer::from(0));
    let (mut p_before, mut q_before) = (Integer::from(0), Integer::from(1));
    loop {
        let (floor, rest) = a.div_rem(b.clone());
        let ceiling = if rest.is_zero() { floor.clone() } else { Integer::from(&floor + 1) };
        let found = Integer::from(&ceiling * &d) <= c;
        let term = if found { ceiling } else { floor };
        (p, p_before) = (Integer::from(&term * &p) + p_before, p);
        (q, q_before) = (Integer::from(&term * &q) + q_before, q);
        if found {
            return Rational::from((p, q));
        }
        (a, b, c, d) = (d.clone(), c - term * d, b, rest);
    }
}
