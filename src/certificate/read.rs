//! Reading certificates.

use super::Certificate;
use std::fmt;

/// What is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatErrorKind {
    /// Not UTF-8.
    NotUtf8,
}

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: FormatErrorKind,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {:?}", self.line, self.kind)
    }
}

/// Reads a certificate's text.
///
/// # Errors
/// See [`FormatErrorKind`].
pub fn read_certificate(text: &str) -> Result<Certificate, FormatError> {
    let _ = text;
    todo!()
}
