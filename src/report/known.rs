//! What a valid curve `p_k ≤ m(λ_k) ≤ r_k` says of penalty and loss at its λs.
//!
//! Between the samples m, an infimum of the affine functions `λ ↦ L(θ) + λP(θ)`, is concave, and for any minimiser `θ_λ` of
//! `f_λ` (theory.md, M6)
//!
//! ```text
//! P(θ_λ) ≥ (m(λ′) − m(λ))/(λ′ − λ)   for λ′ > λ        P(θ_λ) ≤ (m(λ) − m(λ′))/(λ − λ′)   for λ′ < λ
//! ```
//!
//! `P(θ_λ)` does not rise with λ, and `L(θ_λ) = m(λ) − λP(θ_λ)` does not fall: what is known at two neighbouring samples encloses both
//! in between. All of this holds for every minimiser, should there be several, and for any L and P.

use crate::certificate::{Certificate, Claim, Evidence, Sample};
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Objective, Penalty, Problem};
use rug::Float;

/// What a valid curve says of one of its λs; `None` is unbounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The λ.
    pub lambda: Rational,
    /// `m(λ)`.
    pub least: [Rational; 2],
    /// `P` at every minimiser; the upper bound holds for larger λ too, the lower one for smaller λ.
    pub penalty: [Option<Rational>; 2],
    /// `L` at every minimiser; the lower bound holds for larger λ too, the upper one for smaller λ.
    pub loss: [Option<Rational>; 2],
    /// A point where `f_λ` is at most the upper end.
    pub point: Vec<Rational>,
    /// `L` and `P` there, about.
    pub there: [f64; 2],
}

/// What follows from a valid curve at each of its λs; empty where there is none.
pub fn known(certificate: &Certificate) -> Vec<Known> {
    let Certificate { claim, problem, evidence } = certificate;
    let (Claim::Curve { samples }, Evidence::Curve(evidence)) = (claim, evidence) else { return Vec::new() };
    let floor = is_nowhere_negative(&problem.penalty).then(Rational::new);
    let slope = |above: &Rational, below: &Rational, from: &Sample, to: &Sample| {
        Rational::from(above - below) / Rational::from(&to.lambda - &from.lambda)
    };
    let mut all: Vec<Known> = samples
        .iter()
        .enumerate()
        .zip(evidence)
        .map(|((k, own), minimum)| {
            let most = samples[..k].iter().map(|before| slope(&own.upper, &before.lower, before, own)).min();
            let least = samples[k + 1..].iter().map(|after| slope(&after.lower, &own.upper, own, after));
            let least = least.chain(floor.clone()).max();
            let share = |penalty: &Rational| Rational::from(penalty * &own.lambda);
            let lower = match &most {
                _ if own.lambda.is_zero() => Some(own.lower.clone()),
                most => most.as_ref().map(|most| &own.lower - share(most)),
            };
            let upper = match &least {
                _ if own.lambda.is_zero() => Some(own.upper.clone()),
                least => least.as_ref().map(|least| &own.upper - share(least)),
            };
            Known {
                lambda: own.lambda.clone(),
                least: [own.lower.clone(), own.upper.clone()],
                penalty: [least, most],
                loss: [lower, upper],
                there: values(problem, &minimum.point),
                point: minimum.point.clone(),
            }
        })
        .collect();
    // Neither rises nor falls again.
    for k in 1..all.len() {
        let (before, own) = (all[k - 1].clone(), &mut all[k]);
        own.penalty[1] = least(own.penalty[1].take(), before.penalty[1].clone());
        own.loss[0] = own.loss[0].take().max(before.loss[0].clone());
    }
    for k in (1..all.len()).rev() {
        let (after, own) = (all[k].clone(), &mut all[k - 1]);
        own.penalty[0] = own.penalty[0].take().max(after.penalty[0].clone());
        own.loss[1] = least(own.loss[1].take(), after.loss[1].clone());
    }
    all
}

/// From which of the λs on P is 0 at every minimiser, if that is known: at most 0, as it then is for all larger λ, and
/// nowhere negative, as a formula may be.
pub fn collapsed<'k>(known: &'k [Known], problem: &Problem) -> Option<&'k Rational> {
    let is_zero = |known: &&Known| known.penalty[1].as_ref().is_some_and(Rational::is_zero);
    known.iter().find(is_zero).filter(|_| is_nowhere_negative(&problem.penalty)).map(|known| &known.lambda)
}

/// Whether `P ≥ 0` by its form: a sum of squares and absolute values.
fn is_nowhere_negative(penalty: &Penalty) -> bool {
    matches!(penalty, Penalty::Separable { .. })
}

/// The smaller upper bound.
fn least(a: Option<Rational>, b: Option<Rational>) -> Option<Rational> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// `L` and `P` at a point, to the nearest double or so.
fn values(problem: &Problem, point: &[Rational]) -> [f64; 2] {
    const BITS: u32 = 128;
    let at: Vec<Interval<Float>> = point.iter().map(|x| Interval::exact(x, BITS)).collect();
    let objective = Objective::new(problem, BITS);
    [objective.loss(&at), objective.penalty(&at)].map(|x| Endpoint::to_f64(x.lower(), Round::Down))
}
