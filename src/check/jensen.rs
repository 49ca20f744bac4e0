//! Rule `jensen`: points and weights that break Jensen's inequality (theory.md, W1).
//!
//! For `θ_1 … θ_k ∈ D`, `t_j > 0` with `Σ t_j = 1` and `m = Σ t_j θ_j`, `f_λ` is not convex on D where `A − λC > 0`:
//!
//! ```text
//! A = L(m) − Σ t_j L(θ_j)        C = Σ t_j P(θ_j) − P(m)
//! ```
//!
//! Hypotheses and tests: `k ≥ 2`, `t_j > 0`, `Σ t_j = 1` and `θ_j ∈ D` exactly, in [`check`]; a box is
//! convex; all values exist, for an undefined one poisons A or C; the sign of `A − λC` in
//! [`super::witness`].

use super::Means;
use super::rejection::{Failure, Reason, Value};
use super::trial::Signed;
use super::witness::{self, Witness, numbers, require_inside, sum};
use crate::budget::Budget;
use crate::certificate::{Claim, Jensen};
use crate::kind::Kind;
use crate::number::Rational;
use crate::problem::{Objective, Problem};

/// Checks the points on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    jensen: &Jensen,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let at_rule = |reason| Failure::new(line, reason);
    if jensen.points.len() < 2 {
        return Err(at_rule(Reason::TooFewPoints));
    }
    for (j, (weight, point)) in jensen.points.iter().enumerate() {
        let at_point = |reason| Failure::new(line + 1 + j, reason);
        if *weight <= 0 {
            return Err(at_point(Reason::WeightNotPositive { weight: weight.clone() }));
        }
        require_inside(problem, point).map_err(at_point)?;
    }
    let weights = jensen.points.iter().map(|(weight, _)| weight.clone());
    let sum = sum(weights, means.budget).ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    if sum != 1 {
        return Err(at_rule(Reason::WeightSum { sum }));
    }
    let mean = mean(problem.dimension(), jensen, means.budget);
    let mean = mean.ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    witness::establishes(claim, &Points { problem, jensen, mean }, means).map_err(at_rule)
}

/// A and C.
pub(super) fn values(problem: &Problem, jensen: &Jensen, precision: u32) -> Option<[Value; 2]> {
    let mean = mean(problem.dimension(), jensen, &Budget::default())?;
    Some(witness::values(&Points { problem, jensen, mean }, precision))
}

/// `m = Σ t_j θ_j`.
fn mean(dimension: usize, jensen: &Jensen, budget: &Budget) -> Option<Vec<Rational>> {
    let term = |i: usize| jensen.points.iter().map(move |(t, point)| Rational::from(t * &point[i]));
    (0..dimension).map(|i| sum(term(i), budget)).collect()
}

/// The points with their mean.
struct Points<'a> {
    problem: &'a Problem,
    jensen: &'a Jensen,
    mean: Vec<Rational>,
}

impl Points<'_> {
    /// `Σ t_j f(θ_j) − f(m)`.
    fn gap<N: Kind>(&self, context: N::Context, mut f: impl FnMut(&[N]) -> N) -> N {
        let minus_one = Rational::from(-1);
        let ends = self.jensen.points.iter().map(|(weight, point)| (weight, point));
        let mut sum = N::exact(&Rational::new(), context);
        for (weight, point) in ends.chain([(&minus_one, &self.mean)]) {
            sum = sum.add(&f(&numbers(point, context)).mul(&N::exact(weight, context)));
            if !sum.is_defined() {
                break;
            }
        }
        sum
    }
}

impl Witness for Points<'_> {
    fn objective<N: Signed>(&self, context: N::Context, _: &Budget) -> N {
        let objective = Objective::new(self.problem, context);
        self.gap(context, |at: &[N]| objective.loss(at)).negative()
    }

    fn penalty<N: Signed>(&self, context: N::Context, _: &Budget) -> N {
        let penalty = self.problem.penalty.compiled(&self.problem.graph);
        self.gap(context, |at| penalty.evaluate(at, context))
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        let points = self.jensen.points.iter().map(|(_, point)| point.as_slice());
        witness::guilt_at(self.problem, points.chain([self.mean.as_slice()]), means)
    }
}
