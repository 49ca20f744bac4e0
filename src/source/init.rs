//! `jensen init`: a first problem file for a data file.

use super::data::{self, Data};
use super::error::{Fault, NetworkError, SourceError};
use super::weights::{self, Outline};
use rug::Rational;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What a draft is made from.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The target column; the last one if nothing is said.
    pub target: Option<String>,
    /// Units of the hidden layers, or of all from the inputs to the outputs; one hidden layer of three if nothing is
    /// said.
    pub layers: Option<Vec<usize>>,
    /// Weights: the domain is a box around them. Their file, and what the problem file calls it.
    pub weights: Option<(PathBuf, PathBuf)>,
}

/// The target and what follows from it.
struct Task {
    loss: &'static str,
    outputs: usize,
    /// Where they are not 0, 1, … already.
    classes: Vec<String>,
    comment: String,
}

/// Drafts a problem file, in which the data file is called `named`, and the problem after it: a small network from all
/// columns but the target to the target. Its loss follows from the target: cross-entropy for classes, logistic for two
/// of them, else squared. A comment says what was assumed.
///
/// # Errors
/// See [`SourceErrorKind`](super::SourceErrorKind).
pub fn init(data: &Path, named: &Path, draft: &Draft) -> Result<String, SourceError> {
    let (read, is_headless) = data::read_with_or_without_header(data)?;
    let at_header = |kind: NetworkError| kind.at(read.header().clone());
    let last = read.columns.len().saturating_sub(1);
    let target = draft.target.as_deref().map(|name| read.column(name)).transpose();
    let target = target.map_err(|kind| kind.at(read.header().clone()))?.unwrap_or(last);
    let (inputs, mut assumptions) = inputs(&read, target);
    if inputs.is_empty() {
        return Err(at_header(NetworkError::Inputs { expected: 1, found: 0 }));
    }
    let task = task(&read, target);
    let has_missing = inputs.iter().chain([&target]).any(|&column| read.has_missing(column));
    if has_missing {
        assumptions.push("rows that lack a value are left out (drop_missing)".into());
    }
    let standardize = has_unlike_scales(&read, &inputs);
    if standardize {
        assumptions.push("inputs are standardized, for their sizes differ".into());
    }
    let mut notes = String::new();
    for assumption in read.notices.iter().chain(&assumptions) {
        writeln!(notes, "# {assumption}").unwrap_or_default();
    }
    let names = |columns: &[usize]| {
        columns.iter().map(|&column| quote(&read.columns[column].name)).collect::<Vec<_>>().join(", ")
    };
    let all: Vec<usize> = (0..read.columns.len()).collect();
    let outline = draft.weights.as_ref().map(|(path, _)| weights::outline(path, inputs.len())).transpose()?;
    let hidden = match (draft.layers.as_deref(), &outline) {
        (None, Some(Outline { layers, .. })) => &layers[1..layers.len() - 1],
        (None, None) => &[3],
        (Some([first, hidden @ .., last]), _) if (*first, *last) == (inputs.len(), task.outputs) => hidden,
        (Some(hidden), _) => hidden,
    };
    let outputs = outline.as_ref().and_then(|outline| outline.layers.last().copied()).unwrap_or(task.outputs);
    let task = task.with_outputs(outputs);
    let layers: Vec<String> = [inputs.len()]
        .into_iter()
        .chain(hidden.iter().copied())
        .chain([task.outputs])
        .map(|n| n.to_string())
        .collect();
    let activation = if hidden.is_empty() { String::new() } else { activation(outline.as_ref()) };
    let line = |is_there: bool, line: String| if is_there { line + "\n" } else { String::new() };
    let classes: Vec<_> = task.classes.iter().map(|class| quote(class)).collect();
    Ok(format!(
        r#"name = {stem}
{notes}
[data]
file = {file}  # relative to this file
{columns}{classes}{missing}
[network]
layers = [{layers}]  # inputs, hidden layers, outputs
{activation}loss = "{loss}"  # {comment}
inputs = [{inputs}]
target = {target}
standardize = {standardize}

[domain]
{domain}

[penalty]
kind = "square"  # or l1, elastic-net, formula
"#,
        stem = quote(&named.file_stem().unwrap_or_default().to_string_lossy()),
        file = quote(&named.display().to_string()),
        columns = line(is_headless, format!("columns = [{}]  # the file does not name them", names(&all))),
        classes = line(!classes.is_empty(), format!("classes = [{}]  # 0, 1, …", classes.join(", "))),
        missing = line(has_missing, "drop_missing = true".into()),
        layers = layers.join(", "),
        loss = task.loss,
        comment = task.comment,
        inputs = names(&inputs),
        target = names(&[target]),
        domain = domain(draft),
    ))
}

fn domain(draft: &Draft) -> String {
    match &draft.weights {
        None => {
            "default = [-1, 1]  # \"real\" is the whole line; W1 = [-2, 2] is the box of a block of weights"
                .into()
        }
        Some((_, named)) => {
            let file = quote(&named.display().to_string());
            format!("center = {file}  # the box around these weights\nradius = \"1/1000\"")
        }
    }
}

/// The lines on activations and biases.
fn activation(outline: Option<&Outline>) -> String {
    let mut lines = match outline.and_then(|outline| outline.activations.as_deref()) {
        None => {
            "activation = \"tanh\"  # or sigmoid, softplus, relu, leaky-relu, elu, gelu, silu, sin, square, identity\n".into()
        }
        Some(activations) => {
            let names: Vec<_> = activations.iter().map(|(name, _)| quote(name)).collect();
            let mut lines = format!("activation = [{}]\n", names.join(", "));
            for (kind, key) in [("leaky-relu", "slope"), ("elu", "alpha")] {
                let value = activations.iter().find(|(name, _)| *name == kind).and_then(|(_, value)| value.as_ref());
                lines += &value.map_or(String::new(), |value| format!("{key} = \"{value}\"\n"));
            }
            lines
        }
    };
    if let Some(outline) = outline.filter(|outline| outline.biases.iter().any(|bias| !bias)) {
        let biases: Vec<_> = outline.biases.iter().map(bool::to_string).collect();
        lines += &format!("bias = [{}]\n", biases.join(", "));
    }
    lines
}

/// The columns that may be inputs, and why others are left out.
fn inputs(data: &Data, target: usize) -> (Vec<usize>, Vec<String>) {
    let mut reasons = Vec::new();
    let others: Vec<usize> = (0..data.columns.len()).filter(|column| *column != target).collect();
    let is_only = others.len() == 1;
    let mut leave_out = |why: &str, columns: Vec<&str>| {
        if !columns.is_empty() {
            reasons.push(format!("{why} and left out: {}", columns.join(", ")));
        }
    };
    let name = |column: &usize| data.columns[*column].name.as_str();
    let (index, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|column| data.columns[*column].is_index && !is_only);
    leave_out("counting the rows", index.iter().map(name).collect());
    let (numeric, text): (Vec<_>, Vec<_>) = others.into_iter().partition(|column| data.is_numeric(*column));
    leave_out("no numbers", text.iter().map(name).collect());
    let (constant, varying): (Vec<_>, Vec<_>) =
        numeric.into_iter().partition(|column| data.len() > 1 && data.is_constant(*column));
    leave_out("the same in every row", constant.iter().map(name).collect());
    (varying, reasons)
}

/// What the target's values say: few whole numbers or any text are classes.
fn task(data: &Data, target: usize) -> Task {
    let numbers = |values: &[String]| -> Option<Vec<Rational>> {
        values.iter().map(|value| data::number(value)).collect()
    };
    let mut values = data.few_values(target);
    let are_few = values.len() >= 2 && values.len() <= (data.len() / 2).max(2);
    let regression = Task {
        loss: "squared",
        outputs: 1,
        classes: Vec::new(),
        comment: "or logistic, cross-entropy, huber".into(),
    };
    let Some(numbers) = numbers(&values) else {
        values.sort();
        return if are_few { classification(values, false) } else { regression };
    };
    let mut sorted: Vec<(Rational, String)> = numbers.into_iter().zip(values).collect();
    sorted.sort();
    sorted.dedup_by(|a, b| a.0 == b.0);
    let counts = sorted.len() >= 2 && sorted.iter().enumerate().all(|(index, (number, _))| *number == index);
    let are_whole = sorted.iter().all(|(number, _)| number.is_integer());
    if counts || (are_few && are_whole) {
        classification(sorted.into_iter().map(|(_, text)| text).collect(), counts)
    } else {
        regression
    }
}

impl Task {
    /// Two classes may have two outputs.
    fn with_outputs(self, outputs: usize) -> Self {
        match (self.loss, outputs) {
            ("logistic", 2..) => Task { loss: "cross-entropy", outputs, ..self },
            _ => Task { outputs, ..self },
        }
    }
}

fn classification(classes: Vec<String>, counts: bool) -> Task {
    let (loss, outputs) = if classes.len() == 2 { ("logistic", 1) } else { ("cross-entropy", classes.len()) };
    let comment = match (counts, classes.len()) {
        (true, 2) => "the target is 0 or 1".to_owned(),
        (true, count) => format!("the target is one of 0, …, {}", count - 1),
        (false, count) => format!("the target is one of {count} classes"),
    };
    Task { loss, outputs, classes: if counts { Vec::new() } else { classes }, comment }
}

/// Whether the inputs' largest sizes differ by more than a factor of 10, or exceed 10.
fn has_unlike_scales(data: &Data, inputs: &[usize]) -> bool {
    let sizes: Vec<Rational> = inputs.iter().map(|&column| data.largest(column)).collect();
    let (Some(least), Some(largest)) = (sizes.iter().min(), sizes.iter().max()) else { return false };
    *largest > 10 && *largest > Rational::from(least * 10) || *largest > 100
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
