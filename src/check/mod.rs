//! The checker: the only place that may call something proved. [`check`] reads bytes, and its success is the only way to obtain
//! a [`Verified`] value. Rules live in one file each.

mod beaten;
mod bracket;
mod case;
mod composition;
mod cover;
mod curvature;
mod curve;
mod descent;
mod family;
mod identity;
mod inside;
mod invariance;
mod jensen;
mod kink;
mod minimizer;
mod minimum;
mod orbit;
mod proof;
mod reading;
mod reduction;
mod refusal;
mod refutation;
mod rivals;
mod shift;
mod stationary;
mod strong;
mod trial;
mod value;
mod walk;
mod witness;

pub use beaten::Beaten;
pub use case::Effort;
pub use composition::{convex as convex_by_composition, strictly_convex as strictly_convex_by_composition};
pub use cover::method;
pub use descent::require_descent;
pub use identity::constant;
pub use inside::require_way;
pub use minimizer::Residual;
pub use refusal::Refusal;
pub use rivals::Center;
pub use stationary::require_course;
pub use strong::moduli;

use crate::certificate::{Certificate, Evidence, FormatError, digest, read_with_places};
use crate::problem::TextError;
use crate::reason::Failure;
pub use crate::reason::{Reason, Rejection, Undecided, Value};
use case::Case;

/// A value that the checker has accepted. There is no other way to make one.
#[derive(Debug)]
pub struct Verified<T> {
    value: T,
    digest: String,
    work: u64,
}

impl<T> Verified<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The units of work that its check has taken ([`Effort::work`]).
    pub fn work(&self) -> u64 {
        self.work
    }

    /// The SHA-256 of the certificate's digested part, in hexadecimal: its name.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Reads a certificate and checks its evidence against its claim.
///
/// # Errors
/// A [`Rejection`] names the rule, the line and the smallest failed comparison; [`Undecided`] says why there is no
/// verdict.
pub fn check(bytes: &[u8], effort: &Effort) -> Result<Verified<Certificate>, Refusal> {
    let line_of = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let text = std::str::from_utf8(bytes)
        .map_err(|error| FormatError { line: line_of(error.valid_up_to()), kind: TextError::NotUtf8 })?;
    if let Some(at) = text.find('\0') {
        return Err(FormatError { line: line_of(at), kind: TextError::Nul }.into());
    }
    let budget = effort.budget();
    let more_work = || match budget.is_stopped() {
        true => Refusal::Undecided(Undecided::Stopped(budget.needed())),
        false => Refusal::Undecided(Undecided::MoreWork(effort.work)),
    };
    if !reading::pays(text, &budget) {
        return Err(more_work());
    }
    let (certificate, places) = read_with_places(text)?;
    let Certificate { claim, problem, evidence } = &certificate;
    let (claim_line, line, means) = (places.claim, places.evidence, effort.with(&budget));
    let established = establish(&Case { problem, claim, claim_line, line, means }, evidence);
    // A leaf test that was stopped has not failed.
    if established.is_err() && effort.stop.is_set() {
        return Err(Refusal::Undecided(Undecided::Stopped(budget.needed())));
    }
    // Whatever came out may have been cut short, and what was not proved for want of a part.
    if budget.is_spent() || (established.is_err() && budget.is_wanting()) {
        return Err(more_work());
    }
    if let Err(failure) = established {
        return Err(failure.by(certificate.evidence.rule(), certificate.problem));
    }
    Ok(Verified { value: certificate, digest: digest(text), work: budget.needed() })
}

fn establish(case: &Case<'_>, evidence: &Evidence) -> Result<(), Failure> {
    if !case.claim.says_something() {
        return Err(case.fail_claim(Reason::EmptyClaim));
    }
    inside::require_interior(case)?;
    match evidence {
        Evidence::Witness(witness) => refutation::check(case, witness).map(|_| ()),
        Evidence::Family(family) => family::check(case, family),
        Evidence::Proof(proof) => proof::check(case, proof),
        Evidence::Bracket { lower, upper } => bracket::check(case, lower.as_ref(), upper),
        Evidence::Strong(strong) => strong::check(case, strong),
        Evidence::Minimizer(strong) => minimizer::check(case, strong),
        Evidence::Minimum(minimum) => minimum::check(case, minimum),
        Evidence::Curve(samples) => curve::check(case, samples),
        Evidence::Value => value::check(case),
        Evidence::Identity => identity::check(case),
        Evidence::Invariance => invariance::check(case),
        Evidence::Counterexample(point) => invariance::check_counterexample(case, point),
        Evidence::Stationary(proof) => stationary::check(case, proof),
        Evidence::Descent(direction) => descent::check(case, direction),
        Evidence::Rivals(rivals) => rivals::check(case, rivals),
    }
}
