//! Rule `strong`: strict convexity from a little convexity to spare (theory.md, M1).
//!
//! Let P be separable with `w_i > 0` for every parameter that is not pinned, `0 ≤ μ < q`, and `f_μ` convex on D. For every `λ ≥ q`,
//! `f_λ = f_μ + (λ − μ)P` is strongly convex, so strictly convex.
//!
//! Hypotheses and tests: the weights and `0 ≤ μ < q` exactly; `f_μ` by the rule `cover` or `composition`.

use super::moduli::moduli as moduli_of;
use super::rejection::{Failure, Reason};
use super::{Means, proof};
use crate::certificate::{Claim, Strong};
use crate::number::Rational;
use crate::problem::Problem;

/// Checks the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    from: &Rational,
    strong: &Strong,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    moduli(problem, from, strong, line, means).map(|_| ())
}

/// That `f_λ` is strongly convex for `λ ≥ from`, and its moduli at `λ = from`: `m_i`, `None` where pinned.
pub(super) fn moduli(
    problem: &Problem,
    from: &Rational,
    Strong { convex_at, proof }: &Strong,
    line: usize,
    means: &Means<'_>,
) -> Result<Vec<Option<Rational>>, Failure> {
    if *convex_at < 0 {
        return Err(Failure::new(line + 1, Reason::EmptyClaim));
    }
    let moduli = moduli_of(problem, from, convex_at).map_err(|reason| Failure::new(line + 1, reason))?;
    proof::check(problem, &Claim::ConvexAt { lambda: convex_at.clone() }, proof, line + 1, means)?;
    Ok(moduli)
}
