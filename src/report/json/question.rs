//! The fields that belong to a question.

use super::super::number::{double_above, double_below};
use super::super::{
    Answer, BracketStatus, Question, bracket_status, is_convex_at, lower_end, path, refutes, upper_end,
};
use super::value::{group, joined};
use crate::certificate::Claim;
use crate::problem::Problem;
use crate::search::{Change, Subgroup};
use rug::Rational;
use serde_json::{Value, json};

/// What was asked, and what the claim answers.
pub fn asked(question: &Question, answer: &Answer) -> Value {
    let claim = answer.claim();
    let settled = claim.and_then(|claim| question.settled_by(claim));
    let refuted = claim.and_then(refutes_below);
    let (schema, fields) = match question {
        Question::Lambda { gap } => ("bracket", bracket(claim, gap)),
        Question::Certify { lambda, strict } => {
            let convex = claim.and_then(|claim| is_convex_at(claim, lambda));
            let convex = json!({ "lambda": lambda.to_string(), "convex": convex });
            let strictly = strict.then(|| json!({ "strictly_convex": settled })).unwrap_or_default();
            ("convexity", joined([convex, strictly]))
        }
        Question::Refute { lambda } => {
            ("witness", json!({ "lambda": lambda.to_string(), "refutes_below": refuted }))
        }
        Question::RefuteEvery => ("witness", json!({ "lambda": "every", "refutes_below": refuted })),
        Question::Orbit { symmetry, subgroups, lower } => (
            "witness",
            json!({
                "symmetry": group(symmetry, &answer.problem),
                "subgroups": subgroups.iter().map(subgroup).collect::<Value>(),
                "lambda_star_lower": lower.to_string(),
                "refutes_below": refuted,
            }),
        ),
        Question::Minimize { lambda, within } => (
            "minimizer",
            json!({
                "lambda": lambda.to_string(),
                "asked_within": within.to_string(),
                "unique": claim.is_some_and(|claim| matches!(claim, Claim::UniqueMinimizer { .. })).then_some(true),
            }),
        ),
        Question::Minimum { lambda, gap } => (
            "minimum",
            json!({
                "lambda": lambda.to_string(),
                "asked_gap": gap.relative.to_string(),
                "asked_absolute_gap": gap.absolute.to_string(),
                "closed": settled.unwrap_or(false),
            }),
        ),
        Question::Statement => ("statement", json!({ "holds": settled })),
        Question::Path { gap, changes, convex_from } => (
            "path",
            json!({
                "asked_gap": gap.relative.to_string(),
                "closed": settled.unwrap_or(false),
                "seen": changes.iter().map(|change| seen(change, &answer.problem)).collect::<Value>(),
                "convex_from_about": convex_from,
            }),
        ),
    };
    joined([json!({ "schema": format!("jensen/{schema}-1"), "problem": answer.name }), fields])
}

/// What is known of λ\*.
fn bracket(claim: Option<&Claim>, gap: &Rational) -> Value {
    let lower = claim.and_then(lower_end).cloned().unwrap_or_default();
    let upper = claim.and_then(upper_end);
    let status = claim.map_or(BracketStatus::Open, |claim| bracket_status(claim, gap));
    let infinite = status == BracketStatus::Infinite;
    json!({
        "lambda_star": {
            "lower": if infinite { "inf".to_owned() } else { lower.to_string() },
            "upper": upper.map_or("inf".to_owned(), Rational::to_string),
            "lower_f64": if infinite { None } else { Some(double_below(&lower)) },
            "upper_f64": upper.map(double_above),
        },
        "gap": upper.filter(|_| lower > 0).map(|upper| double_above(&(Rational::from(upper / &lower) - 1))),
        "status": match status {
            BracketStatus::Closed => "closed",
            BracketStatus::Open => "open",
            BracketStatus::Infinite => "infinite",
            BracketStatus::Zero => "zero",
        },
    })
}

fn subgroup(subgroup: &Subgroup) -> Value {
    json!({
        "generators": subgroup.members,
        "order": subgroup.order.to_string(),
        "refutes_below": subgroup.claim.as_ref().and_then(refutes_below),
    })
}

/// A change of the minimiser along a path.
fn seen(change: &Change, problem: &Problem) -> Value {
    json!({
        "lambda": change.lambda,
        "before": path::shape(&change.before, problem),
        "after": path::shape(&change.after, problem),
        "jump": change.is_jump,
    })
}

/// The largest λ below which every λ is refuted.
fn refutes_below(claim: &Claim) -> Option<String> {
    match claim {
        Claim::NoFiniteLambda => Some("inf".to_owned()),
        _ if refutes(claim) => lower_end(claim).map(Rational::to_string),
        _ => None,
    }
}
