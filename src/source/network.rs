//! Networks: `[network]`, and the names of their parameters.
//!
//! A layer computes `z_i = Σ_j W[i,j]·a_j + b_i` from the outputs `a` of the layer before, and hidden
//! layers apply an activation to `z`. θ lists `W1` row by row, `b1`, `W2`, `b2` and so on.

use super::data::{Column, Data};
use super::error::{NameError, NetworkError, SourceError};
use super::loss::{self, Loss, Weighting};
use super::toml::{Entry, Table};
use rug::Rational;

/// A feed-forward network, its loss and its data columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Sizes: inputs, hidden layers, outputs.
    pub layers: Vec<usize>,
    /// One a hidden layer.
    pub activations: Vec<Activation>,
    /// Whether a layer has biases: one a layer, the outputs' included.
    pub biases: Vec<bool>,
    /// The loss.
    pub loss: Loss,
    /// How rows and outputs are weighted.
    pub weighting: Weighting,
    /// The input columns.
    pub inputs: Vec<String>,
    /// The target columns.
    pub targets: Vec<String>,
    /// Whether inputs are shifted by their mean and divided by their standard deviation.
    pub standardize: bool,
}

/// An activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Hyperbolic tangent.
    Tanh,
    /// `1/(1 + e^(−z))`.
    Sigmoid,
    /// `log(1 + e^z)`.
    Softplus,
    /// `max(z, 0)`.
    Relu,
    /// `z` for `z ≥ 0`, else this slope times `z`.
    LeakyRelu(Rational),
    /// `z` for `z ≥ 0`, else this α times `e^z − 1`.
    Elu(Rational),
    /// `z·Φ(z)`.
    Gelu,
    /// `z·sigmoid(z)`.
    Silu,
    /// Sine.
    Sin,
    /// `z²`.
    Square,
    /// `z`.
    Identity,
}

const ACTIVATIONS: &[&str] = &[
    "tanh",
    "sigmoid",
    "softplus",
    "relu",
    "leaky-relu",
    "elu",
    "gelu",
    "silu",
    "sin",
    "square",
    "identity",
];

impl Activation {
    /// The name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Activation::Tanh => "tanh",
            Activation::Sigmoid => "sigmoid",
            Activation::Softplus => "softplus",
            Activation::Relu => "relu",
            Activation::LeakyRelu(_) => "leaky-relu",
            Activation::Elu(_) => "elu",
            Activation::Gelu => "gelu",
            Activation::Silu => "silu",
            Activation::Sin => "sin",
            Activation::Square => "square",
            Activation::Identity => "identity",
        }
    }
}

impl Network {
    /// The largest number of parameters.
    pub const MAX_PARAMETERS: usize = 1_000_000;

    /// Whether a parameter of this name is a bias.
    pub(super) fn is_bias(name: &str) -> bool {
        name.starts_with('b')
    }

    /// The parameters' names in the order of θ.
    pub fn parameter_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (l, (sizes, bias)) in self.layers.windows(2).zip(&self.biases).enumerate() {
            let (inputs, units, l) = (sizes[0], sizes[1], l + 1);
            for i in 1..=units {
                names.extend((1..=inputs).map(|j| format!("W{l}[{i},{j}]")));
            }
            if *bias {
                names.extend((1..=units).map(|i| format!("b{l}[{i}]")));
            }
        }
        names
    }
}

/// Reads `[network]`.
pub(super) fn read(table: &Table, data: &Data) -> Result<Network, SourceError> {
    table.only(&[
        "layers",
        "activation",
        "bias",
        "loss",
        "inputs",
        "target",
        "standardize",
        "slope",
        "alpha",
        "delta",
        "quantile",
        "gamma",
        "class_weights",
        "sample_weight",
        "label_smoothing",
        "over_outputs",
    ])?;
    let entry = table.require("layers", "layers = [4, 3, 3]")?;
    let layers = layers(&entry)?;
    let biases = match table.get("bias") {
        None => vec![true; layers.len() - 1],
        Some(bias) => one_a_layer(&bias, "truth values", layers.len() - 1, |entry| entry.boolean())?,
    };
    if parameter_count(&layers, &biases).is_none_or(|count| count > Network::MAX_PARAMETERS) {
        return Err(entry.error(NetworkError::Layers("the network has more than a million parameters")));
    }
    let activations = activations(table, layers.len() - 2)?;
    let loss = loss::read(table)?;
    let targets = match table.get("target") {
        None => data.columns.last().map(|column| column.name.clone()).into_iter().collect(),
        Some(target) => columns(&target.one_or_list(), data)?,
    };
    let inputs = match table.get("inputs") {
        None => default_inputs(data, &targets, table.get("sample_weight"), layers[0]),
        Some(inputs) => columns(&inputs.list("a list of columns")?, data)?,
    };
    if inputs.len() != layers[0] {
        let kind = NetworkError::Inputs { expected: layers[0], found: inputs.len() };
        return Err(table.get("inputs").unwrap_or(entry).error(kind));
    }
    let outputs = layers[layers.len() - 1];
    let classes = data.classes.as_ref().map(Vec::len);
    loss.check_outputs(outputs, targets.len(), classes).map_err(|kind| entry.error(kind))?;
    let weighting = Weighting::read(table, &loss, outputs, &targets, data)?;
    let standardize = table.get("standardize").map(|entry| entry.boolean()).transpose()?.unwrap_or(false);
    Ok(Network { layers, activations, biases, loss, weighting, inputs, targets, standardize })
}

/// The names of columns, which may be called by their labels.
fn columns(entries: &[Entry], data: &Data) -> Result<Vec<String>, SourceError> {
    let mut names = Vec::new();
    for entry in entries {
        let column = data.column(entry.string()?).map_err(|kind| entry.error(kind))?;
        let name = data.columns[column].name.clone();
        if names.contains(&name) {
            return Err(entry.error(NameError::DuplicateName(name)));
        }
        names.push(name);
    }
    Ok(names)
}

/// All columns but the targets and the rows' weights, and but one that counts the rows unless the first layer needs it.
fn default_inputs(data: &Data, targets: &[String], weight: Option<Entry>, needed: usize) -> Vec<String> {
    let weight = weight.as_ref().and_then(Entry::as_str);
    let is_weight = |column: &Column| weight.is_some_and(|name| column.name == name || column.label == name);
    let is_other = |column: &&Column| !targets.contains(&column.name) && !is_weight(column);
    let others = || data.columns.iter().filter(is_other);
    let is_index_needed = others().count() == needed;
    let inputs = others().filter(|column| is_index_needed || !column.is_index);
    inputs.map(|column| column.name.clone()).collect()
}

fn layers(entry: &Entry) -> Result<Vec<usize>, SourceError> {
    let sizes = entry.list("a list of sizes")?;
    if sizes.len() < 2 {
        return Err(entry.error(NetworkError::Layers("a network has inputs and outputs at least")));
    }
    let size = |entry: &Entry| match entry.count()? {
        0 => Err(entry.error(NetworkError::Layers("a layer has at least one unit"))),
        size => Ok(size),
    };
    sizes.iter().map(size).collect()
}

fn parameter_count(layers: &[usize], biases: &[bool]) -> Option<usize> {
    layers.windows(2).zip(biases).try_fold(0, |sum: usize, (sizes, bias)| {
        let weights = sizes[0].checked_add(usize::from(*bias))?.checked_mul(sizes[1])?;
        sum.checked_add(weights)
    })
}

/// A value for all layers, or a list with one a layer.
fn one_a_layer<T: Clone>(
    entry: &Entry,
    what: &'static str,
    count: usize,
    value: impl Fn(&Entry) -> Result<T, SourceError>,
) -> Result<Vec<T>, SourceError> {
    match entry.as_list() {
        None => Ok(vec![value(entry)?; count]),
        Some(list) if list.len() == count => list.iter().map(value).collect(),
        Some(list) => Err(entry.error(NetworkError::LayerCount { what, expected: count, found: list.len() })),
    }
}

/// `activation`, with `slope` for leaky-relu and `alpha` for elu.
fn activations(table: &Table, hidden: usize) -> Result<Vec<Activation>, SourceError> {
    let slope = table.number("slope")?.unwrap_or_else(|| Rational::from((1, 100)));
    let alpha = table.number("alpha")?.unwrap_or_else(|| Rational::from(1));
    let activation = |entry: &Entry| {
        Ok(match ACTIVATIONS[entry.choice("activation", ACTIVATIONS)?] {
            "tanh" => Activation::Tanh,
            "sigmoid" => Activation::Sigmoid,
            "softplus" => Activation::Softplus,
            "relu" => Activation::Relu,
            "leaky-relu" => Activation::LeakyRelu(slope.clone()),
            "elu" => Activation::Elu(alpha.clone()),
            "gelu" => Activation::Gelu,
            "silu" => Activation::Silu,
            "sin" => Activation::Sin,
            "square" => Activation::Square,
            _ => Activation::Identity,
        })
    };
    let activations = match table.get("activation") {
        None if hidden > 0 => return Err(table.missing("activation", "activation = \"tanh\"")),
        None => Vec::new(),
        Some(entry) => one_a_layer(&entry, "activations", hidden, activation)?,
    };
    if !activations.iter().any(|activation| matches!(activation, Activation::LeakyRelu(_))) {
        table.unused("slope", "no activation is leaky-relu")?;
    }
    if !activations.iter().any(|activation| matches!(activation, Activation::Elu(_))) {
        table.unused("alpha", "no activation is elu")?;
    }
    Ok(activations)
}
