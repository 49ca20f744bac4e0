//! Why a certificate is not accepted: it is rejected, or nothing is decided about it.

use crate::certificate::FormatError;
use crate::problem::{Problem, TextError};
use crate::reason::{Failure, Reason, Rejection, Undecided};

/// What keeps a certificate from being accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The text is malformed, or the evidence does not show the claim.
    Rejected(Rejection),
    /// Nothing is said of the certificate.
    Undecided(Undecided),
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
