//! Rule `curvature`: a point and a direction of negative curvature (claims.md T2).
//!
//! Let θ lie in the box and `v` vanish on pinned parameters. If `f_λ` is twice continuously differentiable
//! near θ along `v` and `vᵀ∇²f_λ(θ)v < 0`, then `f_λ` is not convex on the box: by continuity the curvature is
//! negative at points near θ in the interior of the box (in the parameters that are not pinned), and there
//! the segments along `v` stay inside.
//!
//! With `a = vᵀ∇²L v` and `p = vᵀ∇²P v` the curvature is `a + λp`, linear in λ: `a < 0` and `a + qp ≤ 0` give it
//! for all `0 ≤ λ < q`; `a < 0` and `p ≤ 0` for all `λ ≥ 0`.
//!
//! Smoothness is tested by the third derivative: a Taylor series of four coefficients is defined only where
//! every function met is three times differentiable at its argument, hence (all functions being piecewise
//! analytic) analytic around it. The absolute part of a penalty is linear along `v` unless it has its kink
//! at θ and `v` crosses it, which is refused.

use super::Effort;
use super::jensen::inside;
use super::rejection::Reason;
use super::sign::{Sign, Test, decide, require};
use crate::certificate::{Claim, Curvature};
use crate::expression::print_node;
use crate::number::{Number, Rational, Taylor};
use crate::problem::{Objective, Penalty, Problem};

/// Checks the hypotheses one by one, then the inequality.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    evidence: &Curvature,
    effort: &Effort,
) -> Result<(), Reason> {
    inside(problem, 0, &evidence.point)?;
    for ((name, limits), v) in problem.parameters.iter().zip(&problem.domain.0).zip(&evidence.direction) {
        if limits.is_pinned() && *v != 0 {
            return Err(Reason::Pinned(name.clone()));
        }
    }
    if let Penalty::Separable { absolute, center, .. } = &problem.penalty {
        for (i, v) in evidence.direction.iter().enumerate() {
            if *v != 0 && absolute[i] != 0 && evidence.point[i] == center[i] {
                return Err(Reason::PenaltyKink(problem.parameters[i].clone()));
            }
        }
    }
    decide(&Bend { problem, claim, evidence }, effort)
}

struct Bend<'a> {
    problem: &'a Problem,
    claim: &'a Claim,
    evidence: &'a Curvature,
}

impl Bend<'_> {
    /// `vᵀ∇²P v`; a separable penalty's without its absolute part.
    fn of_penalty<N: Number>(
        &self,
        objective: &Objective<'_, Taylor<N, 4>>,
        at: &[Taylor<N, 4>],
        context: N::Context,
    ) -> N {
        match &self.problem.penalty {
            Penalty::Formula(_) => twice(&objective.penalty(at).0[2]),
            Penalty::Separable { square, .. } => {
                let squares = square.iter().zip(&self.evidence.direction);
                let sum = squares.fold(Rational::new(), |sum, (w, v)| sum + Rational::from(w * v) * v);
                N::exact(&(sum * 2u32), context)
            }
        }
    }

    fn undefined<N: Sign>(&self, objective: &Objective<'_, Taylor<N, 4>>, at: &[Taylor<N, 4>]) -> Reason {
        match objective.diagnose(at) {
            Some(guilt) => Reason::Undefined {
                expression: print_node(
                    &self.problem.graph,
                    guilt.node,
                    &self.problem.parameters,
                    &self.problem.columns,
                    60,
                ),
                argument: guilt.operands.first().map_or(String::new(), |x| x.0[0].show()),
                row: guilt.row,
            },
            None => Reason::Undefined {
                expression: "the penalty".into(),
                argument: "the point".into(),
                row: None,
            },
        }
    }
}

impl Test for Bend<'_> {
    fn over<N: Sign>(&self, context: N::Context) -> Result<(), Reason> {
        let objective = Objective::<Taylor<N, 4>>::new(self.problem, context);
        let zero = N::exact(&Rational::new(), context);
        let line = |(x, v): (&Rational, &Rational)| {
            Taylor([N::exact(x, context), N::exact(v, context), zero.clone(), zero.clone()])
        };
        let at: Vec<Taylor<N, 4>> =
            self.evidence.point.iter().zip(&self.evidence.direction).map(line).collect();
        let loss = objective.loss(&at);
        let p = self.of_penalty(&objective, &at, context);
        if !loss.is_defined() || !p.is_defined() {
            return Err(self.undefined(&objective, &at));
        }
        let a = twice(&loss.0[2]);
        let minus = |x: &N| x.mul(&N::exact(&Rational::from(-1), context));
        let bend = |lambda: &Rational| a.add(&p.mul(&N::exact(lambda, context)));
        match self.claim {
            Claim::NotConvexBelow { below } => {
                require(a.is_negative(), "v'L''v", &a, "< 0")?;
                let at_bound = bend(below);
                require(minus(&at_bound).is_not_negative(), "v'(L'' + qP'')v", &at_bound, "<= 0")
            }
            Claim::NotConvexAt { lambda } => {
                let bend = bend(lambda);
                require(bend.is_negative(), "v'(L'' + lambda P'')v", &bend, "< 0")
            }
            Claim::NoFiniteLambda => {
                require(a.is_negative(), "v'L''v", &a, "< 0")?;
                require(minus(&p).is_not_negative(), "v'P''v", &p, "<= 0")
            }
            other => Err(Reason::WrongClaim(other.clone())),
        }
    }
}

fn twice<N: Number>(x: &N) -> N {
    x.add(x)
}
