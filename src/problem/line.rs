//! Lines of canonical text: fields separated by single spaces. A number has one spelling, and nothing is passed over.

use crate::error::TextError;
use crate::number::{Rational, read_fraction};

impl TextError {
    /// Where one of several words may stand: an unknown word, or none at all.
    pub(crate) fn unknown_word(part: &'static str, found: &str) -> Self {
        if is_word(found) {
            Self::unknown(part, found)
        } else {
            Self::expected(format!("a known {part}"), found)
        }
    }
}

/// The words that lines begin with.
const LINES: &str = "claim problem parameter ball scale half-space interior column row node objective penalty term evidence point at direction symmetries \
    map order denominator tree penalty-tree lower upper convex-at by rival towards end shifts shift";

/// Whether this may be a word of the format, now or later.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a str,
    /// From 1.
    pub line: usize,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Reader { rest: text, line: 1 }
    }

    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// The current line; empty at the end of the text.
    pub fn current(&self) -> &'a str {
        self.rest.split('\n').next().unwrap_or_default()
    }

    pub fn advance(&mut self) {
        self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        self.line += 1;
    }

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

#[derive(Clone, Debug)]
pub(crate) struct Fields<'a>(std::iter::Peekable<std::str::Split<'a, char>>);

impl<'a> Fields<'a> {
    fn new(line: &'a str) -> Self {
        Fields(line.split(' ').peekable())
    }

    pub fn next(&mut self, expected: &'static str) -> Result<&'a str, TextError> {
        self.0.next().ok_or_else(|| TextError::expected(expected, ""))
    }

    pub fn next_any(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    pub fn next_if(&mut self, word: &str) -> bool {
        self.0.next_if_eq(&word).is_some()
    }

    pub fn is_at_end(&self) -> bool {
        self.0.clone().next().is_none()
    }

    pub fn keyword(&mut self, word: &'static str) -> Result<(), TextError> {
        let found = self.0.next().unwrap_or_default();
        if found == word { Ok(()) } else { Err(TextError::expected(format!("`{word}`"), found)) }
    }

    pub fn natural(&mut self, expected: &'static str) -> Result<usize, TextError> {
        let found = self.next(expected)?;
        natural(found).ok_or_else(|| TextError::expected(expected, found))
    }

    pub fn rational(&mut self) -> Result<Rational, TextError> {
        rational(self.next("a number")?)
    }

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
