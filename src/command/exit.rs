//! Exit codes, and what has to be said where there is no answer.

use crate::certificate::in_words;
use crate::check::Refusal;
use crate::report::diagnostic::{Diagnostic, Severity};
use crate::report::json;
use crate::source::SourceError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a question was answered. Only the first two carry a guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The asked statement is established.
    Established = 0,
    /// Its opposite is established.
    Opposite = 1,
    /// Usage, file or parse error: nothing was asked, or not of every file.
    Unusable = 2,
    /// Undecided within the budget.
    Undecided = 3,
}

impl Exit {
    /// The exit for a statement that is proved, refuted, or neither.
    pub fn of(settled: Option<bool>) -> Exit {
        match settled {
            Some(true) => Exit::Established,
            Some(false) => Exit::Opposite,
            None => Exit::Undecided,
        }
    }

    /// The exit for a certificate that is not accepted.
    pub fn of_refusal(refusal: &Refusal) -> Exit {
        match refusal {
            Refusal::Rejected(_) => Exit::Opposite,
            Refusal::Undecided(_) => Exit::Undecided,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// Something about the problem, at its place.
    Problem(Diagnostic),
    /// A file and what the system says about it.
    File {
        /// The file.
        path: PathBuf,
        /// What was attempted, such as `read`.
        action: &'static str,
        /// The system's error.
        error: io::Error,
    },
    /// Anything else about the command line.
    Usage(String),
    /// The checker does not accept what a search of ours has produced.
    Disowned {
        /// The checker's reason.
        refusal: String,
        /// Where the rejected text is.
        kept: String,
    },
}

impl Failure {
    /// The process's exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Problem(_) | Failure::File { .. } | Failure::Usage(_) => Exit::Unusable,
            Failure::Disowned { .. } => Exit::Undecided,
        }
    }

    /// The same as an object (`jensen/error-1`).
    pub fn json(&self) -> serde_json::Value {
        match self {
            Failure::Problem(diagnostic) => json::failure(diagnostic),
            other => {
                let title = other.to_string();
                let title = title.strip_prefix("error: ").unwrap_or(&title).to_owned();
                let (severity, code, place, help) = (Severity::Error, None, None, None);
                json::failure(&Diagnostic { severity, title, code, place, help })
            }
        }
    }

    /// For `map_err` on file operations.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
        move |error| Failure::File { path: path.to_owned(), action, error }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Failure {
        Failure::Problem(Diagnostic::from(&error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Problem(diagnostic) => f.write_str(&diagnostic.coloured()),
            Failure::File { path, action, error } => {
                write!(f, "error: cannot {action} {}: {}", path.display(), in_words(error))
            }
            Failure::Usage(message) => write!(f, "error: {message}"),
            Failure::Disowned { refusal, kept } => write!(
                f,
                "internal error: the checker does not accept the certificate that this search produced.\n\
                 {refusal}\n\
                 Nothing is claimed. The rejected text is kept in {kept}; please report it with this command line."
            ),
        }
    }
}
