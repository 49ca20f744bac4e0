//! What a witness against convexity shows, for the rules `jensen` and `curvature`.
//!
//! Both rules compute two numbers A and C at their witness, A from the objective and C from the penalty,
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
use crate::certificate::Claim;
use crate::expression::{Guilt, NodeId, Tape, print_node};
use crate::number::{Endpoint, Exact, Interval, Number, Rational, Round};
use crate::problem::{Objective, Penalty, Problem};
use rug::Float;
use std::cmp::Ordering;

/// How often the precision is doubled before the checker gives up.
const DOUBLINGS: u32 = 4;

/// A kind of number whose sign can be certain.
pub(super) trait Signed: Number {
    /// The signs of its lower and upper end; `None` if undefined.
    fn signs(&self) -> Option<[Ordering; 2]>;
    /// For messages.
    fn value(&self) -> Value;
}

impl Signed for Exact {
    fn signs(&self) -> Option<[Ordering; 2]> {
        Exact::value(self).map(|q| [q.cmp0(); 2])
    }

    fn value(&self) -> Value {
        Exact::value(self).map_or(Value::Between(f64::NAN, f64::NAN), |q| Value::Exact(q.clone()))
    }
}

impl<E: Endpoint> Signed for Interval<E> {
    fn signs(&self) -> Option<[Ordering; 2]> {
        Some([self.lower().partial_cmp(&0.0)?, self.upper().partial_cmp(&0.0)?])
    }

    fn value(&self) -> Value {
        Value::Between(self.lower().to_f64(Round::Down), self.upper().to_f64(Round::Up))
    }
}

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
    let mut last = attempt::<Exact>(claim, witness, ());
    if last.is_open() && !effort.precise {
        last = attempt::<Interval<f64>>(claim, witness, ());
    }
    for doubling in 0..=DOUBLINGS {
        if last.is_open() {
            last = attempt::<Interval<Float>>(claim, witness, effort.precision << doubling);
        }
    }
    match last {
        Attempt::Proved => Ok(()),
        Attempt::Failed(reason) | Attempt::Open(reason) => Err(reason),
        Attempt::Undefined => Err(witness.guilt(effort.precision).unwrap_or(Reason::NotPositive {
            quantity: "A − λC",
            value: Value::Between(f64::NEG_INFINITY, f64::INFINITY),
            strict: true,
        })),
    }
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

/// What one kind of number can tell.
enum Attempt {
    Proved,
    /// A test certainly fails.
    Failed(Reason),
    /// A test may hold: more bits may tell.
    Open(Reason),
    /// A or C is undefined; more bits may help here too.
    Undefined,
}

impl Attempt {
    fn is_open(&self) -> bool {
        matches!(self, Attempt::Open(_) | Attempt::Undefined)
    }

    /// Both: the first that failed, else the first that is not proved.
    fn and(self, other: Attempt) -> Attempt {
        match (self, other) {
            (Attempt::Proved, other) => other,
            (one, other @ Attempt::Failed(_)) if one.is_open() => other,
            (one, _) => one,
        }
    }
}

fn attempt<N: Signed>(claim: &Claim, witness: &impl Witness, context: N::Context) -> Attempt {
    let Defect { objective, penalty } = witness.defect::<N>(context);
    let minus_penalty = |q: &Rational| penalty.mul(&N::exact(&Rational::from(-q), context));
    let is_positive = |quantity, value| Test { quantity, value, strict: true };
    let is_not_negative = |quantity, value| Test { quantity, value, strict: false };
    let tests = match claim {
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
        Claim::ConvexFrom { .. } | Claim::ConvexAt { .. } | Claim::LambdaStar { .. } => {
            return Attempt::Failed(Reason::WrongRule { claim: claim.clone() });
        }
    };
    tests.into_iter().map(Test::run).fold(Attempt::Proved, Attempt::and)
}

/// `value > 0`, or `value ≥ 0` if not strict.
struct Test<N> {
    quantity: &'static str,
    value: N,
    strict: bool,
}

impl<N: Signed> Test<N> {
    fn run(self) -> Attempt {
        let Some([lower, upper]) = self.value.signs() else { return Attempt::Undefined };
        let (holds, fails) =
            if self.strict { (lower.is_gt(), upper.is_le()) } else { (lower.is_ge(), upper.is_lt()) };
        if holds {
            return Attempt::Proved;
        }
        let Test { quantity, value, strict } = self;
        let reason = Reason::NotPositive { quantity, value: value.value(), strict };
        if fails { Attempt::Failed(reason) } else { Attempt::Open(reason) }
    }
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
pub(super) fn guilt<N: Number>(
    problem: &Problem,
    at: &[N],
    context: N::Context,
    range: impl Fn(&N) -> Interval<f64>,
) -> Option<Reason> {
    let of_penalty = || match problem.penalty {
        Penalty::Formula(node) => Tape::new(&problem.graph, node, None).diagnose(at, [], context),
        Penalty::Separable { .. } => None,
    };
    let Guilt { node, operands, row } = Objective::new(problem, context).diagnose(at).or_else(of_penalty)?;
    let argument = operands.first().filter(|_| operands.len() == 1).map(range);
    Some(Reason::Undefined {
        node: node_text(problem, node),
        argument: argument.map(|x| x.value()),
        row: row.map(|index| index + 1),
    })
}

/// A node as a formula, cut short.
pub(super) fn node_text(problem: &Problem, node: NodeId) -> String {
    const LONGEST: usize = 60;
    print_node(&problem.graph, node, &problem.parameters, &problem.columns, LONGEST)
}
