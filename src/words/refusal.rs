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
            Undecided::MoreWork { limit, needed } => {
                write!(f, "its check takes more work than {limit}: ")?;
                match *needed > *limit && *needed < u64::MAX / 2 {
                    true => write!(f, "try `--work {}`", allowance(*needed)),
                    false => write!(f, "`--work N` allows more"),
                }
            }
            Undecided::Stopped(_) => write!(f, "its check was stopped before it came to an end"),
        }
    }
}

impl std::error::Error for Refusal {}

/// A round allowance for a check that takes so much work.
pub fn allowance(work: u64) -> u64 {
    // What is kept for attempts depends on the limit.
    let digits = 10_u64.saturating_pow(work.max(1).ilog10());
    work.saturating_add(work / 4).div_ceil(digits).saturating_mul(digits)
}
