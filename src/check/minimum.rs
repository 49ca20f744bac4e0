//! Rule `minimum`: `p ≤ inf_D f_q ≤ r`.
//!
//! If `c ∈ D` and `f_q(c) ≤ r`, then `inf_D f_q ≤ r`; if `f_q ≥ p` on every leaf of a tree of cells that
//! cover D, then `inf_D f_q ≥ p`. Where `p = r`, c is a global minimiser. If moreover `P ≥ P(c)` on D, c minimises
//! `f_λ = f_q + (λ − q)P` for every `λ ≥ q` (theory.md, M5).
//!
//! Hypotheses and tests: `p ≤ r`, `q ≥ 0` and `c ∈ D` exactly; `r − f_q(c) ≥ 0` exactly or over intervals of more
//! and more bits; the leaves cover D by structure, and [`ValueBound::reaches`] shows for each that `f_q ≥ p` on
//! it, on the ground that it names. For larger λ `p = f_q(c)`, which must be known exactly.

use super::case::{Case, Means};
use super::rejection::{Failure, Reason};
use super::value::Height;
use super::walk::{Leaf, Walk};
use super::witness::{numbers, require_inside};
use crate::bound::{Ground, Reach, Scratch, ValueBound};
use crate::certificate::{Claim, Minimum, ValueLeaf};
use crate::kind::{Counted, Exact};
use crate::number::Rational;
use crate::problem::{Objective, Penalty, Problem};
use std::cmp::Ordering;

/// Checks the claim, a least value at one λ or a minimiser from one λ on.
pub(super) fn check(case: &Case<'_>, minimum: &Minimum) -> Result<(), Failure> {
    match case.claim {
        Claim::Minimum { lambda, lower, upper } => check_at(case, minimum, lambda, [lower, upper]),
        Claim::MinimizerFrom { from, point } => {
            let value =
                value_of_minimizer(case, from, point, minimum).map_err(|reason| case.fail(1, reason))?;
            check_at(case, minimum, from, [&value, &value])
        }
        _ => Err(case.wrong_rule()),
    }
}

/// Checks that the least value of `f_λ` lies between these ends.
pub(super) fn check_at(
    case: &Case<'_>,
    Minimum { point, convex_at, tree }: &Minimum,
    lambda: &Rational,
    [lower, upper]: [&Rational; 2],
) -> Result<(), Failure> {
    let Case { problem, means, .. } = case;
    if lower > upper {
        let (lower, upper) = (lower.clone(), upper.clone());
        return Err(case.fail(0, Reason::BracketOrder { lower, upper }));
    }
    let height = Height { problem, lambda, lower: None, upper, point };
    height.require(means).map_err(|reason| case.fail(1, reason))?;
    let Means { precision, precise, budget, .. } = *means;
    let bound = ValueBound::new(problem, lambda, convex_at, point, precision, precise, budget);
    let work = |leaf: Option<ValueLeaf>| leaf.map_or(0, |leaf| bound.leaf_work(ground(leaf)));
    Walk { case, tree }.check(3, work, |leaf, scratch| prove(&bound, leaf, lower, scratch))
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

/// `f_λ(c)` at the least λ for a point c where P is least.
fn value_of_minimizer(
    case: &Case<'_>,
    from: &Rational,
    point: &[Rational],
    minimum: &Minimum,
) -> Result<Rational, Reason> {
    if minimum.point != point {
        return Err(Reason::OtherPoint);
    }
    require_inside(case.problem, point)?;
    require_least_penalty(case.problem, point)?;
    let context = ((), case.means.budget);
    let at: Vec<Counted<'_, Exact>> = numbers(point, context);
    let value = Objective::new(case.problem, context).value(&at, from);
    value.into_value().into_value().ok_or(Reason::NotRational)
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
