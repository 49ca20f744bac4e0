//! How the penalty is known to be convex: a larger λ is then no worse.

use crate::bound::Cell;
use crate::certificate::Tree;
use crate::problem::Problem;
use crate::search::compiled;
use crate::search::control::Control;
use crate::search::cover::{Event, Plan, Prover};
use rug::Rational;

/// Leaf tests that a penalty's convexity is given.
const TESTS: u64 = 200_000;

/// How the penalty is known to be convex.
#[derive(Clone, Debug)]
pub(super) enum PenaltyProof {
    ByForm,
    ByCover(Tree),
    Missing,
}

impl PenaltyProof {
    /// By its form, else by a cover; and the leaf tests that this took.
    pub fn new(problem: &Problem, control: &Control<'_>) -> (Self, u64) {
        if problem.penalty.is_convex_by_form() {
            return (PenaltyProof::ByForm, 0);
        }
        let bound = compiled::penalty_hessian(problem, control);
        let mut prover = Prover::new(&bound, Cell::root(&problem.domain), control);
        let plan = Plan { goal: Some(Rational::from(1)), ..Plan::default() };
        prover.stop_refuting();
        let event = prover.work(&plan, &control.with_cells(TESTS), None, &|_, _| ());
        let proof = match (event, prover.cover()) {
            (Event::Goal, Some((tree, _))) => PenaltyProof::ByCover(tree),
            _ => PenaltyProof::Missing,
        };
        (proof, prover.cells())
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, PenaltyProof::Missing)
    }

    /// The tree, where it takes one.
    pub fn tree(&self) -> Option<&Tree> {
        match self {
            PenaltyProof::ByCover(tree) => Some(tree),
            PenaltyProof::ByForm | PenaltyProof::Missing => None,
        }
    }
}
