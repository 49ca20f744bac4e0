//! What is wrong with a certificate's text, in words.

use crate::certificate::{FormatError, FormatErrorKind, MAX_POINTS};
use crate::problem::{Part, TextError, Unknown};
use std::fmt;

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`: a newer version of jensen may know it", self.part, self.word)
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::Expected { expected, found } if found.is_empty() => {
                write!(f, "expected {expected}, found the end")
            }
            Self::Expected { expected, found } => write!(f, "expected {expected}, found `{found}`"),
            Self::Number(error) => error.fmt(f),
            Self::NotAnIdentifier(name) => write!(f, "`{name}` is not an identifier"),
            Self::DuplicateName(name) => write!(f, "the name `{name}` occurs twice"),
            Self::UnknownName(name) => write!(f, "nothing has the name `{name}`"),
            Self::EmptyLimits => f.write_str("the lower limit exceeds the upper one"),
            Self::Length { expected, found } => write!(f, "expected {expected} numbers, found {found}"),
            Self::Exponent(n) => write!(f, "the exponent {n} is 0, 1, or beyond ±1000"),
            Self::ForwardReference(n) => write!(f, "node {n} is not an earlier node"),
            Self::NotANode => f.write_str("this node is not in canonical form"),
            Self::Graph(error) => error.fmt(f),
            Self::ColumnOutsideRows(part) => write!(f, "{part} mentions a data column"),
            Self::NotCanonical(found) => write!(f, "`{found}` is not the canonical spelling"),
            Self::NegativeWeight => f.write_str("a penalty's weight is negative"),
        }
    }
}

impl std::error::Error for TextError {}

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
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl std::error::Error for FormatError {}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Objective => "the objective",
            Part::Domain => "the domain",
            Part::Penalty => "the penalty",
            Part::PenaltyCurvature => "the penalty's curvature",
        })
    }
}
