//! Where a certificate's text is wrong, and how.

use crate::problem::TextError;

/// The largest number of points of a witness.
pub const MAX_POINTS: usize = 10_000;

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: TextError,
}
