//! What is wrong with a certificate's text.

use crate::problem::TextError;

/// The largest number of points of a witness.
pub const MAX_POINTS: usize = 10_000;

/// What is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatErrorKind {
    /// Not UTF-8.
    NotUtf8,
    /// A NUL byte.
    Nul,
    /// The first line is not `jensen-certificate 2`.
    NoCertificate(String),
    /// The first line is `jensen-certificate 1`.
    Earlier,
    /// A claim of a known kind in another shape.
    MalformedClaim(String),
    /// More than 10,000 points.
    TooManyPoints,
    /// A line that does not follow the grammar.
    Text(TextError),
    /// Text behind the `end` line.
    AfterEnd,
}

impl From<TextError> for FormatErrorKind {
    fn from(error: TextError) -> Self {
        FormatErrorKind::Text(error)
    }
}

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: FormatErrorKind,
}
