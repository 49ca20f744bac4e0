//! Exact Jensen witnesses: chords and point sets that break Jensen's inequality (claims.md T1).

use super::control::{Control, StopReason};
use crate::certificate::Certificate;
use crate::problem::Problem;
use rug::Rational;

/// A refutation that was found, not yet checked.
#[derive(Clone, Debug)]
pub struct Refutation {
    /// Claim and witness; `None` where none was found.
    pub certificate: Option<Certificate>,
    /// Why the search ended.
    pub stop: StopReason,
}

/// Looks for a Jensen witness against `f_λ`. With `lambda = None` for one that refutes the largest λ
/// it can. `points ≥ 2` bounds the size of the witness.
pub fn refute(
    problem: &Problem,
    lambda: Option<&Rational>,
    points: usize,
    control: &Control<'_>,
) -> Refutation {
    let _ = (problem, lambda, points, control);
    todo!()
}
