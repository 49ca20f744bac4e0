//! `jensen init`: a first problem file for a data file.

use super::data::{self, Data};
use super::error::{Fault, NetworkError, SourceError};
use std::path::Path;

/// Drafts a problem file, in which the data file is called `named`, and the problem after it: a small network
/// from all columns but the last to the last. Its loss follows from the target: cross-entropy for classes 0, 1, …, k − 1, logistic for two of them, else squared.
///
/// # Errors
/// See [`SourceErrorKind`](super::SourceErrorKind).
pub fn init(data: &Path, named: &Path) -> Result<String, SourceError> {
    let read = data::read_csv(data)?;
    let (target, inputs) = match read.columns.split_last() {
        Some((target, inputs)) if !inputs.is_empty() => (target, inputs),
        _ => {
            let kind = NetworkError::Inputs { expected: 1, found: 0 };
            return Err(kind.at(read.header().clone()));
        }
    };
    let (loss, outputs, comment) = match classes(&read) {
        Some(2) => ("logistic", 1, "the target is 0 or 1".to_owned()),
        Some(k) => ("cross-entropy", k, format!("the target is one of 0, …, {}", k - 1)),
        None => ("squared", 1, "or logistic, cross-entropy, huber".to_owned()),
    };
    let file = quote(&named.display().to_string());
    let names = inputs.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
    let target = quote(target);
    let stem = quote(&named.file_stem().unwrap_or_default().to_string_lossy());
    Ok(format!(
        r#"name = {stem}

[data]
file = {file}  # relative to this file

[network]
layers = [{}, 3, {outputs}]  # inputs, hidden layers, outputs
activation = "tanh"  # or sigmoid, softplus, relu, leaky-relu, elu, gelu, silu, sin, square, identity
loss = "{loss}"  # {comment}
inputs = [{names}]
target = {target}
standardize = false

[domain]
default = [-1, 1]  # "real" is the whole line; W1 = [-2, 2] is the box of a block of weights

[penalty]
kind = "square"  # or l1, elastic-net, formula
"#,
        inputs.len()
    ))
}

/// The number of classes, if the last column's values are 0, 1, …, k − 1 with k ≥ 2, each occurring.
fn classes(data: &Data) -> Option<usize> {
    let mut seen = vec![false; data.rows.len()];
    for label in data.rows.iter().filter_map(|row| row.last()) {
        let class = if label.is_integer() { label.numer().to_usize() } else { None };
        *seen.get_mut(class?)? = true;
    }
    let count = seen.iter().take_while(|seen| **seen).count();
    (count >= 2 && !seen.iter().skip(count).any(|seen| *seen)).then_some(count)
}

/// A TOML string.
fn quote(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
