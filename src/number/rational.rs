//! Reading, printing and simplifying exact rationals.

use rug::Rational;
use std::fmt;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not of the form `-12`, `1.25`, `-2.5e-3`, `p/q`.
    Malformed,
    /// More than 10,000 digits, or a decimal exponent beyond ±10,000.
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

/// Reads an exact number as a user writes it: an optional sign, then an integer, a decimal
/// (`0.1` is 1/10, `-2.5e-3` is −1/400) or a fraction `p/q` of two of those. Caps are checked before
/// anything is allocated.
///
/// # Errors
/// See [`NumberError`].
pub fn parse_rational(text: &str) -> Result<Rational, NumberError> {
    let _ = text;
    todo!()
}

/// `p/q` in lowest terms, or `p` alone where `q = 1`.
pub fn format_rational(q: &Rational) -> String {
    q.to_string()
}

/// The rational of least denominator (then of least absolute value) in the closed interval
/// `[lower, upper]`, by the Stern–Brocot tree (continued fractions). Requires `lower ≤ upper`.
pub fn simplest_between(lower: &Rational, upper: &Rational) -> Rational {
    let _ = (lower, upper);
    todo!()
}
