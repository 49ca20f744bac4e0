//! Rule `jensen`: points that break Jensen's inequality (claims.md T1).
//!
//! For points `θ_j` of the convex domain and weights `t_j > 0` with sum 1, `m = Σ t_j θ_j` lies in the domain
//! too. With `A = L(m) − Σ t_j L(θ_j)` and `C = Σ t_j P(θ_j) − P(m)`,
//!
//! `f_λ(m) − Σ t_j f_λ(θ_j) = A − λC`,
//!
//! so `f_λ` is not convex where `A − λC > 0`. That is linear in λ: `A > 0` and `A − qC ≥ 0` give it for all
//! `0 ≤ λ < q`; `A > 0` and `C ≤ 0` for all `λ ≥ 0`. Neither smoothness nor a convex penalty is needed.

use super::Effort;
use super::rejection::Reason;
use super::sign::{Sign, Test, decide, require};
use crate::certificate::{Claim, Jensen};
use crate::number::Rational;
use crate::problem::{Objective, Problem};

/// Checks the hypotheses one by one, then the inequality.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    jensen: &Jensen,
    effort: &Effort,
) -> Result<(), Reason> {
    if jensen.points.len() < 2 {
        return Err(Reason::TooFewPoints(jensen.points.len()));
    }
    let mut sum = Rational::new();
    for (index, (weight, point)) in jensen.points.iter().enumerate() {
        if *weight <= 0 {
            return Err(Reason::Weight { point: index, weight: weight.clone() });
        }
        sum += weight;
        inside(problem, index, point)?;
    }
    if sum != 1 {
        return Err(Reason::WeightSum(sum));
    }
    decide(&Defect { problem, claim, jensen, mean: mean(problem.dimension(), jensen) }, effort)
}

/// The point's coordinates lie in the domain, exactly.
pub(super) fn inside(problem: &Problem, index: usize, point: &[Rational]) -> Result<(), Reason> {
    let mut coordinates = problem.parameters.iter().zip(&problem.domain.0).zip(point);
    match coordinates.find(|((_, limits), x)| !limits.contains(x)) {
        None => Ok(()),
        Some(((name, _), value)) => {
            Err(Reason::Outside { point: index, parameter: name.clone(), value: value.clone() })
        }
    }
}

fn mean(dimension: usize, jensen: &Jensen) -> Vec<Rational> {
    let mut mean = vec![Rational::new(); dimension];
    for (weight, point) in &jensen.points {
        for (sum, x) in mean.iter_mut().zip(point) {
            *sum += Rational::from(weight * x);
        }
    }
    mean
}

struct Defect<'a> {
    problem: &'a Problem,
    claim: &'a Claim,
    jensen: &'a Jensen,
    mean: Vec<Rational>,
}

impl Test for Defect<'_> {
    fn over<N: Sign>(&self, context: N::Context) -> Result<(), Reason> {
        let objective = Objective::<N>::new(self.problem, context);
        let exact = |q: &Rational| N::exact(q, context);
        let minus = |x: &N| x.mul(&exact(&Rational::from(-1)));
        let values = |point: &[Rational]| {
            let at: Vec<N> = point.iter().map(exact).collect();
            (objective.loss(&at), objective.penalty(&at))
        };
        let (mut a, at_mean) = values(&self.mean);
        let mut c = minus(&at_mean);
        for (weight, point) in &self.jensen.points {
            let (loss, penalty) = values(point);
            a = a.add(&minus(&loss.mul(&exact(weight))));
            c = c.add(&penalty.mul(&exact(weight)));
        }
        let defect = |lambda: &Rational| a.add(&minus(&c.mul(&exact(lambda))));
        match self.claim {
            Claim::NotConvexBelow { below } => {
                require(a.is_positive(), "A", &a, "> 0")?;
                let at_bound = defect(below);
                require(at_bound.is_not_negative(), "A - qC", &at_bound, ">= 0")
            }
            Claim::NotConvexAt { lambda } => {
                let defect = defect(lambda);
                require(defect.is_positive(), "A - lambda C", &defect, "> 0")
            }
            Claim::NoFiniteLambda => {
                require(a.is_positive(), "A", &a, "> 0")?;
                require(minus(&c).is_not_negative(), "C", &c, "<= 0")
            }
            other => Err(Reason::WrongClaim(other.clone())),
        }
    }
}
