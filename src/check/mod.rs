//! The checker: the only place that may call something proved.
//!
//! [`check`] reads bytes, and its success is the only way to obtain a [`Verified`] value. Rules live in
//! one file each, under the stem that the search, the tests and FORMAT.md use for them too.

mod bracket;
mod cover;
mod curvature;
mod jensen;
mod rejection;
mod sign;

pub use rejection::{Reason, Rejection};

use crate::certificate::FormatErrorKind;
use crate::certificate::{Certificate, Claim, Evidence, Located, digest, read_certificate};

/// How hard the checker tries. No choice here makes a check weaker: more effort accepts more true
/// certificates, never a false one.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Use MPFR at [`Effort::precision`] bits everywhere, never `f64`.
    pub precise: bool,
    /// The precision in bits where `f64` is too coarse.
    pub precision: u32,
    /// Threads over the subtrees of a cover; the verdict does not depend on it.
    pub threads: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { precise: false, precision: 256, threads: 1 }
    }
}

/// A value that the checker has accepted. There is no other way to make one.
#[derive(Debug)]
pub struct Verified<T> {
    value: T,
    digest: String,
}

impl<T> Verified<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The SHA-256 of the certificate's digested part, in hexadecimal: its name.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Reads a certificate and checks its evidence against its claim.
///
/// # Errors
/// A [`Rejection`] names the rule, the line and the smallest failed comparison.
pub fn check(bytes: &[u8], effort: &Effort) -> Result<Verified<Certificate>, Rejection> {
    let format = |line, kind| Rejection { rule: "format", line, reason: Reason::Format(kind) };
    let text = std::str::from_utf8(bytes).map_err(|_| format(None, FormatErrorKind::NotUtf8))?;
    let located = read_certificate(text).map_err(|e| format(Some(e.line), e.kind))?;
    check_claim(&located)?;
    check_evidence(&located, effort)?;
    Ok(Verified { value: located.certificate, digest: digest(text) })
}

/// The claim makes sense by itself.
fn check_claim(located: &Located) -> Result<(), Rejection> {
    let out_of_range = match &located.certificate.claim {
        Claim::NotConvexBelow { below } => (*below <= 0).then_some(below),
        Claim::NotConvexAt { lambda } | Claim::ConvexAt { lambda } => (*lambda < 0).then_some(lambda),
        Claim::ConvexFrom { from } => (*from < 0).then_some(from),
        Claim::LambdaStar { lower, .. } => (*lower < 0).then_some(lower),
        Claim::NoFiniteLambda => None,
    };
    match out_of_range {
        None => Ok(()),
        Some(q) => Err(Rejection {
            rule: "claim",
            line: Some(located.claim_line),
            reason: Reason::Lambda(q.clone()),
        }),
    }
}

fn check_evidence(located: &Located, effort: &Effort) -> Result<(), Rejection> {
    let Certificate { claim, problem, evidence } = &located.certificate;
    let line = Some(located.evidence_line);
    let (rule, outcome) = match evidence {
        Evidence::Jensen(evidence) => ("jensen", jensen::check(problem, claim, evidence, effort)),
        Evidence::Curvature(evidence) => ("curvature", curvature::check(problem, claim, evidence, effort)),
        Evidence::Cover(evidence) => ("cover", cover::check(problem, claim, evidence, effort)),
        Evidence::Bracket { lower, upper } => {
            return bracket::check(problem, claim, lower.as_ref(), upper, effort).map_err(|part| Rejection {
                rule: "bracket",
                line: if part.is_upper { Some(located.upper_line) } else { line },
                reason: part.reason,
            });
        }
    };
    outcome.map_err(|reason| Rejection { rule, line, reason })
}
