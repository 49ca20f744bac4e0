//! What a witness against convexity shows, for the rules `jensen`, `curvature`, `orbit` and `kink`.
//!
//! These rules compute two numbers A and C at their witness, A from the objective and C from the penalty,
//! such that `f_λ` is not convex if `A − λC > 0`. As this is affine in λ:
//!
//! | claim | what is tested | why that is enough |
//! |---|---|---|
//! | `not-convex lambda = q` | `A − qC > 0` | |
//! | `not-convex lambda < q` | `A > 0`, `A − qC ≥ 0` | for `λ = sq`, `0 ≤ s < 1`: `A − λC = (1−s)A + s(A − qC) > 0` |
//! | `no-finite-lambda` | `A > 0`, `−C ≥ 0` | `A − λC = A + λ(−C) > 0` for all λ ≥ 0 |
//!
//! None of this needs a convex penalty.
//!
//! A and C are computed over exact rationals where that is possible, then over intervals of more and more
//! bits until every test certainly holds, or one certainly fails.

use super::Effort;
use super::rejection::{Reason, Value};
use super::trial::{self, Attempt, Signed, Test, Trial};
use crate::certificate::Claim;
use crate::expression::{Guilt, Tape};
use crate::kind::{Exact, Kind};
use crate::number::{Interval, Number, Rational};
use crate::problem::{Objective, Penalty, Problem};
use rug::Float;

/// A and C.
pub(super) struct Defect<N> {
    pub objective: N,
    pub penalty: N,
}

/// A witness, ready to be evaluated over any kind of number.
pub(super) trait Witness {
    /// A and C; undefined where they cannot be computed.
    fn defect<N: Signed>(&self, context: N::Context) -> Defect<N>;
    /// The node of objective or penalty that made them undefined.
    fn guilt(&self, precision: u32) -> Option<Reason>;
}

/// Whether the witness establishes the claim.
pub(super) fn establishes(claim: &Claim, witness: &impl Witness, effort: &Effort) -> Result<(), Reason> {
    trial::decide(&Refutation { claim, witness }, effort)
}

/// A claim and the witness for it.
struct Refutation<'a, W> {
    claim: &'a Claim,
    witness: &'a W,
}

/// A and C as far as they are known: exactly, or enclosed at this precision.
pub(super) fn values(witness: &impl Witness, precision: u32) -> [Value; 2] {
    let exact = witness.defect::<Exact>(());
    let hull = witness.defect::<Interval<Float>>(precision);
    let known = |exact: Exact, hull: Interval<Float>| {
        if exact.is_defined() { Signed::value(&exact) } else { Signed::value(&hull) }
    };
    [known(exact.objective, hull.objective), known(exact.penalty, hull.penalty)]
}

impl<W: Witness> Trial for Refutation<'_, W> {
    fn attempt<N: Signed>(&self, context: N::Context) -> Attempt {
        let Defect { objective, penalty } = self.witness.defect::<N>(context);
        let minus_penalty = |q: &Rational| penalty.mul(&N::exact(&Rational::from(-q), context));
        let is_positive = |quantity, value| Test { quantity, value, strict: true };
        let is_not_negative = |quantity, value| Test { quantity, value, strict: false };
        let tests = match self.claim {
            Claim::NotConvexAt { lambda } => {
                vec![is_positive("A − λC", objective.add(&minus_penalty(lambda)))]
            }
            Claim::NotConvexBelow { below } => {
                let at_end = objective.add(&minus_penalty(below));
                vec![is_positive("A", objective), is_not_negative("A − λC", at_end)]
            }
            Claim::NoFiniteLambda => {
                let gain = minus_penalty(&Rational::from(1));
                vec![is_positive("A", objective), is_not_negative("−C", gain)]
            }
            _ => return Attempt::Failed(Reason::WrongRule { claim: Box::new(self.claim.clone()) }),
        };
        tests.into_iter().map(Test::run).fold(Attempt::Proved, Attempt::and)
    }

    fn guilt(&self, precision: u32) -> Option<Reason> {
        self.witness.guilt(precision)
    }
}

/// A sum, unless it gets too many digits.
pub(super) fn sum(terms: impl Iterator<Item = Rational>) -> Option<Rational> {
    let zero = Exact::from(Rational::new());
    terms.fold(zero, |sum, term| sum.add(&Exact::from(term))).into_value()
}

/// That a point lies in the domain, exactly.
pub(super) fn require_inside(problem: &Problem, point: &[Rational]) -> Result<(), Reason> {
    for ((parameter, limits), value) in problem.parameters.iter().zip(&problem.domain.0).zip(point) {
        if let Some(limit) = limits.exceeded_by(value) {
            return Err(Reason::OutsideDomain {
                parameter: parameter.clone(),
                value: value.clone(),
                limit: limit.clone(),
            });
        }
    }
    Ok(())
}

/// Names the guilty node of the objective, or else of the penalty, at a point given as numbers of one
/// kind; `range` encloses an argument.
pub(super) fn guilt<N: Kind>(
    problem: &Problem,
    at: &[N],
    context: N::Context,
    range: impl Fn(&N) -> Interval<f64>,
) -> Option<Reason> {
    let of_penalty = || match problem.penalty {
        Penalty::Formula(node) => Tape::new(&problem.graph, node, None).diagnose(at, [], context),
        Penalty::Separable { .. } => None,
    };
    let Guilt { node, operands, row, .. } =
        Objective::new(problem, context).diagnose(at).or_else(of_penalty)?;
    let argument = operands.first().filter(|_| operands.len() == 1).map(range);
    Some(Reason::Undefined { node, argument: argument.map(|x| x.value()), row: row.map(|index| index + 1) })
}
