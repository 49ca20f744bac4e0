//! Rule `minimum`: `p ≤ inf_D f_q ≤ r`.
//!
//! If `c ∈ D` and `f_q(c) ≤ r`, then `inf_D f_q ≤ r`; if `f_q ≥ p` on every leaf of a tree of cells that
//! cover D, then `inf_D f_q ≥ p`. Where `p = r`, c is a global minimiser. If moreover `P ≥ P(c)` on D, c minimises
//! `f_λ = f_q + (λ − q)P` for every `λ ≥ q` (theory.md, M5).
//!
//! Hypotheses and tests: `p ≤ r`, `q ≥ 0` and `c ∈ D` exactly; `r − f_q(c) ≥ 0` exactly or over intervals of more
//! and more bits; the leaves cover D by structure, and [`ValueBound::reaches`] shows for each that `f_q ≥ p` on
//! it, on the ground that it names. For larger λ `p = f_q(c)`, which must be known exactly.

use super::Means;
use super::rejection::{Failure, Reason};
use super::value::{self, Height};
use super::walk::{Leaf, Walk};
use super::witness::{numbers, require_inside};
use crate::bound::{Ground, Reach, Scratch, ValueBound};
use crate::certificate::{Minimum, ValueLeaf};
use crate::kind::{Counted, Exact};
use crate::number::Rational;
use crate::problem::{Objective, Penalty, Problem};
use std::cmp::Ordering;

/// What is claimed: see [`crate::certificate::Claim::Minimum`].
pub(super) struct Ends<'a> {
    pub lambda: &'a Rational,
    pub lower: &'a Rational,
    pub upper: &'a Rational,
}

/// Checks the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    ends: &Ends<'_>,
    minimum: &Minimum,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let Ends { lambda, lower, upper } = *ends;
    let Minimum { point, convex_at, tree } = minimum;
    if lower > upper {
        let (lower, upper) = (lower.clone(), upper.clone());
        return Err(Failure::new(line, Reason::BracketOrder { lower, upper }));
    }
    let height = Height { problem, lambda, lower: None, upper: Some(upper), point };
    value::check(&height, line + 1, means)?;
    let Means { precision, precise, budget, .. } = *means;
    let bound = ValueBound::new(problem, lambda, convex_at, point, precision, precise, budget);
    let walk = Walk { problem, tree, means };
    let work = |leaf: Option<ValueLeaf>| leaf.map_or(0, |leaf| bound.leaf_work(ground(leaf)));
    walk.check(line + 3, work, |leaf, scratch| prove(&bound, leaf, lower, scratch))
}

fn prove(
    bound: &ValueBound<'_>,
    leaf: &Leaf<'_, ValueLeaf>,
    lower: &Rational,
    scratch: &mut Scratch,
) -> Result<(), Reason> {
    let (node, cell) = (leaf.node, || Box::new(leaf.cell.clone()));
    let Some(kind) = leaf.kind else {
        return Err(Reason::NotSkipped { node, cell: cell() });
    };
    match bound.reaches(leaf.cell, ground(kind), lower, scratch) {
        Reach::Proved => Ok(()),
        reach => Err(Reason::NotReached { node, reach: Box::new(reach), cell: cell() }),
    }
}

/// The ground that a leaf names.
fn ground(leaf: ValueLeaf) -> Ground {
    match leaf {
        ValueLeaf::Natural => Ground::Natural,
        ValueLeaf::Slope => Ground::MeanValue,
        ValueLeaf::Convex(number) => Ground::Convex(usize::from(number)),
    }
}

/// Checks the claim that `point` minimises `f_λ` for every `λ ≥ from`, by the lines after `line`.
pub(super) fn check_from(
    problem: &Problem,
    from: &Rational,
    point: &[Rational],
    minimum: &Minimum,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let at_point = |reason| Failure::new(line + 1, reason);
    if minimum.point != point {
        return Err(at_point(Reason::OtherPoint));
    }
    require_inside(problem, point).map_err(at_point)?;
    require_least_penalty(problem, point).map_err(at_point)?;
    let context = ((), means.budget);
    let at: Vec<Counted<'_, Exact>> = numbers(point, context);
    let value = Objective::new(problem, context).value(&at, from).into_value().into_value();
    let value = value.ok_or_else(|| at_point(Reason::NotRational))?;
    check(problem, &Ends { lambda: from, lower: &value, upper: &value }, minimum, line, means)
}

/// That P is nowhere less than at this point: each term of a separable penalty is least at its centre, or at the limit
/// nearest to it.
fn require_least_penalty(problem: &Problem, point: &[Rational]) -> Result<(), Reason> {
    let Penalty::Separable { square, absolute, center } = &problem.penalty else {
        return Err(Reason::PenaltyNotLeast { parameter: None });
    };
    for (i, x) in point.iter().enumerate() {
        let limits = &problem.domain.0[i];
        let is_free = square[i].is_zero() && absolute[i].is_zero();
        let is_nearest = match x.cmp(&center[i]) {
            Ordering::Equal => true,
            Ordering::Less => limits.upper.as_ref() == Some(x),
            Ordering::Greater => limits.lower.as_ref() == Some(x),
        };
        if square[i] < 0 || absolute[i] < 0 || !(is_free || is_nearest) {
            return Err(Reason::PenaltyNotLeast { parameter: Some(problem.parameters[i].clone()) });
        }
    }
    Ok(())
}
