//! Rule `jensen`: points and weights that break Jensen's inequality (claims.md T1).
//!
//! *Theorem.* Let D be convex, `θ_1 … θ_k ∈ D`, `t_j > 0` with `Σ t_j = 1`, `m = Σ t_j θ_j`, and
//!
//! ```text
//! A = L(m) − Σ t_j L(θ_j)        C = Σ t_j P(θ_j) − P(m)
//! ```
//!
//! Then `m ∈ D`, and a convex `f_λ = L + λP` satisfies `f_λ(m) ≤ Σ t_j f_λ(θ_j)`, that is `A − λC ≤ 0`. So
//! `f_λ` is not convex on D where `A − λC > 0`.
//!
//! Hypotheses and tests: `k ≥ 2`, `t_j > 0`, `Σ t_j = 1` and `θ_j ∈ D` exactly, in [`check`]; a box is
//! convex; all values exist, for an undefined one poisons A or C; the sign of `A − λC` in
//! [`super::witness`].

use super::Effort;
use super::rejection::{Failure, Reason, Value};
use super::trial::Signed;
use super::witness::{self, Defect, Witness, require_inside, sum};
use crate::certificate::{Claim, Jensen};
use crate::kind::{Exact, Kind};
use crate::number::{Interval, Number, Rational};
use crate::problem::{Objective, Problem};
use rug::Float;

/// Checks the points on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    jensen: &Jensen,
    line: usize,
    effort: &Effort,
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
    let sum = sum(jensen.points.iter().map(|(weight, _)| weight.clone()))
        .ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    if sum != 1 {
        return Err(at_rule(Reason::WeightSum { sum }));
    }
    let mean = mean(problem.dimension(), jensen).ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    let points = Points { problem, jensen, mean };
    witness::establishes(claim, &points, effort).map_err(at_rule)
}

/// A and C.
pub(super) fn values(problem: &Problem, jensen: &Jensen, precision: u32) -> Option<[Value; 2]> {
    let mean = mean(problem.dimension(), jensen)?;
    Some(witness::values(&Points { problem, jensen, mean }, precision))
}

/// `m = Σ t_j θ_j`.
fn mean(dimension: usize, jensen: &Jensen) -> Option<Vec<Rational>> {
    let term = |i: usize| jensen.points.iter().map(move |(t, point)| Rational::from(t * &point[i]));
    (0..dimension).map(|i| sum(term(i))).collect()
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
            let at: Vec<N> = point.iter().map(|x| N::exact(x, context)).collect();
            sum = sum.add(&f(&at).mul(&N::exact(weight, context)));
        }
        sum
    }

    fn penalty_gap<N: Kind>(&self, context: N::Context) -> N {
        self.gap(context, |at| self.problem.penalty.evaluate(&self.problem.graph, at, context))
    }
}

impl Witness for Points<'_> {
    fn defect<N: Signed>(&self, context: N::Context) -> Defect<N> {
        let objective = Objective::new(self.problem, context);
        let gap = self.gap(context, |at: &[N]| objective.loss(at));
        // The penalty is often exact where the objective is not, and then C = 0 can be told.
        let penalty = match self.penalty_gap::<Exact>(()).value() {
            Some(gap) => N::exact(gap, context),
            None => self.penalty_gap(context),
        };
        Defect { objective: gap.mul(&N::exact(&Rational::from(-1), context)), penalty }
    }

    fn guilt(&self, precision: u32) -> Option<Reason> {
        let points = self.jensen.points.iter().map(|(_, point)| point);
        points.chain([&self.mean]).find_map(|point| {
            let at: Vec<Interval<Float>> = point.iter().map(|x| Interval::exact(x, precision)).collect();
            witness::guilt(self.problem, &at, precision, Interval::to_f64)
        })
    }
}
