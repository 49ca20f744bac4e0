//! What is wrong with a certificate's text.

use crate::problem::TextError;
use std::fmt;

/// The largest number of points of a witness.
pub(super) const MAX_POINTS: usize = 10_000;

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
    /// A line that says the same as another spelling, which is the canonical one.
    NotCanonical {
        /// The canonical line.
        canonical: String,
    },
}

impl fmt::Display for FormatErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::Nul => f.write_str("this is no text: it has a NUL byte"),
            Self::NoCertificate(found) => write!(f, "expected `jensen-certificate 2`, found `{found}`"),
            Self::Earlier => {
                f.write_str("this is version 1 of the format: `jensen upgrade OLD NEW` writes version 2")
            }
            Self::MalformedClaim(found) => write!(f, "this is no claim: `{found}`"),
            Self::TooManyPoints => write!(f, "more than {MAX_POINTS} points"),
            Self::Text(error) => error.fmt(f),
            Self::AfterEnd => f.write_str("text follows the end of the certificate"),
            Self::NotCanonical { canonical } => {
                write!(f, "the line is not canonical; it should be `{canonical}`")
            }
        }
    }
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

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl std::error::Error for FormatError {}
