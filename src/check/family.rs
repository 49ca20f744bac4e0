//! Rule `family`: points that move with λ and break Jensen's inequality for every λ ≥ 0 (theory.md, W7).
//!
//! Let `q(λ) > 0`, `θ_j(λ) = p_j(λ)/q(λ) ∈ D` for every `λ ≥ 0`, `t_j > 0` with `Σ t_j = 1`, and `m = Σ t_j θ_j`. `f_λ` is convex on D
//! for no `λ ≥ 0` if
//!
//! ```text
//! Δ(λ) = L(m) − Σ t_j L(θ_j) + λ·(P(m) − Σ t_j P(θ_j)) > 0        for every λ ≥ 0.
//! ```
//!
//! Hypotheses and tests: the weights exactly; `q > 0`, and `p_j − l·q ≥ 0` and `u·q − p_j ≥ 0` for every limit, as
//! signs of exact polynomials on `[0, ∞)` ([`Polynomial`]); L and P are evaluated over rational functions of λ with
//! the denominators `q^k` ([`InLambda`]). Of `Δ = n/q^k` the numerator counts, as `q > 0`; with enclosed coefficients
//! it is at least the polynomial of their lower ends.

use super::rejection::{Failure, Reason};
use super::trial::{self, Attempt, Signed, Trial};
use super::{Enclosed, Means, witness};
use crate::budget::Budget;
use crate::certificate::{Claim, Family};
use crate::kind::{Counted, Exact, InLambda, Over};
use crate::number::{Interval, Number, Polynomial, Rational, pair_work, words};
use crate::problem::{Objective, Problem};

/// Checks the denominator on the line after `line`, and the points on those after it.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    family: &Family,
    line: usize,
    means: &Means<'_>,
) -> Result<(), Failure> {
    let (budget, at_rule) = (means.budget, |reason| Failure::new(line, reason));
    if *claim != Claim::NoFiniteLambda {
        return Err(at_rule(Reason::WrongRule { claim: Box::new(claim.clone()) }));
    }
    let Family { denominator, points } = family;
    if !(denominator.is_small() && denominator.is_positive(budget)) {
        return Err(Failure::new(line + 1, Reason::DenominatorNotPositive));
    }
    if points.len() < 2 {
        return Err(at_rule(Reason::TooFewPoints));
    }
    for (j, (weight, point)) in points.iter().enumerate() {
        let at_point = |reason| Failure::new(line + 2 + j, reason);
        if *weight <= 0 {
            return Err(at_point(Reason::WeightNotPositive { weight: weight.clone() }));
        }
        if !point.iter().all(Polynomial::is_small) {
            return Err(at_point(Reason::TooManyDigits));
        }
        require_inside(problem, denominator, point, budget).map_err(at_point)?;
    }
    let sum = witness::sum(points.iter().map(|(weight, _)| weight.clone()), budget);
    let sum = sum.ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    if sum != 1 {
        return Err(at_rule(Reason::WeightSum { sum }));
    }
    let mean = mean(problem.dimension(), family, budget).ok_or_else(|| at_rule(Reason::TooManyDigits))?;
    let points = Points { problem, family, mean };
    trial::decide(&points.with_exact_penalty(budget), means).map_err(at_rule)
}

/// That a point keeps to the limits for every λ ≥ 0.
pub(super) fn require_inside(
    problem: &Problem,
    denominator: &Polynomial,
    point: &[Polynomial],
    budget: &Budget,
) -> Result<(), Reason> {
    for ((parameter, limits), p) in problem.parameters.iter().zip(&problem.domain.0).zip(point) {
        // ±(p − limit·q)
        let room = |limit: &Rational| sum(p, &Rational::from(-limit), denominator, budget);
        let sides = [(&limits.lower, 1), (&limits.upper, -1)];
        for (limit, sign) in sides.into_iter().filter_map(|(limit, sign)| Some((limit.as_ref()?, sign))) {
            let is_kept = room(limit).is_some_and(|room| {
                let room = Polynomial::default().plus(&Rational::from(sign), &room);
                room.is_plainly_at_least_zero(budget)
            });
            if !is_kept {
                let (parameter, limit) = (parameter.clone(), limit.clone());
                return Err(Reason::LeavesLimit { parameter, limit });
            }
        }
    }
    Ok(())
}

/// `p + factor·q`, while there is budget.
fn sum(p: &Polynomial, factor: &Rational, q: &Polynomial, budget: &Budget) -> Option<Polynomial> {
    let product = words(factor) + q.words();
    let work = pair_work(words(factor), q.words()).saturating_add(pair_work(p.words(), product));
    budget.spend(work).then(|| p.plus(factor, q))
}

/// The numerators of `m = Σ t_j θ_j`, unless they get too large.
fn mean(dimension: usize, Family { points, .. }: &Family, budget: &Budget) -> Option<Vec<Polynomial>> {
    let coordinate = |i: usize| {
        points.iter().try_fold(Polynomial::default(), |sum, (weight, point)| {
            self::sum(&sum, weight, &point[i], budget).filter(Polynomial::is_small)
        })
    };
    (0..dimension).map(coordinate).collect()
}

/// `Δ = numerator/q^power`, or at least that.
#[derive(Clone, Debug)]
pub struct FamilyDefect {
    /// A polynomial in λ.
    pub numerator: Polynomial,
    /// The power of the family's denominator.
    pub power: usize,
    /// Whether this is Δ itself.
    pub is_exact: bool,
}

/// Δ, exactly where that is possible.
pub(super) fn defect(problem: &Problem, family: &Family, precision: u32) -> Option<FamilyDefect> {
    let budget = Budget::default();
    let points = Points { problem, family, mean: mean(problem.dimension(), family, &budget)? };
    let points = points.with_exact_penalty(&budget);
    bound(&points.defect::<Counted<'_, Exact>>(((), &budget), &budget))
        .or_else(|| bound(&points.defect::<Enclosed<'_>>((precision, &budget), &budget)))
}

fn bound<N: Signed>(defect: &InLambda<'_, N>) -> Option<FamilyDefect> {
    let (numerator, is_exact) = defect.lower_numerator()?;
    Some(FamilyDefect { numerator, power: defect.power(), is_exact })
}

/// The points with their mean.
struct Points<'a> {
    problem: &'a Problem,
    family: &'a Family,
    mean: Vec<Polynomial>,
}

impl<'a> Points<'a> {
    /// What numbers along the family are made with.
    fn over<'o, C>(&'o self, coefficients: C, budget: &'o Budget) -> Over<'o, C> {
        Over { coefficients, denominator: &self.family.denominator, budget }
    }

    /// `f(m) − Σ t_j f(θ_j)`.
    fn gap<'o, N: Signed>(
        &self,
        over: Over<'o, N::Context>,
        mut f: impl FnMut(&[InLambda<'o, N>]) -> InLambda<'o, N>,
    ) -> InLambda<'o, N> {
        let one = Rational::from(1);
        let points = self.family.points.iter().map(|(weight, point)| (Rational::from(-weight), point));
        let mut sum = InLambda::exact(&Rational::new(), over);
        for (weight, point) in points.chain([(one, &self.mean)]) {
            let at: Vec<_> = point.iter().map(|p| InLambda::quotient(p, over)).collect();
            sum = sum.add(&f(&at).mul(&InLambda::exact(&weight, over)));
            if !sum.is_defined() {
                break;
            }
        }
        sum
    }

    fn penalty_gap<'o, N: Signed>(&self, over: Over<'o, N::Context>) -> InLambda<'o, N> {
        let penalty = self.problem.penalty.compiled(&self.problem.graph);
        self.gap(over, |at| penalty.evaluate(at, over))
    }

    /// The penalty is often exact where the objective is not, and then its highest terms cancel.
    fn with_exact_penalty(self, budget: &Budget) -> FamilyGap<'a> {
        let numerator = |part: &Budget| {
            let gap = self.penalty_gap::<Counted<'_, Exact>>(self.over(((), part), part));
            Some((gap.lower_numerator()?.0, gap.power()))
        };
        let penalty = trial::exactly(budget, numerator).flatten();
        FamilyGap { points: self, penalty }
    }
}

/// The points with the numerator and the power of the penalty's part of Δ, where that is known exactly.
struct FamilyGap<'a> {
    points: Points<'a>,
    penalty: Option<(Polynomial, usize)>,
}

impl FamilyGap<'_> {
    /// Δ.
    fn defect<'o, N: Signed>(&'o self, context: N::Context, budget: &'o Budget) -> InLambda<'o, N> {
        let points = &self.points;
        let over = points.over(context, budget);
        let objective = Objective::<InLambda<'_, N>>::new(points.problem, over);
        let lambda = InLambda::new(&Polynomial::new(vec![0.into(), 1.into()]), 0, over);
        let penalty = match &self.penalty {
            Some((numerator, power)) => InLambda::new(numerator, *power, over),
            None => points.penalty_gap(over),
        };
        points.gap(over, |at| objective.loss(at)).add(&lambda.mul(&penalty))
    }
}

impl Trial for FamilyGap<'_> {
    fn attempt<N: Signed>(&self, context: N::Context, budget: &Budget) -> Attempt {
        let Some((numerator, is_exact)) = self.defect::<N>(context, budget).lower_numerator() else {
            return Attempt::Undefined { quantity: "Δ" };
        };
        let is_positive = numerator.is_positive(budget);
        let reason = Reason::NotPositiveThroughout { numerator };
        match is_positive {
            true => Attempt::Proved,
            false if is_exact => Attempt::Failed(reason),
            false => Attempt::Open(reason),
        }
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        let Points { problem, family, mean } = &self.points;
        let over = self.points.over(means.enclosing(), means.budget);
        let objective = Objective::<InLambda<'_, Enclosed<'_>>>::new(problem, over);
        let points = family.points.iter().map(|(_, point)| point);
        points.chain([mean]).find_map(|point| {
            let at: Vec<_> = point.iter().map(|p| InLambda::quotient(p, over)).collect();
            let range = |argument: &InLambda<'_, Enclosed<'_>>| {
                argument.constant().map_or(Interval::real(()), |x| x.to_f64())
            };
            match witness::guilt(&objective, &at, range) {
                Some(Reason::Undefined { node, row, .. }) => Some(Reason::NotRationalInLambda { node, row }),
                other => other,
            }
        })
    }
}
