//! Numbers, points and symmetries as JSON.

use crate::check::Value as Amount;
use crate::expression::Signed;
use crate::number::Polynomial;
use crate::problem::{Problem, Symmetry};
use crate::search::GroupFacts;
use rug::Rational;
use serde_json::{Map, Value, json};

/// The fields of several objects in one.
pub fn joined(objects: impl IntoIterator<Item = Value>) -> Value {
    let fields = |object| match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    objects.into_iter().flat_map(fields).collect()
}

/// A rational as a string, an enclosure as a pair of numbers.
pub fn amount(amount: Amount) -> Value {
    match amount {
        Amount::Exact(q) => json!(q.to_string()),
        Amount::Between(lower, upper) => json!([lower, upper]),
    }
}

/// The coordinates as strings.
pub fn rationals(point: &[Rational]) -> Value {
    point.iter().map(Rational::to_string).collect()
}

/// Coefficients from the constant on.
pub fn polynomial(p: &Polynomial) -> Value {
    if p.is_zero() { json!(["0"]) } else { rationals(p.coefficients()) }
}

/// The image's coordinates, by signed names.
pub fn images(symmetry: &Symmetry, problem: &Problem) -> Value {
    let signed = |x: &Signed| {
        let sign = if x.is_negative { "-" } else { "" };
        format!("{sign}{}", problem.parameters[x.index])
    };
    symmetry.parameters.iter().map(signed).collect()
}

/// Generators as maps, with the group's order and its fixed points.
pub fn group(symmetry: &GroupFacts, problem: &Problem) -> Value {
    let generators = symmetry.generators.iter().zip(&symmetry.keeps_penalty);
    json!({
        "order": symmetry.order.to_string(),
        "order_is_exact": symmetry.is_whole,
        "fixed_dimension": symmetry.fixed,
        "generators": generators
            .map(|(g, keeps_penalty)| json!({ "map": images(g, problem), "keeps_penalty": keeps_penalty }))
            .collect::<Value>(),
    })
}
