//! Rule `cover`: a positive semidefinite Hessian on every leaf of a bisection tree (theory.md, C1, C2 and C3); for all larger
//! λ a convex penalty too, by its form or by a second tree (theory.md, C6). Symmetries that [`reduction`] has proved may prove
//! a leaf elsewhere (theory.md, C5); of a cell the part in the domain is proved, if there is one (theory.md, C8).

use super::case::Case;
use super::walk::{Leaf, Walk};
use super::{reduction, shift};
use crate::bound::{FundamentalDomain, HessianBound, Method, Scratch};
use crate::certificate::{Claim, Cover, CoverLeaf, Tree};
use crate::number::Rational;
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, cover: &Cover) -> Result<(), Failure> {
    let (lambda, and_larger) = match case.claim {
        Claim::ConvexFrom(from) => (from, true),
        Claim::ConvexAt(lambda) => (lambda, false),
        _ => return Err(case.wrong_rule()),
    };
    let Case { problem, means, .. } = case;
    let (fundamental, line) = match &cover.reduction {
        None => (FundamentalDomain::default(), case.line),
        Some(reduction) => reduction::check(case, reduction)?,
    };
    let case = &Case { line, ..*case };
    let left_out = shift::left_out(case, &cover.shifts)?;
    let shift_lines = if left_out.is_empty() { 0 } else { 1 + left_out.len() };
    let penalty_lines = shift_lines + 2 + cover.tree.line_count();
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
    let bound = HessianBound::of_objective_without(problem, &left_out, means.precision, means.budget);
    shift::check(case, &cover.shifts, lambda, &bound)?;
    let bound = bound.precisely(means.precise);
    Proof { case, bound, lambda, fundamental }.check(&cover.tree, shift_lines + 1)
}

struct Proof<'a> {
    case: &'a Case<'a>,
    bound: HessianBound,
    lambda: &'a Rational,
    fundamental: FundamentalDomain,
}

impl Proof<'_> {
    /// Checks a tree whose nodes begin so many lines and one after the case's.
    fn check(&self, tree: &Tree, lines: usize) -> Result<(), Failure> {
        let walk = Walk { case: self.case, tree };
        let work = |leaf: Option<CoverLeaf>| match leaf {
            Some(leaf) => method(leaf).map_or(self.bound.part_work(), |method| self.bound.leaf_work(method)),
            None => self.fundamental.work(),
        };
        walk.check(lines, work, |leaf, scratch| self.prove(leaf, scratch))
    }

    fn prove(&self, leaf: &Leaf<'_, CoverLeaf>, scratch: &mut Scratch) -> Result<(), Reason> {
        let (node, cell) = (leaf.node, || Box::new(leaf.cell.clone()));
        let Some(kind) = leaf.kind else {
            let is_elsewhere = self.fundamental.misses(leaf.cell);
            return if is_elsewhere { Ok(()) } else { Err(Reason::NotSkipped(node, cell())) };
        };
        let Some(part) = self.bound.part(leaf.cell) else { return Ok(()) };
        let Some(method) = method(kind) else { return Err(Reason::NotOutside(node, cell())) };
        self.bound.prove(&part, self.lambda, method, scratch).map_err(|shortfall| Reason::NotProved {
            node,
            shortfall,
            cell: cell(),
        })
    }
}

/// The method of the leaf test that a leaf names; none for a cell that is outside the domain.
pub fn method(leaf: CoverLeaf) -> Option<Method> {
    Some(match leaf {
        CoverLeaf::Natural => Method::Interval,
        CoverLeaf::Affine => Method::Affine,
        CoverLeaf::Constant => Method::Constant,
        CoverLeaf::Loewner => Method::Loewner,
        CoverLeaf::Tensor => Method::Tensor,
        CoverLeaf::Outside => return None,
    })
}
