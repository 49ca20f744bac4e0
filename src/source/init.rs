//! `jensen init`: a first problem file for a data file.

use super::data::{self, Data};
use super::error::{EntryError, Fault, NetworkError, SourceError, SourceErrorKind};
use super::weights::{self, Outline, Wanted};
use rug::Rational;
use std::path::{Path, PathBuf};

/// What a draft is made from.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The target column; the last one if nothing is said.
    pub target: Option<String>,
    /// The input columns; all columns of numbers but the target if nothing is said.
    pub inputs: Option<Vec<String>>,
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
    Ok(Plan::new(&read, is_headless, draft)?.text(named, draft))
}

/// What is decided before the file is written.
struct Plan<'a> {
    data: &'a Data,
    is_headless: bool,
    target: usize,
    inputs: Vec<usize>,
    task: Task,
    layers: Vec<usize>,
    outline: Option<Outline>,
    has_missing: bool,
    is_standardized: bool,
    notes: Vec<String>,
}

impl<'a> Plan<'a> {
    fn new(data: &'a Data, is_headless: bool, draft: &Draft) -> Result<Self, SourceError> {
        let at_header = |error: SourceErrorKind| error.at(data.header().clone());
        let last = data.columns.len().saturating_sub(1);
        let target = draft.target.as_deref().map(|name| data.column(name)).transpose();
        let target = target.map_err(|kind| at_header(kind.into()))?.unwrap_or(last);
        let Columns { mut inputs, constant, mut notes } = match &draft.inputs {
            None => Columns::new(data, target)?,
            Some(names) => Columns::named(data, target, names)?,
        };
        if inputs.is_empty() {
            return Err(at_header(NetworkError::Inputs { expected: 1, found: 0 }.into()));
        }
        let task = task(data, target);
        let outline = outline(draft, &task, &mut inputs, &constant)?;
        let seen = outline.as_ref().and_then(|outline| outline.layers.first().copied());
        if let Some(expected) = seen.filter(|expected| *expected != inputs.len()) {
            return Err(at_header(NetworkError::Inputs { expected, found: inputs.len() }.into()));
        }
        notes.extend(outline.iter().filter_map(|outline| outline.assumption.clone()));
        notes.extend(left_out(data, "the same in every row", &constant, &inputs));
        let outputs = outline.as_ref().and_then(|outline| outline.layers.last().copied());
        let task = task.with_outputs(outputs).map_err(|kind| at_header(kind.into()))?;
        let has_missing = inputs.iter().chain([&target]).any(|&column| data.has_missing(column));
        if has_missing {
            notes.push("rows that lack a value are left out (drop_missing)".into());
        }
        let are_unlike = has_unlike_scales(data, &inputs);
        match (are_unlike, &outline) {
            (true, None) => notes.push("inputs are standardized, for their sizes differ".into()),
            (true, Some(_)) => notes.push("inputs are taken as they are: standardize as in training".into()),
            (false, _) => {}
        }
        if outline.as_ref().is_some_and(|o| o.activations.is_none() && o.layers.len() > 2) {
            notes.push("the weights do not tell the activation: tanh is assumed".into());
        }
        let layers = layers(draft.layers.as_deref(), outline.as_ref(), inputs.len(), task.outputs);
        if outline.as_ref().is_some_and(|outline| outline.layers != layers) {
            let reason = "the weights have other layers";
            return Err(EntryError::KeyConflict { key: "--layers".into(), reason }.nowhere());
        }
        let is_standardized = are_unlike && outline.is_none();
        notes.splice(0..0, data.notices.iter().chain(&data.naming).cloned());
        Ok(Plan {
            data,
            is_headless,
            target,
            inputs,
            task,
            layers,
            outline,
            has_missing,
            is_standardized,
            notes,
        })
    }

    fn names(&self, columns: impl IntoIterator<Item = usize>) -> String {
        let names: Vec<_> =
            columns.into_iter().map(|column| quote(&self.data.columns[column].name)).collect();
        names.join(", ")
    }

    /// The problem file.
    fn text(&self, named: &Path, draft: &Draft) -> String {
        let notes: String = self.notes.iter().map(|note| format!("# {note}\n")).collect();
        let layers: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let line = |is_there: bool, line: String| if is_there { line + "\n" } else { String::new() };
        let classes: Vec<_> = self.task.classes.iter().map(|class| quote(class)).collect();
        let all = self.names(0..self.data.columns.len());
        format!(
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
            columns = line(self.is_headless, format!("columns = [{all}]  # the file does not name them")),
            classes = line(!classes.is_empty(), format!("classes = [{}]  # 0, 1, …", classes.join(", "))),
            missing = line(self.has_missing, "drop_missing = true".into()),
            layers = layers.join(", "),
            activation = if layers.len() > 2 { activation(self.outline.as_ref()) } else { String::new() },
            loss = self.task.loss,
            comment = self.task.comment,
            inputs = self.names(self.inputs.iter().copied()),
            target = self.names([self.target]),
            standardize = self.is_standardized,
            domain = domain(draft),
        )
    }
}

/// What the weights tell of the network, if there are any. They may have seen the columns that are the same in every row, which
/// then are inputs.
fn outline(
    draft: &Draft,
    task: &Task,
    inputs: &mut Vec<usize>,
    constant: &[usize],
) -> Result<Option<Outline>, SourceError> {
    let Some((path, _)) = &draft.weights else { return Ok(None) };
    let wanted = |inputs: usize| Wanted {
        inputs,
        outputs: task.possible_outputs(),
        layers: draft.layers.as_deref().map(|asked| layers(Some(asked), None, inputs, task.outputs)),
    };
    let (few, all) = (inputs.len(), inputs.len() + constant.len());
    let outline = match weights::outline(path, &wanted(few)) {
        Ok(outline) => outline,
        Err(error) => weights::outline(path, &wanted(all)).map_err(|_| error)?,
    };
    if few < all && outline.layers.first() == Some(&all) {
        inputs.extend(constant);
        inputs.sort_unstable();
    }
    Ok(Some(outline))
}

/// The sizes from inputs to outputs: those that are asked for, those of the weights, or one hidden layer of three.
fn layers(asked: Option<&[usize]>, outline: Option<&Outline>, inputs: usize, outputs: usize) -> Vec<usize> {
    let hidden = match (asked, outline) {
        (None, Some(outline)) => return outline.layers.clone(),
        (None, None) => &[3],
        (Some(all @ [first, .., last]), _) if (*first, *last) == (inputs, outputs) => return all.to_vec(),
        (Some(hidden), _) => hidden,
    };
    [inputs].into_iter().chain(hidden.iter().copied()).chain([outputs]).collect()
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
struct Columns {
    inputs: Vec<usize>,
    /// Those that are the same in every row.
    constant: Vec<usize>,
    notes: Vec<String>,
}

impl Columns {
    /// Those of these names.
    fn named(data: &Data, target: usize, names: &[String]) -> Result<Self, SourceError> {
        let mut inputs = Vec::new();
        for name in names {
            let column = data.column(name.trim()).map_err(|kind| kind.at(data.header().clone()))?;
            data.refuse_text(column)?;
            if column == target || inputs.contains(&column) {
                let reason = if column == target { "it names the target" } else { "it names a column twice" };
                return Err(EntryError::KeyConflict { key: "--inputs".into(), reason }.nowhere());
            }
            inputs.push(column);
        }
        Ok(Columns { inputs, constant: Vec::new(), notes: Vec::new() })
    }

    fn new(data: &Data, target: usize) -> Result<Self, SourceError> {
        let others: Vec<usize> = (0..data.columns.len()).filter(|column| *column != target).collect();
        let is_only = others.len() == 1;
        let (index, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|column| data.columns[*column].is_index && !is_only);
        let (numeric, text): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|column| data.is_numeric(*column));
        for column in &text {
            data.refuse_decimal_commas(*column)?;
        }
        let (constant, inputs) = numeric.into_iter().partition(|column| data.is_constant(*column));
        let notes = left_out(data, "counting the rows", &index, &[]);
        let notes = notes.into_iter().chain(left_out(data, "no numbers", &text, &[])).collect();
        Ok(Columns { inputs, constant, notes })
    }
}

/// That some columns are left out, unless they are inputs.
fn left_out(data: &Data, why: &str, columns: &[usize], inputs: &[usize]) -> Option<String> {
    let names: Vec<_> = columns
        .iter()
        .filter(|column| !inputs.contains(column))
        .map(|&column| data.columns[column].name.as_str())
        .collect();
    (!names.is_empty()).then(|| format!("{why} and left out: {}", names.join(", ")))
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
    /// The numbers of outputs that weights may have.
    fn possible_outputs(&self) -> Vec<usize> {
        if self.loss == "logistic" { vec![1, 2] } else { vec![self.outputs] }
    }

    /// With as many outputs as the weights have: two classes may have two.
    fn with_outputs(self, outputs: Option<usize>) -> Result<Self, NetworkError> {
        match (self.loss, outputs) {
            (_, None) => Ok(self),
            ("logistic", Some(2)) => Ok(Task { loss: "cross-entropy", outputs: 2, ..self }),
            (_, Some(outputs)) if outputs == self.outputs => Ok(self),
            (loss, Some(outputs)) => {
                let needs =
                    format!("{} outputs for this target, and the weights have {outputs}", self.outputs);
                Err(NetworkError::Outputs { loss, needs })
            }
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
