//! The answer in a sentence.

use super::facts::{self, plural};
use super::number::{at_least, at_most, interval, quantity, short};
use super::{Answer, BracketStatus, Question, bracket_status, is_convex_at, lower_end, upper_end};
use crate::certificate::{Claim, Sample};
use crate::search::GroupFacts;
use rug::Rational;

/// What the checker's claim answers to the question, or what was found and not checked.
pub fn headline(question: &Question, answer: &Answer) -> String {
    let found = answer.unchecked.as_ref().map(|unchecked| &unchecked.claim);
    match (answer.claim(), found) {
        (None, Some(found)) => {
            let found = match question {
                Question::Lambda { gap } => bracket(found, gap, None),
                _ => facts::claim(found).replace('\n', " "),
            };
            format!("undecided; found, but not checked: {found}")
        }
        (claim, found) => verified(question, claim, found.and_then(upper_end)),
    }
}

/// What the claim answers, beside an upper end that is not checked.
fn verified(question: &Question, claim: Option<&Claim>, above: Option<&Rational>) -> String {
    let settled = claim.and_then(|claim| question.settled_by(claim));
    match question {
        Question::Lambda { gap } => match claim {
            Some(claim) => bracket(claim, gap, above),
            None => "undecided, nothing is known about λ*".to_owned(),
        },
        Question::Certify { lambda, strict } => {
            let known = claim.map(|claim| bracket(claim, &Rational::new(), above));
            certify(lambda, *strict, settled, known)
        }
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

fn certify(lambda: &Rational, strict: bool, settled: Option<bool>, known: Option<String>) -> String {
    let at = short(lambda);
    match settled {
        Some(true) if strict => format!("strictly convex at λ = {at}"),
        Some(true) => format!("convex at λ = {at}"),
        Some(false) => format!("not convex at λ = {at}"),
        None => {
            let known = known.unwrap_or_else(|| "neither proof nor witness found".to_owned());
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

/// What a claim tells of λ\*, beside an upper end that is not checked.
fn bracket(claim: &Claim, gap: &Rational, above: Option<&Rational>) -> String {
    match (bracket_status(claim, gap), lower_end(claim), upper_end(claim)) {
        (BracketStatus::Infinite, ..) => "λ* = ∞".to_owned(),
        (BracketStatus::Zero, ..) => "λ* = 0, convex without a penalty".to_owned(),
        (_, Some(lower), Some(upper)) if lower == upper => format!("λ* = {}", short(lower)),
        (_, Some(lower), Some(upper)) => format!("λ* is in {}", interval(lower, upper)),
        (_, Some(lower), None) => {
            let above = match above {
                Some(above) => format!("at most {} was found, but not checked", at_most(above)),
                None => "no upper end found".to_owned(),
            };
            format!("λ* is at least {}, {above}", at_least(lower))
        }
        (_, None, Some(upper)) => format!("λ* is at most {}, no lower end found", at_most(upper)),
        (_, None, None) => facts::claim(claim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Certificate;
    use crate::check::{Effort, Verified, check};
    use crate::problem::Problem;
    use crate::report::{Spent, Unchecked, text};
    use crate::search::{Control, Earlier, LambdaOutcome, StopReason, lambda};
    use crate::writing::write_certificate;
    use std::time::Duration;

    fn answer(problem: &Problem, verified: Option<&Certificate>, unchecked: &Certificate) -> Answer {
        let verify = |found: &Certificate| -> Verified<Certificate> {
            check(write_certificate(found, &[]).as_bytes(), &Effort::default()).expect("it is valid")
        };
        let (search, check) = (Duration::ZERO, Duration::ZERO);
        let unchecked =
            Unchecked { claim: unchecked.claim.clone(), work: 20_000_000_000, file: "all.jensen".to_owned() };
        Answer {
            name: "p".to_owned(),
            problem: problem.clone(),
            file: if verified.is_some() { "all.jensen.lower" } else { "all.jensen" }.to_owned(),
            verified: verified.map(verify),
            unchecked: Some(unchecked),
            impasse: None,
            earlier: Earlier::Settled,
            spent: Spent { seed: 0, cells: Some(1), search, check, stop: StopReason::Time },
        }
    }

    #[test]
    fn what_was_found_and_not_checked_is_told_as_that() {
        let problem = Problem::from_formula("-x^3", &[("x", "-1", "2")]).expect("a problem");
        let gap = Rational::from((1, 100));
        let LambdaOutcome { certificate, spare, .. } = lambda(&problem, &gap, &Control::default());
        let (whole, spare) = (certificate.expect("a bracket"), spare.expect("a lower end"));
        let question = Question::Lambda { gap };
        let nothing = answer(&problem, None, &whole);
        assert_eq!(headline(&question, &nothing), "undecided; found, but not checked: λ* = 6");
        let lower = answer(&problem, Some(&spare.certificate), &whole);
        assert_eq!(headline(&question, &lower), "λ* is at least 6, at most 6 was found, but not checked");
        for (answer, certificate) in [(nothing, "all.jensen"), (lower, "all.jensen.lower")] {
            let text = text::answer(&question, &answer);
            assert!(text.contains("jensen check all.jensen --work 30000000000"), "{text}");
            assert!(text.contains("--resume all.jensen\n"), "{text}");
            let json = crate::report::json::answer(&question, &answer);
            assert_eq!(json["unchecked"]["certificate"], "all.jensen");
            assert_eq!(json["unchecked"]["claim"], "lambda-star in [6, 6]");
            assert_eq!(json["lambda_star"]["upper"], "inf");
            assert_eq!(json["certificate"], certificate);
        }
    }
}
