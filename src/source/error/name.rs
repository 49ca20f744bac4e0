//! What can be wrong with a name.

use super::super::code::Code;
use super::super::limits::RESERVED;
use super::super::near;
use crate::problem::shorten;
use std::fmt;

/// What can be wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// A name that is no identifier.
    NotAnIdentifier(String),
    /// A name given twice.
    DuplicateName(String),
    /// A name that should be a parameter's or a block's.
    UnknownParameter {
        /// The name.
        name: String,
        /// Parameters and blocks with a similar name.
        near: Vec<String>,
    },
    /// A certificate's name that is none.
    CertificateName(String),
}

impl NameError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotAnIdentifier(_) => Code::NotAnIdentifier,
            Self::DuplicateName(_) => Code::DuplicateName,
            Self::UnknownParameter { .. } => Code::UnknownParameter,
            Self::CertificateName(_) => Code::CertificateName,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::NotAnIdentifier(name) if RESERVED.contains(&name.as_str()) => {
                "In a problem file `default`, `center`, `radius`, `ball`, `scales` and `constraints` are keys of `[domain]`.".into()
            }
            Self::NotAnIdentifier(_) => {
                "A name is a letter, then letters, digits and `_`, then perhaps an index such as `[1,2]`."
                    .into()
            }
            Self::DuplicateName(_) => "Give every parameter, column and part a name of its own.".into(),
            Self::UnknownParameter { near, .. } => near::question_or(
                near,
                "Names here are those of the objective's parameters, or of whole blocks such as `W1`.",
            ),
            Self::CertificateName(_) => "Use letters, digits and hyphens; the file is `NAME.jensen`.".into(),
        }
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnIdentifier(name) => write!(f, "`{}` cannot be a name", shorten(name)),
            Self::DuplicateName(name) => write!(f, "`{}` is named twice", shorten(name)),
            Self::UnknownParameter { name, .. } => write!(f, "there is no parameter `{}`", shorten(name)),
            Self::CertificateName(name) => write!(f, "`{}` is no certificate's name", shorten(name)),
        }
    }
}
