//! Fields that stand in claims and evidence: lists of numbers, intervals, signed permutations, polynomials in λ.

use crate::error::TextError;
use crate::expression::Signed;
use crate::number::{Polynomial, Rational};
use crate::problem::{Symmetry, natural, rational};

pub(super) fn numbers(fields: &[&str]) -> Result<Vec<Rational>, TextError> {
    fields.iter().map(|field| rational(field)).collect()
}

/// `[p,` and `q]`; `None` without the brackets.
pub(super) fn ends(lower: &str, upper: &str) -> Option<Result<(Rational, Rational), TextError>> {
    let lower = lower.strip_prefix('[')?.strip_suffix(',')?;
    let upper = upper.strip_suffix(']')?;
    Some(rational(lower).and_then(|lower| Ok((lower, rational(upper)?))))
}

/// The symmetry that is written so: a signed permutation in one-line notation, for each parameter the number of the one, from
/// 1, that stands in its place, with its sign; then `columns` and the same for these, unless all stay.
pub(super) fn symmetry(fields: &[&str]) -> Option<Symmetry> {
    let mut parts = fields.split(|field| *field == "columns");
    let parameters = images(parts.next()?)?;
    let columns = parts.next().map(images);
    let symmetry = Symmetry::new(parameters, columns.clone().unwrap_or(Some(Vec::new()))?);
    (parts.next().is_none() && columns.is_none() == symmetry.columns.is_empty()).then_some(symmetry)
}

fn images(fields: &[&str]) -> Option<Vec<Signed>> {
    let mut is_taken = vec![false; fields.len()];
    let image = |field: &&str| {
        let number = field.strip_prefix('-').unwrap_or(field);
        let index = natural(number)?.checked_sub(1)?;
        let taken = is_taken.get_mut(index)?;
        (!std::mem::replace(taken, true)).then_some(Signed { index, is_negative: number.len() < field.len() })
    };
    fields.iter().map(image).collect()
}

/// The polynomial that is written so: its coefficients from the constant on, separated by commas.
pub(super) fn polynomial(text: &str) -> Result<Polynomial, TextError> {
    let count = text.bytes().filter(|byte| *byte == b',').count() + 1;
    if count > Polynomial::MAX_DEGREE + 1 {
        let expected = format!("a polynomial of degree {} at most", Polynomial::MAX_DEGREE);
        return Err(TextError::expected(expected, text));
    }
    let polynomial = text.split(',').map(rational).collect::<Result<_, _>>().map(Polynomial::new)?;
    // No zeros at the end.
    let is_canonical = count == polynomial.coefficients().len().max(1);
    if is_canonical { Ok(polynomial) } else { Err(TextError::not_canonical(text)) }
}
