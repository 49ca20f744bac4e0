//! Rule `cover`: a positive semidefinite Hessian on every leaf of a bisection tree (theory.md, C3).
//!
//! If on every leaf `L + qP₀` is C^{1,1} and every value that its Hessian takes in the free parameters (at a jump: every value
//! between the one-sided ones) is positive semidefinite, then `f_q` is convex on D (theory.md, C1 and C2); the penalty's absolute part only
//! adds a convex function. If moreover P is convex (a separable penalty with weights ≥ 0 is; for a formula a second
//! tree proves `∇²P ⪰ 0`), `f_λ = f_q + (λ − q)P` is convex for every `λ ≥ q` (theory.md, C6).
//!
//! Hypotheses and tests: the leaves cover D by structure; on every leaf [`HessianBound::prove`] shows the functions to be defined
//! and C^{1,1} (kinks are undefined second derivatives) and the Hessian to be positive semidefinite. A leaf's method is the
//! one its digit names. A leaf may be skipped where symmetry proves it (theory.md, C5): [`FundamentalDomain`], by symmetries that
//! [`reduction`] has proved.

use super::case::Case;
use super::reduction;
use super::rejection::{Failure, Reason};
use super::walk::{Leaf, Walk};
use crate::bound::{FundamentalDomain, HessianBound, Method, Scratch};
use crate::certificate::{Claim, Cover, CoverLeaf, Tree};
use crate::number::Rational;

/// Checks the trees.
pub(super) fn check(case: &Case<'_>, cover: &Cover) -> Result<(), Failure> {
    let (lambda, and_larger) = match case.claim {
        Claim::ConvexFrom { from } => (from, true),
        Claim::ConvexAt { lambda } => (lambda, false),
        _ => return Err(case.wrong_rule()),
    };
    let Case { problem, means, .. } = case;
    let (fundamental, line) = match &cover.reduction {
        None => (FundamentalDomain::default(), case.line),
        Some(reduction) => reduction::check(case, reduction)?,
    };
    let case = &Case { line, ..*case };
    let penalty_lines = 2 + cover.tree.line_count();
    let needs_penalty = and_larger && !problem.penalty.is_convex_by_form();
    if needs_penalty && cover.penalty.is_none() {
        return Err(case.fail(0, Reason::PenaltyNotProved));
    }
    if let Some(tree) = &cover.penalty {
        if !needs_penalty {
            return Err(case.fail(penalty_lines, Reason::NeedlessPenaltyTree));
        }
        let bound = HessianBound::of_penalty(problem, means.precision, means.budget).precisely(means.precise);
        let fundamental = FundamentalDomain::default();
        Proof { case, bound, lambda, fundamental }.check(tree, penalty_lines)?;
    }
    let bound = HessianBound::of_objective(problem, means.precision, means.budget).precisely(means.precise);
    Proof { case, bound, lambda, fundamental }.check(&cover.tree, 1)
}

/// What proves the leaves of a tree.
struct Proof<'a> {
    case: &'a Case<'a>,
    bound: HessianBound,
    lambda: &'a Rational,
    /// What the tree must prove.
    fundamental: FundamentalDomain,
}

impl Proof<'_> {
    /// Checks a tree whose nodes begin so many lines and one after the case's.
    fn check(&self, tree: &Tree, lines: usize) -> Result<(), Failure> {
        let walk = Walk { case: self.case, tree };
        let work = |leaf: Option<CoverLeaf>| match leaf {
            Some(leaf) => self.bound.leaf_work(method(leaf)),
            None => self.fundamental.work(),
        };
        walk.check(lines, work, |leaf, scratch| self.prove(leaf, scratch))
    }

    fn prove(&self, leaf: &Leaf<'_, CoverLeaf>, scratch: &mut Scratch) -> Result<(), Reason> {
        let (node, cell) = (leaf.node, || Box::new(leaf.cell.clone()));
        let Some(kind) = leaf.kind else {
            let is_elsewhere = self.fundamental.misses(leaf.cell);
            return if is_elsewhere { Ok(()) } else { Err(Reason::NotSkipped { node, cell: cell() }) };
        };
        self.bound
            .prove(leaf.cell, self.lambda, method(kind), scratch)
            .map_err(|shortfall| Reason::NotProved { node, shortfall, cell: cell() })
    }
}

/// The method of the leaf test that a leaf names.
pub fn method(leaf: CoverLeaf) -> Method {
    match leaf {
        CoverLeaf::Natural => Method::Interval,
        CoverLeaf::Affine => Method::Affine,
        CoverLeaf::Constant => Method::Constant,
        CoverLeaf::Loewner => Method::Loewner,
    }
}
