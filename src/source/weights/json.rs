//! JSON: an object of numbers and of nested lists, `{"0.weight": [[…], …], "0.bias": […]}`, or one list of all numbers.
//! Decimals are exact.

use super::super::error::ParameterError;
use super::tensor::{Tensor, Tensors};
use crate::grammar::parse_rational;
use rug::Rational;
use serde_json::Value;

/// The arrays of a text.
pub(super) fn read(text: &str) -> Result<Tensors, ParameterError> {
    // Python writes what JSON has no word for.
    let value: Value = serde_json::from_str(text).map_err(|error| match text.contains("NaN") {
        true => ParameterError::NotFinite { name: "NaN".into() },
        false => ParameterError::WeightsSyntax { reason: error.to_string() },
    })?;
    let arrays = match value {
        Value::Object(entries) => {
            entries.into_iter().map(|(name, value)| tensor(name, &value)).collect::<Result<_, _>>()?
        }
        list => vec![tensor(String::new(), &list)?],
    };
    Ok(Tensors { arrays, ..Tensors::default() })
}

fn tensor(name: String, value: &Value) -> Result<Tensor, ParameterError> {
    let (mut shape, mut values) = (Vec::new(), Vec::new());
    let mut inner = value;
    while let Value::Array(list) = inner {
        shape.push(list.len());
        inner = list.first().unwrap_or(&Value::Null);
    }
    flatten(&name, value, &shape, &mut values)?;
    Ok(Tensor { name, shape, values })
}

fn flatten(
    name: &str,
    value: &Value,
    shape: &[usize],
    values: &mut Vec<Rational>,
) -> Result<(), ParameterError> {
    let syntax = |what: &str| ParameterError::WeightsSyntax { reason: format!("`{name}` {what}") };
    match (value, shape.split_first()) {
        (Value::Array(list), Some((length, rest))) if list.len() == *length => {
            list.iter().try_for_each(|value| flatten(name, value, rest, values))
        }
        (Value::Number(number), None) => {
            let number = number.to_string();
            let number = number.replace("e+", "e").replace("E+", "e");
            values.push(parse_rational(&number).map_err(|_| syntax("has a number that is too long"))?);
            Ok(())
        }
        (Value::String(_) | Value::Null, None) => Err(ParameterError::NotFinite { name: name.to_owned() }),
        _ => Err(syntax("is no list of numbers, nor of lists of the same length")),
    }
}
