//! Answers as JSON: one object, rationals as strings, fields only ever added.

mod claim;
mod question;
mod value;

use super::diagnostic::Diagnostic;
use super::{Answer, Checked, Outcome, Question, Survey, facts, impasse};
use crate::bound::Method;
use crate::certificate::Certificate;
use crate::check::{Effort, Verified, convex_by_composition};
use crate::function::Smoothness;
use crate::problem::{Ball, Domain, HalfSpace, Problem};
use crate::search::StopReason;
use crate::source::{Activation, Loaded};
use rug::Rational;
use serde_json::{Value, json};
use value::{group, joined, rationals};

/// How the text begins.
pub const OPENING: &str = "{\"schema\":\"jensen/";
/// Longer expressions are cut short.
const MAX_EXPRESSION: usize = 100_000;

/// The answer of `lambda` (`jensen/bracket-1`), `certify` (`jensen/convexity-1`), `refute` or `orbit`
/// (`jensen/witness-1`), `minimize` (`jensen/minimizer-1`) `minimum`
/// (`jensen/minimum-1`) or `path` (`jensen/path-1`).
pub fn answer(question: &Question, answer: &Answer) -> Value {
    let found = answer.verified.as_ref().map(|verified| claim::found(verified.get()));
    let composition = facts::composition(question, answer).map(|failure| json!({ "composition": failure }));
    let [found, composition] = [found, composition].map(Option::unwrap_or_default);
    let to_check = answer.to_check().map(|command| json!({ "to_check": command })).unwrap_or_default();
    joined([question::asked(question, answer), found, composition, effort(question, answer), to_check])
}

/// What it took, and where the certificate is.
fn effort(question: &Question, answer: &Answer) -> Value {
    let spent = answer.spent;
    json!({
        "cells": spent.cells,
        "seconds": spent.search.as_secs_f64(),
        "check_seconds": answer.verified.as_ref().map(|_| spent.check.as_secs_f64()),
        "seed": spent.seed,
        "stop": match spent.stop {
            StopReason::Done => "done",
            StopReason::Cells => "cells",
            StopReason::Time => "time",
            StopReason::Memory => "memory",
            StopReason::Signal => "signal",
        },
        "obstacle": answer.impasse.as_ref().map(|impasse| impasse::impasse(impasse, &answer.problem)),
        "may_help": answer.remedy(question),
        "unchecked": answer.unchecked.as_ref().map(|found| facts::claim(&found.claim)),
        "certificate": (answer.verified.is_some() || answer.unchecked.is_some()).then_some(&answer.file),
        "sha256": answer.verified.as_ref().map(|verified| verified.digest()),
        "verdict": if answer.verified.is_some() { "valid" } else { "undecided" },
    })
}

/// A verified certificate (`jensen/certificate-1`).
pub fn certificate(verified: &Verified<Certificate>) -> Value {
    let certificate = verified.get();
    let problem = &certificate.problem;
    let end = |end: &Option<Rational>| end.as_ref().map(Rational::to_string);
    let mut about = json!({
        "schema": "jensen/certificate-1",
        "verdict": "valid",
        "sha256": verified.digest(),
        "rule": certificate.evidence.rule(),
        "problem": {
            "objective": super::problem::objective(problem, MAX_EXPRESSION),
            "penalty": super::problem::penalty(problem, MAX_EXPRESSION),
            "parameters": problem.parameters,
            "lower": problem.domain.limits.iter().map(|limits| end(&limits.lower)).collect::<Vec<_>>(),
            "upper": problem.domain.limits.iter().map(|limits| end(&limits.upper)).collect::<Vec<_>>(),
            "columns": problem.columns,
            "rows": problem.rows.iter().map(|row| rationals(row)).collect::<Value>(),
        },
    });
    if let Some(about) = about["problem"].as_object_mut() {
        about.extend(cuts(problem));
    }
    joined([about, claim::found(certificate)])
}

/// What cuts the box of the problem's domain, if anything does.
fn cuts(problem: &Problem) -> serde_json::Map<String, Value> {
    let Domain { ball, half_spaces, interior, .. } = &problem.domain;
    let ball = ball.as_ref().map(|ball| {
        let Ball { radius, center, scales } = ball;
        json!({ "radius": radius.to_string(), "center": rationals(center), "scales": rationals(scales) })
    });
    let half_space = |HalfSpace { coefficients, bound }: &HalfSpace| {
        let named = coefficients.iter().map(|(k, a)| (problem.parameters[*k].clone(), json!(a.to_string())));
        json!({ "coefficients": named.collect::<serde_json::Map<_, _>>(), "bound": bound.to_string() })
    };
    let half_spaces =
        (!half_spaces.is_empty()).then(|| half_spaces.iter().map(half_space).collect::<Value>());
    let interior = interior.as_ref().map(|point| rationals(point));
    let found = [("ball", ball), ("half_spaces", half_spaces), ("interior", interior)];
    found.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// The verdicts of `check` (`jensen/check-1`).
pub fn checked(results: &[Checked]) -> Value {
    let results: Vec<Value> = results.iter().map(|result| outcome(&result.file, &result.outcome)).collect();
    json!({ "schema": "jensen/check-1", "results": results })
}

fn outcome(file: &str, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Valid { verified, problem } => json!({
            "file": file,
            "verdict": "valid",
            "claim": verified.get().claim.to_string(),
            "rule": verified.get().evidence.rule(),
            "sha256": verified.digest(),
            "problem": problem,
        }),
        Outcome::Rejected { rule, line, reason } => json!({
            "file": file,
            "verdict": "rejected",
            "rule": rule,
            "line": line,
            "reason": reason,
        }),
        Outcome::Undecided { line, reason } => {
            json!({ "file": file, "verdict": "undecided", "line": line, "reason": reason })
        }
        Outcome::Unreadable(reason) => json!({ "file": file, "verdict": "unreadable", "reason": reason }),
    }
}

/// Why there is no answer (`jensen/error-1`).
pub fn failure(diagnostic: &Diagnostic) -> Value {
    let position = diagnostic.position();
    json!({
        "schema": "jensen/error-1",
        "error": diagnostic.title,
        "code": diagnostic.code,
        "help": diagnostic.help,
        "file": diagnostic.place.as_ref().map(|place| place.text.name.as_str()),
        "line": position.map(|[line, _]| line),
        "column": position.map(|[_, column]| column),
    })
}

/// What `info` found out (`jensen/info-1`).
pub fn survey(survey: &Survey, loaded: &Loaded) -> Value {
    let problem = &loaded.problem;
    json!({
        "schema": "jensen/info-1",
        "problem": loaded.name,
        "network": loaded.network.as_ref().map(|network| json!({
            "layers": network.layers,
            "activations": network.activations.iter().map(Activation::name).collect::<Value>(),
            "loss": network.loss.name(),
        })),
        "parameters": problem.parameters,
        "rows": problem.rows.len(),
        "nodes": survey.nodes,
        "smoothness": match survey.smoothness {
            Smoothness::C2 => "C2",
            Smoothness::C11 => "C1,1",
            Smoothness::C0 => "C0",
        },
        "rough": survey.rough,
        "symmetry": group(&survey.symmetry, problem),
        "bounded": problem.domain.is_bounded(),
        "convex_by_composition": convex_by_composition(problem, &Effort::default()).is_ok(),
        "leaf_test": match survey.method {
            _ if !survey.has_leaf_test || !survey.is_of_moderate_order => "none",
            Method::Constant => "constant",
            Method::Affine => "affine",
            Method::Interval => "interval",
            Method::Loewner => "loewner",
            Method::Tensor => "tensor",
        },
        "locals": survey.locals,
        "vertices": survey.vertices,
        "seconds_per_leaf_test": survey.seconds,
        "bytes_per_leaf_test": survey.bytes,
    })
}
