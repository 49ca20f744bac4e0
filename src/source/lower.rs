//! A network on its data becomes a graph: `L(θ) = Σ_rows ℓ(f(θ, x), y)/m`.
//!
//! - leaky-relu with slope s is `s·z + (1 − s)·relu(z)`, elu with α is `α·elu(z) + (1 − α)·relu(z)`.
//! - huber with δ is `δ²·huber(r/δ)`.
//! - `log Σ_k e^(f_k)` is built pairwise, `log(e^a + e^b) = a + softplus(b − a)`: nothing overflows, and
//!   the enclosures of softplus' and softplus'' never leave [0, 1], however wide the argument's is.
//! - The class of a row is given by columns `y[0]`, `y[1]`, … (`sample.rs`), whose sum is 1. With the outputs relative to
//!   the class's, `d_k = f_k − Σ_l y[l]·f_l`, cross-entropy is `log Σ_k e^(d_k)`, or `log Σ_k e^(f_k) − Σ_l y[l]·f_l`. Last weights and biases that are not
//!   penalised come in as `θ_k − Σ_l y[l]·θ_l`: along a shift of them all, which changes no loss, no local coordinate changes
//!   (theory.md, C7). With others this would only cost: the bounds of a difference of two such are wider.

use super::loss::Loss;
use super::network::{Activation, Network};
use super::sample::Sample;
use crate::expression::{Graph, GraphError, NodeId};
use crate::function::Function;
use crate::grammar::Build;
use rug::Rational;

/// The summand of a row: `ℓ/m`, or its share times ℓ. Of a parameter's number it is asked whether nothing penalises it.
pub(super) fn lower(
    network: &Network,
    sample: &Sample,
    is_free: impl Fn(usize) -> bool,
    graph: &mut Graph,
) -> Result<NodeId, GraphError> {
    let targets: Vec<_> =
        sample.targets.iter().map(|&column| graph.column(column)).collect::<Result<_, _>>()?;
    let (outputs, is_relative) = outputs(network, &targets, is_free, graph)?;
    let mut loss = loss(&network.loss, &Outputs { values: &outputs, is_relative }, &targets, graph)?;
    if network.weighting.is_mean {
        let mean = graph.constant(Rational::from((1, outputs.len().max(1))))?;
        loss = graph.mul(mean, loss)?;
    }
    let share = match sample.share {
        Some(column) => graph.column(column)?,
        None => graph.constant(Rational::from((1, sample.rows.len().max(1))))?,
    };
    graph.mul(share, loss)
}

/// The network's outputs.
#[derive(Clone, Copy)]
struct Outputs<'a> {
    values: &'a [NodeId],
    /// Whether they are relative to the class's in all parameters.
    is_relative: bool,
}

/// The network's outputs f, and whether they are relative to the class's.
fn outputs(
    network: &Network,
    targets: &[NodeId],
    is_free: impl Fn(usize) -> bool,
    graph: &mut Graph,
) -> Result<(Vec<NodeId>, bool), GraphError> {
    let mut values: Vec<NodeId> =
        (0..network.inputs.len()).map(|column| graph.column(column)).collect::<Result<_, _>>()?;
    let (mut first, mut is_all_relative) = (0, false);
    for (layer, (&units, &bias)) in network.layers.iter().skip(1).zip(&network.biases).enumerate() {
        let biases = first + units * values.len();
        let activation = network.activations.get(layer).unwrap_or(&Activation::Identity);
        let weights = |unit: usize| first + unit * values.len()..first + (unit + 1) * values.len();
        let of_unit = |unit: usize| weights(unit).chain(bias.then_some(biases + unit));
        let mut parameters = (0..units)
            .map(|unit| of_unit(unit).map(|k| graph.parameter(k)).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()?;
        let is_last = layer + 2 == network.layers.len();
        if is_last && units > 1 && network.loss.classes(units).is_some() {
            let is_relative = |at: usize| (0..units).all(|unit| of_unit(unit).nth(at).is_some_and(&is_free));
            is_all_relative = make_relative(&mut parameters, targets, is_relative, graph)?;
        }
        let mut next = Vec::with_capacity(units);
        for own in &parameters {
            let product = |(&weight, &value): (&NodeId, &NodeId)| graph.mul(weight, value);
            let mut terms = own.iter().zip(&values).map(product).collect::<Result<Vec<_>, _>>()?;
            terms.extend(own.get(values.len()));
            let z = sum(&terms, graph)?;
            next.push(activate(activation, z, graph)?);
        }
        first = biases + if bias { units } else { 0 };
        values = next;
    }
    Ok((values, is_all_relative))
}

/// Each unit's parameters less those of the row's class where they are to be so: `θ_k − Σ_l y[l]·θ_l`. Whether that is
/// everywhere.
fn make_relative(
    units: &mut [Vec<NodeId>],
    targets: &[NodeId],
    is_relative: impl Fn(usize) -> bool,
    graph: &mut Graph,
) -> Result<bool, GraphError> {
    let count = units.first().map_or(0, Vec::len);
    for at in (0..count).filter(|&at| is_relative(at)) {
        let terms: Vec<_> =
            units.iter().zip(targets).map(|(own, &y)| graph.mul(y, own[at])).collect::<Result<_, _>>()?;
        let of_class = sum(&terms, graph)?;
        for own in units.iter_mut() {
            own[at] = graph.sub(own[at], of_class)?;
        }
    }
    Ok((0..count).all(is_relative))
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
fn loss(loss: &Loss, own: &Outputs<'_>, targets: &[NodeId], graph: &mut Graph) -> Result<NodeId, GraphError> {
    let outputs = own.values;
    match loss {
        Loss::Squared => of_residuals(outputs, targets, graph, |residual, graph| graph.power(residual, 2)),
        Loss::Huber(delta) => {
            of_residuals(outputs, targets, graph, |residual, graph| graph.huber(delta, residual))
        }
        Loss::Quantile(level) => {
            of_residuals(outputs, targets, graph, |residual, graph| quantile(level, residual, graph))
        }
        Loss::Poisson => total(outputs, targets, graph, |output, target, graph| {
            let (rate, chosen) = (graph.apply(Function::Exp, output)?, graph.mul(target, output)?);
            graph.sub(rate, chosen)
        }),
        Loss::Hinge => hinge(outputs, targets, graph),
        Loss::SquaredHinge => {
            let hinge = hinge(outputs, targets, graph)?;
            graph.power(hinge, 2)
        }
        Loss::Logistic | Loss::CrossEntropy => cross_entropy(own, targets, graph),
        Loss::Focal(power) => {
            let t = cross_entropy(own, targets, graph)?;
            let negative = graph.neg(t)?;
            let excess = graph.apply(Function::Expm1, negative)?;
            let miss = graph.neg(excess)?;
            let factor = graph.power(miss, *power)?;
            graph.mul(factor, t)
        }
    }
}

/// `log Σ_k e^(f_k) − Σ_l y[l]·f_l`, whose second term is 0 for relative outputs; a single output stands against one that
/// is 0: `log(1 + e^f) − y·f`.
fn cross_entropy(
    Outputs { values, is_relative }: &Outputs<'_>,
    targets: &[NodeId],
    graph: &mut Graph,
) -> Result<NodeId, GraphError> {
    let normalizer = match values {
        [output] => graph.apply(Function::Softplus, *output)?,
        _ => log_sum_exp(values, graph)?,
    };
    if *is_relative {
        return Ok(normalizer);
    }
    let chosen = total(values, targets, graph, |output, target, graph| graph.mul(target, output))?;
    graph.sub(normalizer, chosen)
}

/// `max(1 − (2y − 1)f, 0)`.
fn hinge(outputs: &[NodeId], targets: &[NodeId], graph: &mut Graph) -> Result<NodeId, GraphError> {
    let (one, two) = (graph.constant(Rational::from(1))?, graph.constant(Rational::from(2))?);
    total(outputs, targets, graph, |output, target, graph| {
        let double = graph.mul(two, target)?;
        let sign = graph.sub(double, one)?;
        let margin = graph.mul(sign, output)?;
        let miss = graph.sub(one, margin)?;
        graph.apply(Function::Relu, miss)
    })
}

/// `max(−τr, (1 − τ)r) = relu(r) − τr`.
fn quantile(level: &Rational, r: NodeId, graph: &mut Graph) -> Result<NodeId, GraphError> {
    let level = graph.constant(level.clone())?;
    let (above, share) = (graph.apply(Function::Relu, r)?, graph.mul(level, r)?);
    graph.sub(above, share)
}

/// The sum of a term of `f_k − y_k`.
fn of_residuals(
    outputs: &[NodeId],
    targets: &[NodeId],
    graph: &mut Graph,
    term: impl Fn(NodeId, &mut Graph) -> Result<NodeId, GraphError>,
) -> Result<NodeId, GraphError> {
    total(outputs, targets, graph, |output, target, graph| {
        let residual = graph.sub(output, target)?;
        term(residual, graph)
    })
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

/// `log Σ_k e^(z_k)`.
fn log_sum_exp(z: &[NodeId], graph: &mut Graph) -> Result<NodeId, GraphError> {
    let Some((&first, others)) = z.split_first() else { return graph.constant(Rational::new()) };
    others.iter().try_fold(first, |log_sum, &z| {
        let difference = graph.sub(log_sum, z)?;
        let excess = graph.apply(Function::Softplus, difference)?;
        graph.add(z, excess)
    })
}
