//! What `check` says of a file.

use crate::certificate::Certificate;
use crate::check::{Refusal, Undecided, Verified};
use crate::problem::TextError;

/// What `check` says of one file.
pub struct Checked {
    /// The file, as it was named.
    pub file: String,
    /// The verdict.
    pub outcome: Outcome,
}

/// A verdict, or why there is none.
pub enum Outcome {
    /// Accepted.
    Valid {
        /// The certificate.
        verified: Box<Verified<Certificate>>,
        /// The problem file that it was held against.
        problem: Option<String>,
    },
    /// Rejected, or of another problem than the one it was held against.
    Rejected {
        /// The rule that failed.
        rule: &'static str,
        /// The certificate's line to blame.
        line: Option<usize>,
        /// Why, as a sentence.
        reason: String,
    },
    /// Neither accepted nor rejected.
    Undecided {
        /// The certificate's line that this is about, if it is about one.
        line: Option<usize>,
        /// Why, as a sentence.
        reason: String,
    },
    /// The file could not be read.
    Unreadable(String),
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rejected(rejection) => {
                let reason = rejection.reason_in_words();
                Outcome::Rejected { rule: rejection.rule, line: rejection.line, reason }
            }
            Refusal::Undecided(Undecided::Unknown { line, what }) => {
                Outcome::Undecided { line: Some(line), reason: what.to_string() }
            }
            Refusal::Undecided(Undecided::Earlier(line)) => {
                Outcome::Undecided { line: Some(line), reason: TextError::Earlier.to_string() }
            }
            Refusal::Undecided(other) => Outcome::Undecided { line: None, reason: other.to_string() },
        }
    }
}
