//! The first line of a table: is it a header, and what are its columns called?
//!
//! A column is called by its label where that is an identifier; else letters and digits of the label remain, with `_`
//! between them: `sepal length (cm)` is `sepal_length_cm`. Where nothing remains its position is the name: `c3`.

use super::super::error::NameError;
use super::field::{Field, read};
use crate::problem::{is_identifier, is_letter};
use csv::StringRecord;
use std::collections::HashSet;

/// A column of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Column {
    /// The identifier that it is called by.
    pub name: String,
    /// What the file calls it.
    pub label: String,
    /// Whether it counts the rows: the first of several columns, with values n, n + 1, n + 2, …, n being 0 or 1.
    pub is_index: bool,
}

impl Column {
    /// A column that is called what it is called.
    pub fn named(name: &str) -> Self {
        Column { name: name.to_owned(), label: name.to_owned(), is_index: false }
    }

    /// Whether the file gives it no name.
    pub fn is_unnamed(&self) -> bool {
        self.label.is_empty() || self.label.starts_with("Unnamed: ")
    }
}

/// Whether `first` names the columns: it holds no number, or text where `second` holds a number; or it counts the
/// columns from 0, as pandas calls columns without names.
pub(super) fn is_header(first: &StringRecord, second: Option<&StringRecord>) -> bool {
    let is_text = |field: &str| matches!(read(field), Field::Text(_));
    let is_number = |field: &str| matches!(read(field), Field::Number(_));
    if !first.iter().any(is_number) {
        return first.iter().any(is_text);
    }
    let names_numbers = |second: &StringRecord| {
        first.iter().zip(second).any(|(above, below)| is_text(above) && is_number(below))
    };
    second.is_some_and(names_numbers) || counts_columns(first)
}

fn counts_columns(first: &StringRecord) -> bool {
    let named = first.iter().skip_while(|field| field.is_empty());
    let is_count = named.clone().enumerate().all(|(index, field)| field == index.to_string());
    is_count && named.count() > 2
}

/// The columns that the fields of a header name.
pub(super) fn columns(header: &StringRecord) -> Result<Vec<Column>, (usize, NameError)> {
    let mut labels = HashSet::new();
    let mut names: HashSet<String> = HashSet::new();
    for (field, label) in header.iter().enumerate() {
        if !label.is_empty() && !labels.insert(label) {
            return Err((field, NameError::DuplicateName(label.to_owned())));
        }
        if is_identifier(label) {
            names.insert(label.to_owned());
        }
    }
    let mut column = |(field, label): (usize, &str)| {
        let mut name = label.to_owned();
        if !is_identifier(label) {
            name = identifier(label).unwrap_or_else(|| format!("c{}", field + 1));
            while !names.insert(name.clone()) {
                name = format!("{name}_{}", field + 1);
            }
        }
        Column { name, label: label.to_owned(), is_index: false }
    };
    Ok(header.iter().enumerate().map(&mut column).collect())
}

/// The letters and digits of a label.
fn identifier(label: &str) -> Option<String> {
    let words = label.split(|c: char| !is_letter(c) && !c.is_ascii_digit()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_");
    match name.chars().next()? {
        c if c.is_ascii_digit() => Some(format!("x{name}")),
        _ => Some(name),
    }
}
