//! A field of the data: an exact number, a truth value (1 or 0), nothing, or text.

use crate::grammar::parse_rational;
use crate::number::NumberError;
use rug::Rational;

/// What a field holds.
#[derive(Clone, Debug)]
pub(super) enum Field {
    /// A number.
    Number(Rational),
    /// Nothing, or one of the words that stand for it.
    Missing,
    /// Something else: why it is no number.
    Text(NumberError),
}

/// What pandas, R and spreadsheets write where a value is missing.
const MISSING: [&str; 10] = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A"];

/// Reads a field without surrounding blanks.
pub(super) fn read(text: &str) -> Field {
    match text {
        _ if MISSING.contains(&text) => Field::Missing,
        "True" | "true" | "TRUE" => Field::Number(Rational::from(1)),
        "False" | "false" | "FALSE" => Field::Number(Rational::new()),
        _ => match parse_rational(text.strip_prefix('+').unwrap_or(text)) {
            Ok(number) => Field::Number(number),
            Err(error) => Field::Text(error),
        },
    }
}

/// Reads a field of a column whose values are classes: its number is the class's position in the list.
pub(super) fn read_class(text: &str, classes: &[String]) -> Field {
    let number = |text: &str| parse_rational(text).ok();
    let is_same = |class: &String| class == text || number(class).is_some_and(|q| number(text) == Some(q));
    match classes.iter().position(is_same) {
        Some(class) => Field::Number(Rational::from(class)),
        None if MISSING.contains(&text) => Field::Missing,
        None => Field::Text(NumberError::Malformed),
    }
}

/// Whether a number is written with a decimal comma.
pub(super) fn has_decimal_comma(text: &str) -> bool {
    text.matches(',').count() == 1 && parse_rational(&text.replace(',', ".")).is_ok()
}

/// The number that a field holds.
pub(in super::super) fn number(text: &str) -> Option<Rational> {
    match read(text) {
        Field::Number(number) => Some(number),
        _ => None,
    }
}
