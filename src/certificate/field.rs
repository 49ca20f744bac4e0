//! Fields that stand in claims and evidence: lists of numbers, intervals, signed permutations, polynomials in λ.

use crate::expression::Signed;
use crate::number::{Polynomial, Rational};
use crate::problem::{Symmetry, TextError, rational};
use std::fmt;

/// Numbers, each after a space.
pub(super) struct Numbers<'a>(pub &'a [Rational]);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|number| write!(f, " {number}"))
    }
}

/// A signed permutation in one-line notation: for each parameter the number of the one, from 1, that stands in its place,
/// with its sign; then `columns` and the same for these, unless all stay.
pub(super) struct Images<'a>(pub &'a Symmetry);

impl fmt::Display for Images<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Symmetry { parameters, columns } = self.0;
        write_images(parameters, f)?;
        if !columns.is_empty() {
            f.write_str(" columns")?;
            write_images(columns, f)?;
        }
        Ok(())
    }
}

fn write_images(images: &[Signed], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    images.iter().try_for_each(|image| {
        let sign = if image.is_negative { "-" } else { "" };
        write!(f, " {sign}{}", image.index + 1)
    })
}

/// The numbers that are written so.
pub(super) fn numbers(fields: &[&str]) -> Result<Vec<Rational>, TextError> {
    fields.iter().map(|field| rational(field)).collect()
}

/// `[p,` and `q]`; `None` without the brackets.
pub(super) fn ends(lower: &str, upper: &str) -> Option<Result<(Rational, Rational), TextError>> {
    let lower = lower.strip_prefix('[')?.strip_suffix(',')?;
    let upper = upper.strip_suffix(']')?;
    Some(rational(lower).and_then(|lower| Ok((lower, rational(upper)?))))
}

/// The symmetry that is written so: see [`Images`].
pub(super) fn symmetry(fields: &[&str]) -> Option<Symmetry> {
    let mut parts = fields.split(|field| *field == "columns");
    let parameters = images(parts.next()?)?;
    let columns = parts.next().map_or(Some(Vec::new()), images)?;
    parts.next().is_none().then(|| Symmetry::new(parameters, columns))
}

/// A signed permutation of as many things as there are fields.
fn images(fields: &[&str]) -> Option<Vec<Signed>> {
    let mut is_taken = vec![false; fields.len()];
    let image = |field: &&str| {
        let number = field.strip_prefix('-').unwrap_or(field);
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        let taken = is_taken.get_mut(index)?;
        (!std::mem::replace(taken, true)).then_some(Signed { index, is_negative: number.len() < field.len() })
    };
    fields.iter().map(image).collect()
}

/// A polynomial as it is written: its coefficients from the constant on, separated by commas.
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
