//! The fields that belong to a claim and its evidence.

use super::super::decay::decay;
use super::super::defect::defect;
use super::super::known::{collapsed, known};
use super::super::number::{double_above, double_below};
use super::super::witness::{self, Bend};
use super::super::{family, minimizer};
use super::value::{amount, images, joined, polynomial, rationals};
use crate::certificate::{Certificate, Claim, Evidence, Family, Rival, Sample, Witness};
use crate::number::Polynomial;
use crate::problem::Problem;
use rug::Rational;
use serde_json::{Value, json};

/// The claim, what it names, and the witness.
pub fn found(certificate: &Certificate) -> Value {
    let claim = json!({ "claim": certificate.claim.to_string() });
    let witness = certificate.evidence.witness();
    let end = |end: &Option<Rational>| end.as_ref().map(Rational::to_string);
    let decay = decay(certificate).map(|decay| {
        json!({ "weight_decay": { "lower": end(&decay.lower), "upper": end(&decay.upper), "at": end(&decay.at) } })
    });
    let claim = joined([claim, located(certificate), decay.unwrap_or_default()]);
    joined([claim, witness.map_or(Value::Null, |witness| refutation(&certificate.problem, witness))])
}

/// λs, points and maps that the claim names.
fn located(certificate: &Certificate) -> Value {
    let Certificate { claim, problem, evidence } = certificate;
    match (claim, evidence) {
        (_, Evidence::Family(family)) => moving_witness(problem, family),
        (Claim::NotConvexBelow(below), _) => json!({ "refutes_below": below.to_string() }),
        (Claim::NotConvexAt(lambda) | Claim::ConvexAt(lambda), _) => {
            json!({ "lambda": lambda.to_string() })
        }
        (Claim::ConvexFrom(from), _) => json!({ "convex_from": from.to_string() }),
        (Claim::StrictlyConvexFrom(from), _) => json!({ "strictly_convex_from": from.to_string() }),
        (Claim::LambdaStar { lower, upper }, _) => json!({
            "lambda_star": { "lower": lower.to_string(), "upper": upper.to_string() },
        }),
        (Claim::UniqueMinimizer { .. }, _) => minimizer(certificate),
        (Claim::UniqueMinimizers { denominator, point }, _) => moving_minimizer(problem, denominator, point),
        (Claim::Minimum(Sample { lower, upper, .. }), Evidence::Minimum(minimum)) => {
            least(problem, [lower, upper], &minimum.point)
        }
        (Claim::Curve(_), _) => curve(certificate),
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
        (Claim::NoMinimizer(lambda), Evidence::Descent(direction)) => json!({
            "lambda": lambda.to_string(),
            "parameters": problem.parameters,
            "direction": rationals(direction),
        }),
        (Claim::NeverMinimizer(point), Evidence::Rivals(rivals)) => json!({
            "parameters": problem.parameters,
            "point": rationals(point),
            "rivals": rivals.iter().map(rival).collect::<Value>(),
        }),
        (Claim::Invariant(part, map), _) => {
            json!({ "part": part.word(), "map": images(map, problem) })
        }
        (Claim::NotInvariant(part, map), Evidence::Counterexample(point)) => json!({
            "part": part.word(),
            "map": images(map, problem),
            "parameters": problem.parameters,
            "point": rationals(point),
        }),
        _ => Value::Null,
    }
}

/// The one minimiser, and what its coordinates tell of each other.
fn minimizer(certificate: &Certificate) -> Value {
    let Some(found) = minimizer::found(certificate) else { return Value::Null };
    let problem = &certificate.problem;
    let name = |i: &usize| &problem.parameters[*i];
    let pairs = |pairs: &[[usize; 2]]| -> Vec<_> {
        pairs.iter().map(|[i, j]| [name(i).clone(), name(j).clone()]).collect()
    };
    let doubles = |[lower, upper]: &[Rational; 2]| [double_below(lower), double_above(upper)];
    json!({
        "parameters": problem.parameters,
        "radius": found.radius.to_string(),
        "center": rationals(found.center),
        "coordinates": found.values.coordinates.iter().map(doubles).collect::<Vec<_>>(),
        "zero": found.zero.iter().map(name).collect::<Vec<_>>(),
        "equal": pairs(&found.equal),
        "opposite": pairs(&found.opposite),
        "fixed_by": found.fixed_by.iter().map(|g| images(g, problem)).collect::<Value>(),
        "not_told_apart": pairs(&found.open),
        "loss": amount(found.values.loss),
        "value": amount(found.values.value),
    })
}

/// The one minimiser as a function of λ.
fn moving_minimizer(problem: &Problem, denominator: &Polynomial, point: &[Polynomial]) -> Value {
    json!({
        "parameters": problem.parameters,
        "denominator": polynomial(denominator),
        "minimizer": point.iter().map(polynomial).collect::<Value>(),
        "coordinates": family::coordinates(problem, denominator, point),
    })
}

/// The least value, and the point at which it is at most the upper end.
fn least(problem: &Problem, [lower, upper]: [&Rational; 2], point: &[Rational]) -> Value {
    json!({
        "parameters": problem.parameters,
        "minimum": {
            "lower": lower.to_string(),
            "upper": upper.to_string(),
            "lower_f64": double_below(lower),
            "upper_f64": double_above(upper),
        },
        "point": rationals(point),
        "attained": lower == upper,
    })
}

/// A point that is better, or the direction in which there are better ones.
fn rival(rival: &Rival) -> Value {
    match rival {
        Rival::Point(point) => json!({ "point": rationals(point) }),
        Rival::Direction(direction) => json!({ "towards": rationals(direction) }),
    }
}

/// Brackets of the least value, and what follows for penalty and loss.
fn curve(certificate: &Certificate) -> Value {
    let pair = |ends: &[Option<Rational>; 2]| {
        json!([ends[0].as_ref().map(Rational::to_string), ends[1].as_ref().map(Rational::to_string)])
    };
    let known = known(certificate);
    json!({
        "parameters": certificate.problem.parameters,
        "curve": known.iter().map(|known| json!({
            "lambda": known.lambda.to_string(),
            "least": pair(&known.least.clone().map(Some)),
            "penalty": pair(&known.penalty),
            "loss": pair(&known.loss),
            "point": rationals(&known.point),
            "loss_at_point": known.there[0],
            "penalty_at_point": known.there[1],
        })).collect::<Vec<_>>(),
        "penalty_zero_from": collapsed(&known, &certificate.problem).map(Rational::to_string),
    })
}

/// Where and why convexity fails.
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

/// A witness that moves with λ.
fn moving_witness(problem: &Problem, family: &Family) -> Value {
    let defect = family::defect(problem, family).map(|(numerator, power, is_exact)| {
        json!({
            "numerator": polynomial(&numerator),
            "power": power,
            "exact": is_exact,
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
