//! A certificate that stands where another is to be written: one that says more of λ\* is set aside, not lost.

use super::output;
use super::stream;
use crate::certificate::{Certificate, Claim, read_certificate};
use crate::report::{lower_end, upper_end};
use rug::Rational;
use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};

/// Renames what stands at a path, if it claims a better end of λ\* for the same problem than what is to be written there.
pub fn set_aside(path: &Path, new: &Certificate) {
    let Some(old) = ends(new).and_then(|_| read(path)).filter(|old| old.problem == new.problem) else {
        return;
    };
    if !is_better(&old, new) {
        return;
    }
    let kept = beside(path);
    // What was set aside before stays, if it is the better one.
    let before = read(&kept).filter(|before| before.problem == new.problem && !is_better(&old, before));
    if before.is_some()
        || output::Kind::Certificate.may_replace(&kept).is_ok() && fs::rename(path, &kept).is_ok()
    {
        stream::note(&format!(
            "note: an earlier certificate with a better end of λ* is kept in {}",
            kept.display()
        ));
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut kept = path.as_os_str().to_owned();
    kept.push(".better");
    kept.into()
}

fn read(path: &Path) -> Option<Certificate> {
    let bytes = output::read_certificate(path).ok()?;
    read_certificate(&String::from_utf8(bytes).ok()?).ok()
}

/// What is claimed of λ\* from below and above.
fn ends(certificate: &Certificate) -> Option<[Option<&Rational>; 2]> {
    match &certificate.claim {
        claim @ (Claim::LambdaStar { .. } | Claim::ConvexFrom(_) | Claim::NotConvexBelow(_)) => {
            Some([lower_end(claim), upper_end(claim)])
        }
        _ => None,
    }
}

/// Whether one end of the first is better than that of the second.
fn is_better(one: &Certificate, other: &Certificate) -> bool {
    let (Some([lower, upper]), Some([other_lower, other_upper])) = (ends(one), ends(other)) else {
        return false;
    };
    let is_lower = match (upper, other_upper) {
        (Some(upper), Some(other)) => upper < other,
        (upper, other) => upper.is_some() && other.is_none(),
    };
    lower.cmp(&other_lower) == Ordering::Greater || is_lower
}
