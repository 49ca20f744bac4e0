//! λ\*: the lower end by a witness, then a ladder of covers from above.
//!
//! Rung by rung the target `(1 + g)·lo` comes down, `g` = 10, 3, 1, 0.3, … to the gap asked for; each rung
//! starts from the tree of the one before, so each completed rung is a bracket. A counterexample met on the
//! way raises `lo`, and the rung is restarted. Without a lower end λ = 0 is tried, then the least power of 4
//! that the root cell alone proves, and a quarter of it each time.

use super::control::{Budget, Control, Progress, StopReason};
use super::cover::{Attempt, Prover};
use super::curvature;
use crate::bound::{Cell, HessianBound, Obstacle};
use crate::certificate::{Certificate, Claim, Cover, Evidence, Tree, Witness};
use crate::number::simplest_between;
use crate::problem::Problem;
use rug::Rational;
use std::time::Duration;

/// Where a search for λ\* ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaStatus {
    /// `hi ≤ (1 + gap)·lo` or `hi − lo` within the absolute gap.
    Closed,
    /// A bracket, wider than asked, or only its lower end.
    Open,
    /// No finite λ convexifies.
    Infinite,
    /// Convex without penalty.
    Zero,
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct LambdaOutcome {
    /// A bracket, `convex lambda >= 0`, `no-finite-lambda`, or (no upper end found) a refutation
    /// alone; `None` where nothing was found.
    pub certificate: Option<Certificate>,
    /// How far it got.
    pub status: LambdaStatus,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// What stands in the way, if something does: a node and why.
    pub obstacle: Option<Obstacle>,
}

/// Relative gaps of the rungs, in percent.
const RUNGS: [u32; 7] = [1000, 300, 100, 30, 10, 3, 1];
/// Without a lower end: leaf tests that λ = 0 is given before the search goes up.
const TESTS_AT_ZERO: u64 = 20_000;
/// `hi − lo` below this share of what the root cell needs counts as closed when `lo = 0`.
const ABSOLUTE_GAP: f64 = 1e-9;
/// Restarts from a counterexample at the same rung before the search gives up.
const MAX_RESTARTS: usize = 64;

/// The state of a search for λ\*.
struct Ladder<'a> {
    problem: &'a Problem,
    control: &'a Control<'a>,
    prover: Prover<'a>,
    /// That the penalty is convex, if it takes a tree to prove.
    penalty: Option<Tree>,
    lower: Option<(Witness, Rational)>,
    upper: Option<(Tree, Rational)>,
}

/// Brackets λ\* until `hi ≤ (1 + gap)·lo` or the budget ends.
pub fn lambda(problem: &Problem, gap: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let bound = HessianBound::of_objective(problem, PRECISION);
    let mut ladder = Ladder::new(problem, &bound, control);
    let (status, stop, obstacle) = ladder.climb(gap);
    LambdaOutcome {
        certificate: ladder.certificate(status),
        status,
        cells: ladder.prover.cells,
        stop,
        obstacle,
    }
}
