//! Strong convexity of `f_λ`: a proof that `f_μ` is convex at some μ below λ.
//!
//! μ = 0 where composition proves L convex, or a small cover does. Otherwise it lies a part of the way from the best
//! lower end of λ\* up to λ: the lower it is, the stronger the convexity that the checker may use, and the dearer
//! the cover.

use crate::certificate::{Certificate, Claim, Evidence, Proof, Strong};
use crate::problem::{Penalty, Problem};
use crate::search::control::Control;
use crate::search::float::simplest_between;
use crate::search::lambda::{LambdaOutcome, LambdaStatus, certify, convex, strictly_convex};
use crate::search::witness::jensen;
use rug::Rational;

/// Leaf tests that convexity without a penalty is given, where nothing speaks against it.
const TESTS_AT_ZERO: u64 = 256;
/// Cells that are refuted after all, and begun with again.
const ATTEMPTS: usize = 8;

/// Looks for a proof that `f_λ` is strictly convex, by convexity to spare or else by composition; where it is found not to
/// be convex, that refutation is all there is.
pub fn certify_strictly(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let has_margin = *lambda > 0 && squares_everything(problem);
    if !has_margin && let Some(found) = strictly_convex(problem, lambda, control) {
        return found;
    }
    let plain = || if lambda.is_zero() { convex(problem, control) } else { None };
    let mut outcome = plain().unwrap_or_else(|| strong_convexity(problem, lambda, control));
    if let Some((convex_at, proof)) = proof_of(&outcome).filter(|(at, _)| has_margin && at < lambda) {
        outcome.certificate = Some(Certificate {
            claim: Claim::StrictlyConvexFrom(lambda.clone()),
            problem: problem.clone(),
            evidence: Evidence::Strong(Strong { convex_at, proof }),
        });
    }
    outcome
}

/// Whether the penalty is strongly convex by its form.
pub(in crate::search) fn squares_everything(problem: &Problem) -> bool {
    let Penalty::Separable { square, .. } = &problem.penalty else { return false };
    square.iter().zip(&problem.domain.limits).all(|(weight, limits)| *weight > 0 || limits.is_pinned())
}

/// The proof that was found, and its λ.
pub(in crate::search) fn proof_of(outcome: &LambdaOutcome) -> Option<(Rational, Proof)> {
    let certificate = outcome.certificate.as_ref()?;
    match &certificate.claim {
        Claim::ConvexFrom(at) | Claim::ConvexAt(at) | Claim::LambdaStar { upper: at, .. } => {
            Some((at.clone(), certificate.evidence.proof()?.clone()))
        }
        _ => None,
    }
}

/// A proof of convexity at a λ below the given one, or a refutation there.
pub(in crate::search) fn strong_convexity(
    problem: &Problem,
    lambda: &Rational,
    control: &Control<'_>,
) -> LambdaOutcome {
    if *lambda > 0
        && let Some(found) = convex(problem, control)
    {
        return found;
    }
    let mut outcome = LambdaOutcome::untested(None, LambdaStatus::Open);
    let lower = control.install(|| jensen::lower_end(problem, control));
    let mut below = match lower {
        Some(end) if end.refutes(lambda) => {
            outcome.certificate = Some(end.certificate(problem));
            return outcome;
        }
        _ if lambda.is_zero() => return outcome,
        Some(end) => end.below.unwrap_or_default(),
        None => {
            outcome = certify(problem, &Rational::new(), &control.with_cells(TESTS_AT_ZERO));
            if proof_of(&outcome).is_some_and(|(at, _)| at < *lambda) {
                return outcome;
            }
            Rational::new()
        }
    };
    for _ in 0..ATTEMPTS {
        let margin = Rational::from(lambda - &below);
        let [least, most] = [3u32, 2].map(|part| Rational::from(&margin / part) + &below);
        let cells = outcome.cells;
        outcome = certify(problem, &simplest_between(&least, &most), control);
        outcome.cells += cells;
        match outcome.certificate.as_ref().map(|certificate| &certificate.claim) {
            Some(Claim::NotConvexBelow(end)) if end < lambda => below = end.clone(),
            _ => break,
        }
    }
    outcome
}
