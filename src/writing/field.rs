//! Fields of several lines: lists of numbers, signed permutations, polynomials in λ.

use crate::expression::Signed;
use crate::number::{Polynomial, Rational};
use crate::problem::{Problem, Symmetry};
use std::fmt::{self, Write};

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

/// A signed permutation by names, each after a space: a line `map`.
pub(super) fn write_symmetry(symmetry: &Symmetry, problem: &Problem, text: &mut String) -> fmt::Result {
    write_names(&symmetry.parameters, &problem.parameters, text)?;
    if !symmetry.columns.is_empty() {
        text.push_str(" columns");
        write_names(&symmetry.columns, &problem.columns, text)?;
    }
    Ok(())
}

fn write_names(images: &[Signed], names: &[String], text: &mut String) -> fmt::Result {
    images.iter().try_for_each(|image| {
        let sign = if image.is_negative { "-" } else { "" };
        write!(text, " {sign}{}", names[image.index])
    })
}
