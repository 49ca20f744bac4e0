//! Tokens of the formula language.
//!
//! ```text
//! number := digits [. digits] [e [sign] digits]  |  . digits [e [sign] digits]
//! name   := letter (letter | digit)* [ '[' digits (, digits)* ']' ]
//! letter := A … Z, a … z, _, Greek letters
//! ```

use super::error::{ParseErrorKind, Span};
use crate::problem::{is_identifier, is_letter, stem_length};
use std::borrow::Cow;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// An unsigned number, as written.
    Number(&'a str),
    /// A name with its index suffix, without spaces.
    Name(Cow<'a, str>),
    /// One of `+ - * / ^ ( ) ,`.
    Symbol(char),
    /// The end of the text.
    End,
}

/// A text and the token it has been read up to.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// The current token.
    pub token: Token<'a>,
    /// Where it is.
    pub span: Span,
    /// Where the token before it ends.
    pub previous_end: usize,
}

impl<'a> Lexer<'a> {
    /// Starts before the first token; [`Lexer::advance`] reads it.
    pub fn new(text: &'a str) -> Self {
        Lexer { text, token: Token::End, span: 0..0, previous_end: 0 }
    }

    /// Moves on to the next token.
    pub fn advance(&mut self) -> Result<(), (ParseErrorKind, Span)> {
        self.previous_end = self.span.end;
        let rest = &self.text[self.span.end..];
        let trimmed = rest.trim_start();
        let start = self.span.end + rest.len() - trimmed.len();
        let (token, length) = match trimmed.chars().next() {
            None => (Token::End, 0),
            Some(symbol @ ('+' | '-' | '*' | '/' | '^' | '(' | ')' | ',')) => (Token::Symbol(symbol), 1),
            Some(first) => {
                let number = number_length(trimmed);
                if number > 0 {
                    (Token::Number(&trimmed[..number]), number)
                } else if is_letter(first) {
                    name(trimmed)
                } else {
                    let span = start..start + first.len_utf8();
                    return Err((ParseErrorKind::UnexpectedCharacter(first), span));
                }
            }
        };
        self.token = token;
        self.span = start..start + length;
        Ok(())
    }
}

/// The length of the number that `text` begins with; 0 if it begins with none.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(0);
    let mut end = whole;
    if text[end..].starts_with('.') {
        let decimals = digits(end + 1);
        if whole + decimals == 0 {
            return 0;
        }
        end += 1 + decimals;
    }
    if end > 0 && text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// The name that `text` begins with, and the length it is written in. Spaces may stand within an index
/// suffix; what is no index suffix is left for the next token.
fn name(text: &str) -> (Token<'_>, usize) {
    let stem = stem_length(text);
    if let Some(inner) = text[stem..].strip_prefix('[').and_then(|rest| rest.split(']').next()) {
        let written = stem + inner.len() + 2;
        if written <= text.len() && inner.len() <= MAX_INDEX {
            let name: String = text[..written].chars().filter(|c| *c != ' ').collect();
            if is_identifier(&name) {
                return (Token::Name(Cow::Owned(name)), written);
            }
        }
    }
    (Token::Name(Cow::Borrowed(&text[..stem])), stem)
}

/// The longest index suffix, in bytes.
const MAX_INDEX: usize = 100;
