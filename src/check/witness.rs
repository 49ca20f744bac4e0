//! What a witness against convexity shows, for the rules `jensen`, `curvature`, `orbit` and `kink`: they compute numbers A,
//! from the objective, and C, from the penalty, such that `f_λ` is not convex where `A − λC > 0` (theory.md, W6).

use super::case::{Case, Means};
use super::trial::{self, Attempt, Test, Trial};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::{Counted, Exact, Kind, Ordered};
use crate::number::{Number, Rational};
use crate::reason::{Failure, Reason};

pub(super) trait Measured {
    /// A; undefined where it cannot be computed.
    fn objective<N: Ordered>(&self, context: N::Context, budget: &Budget) -> N;
    /// C; undefined where it cannot be computed.
    fn penalty<N: Ordered>(&self, context: N::Context, budget: &Budget) -> N;
    fn guilt(&self, means: &Means<'_>) -> Option<Reason>;
}

pub(super) fn establishes(case: &Case<'_>, witness: &impl Measured) -> Result<(), Failure> {
    let penalty = exact_penalty(witness, case.means.budget);
    let refutation = Refutation { claim: case.claim, witness, penalty };
    trial::decide(&refutation, &case.means).map_err(|reason| case.fail(0, reason))
}

/// C, if it is known exactly: it often is where A is not, and then C = 0 can be told.
fn exact_penalty(witness: &impl Measured, budget: &Budget) -> Option<Rational> {
    let exact =
        |part: &Budget| witness.penalty::<Counted<'_, Exact>>(((), part), part).into_value().into_value();
    trial::exactly(budget, exact)?
}

struct Refutation<'a, W> {
    claim: &'a Claim,
    witness: &'a W,
    penalty: Option<Rational>,
}

impl<W: Measured> Trial for Refutation<'_, W> {
    fn attempt<N: Ordered>(&self, context: N::Context, budget: &Budget) -> Attempt {
        let objective = self.witness.objective::<N>(context, budget);
        let penalty = match &self.penalty {
            Some(penalty) => N::exact(penalty, context),
            None => self.witness.penalty::<N>(context, budget),
        };
        let minus_penalty = |q: &Rational| penalty.mul(&N::exact(&Rational::from(-q), context));
        let is_positive = |quantity, value| Test { quantity, value, strict: true };
        let is_not_negative = |quantity, value| Test { quantity, value, strict: false };
        let tests = match self.claim {
            Claim::NotConvexAt(lambda) => {
                vec![is_positive("A − λC", objective.add(&minus_penalty(lambda)))]
            }
            Claim::NotConvexBelow(below) => {
                let at_end = objective.add(&minus_penalty(below));
                vec![is_positive("A", objective), is_not_negative("A − λC", at_end)]
            }
            Claim::NoFiniteLambda => {
                let gain = minus_penalty(&Rational::from(1));
                vec![is_positive("A", objective), is_not_negative("−C", gain)]
            }
            _ => return Attempt::Failed(Reason::WrongRule(Box::new(self.claim.clone()))),
        };
        tests.into_iter().map(Test::run).fold(Attempt::Proved, Attempt::and)
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        self.witness.guilt(means)
    }
}

/// That there are two weights or more, on the lines from so many after the case's on, all positive with the sum 1.
pub(super) fn require_weights<'w>(
    case: &Case<'_>,
    lines: usize,
    weights: impl ExactSizeIterator<Item = &'w Rational> + Clone,
) -> Result<(), Failure> {
    if weights.len() < 2 {
        return Err(case.fail(0, Reason::TooFewPoints));
    }
    if let Some((j, weight)) = weights.clone().enumerate().find(|(_, weight)| **weight <= 0) {
        return Err(case.fail(lines + j, Reason::WeightNotPositive(weight.clone())));
    }
    match sum(weights.cloned(), case.means.budget) {
        Some(sum) if sum == 1 => Ok(()),
        Some(sum) => Err(case.fail(0, Reason::WeightSum(sum))),
        None => Err(case.fail(0, Reason::TooManyDigits)),
    }
}

/// A sum, unless it gets too many digits, or the budget is spent.
pub(super) fn sum(terms: impl Iterator<Item = Rational>, budget: &Budget) -> Option<Rational> {
    let exact = |q: &Rational| Counted::<Exact>::exact(q, ((), budget));
    terms.fold(exact(&Rational::new()), |sum, term| sum.add(&exact(&term))).into_value().into_value()
}

pub(super) fn numbers<N: Kind>(point: &[Rational], context: N::Context) -> Vec<N> {
    point.iter().map(|x| N::exact(x, context)).collect()
}
