//! Why a certificate is not accepted: it is rejected, or nothing is decided about it.

use crate::certificate::FormatError;
use crate::problem::{Problem, TextError, Unknown};
use crate::reason::{Failure, Reason, Rejection};

/// What keeps a certificate from being accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The text is malformed, or the evidence does not show the claim.
    Rejected(Rejection),
    /// Nothing is said of the certificate.
    Undecided(Undecided),
}

/// Why a certificate is neither accepted nor rejected.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Undecided {
    /// It has a word that this checker does not know. The format grows, so a later checker may know it.
    Unknown {
        /// The line, 1-based.
        line: usize,
        /// The word.
        what: Unknown,
    },
    /// It is of an earlier version of the format, which this checker does not read.
    Earlier(usize),
    /// Its check takes more work than the checker may spend.
    MoreWork(u64),
}

impl From<FormatError> for Refusal {
    fn from(FormatError { line, kind }: FormatError) -> Self {
        match kind {
            TextError::Unknown(what) => Refusal::Undecided(Undecided::Unknown { line, what }),
            TextError::Earlier => Refusal::Undecided(Undecided::Earlier(line)),
            kind => Refusal::Rejected(Rejection {
                rule: "format",
                line: Some(line),
                reason: Box::new(Reason::Format(kind)),
                problem: None,
            }),
        }
    }
}

impl Failure {
    /// As a refusal by a rule, about a problem.
    pub fn by(self, rule: &'static str, problem: Problem) -> Refusal {
        let (line, reason) = (Some(self.line), Box::new(self.reason));
        Refusal::Rejected(Rejection { rule, line, reason, problem: Some(Box::new(problem)) })
    }
}
