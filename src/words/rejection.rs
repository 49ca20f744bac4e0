//! Why a certificate is rejected, in words.

use super::reason::InWords;
use crate::check::Rejection;
use std::fmt;

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}: {}", self.rule, self.reason_in_words())
    }
}

impl Rejection {
    /// The reason, in words.
    pub fn reason_in_words(&self) -> String {
        InWords { reason: &self.reason, problem: self.problem.as_deref() }.text()
    }
}

impl std::error::Error for Rejection {}
