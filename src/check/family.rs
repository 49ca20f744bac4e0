//! Rule `family`: points that move with λ and break Jensen's inequality for every λ ≥ 0 (theory.md, W7), over rational
//! functions of λ ([`InLambda`]), of whose numerators, where they are enclosed, the lower ends count.

use super::case::{Case, Enclosed, Means};
use super::trial::{self, Attempt, Trial};
use super::witness::require_weights;
use crate::budget::Budget;
use crate::certificate::{Claim, Family};
use crate::kind::{Counted, Exact, InLambda, Ordered, Over};
use crate::number::{Interval, Number, Polynomial, Rational, pair_work, words};
use crate::problem::{Objective, Problem};
use crate::reason::{Failure, Reason, undefined};

pub(super) fn check(case: &Case<'_>, family: &Family) -> Result<(), Failure> {
    let (problem, budget) = (case.problem, case.means.budget);
    if *case.claim != Claim::NoFiniteLambda {
        return Err(case.wrong_rule());
    }
    let Family { denominator, points } = family;
    if !(denominator.is_small() && denominator.is_positive(budget)) {
        return Err(case.fail(1, Reason::DenominatorNotPositive));
    }
    require_weights(case, 2, points.iter().map(|(weight, _)| weight))?;
    for (lines, (_, point)) in (2..).zip(points) {
        require_inside(problem, denominator, point, budget).map_err(|reason| case.fail(lines, reason))?;
    }
    let points = Points::new(problem, family, budget).ok_or(Reason::TooManyDigits);
    let decided = points.and_then(|points| trial::decide(&points.with_exact_penalty(budget), &case.means));
    decided.map_err(|reason| case.fail(0, reason))
}

pub(super) fn require_inside(
    problem: &Problem,
    denominator: &Polynomial,
    point: &[Polynomial],
    budget: &Budget,
) -> Result<(), Reason> {
    if !point.iter().all(Polynomial::is_small) {
        return Err(Reason::TooManyDigits);
    }
    for ((parameter, limits), p) in problem.parameters.iter().zip(&problem.domain.limits).zip(point) {
        // ±(p − limit·q)
        let room = |limit: &Rational| sum(p, &Rational::from(-limit), denominator, budget);
        let sides = [(&limits.lower, 1), (&limits.upper, -1)];
        for (limit, sign) in sides.into_iter().filter_map(|(limit, sign)| Some((limit.as_ref()?, sign))) {
            let is_kept = room(limit).is_some_and(|room| {
                let room = Polynomial::default().plus(&Rational::from(sign), &room);
                room.is_plainly_at_least_zero(budget)
            });
            if !is_kept {
                return Err(Reason::LeavesLimit(parameter.clone(), limit.clone()));
            }
        }
    }
    require_room(problem, denominator, point, budget)
}

/// That ball and half-spaces are kept to for every `λ ≥ 0`.
fn require_room(
    problem: &Problem,
    denominator: &Polynomial,
    point: &[Polynomial],
    budget: &Budget,
) -> Result<(), Reason> {
    let over = Over { coefficients: ((), budget), denominator, budget };
    let quotient = |p: &Polynomial| InLambda::<Counted<'_, Exact>>::quotient(p, over);
    // A box needs none.
    let at: Vec<_> = point.iter().filter(|_| problem.domain.is_cut()).map(quotient).collect();
    for cut in problem.domain.cuts() {
        let room = problem.domain.room(cut, &at, over).lower_numerator();
        if !room.is_some_and(|(numerator, _)| numerator.is_plainly_at_least_zero(budget)) {
            return Err(Reason::LeavesCut(cut));
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

struct Points<'a> {
    problem: &'a Problem,
    family: &'a Family,
    mean: Vec<Polynomial>,
}

impl<'a> Points<'a> {
    /// `None` where the mean gets too large.
    fn new(problem: &'a Problem, family: &'a Family, budget: &Budget) -> Option<Self> {
        let coordinate = |i: usize| {
            family.points.iter().try_fold(Polynomial::default(), |sum, (weight, point)| {
                self::sum(&sum, weight, &point[i], budget).filter(Polynomial::is_small)
            })
        };
        let mean = (0..problem.dimension()).map(coordinate).collect::<Option<_>>()?;
        Some(Points { problem, family, mean })
    }

    fn over<'o, C>(&'o self, coefficients: C, budget: &'o Budget) -> Over<'o, C> {
        Over { coefficients, denominator: &self.family.denominator, budget }
    }

    /// `f(m) − Σ t_j f(θ_j)`.
    fn gap<'o, N: Ordered>(
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

    fn penalty_gap<'o, N: Ordered>(&self, over: Over<'o, N::Context>) -> InLambda<'o, N> {
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
    fn defect<'o, N: Ordered>(&'o self, context: N::Context, budget: &'o Budget) -> InLambda<'o, N> {
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
    fn attempt<N: Ordered>(&self, context: N::Context, budget: &Budget) -> Attempt {
        let Some((numerator, is_exact)) = self.defect::<N>(context, budget).lower_numerator() else {
            return Attempt::Undefined { quantity: "Δ" };
        };
        let is_positive = numerator.is_positive(budget);
        let reason = Reason::NotPositiveThroughout(numerator);
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
            match undefined(&objective, &at, range) {
                Some(Reason::Undefined { node, row, .. }) => Some(Reason::NotRationalInLambda(node, row)),
                other => other,
            }
        })
    }
}
