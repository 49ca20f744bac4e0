//! The answer in a sentence.

use super::facts::{self, plural};
use super::number::{at_least, at_most, interval, quantity, short};
use super::{Answer, BracketStatus, Question, bracket_status, is_convex_at, lower_end, upper_end};
use crate::certificate::{Claim, Sample};
use crate::search::GroupFacts;
use rug::Rational;

/// What the answer is.
pub fn of_answer(question: &Question, answer: &Answer) -> String {
    match &answer.unchecked {
        Some(_) => "undecided, what was found is written and not checked".to_owned(),
        None => headline(question, answer.claim()),
    }
}

/// What the claim answers to the question.
pub fn headline(question: &Question, claim: Option<&Claim>) -> String {
    let settled = claim.and_then(|claim| question.settled_by(claim));
    match question {
        Question::Lambda { gap } => match claim {
            Some(claim) => bracket(claim, gap),
            None => "undecided, nothing is known about λ*".to_owned(),
        },
        Question::Certify { lambda, strict } => certify(lambda, *strict, settled, claim),
        Question::Refute { lambda } => refute(lambda, settled),
        Question::RefuteEvery => match settled {
            Some(_) => "convex for no λ ≥ 0".to_owned(),
            None => {
                "undecided, no witness against every λ was found (lambda looks for a finite λ*)".to_owned()
            }
        },
        Question::Orbit { symmetry, .. } => orbit(symmetry, claim),
        Question::Minimize { lambda, .. } => minimize(lambda, claim),
        Question::Minimum { lambda, .. } => minimum(lambda, claim),
        Question::Statement => match (claim, settled) {
            (Some(claim), Some(_)) => facts::claim(claim).replace('\n', " "),
            (Some(_), None) => "undecided; what is known is below".to_owned(),
            (None, _) => "undecided, neither proof nor counterexample found".to_owned(),
        },
        Question::Path { .. } => path(settled, claim),
    }
}

fn certify(lambda: &Rational, strict: bool, settled: Option<bool>, claim: Option<&Claim>) -> String {
    let at = short(lambda);
    match settled {
        Some(true) if strict => format!("strictly convex at λ = {at}"),
        Some(true) => format!("convex at λ = {at}"),
        Some(false) => format!("not convex at λ = {at}"),
        None => {
            let known = match claim {
                Some(claim) => bracket(claim, &Rational::new()),
                None => "neither proof nor witness found".to_owned(),
            };
            format!("undecided at λ = {at}, {known}")
        }
    }
}

fn refute(lambda: &Rational, settled: Option<bool>) -> String {
    let at = short(lambda);
    match settled {
        Some(true) => format!("not convex at λ = {at}"),
        Some(false) => format!("convex at λ = {at}"),
        None => format!("undecided at λ = {at}, no witness found (certify looks for a proof)"),
    }
}

fn orbit(symmetry: &GroupFacts, claim: Option<&Claim>) -> String {
    match claim {
        Some(claim) => lower_end(claim)
            .map_or("λ* = ∞".to_owned(), |lower| format!("λ* is at least {}, by symmetry", short(lower))),
        None if symmetry.generators.is_empty() => "undecided, no symmetry was found".to_owned(),
        None => "undecided, no orbit's mean refutes convexity".to_owned(),
    }
}

fn minimize(lambda: &Rational, claim: Option<&Claim>) -> String {
    let at = short(lambda);
    match claim {
        Some(Claim::UniqueMinimizer { radius, .. }) if radius.is_zero() => {
            format!("exactly one minimiser at λ = {at}, known exactly")
        }
        Some(Claim::UniqueMinimizer { radius, .. }) => {
            format!("exactly one minimiser at λ = {at}, known to within {}", at_most(radius))
        }
        Some(claim) if is_convex_at(claim, lambda) == Some(false) => {
            format!("undecided at λ = {at}: it is not convex there")
        }
        Some(Claim::StrictlyConvexFrom(_)) => {
            format!("undecided at λ = {at}: strictly convex, but no minimiser is located")
        }
        _ => format!("undecided at λ = {at}, strong convexity is not proved"),
    }
}

fn minimum(lambda: &Rational, claim: Option<&Claim>) -> String {
    let at = short(lambda);
    match claim {
        Some(Claim::Minimum(Sample { lower, upper, .. })) if lower == upper => {
            format!("the least value at λ = {at} is {}", quantity(upper))
        }
        Some(Claim::Minimum(Sample { lower, upper, .. })) => {
            format!("the least value at λ = {at} is in {}", interval(lower, upper))
        }
        _ => format!("undecided at λ = {at}, nothing is known from below"),
    }
}

fn path(settled: Option<bool>, claim: Option<&Claim>) -> String {
    let Some(Claim::Curve(samples)) = claim else {
        return "undecided, nothing is known from below".to_owned();
    };
    let (count, noun) = (samples.len(), plural(samples.len(), "λ"));
    let narrow = if settled == Some(true) { "" } else { ", not all as narrowly as asked" };
    format!("the least value is bracketed at {count} {noun}{narrow}")
}

/// What a claim tells of λ\*.
fn bracket(claim: &Claim, gap: &Rational) -> String {
    match (bracket_status(claim, gap), lower_end(claim), upper_end(claim)) {
        (BracketStatus::Infinite, ..) => "λ* = ∞".to_owned(),
        (BracketStatus::Zero, ..) => "λ* = 0, convex without a penalty".to_owned(),
        (_, Some(lower), Some(upper)) if lower == upper => format!("λ* = {}", short(lower)),
        (_, Some(lower), Some(upper)) => format!("λ* is in {}", interval(lower, upper)),
        (_, Some(lower), None) => format!("λ* is at least {}, no upper end found", at_least(lower)),
        (_, None, Some(upper)) => format!("λ* is at most {}, no lower end found", at_most(upper)),
        (_, None, None) => facts::claim(claim),
    }
}
