//! Why a certificate is not accepted.

use crate::check::{Refusal, Undecided};
use crate::problem::TextError;
use std::fmt;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Rejected(rejection) => write!(f, "rejected: {rejection}"),
            Refusal::Undecided(undecided) => write!(f, "undecided: {undecided}"),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undecided::Unknown { line, what } => write!(f, "line {line}: {what}"),
            Undecided::Earlier(line) => write!(f, "line {line}: {}", TextError::Earlier),
            Undecided::MoreWork(limit) => {
                write!(f, "its check takes more work than {limit}: `--work N` allows more")
            }
            Undecided::Stopped(_) => write!(f, "its check was stopped before it came to an end"),
        }
    }
}

impl std::error::Error for Refusal {}
