//! Rule `minimum`: `p ≤ inf_D f_q ≤ r` by a point and by lower bounds on the leaves of a tree ([`ValueBound::reaches`]); and a
//! minimiser for all larger λ too, where `p = f_q(c)` is known exactly (theory.md, M5).

use super::case::{Case, Means};
use super::inside::require_inside;
use super::value::Height;
use super::walk::{Leaf, Walk};
use super::witness::numbers;
use crate::bound::{Ground, Reach, Scratch, ValueBound};
use crate::certificate::{Claim, Minimum, Sample, ValueLeaf};
use crate::kind::{Counted, Exact};
use crate::number::Rational;
use crate::problem::{Objective, Penalty, Problem};
use crate::reason::{Failure, Reason};
use std::cmp::Ordering;

pub(super) fn check(case: &Case<'_>, minimum: &Minimum) -> Result<(), Failure> {
    match case.claim {
        Claim::Minimum(Sample { lambda, lower, upper }) => check_at(case, minimum, lambda, [lower, upper]),
        Claim::MinimizerFrom { from, point } => {
            let value =
                value_of_minimizer(case, from, point, minimum).map_err(|reason| case.fail(1, reason))?;
            check_at(case, minimum, from, [&value, &value])
        }
        _ => Err(case.wrong_rule()),
    }
}

pub(super) fn check_at(
    case: &Case<'_>,
    Minimum { point, convex_at, tree }: &Minimum,
    lambda: &Rational,
    [lower, upper]: [&Rational; 2],
) -> Result<(), Failure> {
    let Case { problem, means, .. } = case;
    if lower > upper {
        return Err(case.fail(0, Reason::BracketOrder([lower.clone(), upper.clone()])));
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
        return Err(Reason::NotSkipped(node, cell()));
    };
    match bound.reaches(leaf.cell, ground(kind), lower, scratch) {
        Reach::Proved => Ok(()),
        _ if kind == ValueLeaf::Outside => Err(Reason::NotOutside(node, cell())),
        reach => Err(Reason::NotReached { node, reach: Box::new(reach), cell: cell() }),
    }
}

fn ground(leaf: ValueLeaf) -> Ground {
    match leaf {
        ValueLeaf::Natural => Ground::Natural,
        ValueLeaf::Slope => Ground::MeanValue,
        ValueLeaf::Convex(number) => Ground::Convex(usize::from(number)),
        ValueLeaf::Outside => Ground::Outside,
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
    require_inside(case.problem, point, case.means.budget)?;
    require_least_penalty(case.problem, point)?;
    let context = ((), case.means.budget);
    let at: Vec<Counted<'_, Exact>> = numbers(point, context);
    let value = Objective::new(case.problem, context).value(&at, from);
    value.into_value().into_value().ok_or(Reason::NotRational)
}

fn require_least_penalty(problem: &Problem, point: &[Rational]) -> Result<(), Reason> {
    let Penalty::Separable { square, absolute, center } = &problem.penalty else {
        return Err(Reason::PenaltyNotLeast(None));
    };
    for (i, x) in point.iter().enumerate() {
        let limits = &problem.domain.limits[i];
        let is_free = square[i].is_zero() && absolute[i].is_zero();
        let is_nearest = match x.cmp(&center[i]) {
            Ordering::Equal => true,
            Ordering::Less => limits.upper.as_ref() == Some(x),
            Ordering::Greater => limits.lower.as_ref() == Some(x),
        };
        if square[i] < 0 || absolute[i] < 0 || !(is_free || is_nearest) {
            return Err(Reason::PenaltyNotLeast(Some(problem.parameters[i].clone())));
        }
    }
    Ok(())
}
