//! Rule `minimum`: `p ≤ inf_D f_q ≤ r`.
//!
//! *Theorem.* If `c ∈ D` and `f_q(c) ≤ r`, then `inf_D f_q ≤ r`; if `f_q ≥ p` on every leaf of a tree of cells that
//! cover D, then `inf_D f_q ≥ p`. Where `p = r`, c is a global minimiser.
//!
//! Hypotheses and tests: `p ≤ r`, `q ≥ 0` and `c ∈ D` exactly; `r − f_q(c) ≥ 0` exactly or over intervals of more
//! and more bits; the leaves cover D by structure, and [`ValueBound::reaches`] shows for each that `f_q ≥ p` on
//! it, on the ground that its digit names.

use super::Effort;
use super::cover::obstacle_text;
use super::rejection::{Failure, Reason};
use super::trial::{self, Attempt, Signed, Test, Trial};
use super::walk::{Leaf, Walk, cell_text};
use super::witness::{self, require_inside};
use crate::bound::{Ground, Reach, Scratch, ValueBound};
use crate::certificate::Minimum;
use crate::number::{Interval, Number, Rational};
use crate::problem::{Objective, Problem};
use rug::Float;

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
    effort: &Effort,
) -> Result<(), Failure> {
    let Ends { lambda, lower, upper } = *ends;
    let Minimum { point, convex_at, tree } = minimum;
    if lower > upper {
        let (lower, upper) = (lower.clone(), upper.clone());
        return Err(Failure::new(line, Reason::BracketOrder { lower, upper }));
    }
    let at_point = |reason| Failure::new(line + 1, reason);
    require_inside(problem, point).map_err(at_point)?;
    trial::decide(&Height { problem, lambda, upper, point }, effort).map_err(at_point)?;
    let bound = ValueBound::new(problem, lambda, convex_at, point, effort.precision, effort.precise);
    let walk = Walk { problem, tree, threads: effort.threads };
    walk.check(line + 3, |leaf, scratch| prove(&bound, problem, leaf, lower, scratch))
}

fn prove(
    bound: &ValueBound<'_>,
    problem: &Problem,
    leaf: &Leaf<'_>,
    lower: &Rational,
    scratch: &mut Scratch,
) -> Result<(), Reason> {
    let Some(method) = leaf.method else {
        let cell = cell_text(problem, leaf.cell);
        return Err(Reason::NotSkipped { node: leaf.node, cell });
    };
    let obstacle = match bound.reaches(leaf.cell, Ground::of(method), lower, scratch) {
        Reach::Proved => return Ok(()),
        Reach::Short(found) => format!("the lower end is not reached: the bound is about {found}"),
        Reach::Below(_) => "the function falls below the lower end".to_owned(),
        Reach::NotConvex(shortfall) => obstacle_text(problem, &shortfall),
        Reach::None => "there is no such bound".to_owned(),
    };
    Err(Reason::NotProved { node: leaf.node, obstacle, cell: cell_text(problem, leaf.cell) })
}

/// `r − f_q(c)`.
struct Height<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    upper: &'a Rational,
    point: &'a [Rational],
}

impl Trial for Height<'_> {
    fn attempt<N: Signed>(&self, context: N::Context) -> Attempt {
        let at: Vec<N> = self.point.iter().map(|x| N::exact(x, context)).collect();
        let objective = Objective::new(self.problem, context);
        let value = objective.loss(&at).add(&objective.penalty(&at).mul(&N::exact(self.lambda, context)));
        let value = N::exact(self.upper, context).minus(&value);
        Test { quantity: "r − f(c)", value, strict: false }.run()
    }

    fn guilt(&self, precision: u32) -> Option<Reason> {
        let at: Vec<Interval<Float>> = self.point.iter().map(|x| Interval::exact(x, precision)).collect();
        witness::guilt(self.problem, &at, precision, Interval::to_f64)
    }
}
