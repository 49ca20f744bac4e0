//! Why nothing is said of a certificate.

use crate::error::Unknown;

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
    /// It was stopped before it came to an end; so much work it was to take, as far as was known by then.
    Stopped(u64),
}
