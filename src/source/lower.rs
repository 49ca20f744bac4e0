//! A network on its data becomes a graph: `L(θ) = Σ_rows ℓ(f(θ, x), y)/m`.
//!
//! - leaky-relu with slope s is `s·z + (1 − s)·relu(z)`, elu with α is `α·elu(z) + (1 − α)·relu(z)`.
//! - huber with δ is `δ²·huber(r/δ)`.
//! - `log Σ_k e^(f_k)` is built pairwise, `log(e^a + e^b) = a + softplus(b − a)`: nothing overflows, and
//!   the enclosures of softplus' and softplus'' never leave [0, 1], however wide the argument's is.
//! - The class y of a row is given by columns `y[0]`, `y[1]`, … (`sample.rs`): `f_y = Σ_k y[k]·f_k`.

use super::network::{Activation, Loss, Network};
use super::sample::Sample;
use crate::expression::{Graph, GraphError, NodeId};
use crate::function::Function;
use rug::Rational;

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
