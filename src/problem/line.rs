//! Lines of canonical text: fields separated by single spaces.
//!
//! Only canonical text is read: a number has one spelling, and nothing is passed over.

use crate::expression::GraphError;
use crate::number::{NumberError, Rational, read_fraction};
use crate::problem::shorten;

/// A word where the format may grow, and that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it would be a word for.
    pub part: &'static str,
    /// The word.
    pub word: String,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Nothing, as far as this version can tell.
    Unknown(Unknown),
    /// Another line or field than may stand here.
    Expected {
        /// What may stand here.
        expected: String,
        /// What stands there; empty at the end of a line or of the text.
        found: String,
    },
    /// A number that is no rational `p/q`, or too long.
    Number(NumberError),
    /// A parameter or column whose name is no identifier.
    NotAnIdentifier(String),
    /// A second parameter or column of the same name.
    DuplicateName(String),
    /// A name that no parameter or column has.
    UnknownName(String),
    /// A lower limit above the upper one.
    EmptyLimits,
    /// A row, point or direction with too few or too many numbers.
    Length {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// An exponent of 0, 1, or beyond ±1000.
    Exponent(i64),
    /// A node that does not refer to earlier ones.
    ForwardReference(usize),
    /// A node that the graph would not hold: it occurs before, its operands are out of order, or it is
    /// a constant in disguise.
    NotANode,
    /// The graph refuses the node.
    Graph(GraphError),
    /// A data column where there are no rows: in the fixed part of the objective or in the penalty.
    ColumnOutsideRows(&'static str),
    /// A penalty's weight below zero.
    NegativeWeight,
    /// What has another, canonical spelling.
    NotCanonical(String),
}

impl TextError {
    /// [`TextError::Expected`], with what was found cut short.
    pub(crate) fn expected(expected: impl Into<String>, found: &str) -> Self {
        TextError::Expected { expected: expected.into(), found: shorten(found) }
    }

    /// [`TextError::NotCanonical`], cut short too.
    pub(crate) fn not_canonical(found: &str) -> Self {
        TextError::NotCanonical(shorten(found))
    }

    /// [`TextError::Unknown`], cut short too.
    pub(crate) fn unknown(part: &'static str, found: &str) -> Self {
        TextError::Unknown(Unknown { part, word: shorten(found) })
    }

    /// Where one of several words may stand: an unknown word, or none at all.
    pub(crate) fn unknown_word(part: &'static str, found: &str) -> Self {
        if is_word(found) {
            Self::unknown(part, found)
        } else {
            Self::expected(format!("a known {part}"), found)
        }
    }
}

impl From<GraphError> for TextError {
    fn from(error: GraphError) -> Self {
        TextError::Graph(error)
    }
}

/// The words that lines begin with.
const LINES: &str = "claim problem parameter column row node objective penalty term evidence point at direction symmetries \
    map order denominator tree penalty-tree lower upper convex-at by rival towards end";

/// Whether this may be a word of the format, now or later.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The lines still to be read.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a str,
    /// The number of the current line, from 1.
    pub line: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first line.
    pub fn new(text: &'a str) -> Self {
        Reader { rest: text, line: 1 }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// The current line; empty at the end of the text.
    pub fn current(&self) -> &'a str {
        self.rest.split('\n').next().unwrap_or_default()
    }

    /// Goes to the next line.
    pub fn advance(&mut self) {
        self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        self.line += 1;
    }

    /// Reads a line that begins with `keyword`.
    pub fn line<T>(
        &mut self,
        keyword: &'static str,
        read: impl FnOnce(&mut Fields<'a>) -> Result<T, TextError>,
    ) -> Result<T, TextError> {
        let mut fields = Fields::new(self.current());
        let first = self.current().split(' ').next().unwrap_or_default();
        if first != keyword && !LINES.split(' ').any(|word| word == first) && is_word(first) {
            return Err(TextError::unknown("line", first));
        }
        fields.keyword(keyword)?;
        let value = read(&mut fields)?;
        fields.end()?;
        self.advance();
        Ok(value)
    }

    /// Reads all lines from here that begin with `keyword`.
    pub fn lines(
        &mut self,
        keyword: &'static str,
        mut read: impl FnMut(&mut Fields<'a>) -> Result<(), TextError>,
    ) -> Result<(), TextError> {
        while self.current().split(' ').next() == Some(keyword) {
            self.line(keyword, &mut read)?;
        }
        Ok(())
    }
}

/// The fields of a line still to be read.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a>(std::iter::Peekable<std::str::Split<'a, char>>);

impl<'a> Fields<'a> {
    fn new(line: &'a str) -> Self {
        Fields(line.split(' ').peekable())
    }

    /// The next field.
    pub fn next(&mut self, expected: &'static str) -> Result<&'a str, TextError> {
        self.0.next().ok_or_else(|| TextError::expected(expected, ""))
    }

    /// The next field, if there is one.
    pub fn next_any(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    /// The next field, if it is this word.
    pub fn next_if(&mut self, word: &str) -> bool {
        self.0.next_if_eq(&word).is_some()
    }

    /// A fixed word.
    pub fn keyword(&mut self, word: &'static str) -> Result<(), TextError> {
        let found = self.0.next().unwrap_or_default();
        if found == word { Ok(()) } else { Err(TextError::expected(format!("`{word}`"), found)) }
    }

    /// A natural number.
    pub fn natural(&mut self, expected: &'static str) -> Result<usize, TextError> {
        let found = self.next(expected)?;
        natural(found).ok_or_else(|| TextError::expected(expected, found))
    }

    /// A rational number.
    pub fn rational(&mut self) -> Result<Rational, TextError> {
        rational(self.next("a number")?)
    }

    /// The rest of the line as exactly `count` rational numbers.
    pub fn rationals(&mut self, count: usize) -> Result<Vec<Rational>, TextError> {
        let found = self.0.clone().count();
        if found != count {
            return Err(TextError::Length { expected: count, found });
        }
        self.0.by_ref().map(rational).collect()
    }

    /// The rest of the line as one rational number or more, at most `count`.
    pub fn rationals_up_to(&mut self, count: usize) -> Result<Vec<Rational>, TextError> {
        let found = self.0.clone().count();
        self.rationals(found.clamp(1, count))
    }

    /// The end of the line.
    pub fn end(&mut self) -> Result<(), TextError> {
        match self.0.next() {
            None => Ok(()),
            Some(found) => Err(TextError::expected("the end of the line", found)),
        }
    }
}

/// A rational number `p` or `p/q` in lowest terms.
pub(crate) fn rational(text: &str) -> Result<Rational, TextError> {
    let q = read_fraction(text).map_err(TextError::Number)?;
    if q.to_string() == text { Ok(q) } else { Err(TextError::not_canonical(text)) }
}

/// A natural number without zeros in front.
pub(crate) fn natural(text: &str) -> Option<usize> {
    text.parse().ok().filter(|n: &usize| n.to_string() == text)
}
