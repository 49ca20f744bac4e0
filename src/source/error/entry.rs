//! What can be wrong with an entry of a problem file or an option: its key, its type, its number.

use super::super::code::Code;
use super::super::near;
use crate::number::NumberError;
use crate::problem::shorten;
use std::fmt;

/// What can be wrong with an entry of a problem file or an option: its key, its type, its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// Not TOML.
    Toml(String),
    /// A value of another type than the key's.
    WrongType {
        /// What is wanted, with article.
        expected: &'static str,
        /// The type that is there.
        found: &'static str,
    },
    /// A key that must be there.
    MissingKey {
        /// The table.
        table: String,
        /// The key.
        key: &'static str,
        /// The line to add.
        example: &'static str,
    },
    /// A key without meaning.
    UnknownKey {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// Keys with a meaning and a similar name.
        near: Vec<String>,
    },
    /// Two keys that exclude each other, or a key without what it needs.
    KeyConflict {
        /// The key.
        key: String,
        /// Why it cannot stand here.
        reason: &'static str,
    },
    /// A word that is none of those allowed.
    UnknownChoice {
        /// What is chosen, such as `activation`.
        what: &'static str,
        /// The word.
        word: String,
        /// The words allowed.
        allowed: &'static [&'static str],
    },
    /// A number that cannot be read.
    Number(NumberError),
    /// A number outside its range.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The range, such as `at least 0`.
        range: &'static str,
    },
    /// An elastic net without its share of the absolute values.
    NoShare,
}

impl EntryError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Toml(_) => Code::Toml,
            Self::WrongType { .. } => Code::WrongType,
            Self::MissingKey { .. } => Code::MissingKey,
            Self::UnknownKey { .. } => Code::UnknownKey,
            Self::KeyConflict { .. } => Code::KeyConflict,
            Self::UnknownChoice { .. } => Code::UnknownChoice,
            Self::Number(_) => Code::Number,
            Self::OutOfRange { .. } => Code::OutOfRange,
            Self::NoShare => Code::MissingKey,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Toml(_) => "Problem files are TOML (https://toml.io); fractions stand in quotes.".into(),
            Self::WrongType { .. } => {
                "Formulas, names and fractions stand in quotes, numbers need none.".into()
            }
            Self::MissingKey { example, .. } => format!("Add a line such as `{example}`."),
            Self::UnknownKey { near, .. } => {
                near::question_or(near, "Remove it, or look up the keys in PROBLEMS.md.")
            }
            Self::KeyConflict { key, .. } => format!("Remove `{key}`, or change what excludes it."),
            Self::UnknownChoice { word, allowed, .. } => {
                let near = near::names(word, allowed.iter().copied());
                near::question_or(&near, &format!("Choose from {}.", allowed.join(", ")))
            }
            Self::Number(_) => "Numbers are exact: `-12`, `1.25`, `2.5e-3`, or `\"1/3\"` in quotes.".into(),
            Self::OutOfRange { what, range } => format!("Make the {what} {range}."),
            Self::NoShare => "Write `elastic-net:1/2` for half of each.".into(),
        }
    }
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toml(message) => f.write_str(message),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::MissingKey { table, key, .. } => write!(f, "{table} has no `{key}`"),
            Self::UnknownKey { table, key, .. } => write!(f, "{table} knows no `{}`", shorten(key)),
            Self::KeyConflict { key, reason } => write!(f, "`{key}` cannot stand here: {reason}"),
            Self::UnknownChoice { what, word, .. } => write!(f, "unknown {what} `{}`", shorten(word)),
            Self::Number(error) => error.fmt(f),
            Self::OutOfRange { what, range } => write!(f, "the {what} must be {range}"),
            Self::NoShare => f.write_str("an elastic net needs the share α of the absolute values"),
        }
    }
}
