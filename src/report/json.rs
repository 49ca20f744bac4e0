//! Answers as JSON: one object, rationals as strings, fields only ever added.

use super::witness::{self, Bend};
use super::{
    Answer, BracketStatus, Checked, Outcome, Question, Survey, bracket_status, impasse, is_convex_at,
    lower_end, refutes, upper_end,
};
use super::{facts, family, minimizer, path};
use crate::bound::Method;
use crate::certificate::{Certificate, Claim, Evidence, Family, Rival, Witness};
use crate::check::{
    Effort, Value as Amount, Verified, collapsed, convex_by_composition, defect, family_defect, known,
};
use crate::expression::Signed;
use crate::function::Smoothness;
use crate::number::{Endpoint, Polynomial, Round};
use crate::problem::{Problem, Symmetry};
use crate::search::{GroupFacts, StopReason, Subgroup};
use crate::source::{Activation, Loaded};
use rug::Rational;
use serde_json::{Map, Value, json};

/// How the text begins.
pub const OPENING: &str = "{\"schema\":\"jensen/";
/// Longer expressions are cut short.
const MAX_EXPRESSION: usize = 100_000;

/// The answer of `lambda` (`jensen/bracket-1`), `certify` (`jensen/convexity-1`), `refute` or `orbit`
/// (`jensen/witness-1`), `minimize` (`jensen/minimizer-1`) `minimum`
/// (`jensen/minimum-1`) or `path` (`jensen/path-1`).
pub fn answer(question: &Question, answer: &Answer) -> Value {
    let effort = effort(question, answer);
    let certificate = answer.verified.as_ref().map(|verified| verified.get());
    let claim = answer.claim();
    let whole = question;
    let question = match question {
        Question::Lambda { gap } => bracket(claim, gap, &answer.name),
        Question::Certify { lambda, .. } => json!({
            "schema": "jensen/convexity-1",
            "problem": answer.name,
            "lambda": lambda.to_string(),
            "convex": claim.and_then(|claim| is_convex_at(claim, lambda)),
        }),
        Question::Refute { lambda } => json!({
            "schema": "jensen/witness-1",
            "problem": answer.name,
            "lambda": lambda.to_string(),
            "refutes_below": claim.and_then(refutes_below),
        }),
        Question::RefuteEvery => json!({
            "schema": "jensen/witness-1",
            "problem": answer.name,
            "lambda": "every",
            "refutes_below": claim.and_then(refutes_below),
        }),
        Question::Minimize { lambda, within } => json!({
            "schema": "jensen/minimizer-1",
            "problem": answer.name,
            "lambda": lambda.to_string(),
            "asked_within": within.to_string(),
            "unique": claim.is_some_and(|claim| matches!(claim, Claim::UniqueMinimizer { .. })).then_some(true),
        }),
        Question::Minimum { lambda, gap } => json!({
            "schema": "jensen/minimum-1",
            "problem": answer.name,
            "lambda": lambda.to_string(),
            "asked_gap": gap.relative.to_string(),
            "asked_absolute_gap": gap.absolute.to_string(),
            "closed": claim.and_then(|claim| whole.settled_by(claim)).unwrap_or(false),
        }),
        Question::Statement => json!({
            "schema": "jensen/statement-1",
            "problem": answer.name,
            "holds": claim.and_then(|claim| whole.settled_by(claim)),
        }),
        Question::Path { gap, changes, convex_from } => json!({
            "schema": "jensen/path-1",
            "problem": answer.name,
            "asked_gap": gap.relative.to_string(),
            "closed": claim.and_then(|claim| whole.settled_by(claim)).unwrap_or(false),
            "seen": changes.iter().map(|change| json!({
                "lambda": change.lambda,
                "before": path::shape(&change.before, &answer.problem),
                "after": path::shape(&change.after, &answer.problem),
                "jump": change.is_jump,
            })).collect::<Vec<_>>(),
            "convex_from_about": convex_from,
        }),
        Question::Orbit { symmetry, subgroups, lower } => json!({
            "schema": "jensen/witness-1",
            "problem": answer.name,
            "symmetry": group(symmetry, &answer.problem),
            "subgroups": subgroups.iter().map(subgroup).collect::<Value>(),
            "lambda_star_lower": lower.to_string(),
            "refutes_below": claim.and_then(refutes_below),
        }),
    };
    let strict =
        whole.is_strict().then(|| json!({ "strictly_convex": claim.and_then(|c| whole.settled_by(c)) }));
    let composition = facts::composition(whole, answer).map(|failure| json!({ "composition": failure }));
    let [strict, composition] = [strict, composition].map(Option::unwrap_or_default);
    joined([question, strict, certificate.map_or(Value::Null, found), composition, effort])
}

/// The fields of several objects in one.
fn joined(objects: impl IntoIterator<Item = Value>) -> Value {
    let fields = |object| match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    objects.into_iter().flat_map(fields).collect()
}

fn bracket(claim: Option<&Claim>, gap: &Rational, problem: &str) -> Value {
    let lower = claim.and_then(lower_end).cloned().unwrap_or_default();
    let upper = claim.and_then(upper_end);
    let status = claim.map_or(BracketStatus::Open, |claim| bracket_status(claim, gap));
    let infinite = status == BracketStatus::Infinite;
    json!({
        "schema": "jensen/bracket-1",
        "problem": problem,
        "lambda_star": {
            "lower": if infinite { "inf".to_owned() } else { lower.to_string() },
            "upper": upper.map_or("inf".to_owned(), Rational::to_string),
            "lower_f64": if infinite { None } else { Some(f64::from_rational(&lower, Round::Down, ())) },
            "upper_f64": upper.map(|upper| f64::from_rational(upper, Round::Up, ())),
        },
        "gap": upper.filter(|_| lower > 0).map(|upper| {
            f64::from_rational(&(Rational::from(upper / &lower) - 1), Round::Up, ())
        }),
        "status": match status {
            BracketStatus::Closed => "closed",
            BracketStatus::Open => "open",
            BracketStatus::Infinite => "infinite",
            BracketStatus::Zero => "zero",
        },
    })
}

/// Generators as maps, with the group's order and its fixed points.
fn group(symmetry: &GroupFacts, problem: &Problem) -> Value {
    let generators = symmetry.generators.iter().zip(&symmetry.keeps_penalty);
    json!({
        "order": symmetry.order.to_string(),
        "fixed_dimension": symmetry.fixed,
        "generators": generators
            .map(|(g, keeps_penalty)| json!({ "map": images(g, problem), "keeps_penalty": keeps_penalty }))
            .collect::<Value>(),
    })
}

/// The image's coordinates, by signed names.
fn images(symmetry: &Symmetry, problem: &Problem) -> Value {
    let signed = |x: &Signed| {
        let sign = if x.is_negative { "-" } else { "" };
        format!("{sign}{}", problem.parameters[x.index])
    };
    symmetry.parameters.iter().map(signed).collect()
}

fn subgroup(subgroup: &Subgroup) -> Value {
    json!({
        "generators": subgroup.members,
        "order": subgroup.order.to_string(),
        "refutes_below": subgroup.claim.as_ref().and_then(refutes_below),
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

/// Claim and witness.
fn found(certificate: &Certificate) -> Value {
    let claim = json!({ "claim": certificate.claim.to_string() });
    let witness = certificate.evidence.witness();
    let claim = joined([claim, located(certificate)]);
    joined([claim, witness.map_or(Value::Null, |witness| refutation(&certificate.problem, &witness))])
}

/// Minimisers, least values, and witnesses that move with λ.
fn located(certificate: &Certificate) -> Value {
    let Certificate { claim, problem, evidence } = certificate;
    if let Some(found) = minimizer::found(certificate) {
        let name = |i: &usize| &problem.parameters[*i];
        let pairs = |pairs: &[[usize; 2]]| -> Vec<_> {
            pairs.iter().map(|[i, j]| [name(i).clone(), name(j).clone()]).collect()
        };
        return json!({
            "parameters": problem.parameters,
            "radius": found.radius.to_string(),
            "center": rationals(found.center),
            "coordinates": found.values.coordinates.iter().map(|ends| {
                [f64::from_rational(&ends[0], Round::Down, ()), f64::from_rational(&ends[1], Round::Up, ())]
            }).collect::<Vec<_>>(),
            "zero": found.zero.iter().map(name).collect::<Vec<_>>(),
            "equal": pairs(&found.equal),
            "opposite": pairs(&found.opposite),
            "fixed_by": found.fixed_by.iter().map(|g| images(g, problem)).collect::<Value>(),
            "not_told_apart": pairs(&found.open),
            "loss": amount(found.values.loss),
            "value": amount(found.values.value),
        });
    }
    match (claim, evidence) {
        (_, Evidence::Family(family)) => moving(problem, family),
        (Claim::StrictlyConvexFrom { from }, _) => json!({ "strictly_convex_from": from.to_string() }),
        (Claim::Minimum { lower, upper, .. }, Evidence::Minimum(minimum)) => json!({
            "parameters": problem.parameters,
            "minimum": {
                "lower": lower.to_string(),
                "upper": upper.to_string(),
                "lower_f64": f64::from_rational(lower, Round::Down, ()),
                "upper_f64": f64::from_rational(upper, Round::Up, ()),
            },
            "point": rationals(&minimum.point),
            "attained": lower == upper,
        }),
        (Claim::LambdaStar { lower, upper }, _) => json!({
            "lambda_star": { "lower": lower.to_string(), "upper": upper.to_string() },
        }),
        (Claim::NotConvexBelow { below }, _) => json!({ "refutes_below": below.to_string() }),
        (Claim::NotConvexAt { lambda } | Claim::ConvexAt { lambda }, _) => {
            json!({ "lambda": lambda.to_string() })
        }
        (Claim::ConvexFrom { from }, _) => json!({ "convex_from": from.to_string() }),
        (Claim::Value { lower, upper, point, .. }, _) => json!({
            "parameters": problem.parameters,
            "point": rationals(point),
            "value": { "lower": lower.to_string(), "upper": upper.to_string() },
        }),
        (Claim::Constant { value, .. }, _) => json!({ "value": value.to_string() }),
        (Claim::MinimizerFrom { from, point }, _) => json!({
            "from": from.to_string(),
            "parameters": problem.parameters,
            "point": rationals(point),
        }),
        (Claim::UniqueMinimizers { denominator, point }, _) => json!({
            "parameters": problem.parameters,
            "denominator": polynomial(denominator),
            "minimizer": point.iter().map(polynomial).collect::<Value>(),
            "coordinates": family::coordinates(problem, denominator, point),
        }),
        (Claim::NoMinimizer { lambda }, Evidence::Descent(direction)) => json!({
            "lambda": lambda.to_string(),
            "parameters": problem.parameters,
            "direction": rationals(direction),
        }),
        (Claim::NeverMinimizer { point }, Evidence::Rivals(rivals)) => json!({
            "parameters": problem.parameters,
            "point": rationals(point),
            "rivals": rivals.iter().map(|rival| match rival {
                Rival::Point(point) => json!({ "point": rationals(point) }),
                Rival::Direction(direction) => json!({ "towards": rationals(direction) }),
            }).collect::<Value>(),
        }),
        (Claim::Invariant { part, map }, _) => {
            json!({ "part": part.word(), "map": images(map, problem) })
        }
        (Claim::NotInvariant { part, map }, Evidence::Counterexample(point)) => json!({
            "part": part.word(),
            "map": images(map, problem),
            "parameters": problem.parameters,
            "point": rationals(point),
        }),
        (Claim::Curve { .. }, _) => {
            let pair = |ends: &[Option<Rational>; 2]| {
                json!([ends[0].as_ref().map(Rational::to_string), ends[1].as_ref().map(Rational::to_string)])
            };
            let known = known(certificate);
            json!({
                "parameters": problem.parameters,
                "curve": known.iter().map(|known| json!({
                    "lambda": known.lambda.to_string(),
                    "least": pair(&known.least.clone().map(Some)),
                    "penalty": pair(&known.penalty),
                    "loss": pair(&known.loss),
                    "point": rationals(&known.point),
                    "loss_at_point": known.there[0],
                    "penalty_at_point": known.there[1],
                })).collect::<Vec<_>>(),
                "penalty_zero_from": collapsed(&known, problem).map(Rational::to_string),
            })
        }
        _ => Value::Null,
    }
}

fn refutation(problem: &Problem, witness: &Witness) -> Value {
    let Bend { point, direction } = witness::bend(witness);
    let [loss, penalty] =
        defect(problem, witness).map_or([Value::Null, Value::Null], |both| both.map(amount));
    let fields = match witness {
        Witness::Jensen(jensen) => json!({
            "points": jensen.points.iter().map(|(_, point)| rationals(point)).collect::<Value>(),
            "weights": jensen.points.iter().map(|(weight, _)| weight.to_string()).collect::<Value>(),
            "mean": rationals(&point),
        }),
        Witness::Orbit(orbit) => json!({
            "symmetries": orbit.symmetries.iter().map(|g| images(g, problem)).collect::<Value>(),
            "point": rationals(&orbit.point),
            "mean": rationals(&point),
        }),
        Witness::Curvature(_) | Witness::Kink(_) => json!({
            "point": rationals(&point),
            "direction": rationals(&direction),
        }),
    };
    let bends = witness::components(&direction).into_iter().map(|(i, _)| problem.parameters.get(i));
    let rest = json!({ "defect": loss, "penalty_defect": penalty, "bends": bends.collect::<Vec<_>>() });
    joined([json!({ "parameters": problem.parameters }), fields, rest])
}

/// A witness that moves with λ: polynomials as lists of coefficients from the constant on.
/// Coefficients from the constant on.
fn polynomial(p: &Polynomial) -> Value {
    if p.is_zero() { json!(["0"]) } else { rationals(p.coefficients()) }
}

fn moving(problem: &Problem, family: &Family) -> Value {
    let defect = family_defect(problem, family).map(|defect| {
        json!({
            "numerator": polynomial(&defect.numerator),
            "power": defect.power,
            "exact": defect.is_exact,
        })
    });
    json!({
        "parameters": problem.parameters,
        "denominator": polynomial(&family.denominator),
        "points": family.points.iter().map(|(_, p)| p.iter().map(polynomial).collect()).collect::<Vec<Value>>(),
        "weights": family.points.iter().map(|(weight, _)| weight.to_string()).collect::<Value>(),
        "defect_in_lambda": defect,
        "bends": family::moving(problem, family),
    })
}

/// A rational as a string, an enclosure as a pair of numbers.
fn amount(amount: Amount) -> Value {
    match amount {
        Amount::Exact(q) => json!(q.to_string()),
        Amount::Between(lower, upper) => json!([lower, upper]),
    }
}

fn rationals(point: &[Rational]) -> Value {
    point.iter().map(Rational::to_string).collect()
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
        "certificate": answer.verified.as_ref().map(|_| &answer.file),
        "sha256": answer.verified.as_ref().map(|verified| verified.digest()),
        "verdict": if answer.verified.is_some() { "valid" } else { "undecided" },
    })
}

/// A verified certificate (`jensen/certificate-1`).
pub fn certificate(verified: &Verified<Certificate>) -> Value {
    let certificate = verified.get();
    let problem = &certificate.problem;
    let end = |end: &Option<Rational>| end.as_ref().map(Rational::to_string);
    let about = json!({
        "schema": "jensen/certificate-1",
        "verdict": "valid",
        "sha256": verified.digest(),
        "rule": certificate.evidence.rule(),
        "problem": {
            "objective": super::problem::objective(problem, MAX_EXPRESSION),
            "penalty": super::problem::penalty(problem, MAX_EXPRESSION),
            "parameters": problem.parameters,
            "lower": problem.domain.0.iter().map(|limits| end(&limits.lower)).collect::<Vec<_>>(),
            "upper": problem.domain.0.iter().map(|limits| end(&limits.upper)).collect::<Vec<_>>(),
            "columns": problem.columns,
            "rows": problem.rows.iter().map(|row| rationals(row)).collect::<Value>(),
        },
    });
    joined([about, found(certificate)])
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
            _ if !survey.has_leaf_test => "none",
            Method::Constant => "constant",
            Method::Affine | Method::PreciseAffine => "affine",
            Method::Interval | Method::PreciseInterval => "interval",
            Method::Loewner | Method::PreciseLoewner => "loewner",
        },
        "locals": survey.locals,
        "vertices": survey.vertices,
        "bytes_per_leaf_test": survey.bytes,
    })
}
