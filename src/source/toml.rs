//! TOML tables and values with their places. Numbers are exact: they are read from their text.

use super::error::{EntryError, Fault, SourceError};
use super::near;
use super::place::{Place, Text};
use super::text::Quoted;
use crate::grammar::parse_rational;
use rug::Rational;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table.
#[derive(Clone)]
pub(super) struct Table<'a> {
    text: &'a Arc<Text>,
    entries: &'a DeTable<'a>,
    /// How messages call it, such as `[domain]`.
    name: String,
    /// Its header or key; `None` is the whole file.
    span: Option<Range<usize>>,
}

/// A key and its value.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    text: &'a Arc<Text>,
    value: &'a DeValue<'a>,
    span: Range<usize>,
    /// The key; the list's key for an element of a list.
    pub key: &'a str,
    key_span: Range<usize>,
}

/// Parses a document.
pub(super) fn parse(text: &Arc<Text>) -> Result<Spanned<DeTable<'_>>, SourceError> {
    DeTable::parse(&text.content).map_err(|error| {
        let kind = EntryError::Toml(error.message().to_owned());
        kind.at(error.span().map_or(Place::whole(text), |span| Place::new(text, span)))
    })
}

impl<'a> Table<'a> {
    /// The document's top level.
    pub fn top(text: &'a Arc<Text>, entries: &'a DeTable<'a>) -> Self {
        Table { text, entries, name: "the problem file".into(), span: None }
    }

    /// Where the table stands.
    pub fn place(&self) -> Place {
        Place { text: self.text.clone(), span: self.span.clone() }
    }

    /// Refuses keys other than these.
    pub fn only(&self, known: &[&str]) -> Result<(), SourceError> {
        match self.entries().into_iter().find(|entry| !known.contains(&entry.key)) {
            None => Ok(()),
            Some(entry) => {
                let near = near::names(entry.key, known.iter().copied());
                let kind =
                    EntryError::UnknownKey { table: self.name.clone(), key: entry.key.to_owned(), near };
                Err(kind.at(entry.key_place()))
            }
        }
    }

    /// All entries in the order of the file.
    pub fn entries(&self) -> Vec<Entry<'a>> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| Entry {
                text: self.text,
                value: value.get_ref(),
                span: value.span(),
                key: key.get_ref(),
                key_span: key.span(),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    /// The entry of this key.
    pub fn get(&self, key: &str) -> Option<Entry<'a>> {
        let (key, value) = self.entries.get_key_value(key)?;
        Some(Entry {
            text: self.text,
            value: value.get_ref(),
            span: value.span(),
            key: key.get_ref(),
            key_span: key.span(),
        })
    }

    /// The entry of this key, which must be there; `example` is a line to add.
    pub fn require(&self, key: &'static str, example: &'static str) -> Result<Entry<'a>, SourceError> {
        self.get(key).ok_or_else(|| self.missing(key, example))
    }

    /// The error that a key is missing.
    pub fn missing(&self, key: &'static str, example: &'static str) -> SourceError {
        EntryError::MissingKey { table: self.name.clone(), key, example }.at(self.place())
    }

    /// Refuses a key that has no use.
    pub fn unused(&self, key: &str, reason: &'static str) -> Result<(), SourceError> {
        self.get(key).map_or(Ok(()), |entry| Err(entry.conflict(reason)))
    }

    /// The table of this key.
    pub fn table(&self, key: &str) -> Result<Option<Table<'a>>, SourceError> {
        self.get(key).map(|entry| entry.table()).transpose()
    }

    /// The exact number of this key.
    pub fn number(&self, key: &str) -> Result<Option<Rational>, SourceError> {
        self.get(key).map(|entry| entry.number()).transpose()
    }
}

impl<'a> Entry<'a> {
    /// Where the value stands.
    pub fn place(&self) -> Place {
        Place::new(self.text, self.span.clone())
    }

    /// Where the key stands.
    pub fn key_place(&self) -> Place {
        Place::new(self.text, self.key_span.clone())
    }

    /// An error at the value.
    pub fn error(&self, fault: impl Fault) -> SourceError {
        fault.at(self.place())
    }

    /// The error that this key cannot stand here.
    pub fn conflict(&self, reason: &'static str) -> SourceError {
        EntryError::KeyConflict { key: self.key.to_owned(), reason }.at(self.key_place())
    }

    fn expected(&self, expected: &'static str) -> SourceError {
        let found = match self.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "a truth value",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error(EntryError::WrongType { expected, found })
    }

    /// The value as a table.
    pub fn table(&self) -> Result<Table<'a>, SourceError> {
        match self.value {
            DeValue::Table(entries) => Ok(Table {
                text: self.text,
                entries,
                name: format!("`[{}]`", self.key),
                span: Some(self.key_span.clone()),
            }),
            _ => Err(self.expected("a table")),
        }
    }

    /// The string, if the value is one.
    pub fn as_str(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(string) => Some(string),
            _ => None,
        }
    }

    /// The value as a string.
    pub fn string(&self) -> Result<&'a str, SourceError> {
        self.as_str().ok_or_else(|| self.expected("a string"))
    }

    /// The value as a string whose bytes have places.
    pub fn quoted(&self) -> Result<Quoted, SourceError> {
        Ok(Quoted::toml(self.text, self.span.clone(), self.string()?))
    }

    /// The value as one of some words, with its index.
    pub fn choice(&self, what: &'static str, allowed: &'static [&'static str]) -> Result<usize, SourceError> {
        let word = self.string()?;
        allowed
            .iter()
            .position(|choice| *choice == word)
            .ok_or_else(|| self.error(EntryError::UnknownChoice { what, word: word.to_owned(), allowed }))
    }

    /// The value as `true` or `false`.
    pub fn boolean(&self) -> Result<bool, SourceError> {
        match self.value {
            DeValue::Boolean(value) => Ok(*value),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    /// The value's text, if it is a number or a string: `1`, `0.1`, `inf`, `"1/3"`.
    pub fn number_text(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(string) => Some(string.trim()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str()),
            DeValue::Float(float) => Some(float.as_str()),
            _ => None,
        }
    }

    /// The text of a field of the data: that of a number, a string or a truth value.
    pub fn field_text(&self) -> Result<String, SourceError> {
        match self.value {
            DeValue::Boolean(value) => Ok(value.to_string()),
            _ => self.number_text().map(str::to_owned).ok_or_else(|| self.expected("a number")),
        }
    }

    /// The value as an exact number.
    pub fn number(&self) -> Result<Rational, SourceError> {
        let text = self.number_text().ok_or_else(|| self.expected("a number"))?;
        parse_rational(text).map_err(|error| self.error(EntryError::Number(error)))
    }

    /// The value as a whole number of at least 0.
    pub fn count(&self) -> Result<usize, SourceError> {
        let count = match self.value {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            _ => None,
        };
        count.ok_or_else(|| self.expected("a whole number"))
    }

    /// The elements, if the value is a list.
    pub fn as_list(&self) -> Option<Vec<Entry<'a>>> {
        let DeValue::Array(elements) = self.value else { return None };
        let element = |element: &'a Spanned<DeValue<'a>>| Entry {
            value: element.get_ref(),
            span: element.span(),
            ..self.clone()
        };
        Some(elements.iter().map(element).collect())
    }

    /// The value as a list.
    pub fn list(&self, expected: &'static str) -> Result<Vec<Entry<'a>>, SourceError> {
        self.as_list().ok_or_else(|| self.expected(expected))
    }

    /// The value as a list; a single value is a list of one.
    pub fn one_or_list(&self) -> Vec<Entry<'a>> {
        self.as_list().unwrap_or_else(|| vec![self.clone()])
    }

    /// The error for a value that is no `[lower, upper]`.
    pub fn no_limits(&self) -> SourceError {
        self.expected("`[lower, upper]` or `\"real\"`")
    }
}
