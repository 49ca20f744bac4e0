//! Polynomials in λ as text: coefficients from the constant on, separated by commas.

use crate::number::Polynomial;
use crate::problem::{TextError, rational};
use std::fmt;

/// A polynomial as it is written.
pub(super) struct Coefficients<'a>(pub &'a Polynomial);

impl fmt::Display for Coefficients<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.coefficients().split_first() {
            None => f.write_str("0"),
            Some((constant, rest)) => {
                write!(f, "{constant}")?;
                rest.iter().try_for_each(|c| write!(f, ",{c}"))
            }
        }
    }
}

/// The polynomial that is written so.
pub(super) fn polynomial(text: &str) -> Result<Polynomial, TextError> {
    if text.bytes().filter(|byte| *byte == b',').count() > Polynomial::MAX_DEGREE {
        let expected = format!("a polynomial of degree {} at most", Polynomial::MAX_DEGREE);
        return Err(TextError::expected(expected, text));
    }
    text.split(',').map(rational).collect::<Result<_, _>>().map(Polynomial::new)
}
