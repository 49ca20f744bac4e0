//! Witnesses against every λ ≥ 0: kinks, places where the penalty does not bend, and families that move with λ.

use super::refutation::Refutation;
use super::{family, jensen, kink};
use crate::certificate::Certificate;
use crate::problem::{Penalty, Problem};
use crate::search::control::{Control, StopReason};

/// Looks for a certificate that `f_λ` is convex for no λ ≥ 0.
pub fn refute_every(problem: &Problem, control: &Control<'_>) -> Refutation {
    let certificate = control.install(|| {
        let end = kink::lower_end(problem, control).filter(|end| end.below.is_none());
        let end = end.or_else(|| jensen::lower_end(problem, control).filter(|end| end.below.is_none()));
        end.map(|end| end.certificate(problem)).or_else(|| family::family(problem, control))
    });
    refutation(certificate, control)
}

/// The same, by a witness that moves with λ.
pub fn refute_every_by_family(problem: &Problem, control: &Control<'_>) -> Refutation {
    refutation(control.install(|| family::family(problem, control)), control)
}

fn refutation(certificate: Option<Certificate>, control: &Control<'_>) -> Refutation {
    let stop = control.interrupted().filter(|_| certificate.is_none()).unwrap_or(StopReason::Done);
    Refutation { certificate, stop }
}

/// Whether no λ may be enough although curvature at each point is: some parameter has no limit, or no square in
/// the penalty.
pub(in crate::search) fn may_need_a_family(problem: &Problem) -> bool {
    let Penalty::Separable { square, .. } = &problem.penalty else { return true };
    let is_loose = |(limits, w): (&crate::problem::Limits, &rug::Rational)| {
        !limits.is_bounded() || (!limits.is_pinned() && w.is_zero())
    };
    problem.domain.limits.iter().zip(square).any(is_loose)
}
