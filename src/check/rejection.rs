//! Why a certificate is rejected.

use crate::certificate::FormatErrorKind;

/// The reason, one variant a failed test.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The text is no certificate of a known version.
    Format(FormatErrorKind),
}

/// A rejected certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The rule that failed (`format` before the evidence is reached).
    pub rule: &'static str,
    /// The line of the certificate, 1-based, where one is to blame.
    pub line: Option<usize>,
    /// Why.
    pub reason: Reason,
}
