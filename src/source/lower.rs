//! A network on its data becomes a graph: `L(θ) = Σ_rows ℓ(f(θ, x), y)/m`.
//!
//! - leaky-relu with slope s is `s·z + (1 − s)·relu(z)`, elu with α is `α·elu(z) + (1 − α)·relu(z)`.
//! - huber with δ is `δ²·huber(r/δ)`.
//! - `log Σ_k e^(f_k)` is built pairwise, `log(e^a + e^b) = a + softplus(b − a)`: nothing overflows, and
//!   the enclosures of softplus' and softplus'' never leave [0, 1], however wide the argument's is.
//! - The class y of a row is given by columns `y[0]`, `y[1]`, …, of which one is 1: `f_y = Σ_k y[k]·f_k`.

use super::data::Data;
use super::error::{DataError, Fault, NetworkError, SourceError};
use super::limits::MAX_FIELDS;
use super::network::{Activation, Loss, Network};
use crate::expression::{Graph, GraphError, NodeId};
use crate::function::Function;
use crate::grammar::Build;
use rug::ops::Pow;
use rug::{Integer, Rational};

/// The rows that a network is evaluated on.
pub(super) struct Sample {
    /// The inputs, then targets or classes.
    pub columns: Vec<String>,
    /// The rows, inputs standardized if so asked.
    pub rows: Vec<Vec<Rational>>,
    /// The columns of targets or classes.
    targets: Vec<usize>,
}

/// The columns that a network uses.
pub(super) fn sample(network: &Network, data: &Data) -> Result<Sample, SourceError> {
    let index = |name: &String| data.column(name).map_err(|kind| kind.at(data.header().clone()));
    let inputs = network.inputs.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    let targets = network.targets.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    let classes = match network.loss {
        Loss::CrossEntropy => network.layers.last().copied(),
        Loss::Logistic => Some(2),
        Loss::Squared | Loss::Huber(_) => None,
    };
    if let (Some(classes), Some(&target)) = (classes, targets.first()) {
        check_labels(data, target, classes)?;
        if classes.saturating_add(inputs.len()).saturating_mul(data.rows.len()) > MAX_FIELDS {
            return Err(DataError::TooMuchData.at(data.header().clone()));
        }
    }

    let mut sample = Sample { columns: network.inputs.clone(), rows: Vec::new(), targets: Vec::new() };
    let scales = network
        .inputs
        .iter()
        .zip(&inputs)
        .map(
            |(name, &index)| {
                if network.standardize { standard(data, index, name).map(Some) } else { Ok(None) }
            },
        )
        .collect::<Result<Vec<_>, _>>()?;
    sample.rows.extend(data.rows.iter().map(|row| {
        let values = inputs.iter().zip(&scales).map(|(&index, scale)| match scale {
            Some((mean, deviation)) => Rational::from(&row[index] - mean) / deviation,
            None => row[index].clone(),
        });
        values.collect()
    }));
    for (name, &index) in network.targets.iter().zip(&targets) {
        if network.loss == Loss::CrossEntropy {
            for class in 0..classes.unwrap_or(0) {
                let indicator = |row: &Vec<Rational>| Rational::from(u8::from(row[index] == class));
                sample.push_target(format!("{name}[{class}]"), data.rows.iter().map(indicator));
            }
        } else if let Some(input) = network.inputs.iter().position(|input| input == name) {
            sample.targets.push(input);
        } else {
            sample.push_target(name.clone(), data.rows.iter().map(|row| row[index].clone()));
        }
    }
    Ok(sample)
}

impl Sample {
    fn push_target(&mut self, name: String, values: impl Iterator<Item = Rational>) {
        self.targets.push(self.columns.len());
        self.columns.push(name);
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.push(value);
        }
    }
}

/// Whether every target is one of 0 … classes − 1.
fn check_labels(data: &Data, target: usize, classes: usize) -> Result<(), SourceError> {
    for (row, values) in data.rows.iter().enumerate() {
        let label = &values[target];
        if !label.is_integer() || *label < 0 || *label >= classes {
            let allowed =
                if classes == 2 { "0 or 1".to_owned() } else { format!("one of 0, …, {}", classes - 1) };
            let kind = NetworkError::Label { found: label.to_string(), allowed };
            return Err(kind.at(data.place(row, target)));
        }
    }
    Ok(())
}

/// The mean of a column, and its population standard deviation to six significant digits.
fn standard(data: &Data, index: usize, name: &str) -> Result<(Rational, Rational), SourceError> {
    let column = || data.rows.iter().map(|row| &row[index]);
    let mean = Rational::from(Rational::sum(column())) / data.rows.len();
    let squares: Rational = column().map(|x| Rational::from(x - &mean).square()).sum();
    if squares.is_zero() {
        return Err(DataError::ConstantColumn(name.to_owned()).at(data.header().clone()));
    }
    Ok((mean, rounded_root(&(squares / data.rows.len()))))
}

/// `√q` for `q > 0`, to six significant digits, halves upwards.
fn rounded_root(q: &Rational) -> Rational {
    let bits = |n: &Integer| i64::from(n.significant_bits());
    // log₁₀ 2 is about 301/1000, and the root halves it.
    let mut decimals = (5 + (bits(q.denom()) - bits(q.numer())) * 301 / 2000) as i32;
    loop {
        // ⌊√s + ½⌋ = ⌊(⌊√(4s)⌋ + 1) / 2⌋ for s = q·100^decimals.
        let scaled: Rational = Rational::from(100).pow(decimals) * 4 * q;
        let root = (scaled.floor().numer().clone().sqrt() + 1u32) / 2u32;
        if root < 100_000 {
            decimals += 1;
        } else if root > 1_000_000 {
            decimals -= 1;
        } else {
            return Rational::from(root) / Rational::from(10).pow(decimals);
        }
    }
}

/// The summand `ℓ/m` of a row.
pub(super) fn lower(network: &Network, sample: &Sample, graph: &mut Graph) -> Result<NodeId, GraphError> {
    let outputs = outputs(network, graph)?;
    let targets: Vec<_> =
        sample.targets.iter().map(|&column| graph.column(column)).collect::<Result<_, _>>()?;
    let loss = loss(&network.loss, &outputs, &targets, graph)?;
    let share = graph.constant(Rational::from((1, sample.rows.len().max(1))))?;
    graph.mul(share, loss)
}

/// The network's outputs f.
fn outputs(network: &Network, graph: &mut Graph) -> Result<Vec<NodeId>, GraphError> {
    let mut values: Vec<NodeId> =
        (0..network.inputs.len()).map(|column| graph.column(column)).collect::<Result<_, _>>()?;
    let mut first = 0;
    for (layer, (&units, &bias)) in network.layers.iter().skip(1).zip(&network.biases).enumerate() {
        let biases = first + units * values.len();
        let activation = network.activations.get(layer).unwrap_or(&Activation::Identity);
        let mut next = Vec::with_capacity(units);
        for unit in 0..units {
            let mut terms = Vec::with_capacity(values.len() + 1);
            for (j, &value) in values.iter().enumerate() {
                let weight = graph.parameter(first + unit * values.len() + j)?;
                terms.push(graph.mul(weight, value)?);
            }
            if bias {
                terms.push(graph.parameter(biases + unit)?);
            }
            let z = sum(&terms, graph)?;
            next.push(activate(activation, z, graph)?);
        }
        first = biases + if bias { units } else { 0 };
        values = next;
    }
    Ok(values)
}

fn sum(terms: &[NodeId], graph: &mut Graph) -> Result<NodeId, GraphError> {
    let zero = graph.constant(Rational::new())?;
    terms.iter().try_fold(zero, |sum, &term| graph.add(sum, term))
}

fn activate(activation: &Activation, z: NodeId, graph: &mut Graph) -> Result<NodeId, GraphError> {
    let function = match activation {
        Activation::Tanh => Function::Tanh,
        Activation::Sigmoid => Function::Sigmoid,
        Activation::Softplus => Function::Softplus,
        Activation::Relu => Function::Relu,
        Activation::Gelu => Function::Gelu,
        Activation::Silu => Function::Silu,
        Activation::Sin => Function::Sin,
        Activation::Square => Function::Power(2),
        Activation::Identity => return Ok(z),
        Activation::LeakyRelu(slope) => {
            let relu = graph.apply(Function::Relu, z)?;
            return blend(slope, z, relu, graph);
        }
        Activation::Elu(alpha) => {
            let (elu, relu) = (graph.apply(Function::Elu, z)?, graph.apply(Function::Relu, z)?);
            return blend(alpha, elu, relu, graph);
        }
    };
    graph.apply(function, z)
}

/// `share·a + (1 − share)·b`.
fn blend(share: &Rational, a: NodeId, b: NodeId, graph: &mut Graph) -> Result<NodeId, GraphError> {
    if *share == 1 {
        return Ok(a);
    }
    let rest = graph.constant(Rational::from(1 - share))?;
    let share = graph.constant(share.clone())?;
    let (a, b) = (graph.mul(share, a)?, graph.mul(rest, b)?);
    graph.add(a, b)
}

/// The loss ℓ of a row.
fn loss(
    loss: &Loss,
    outputs: &[NodeId],
    targets: &[NodeId],
    graph: &mut Graph,
) -> Result<NodeId, GraphError> {
    let normalizer = match loss {
        Loss::Squared => {
            return total(outputs, targets, graph, |output, target, graph| {
                let residual = graph.sub(output, target)?;
                graph.power(residual, 2)
            });
        }
        Loss::Huber(delta) => {
            return total(outputs, targets, graph, |output, target, graph| {
                let residual = graph.sub(output, target)?;
                huber(delta, residual, graph)
            });
        }
        Loss::Logistic => {
            let output = sum(outputs, graph)?;
            graph.apply(Function::Softplus, output)?
        }
        Loss::CrossEntropy => log_sum_exp(outputs, graph)?,
    };
    let chosen = total(outputs, targets, graph, |output, target, graph| graph.mul(target, output))?;
    graph.sub(normalizer, chosen)
}

/// The sum of a term over outputs and their targets.
fn total(
    outputs: &[NodeId],
    targets: &[NodeId],
    graph: &mut Graph,
    term: impl Fn(NodeId, NodeId, &mut Graph) -> Result<NodeId, GraphError>,
) -> Result<NodeId, GraphError> {
    let terms: Vec<_> =
        outputs.iter().zip(targets).map(|(&f, &y)| term(f, y, graph)).collect::<Result<_, _>>()?;
    sum(&terms, graph)
}

/// `δ²·huber(r/δ)`.
fn huber(delta: &Rational, r: NodeId, graph: &mut Graph) -> Result<NodeId, GraphError> {
    let inverse = graph.constant(delta.clone().recip())?;
    let scaled = graph.mul(inverse, r)?;
    let huber = graph.apply(Function::Huber, scaled)?;
    let square = graph.constant(delta.clone().square())?;
    graph.mul(square, huber)
}

/// `log Σ_k e^(z_k)`.
fn log_sum_exp(z: &[NodeId], graph: &mut Graph) -> Result<NodeId, GraphError> {
    let Some((&first, others)) = z.split_first() else { return graph.constant(Rational::new()) };
    others.iter().try_fold(first, |log_sum, &z| {
        let difference = graph.sub(log_sum, z)?;
        let excess = graph.apply(Function::Softplus, difference)?;
        graph.add(z, excess)
    })
}
