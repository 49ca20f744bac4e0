//! ONNX: the layers of a feed-forward network, from its input to its last linear layer.
//!
//! `Gemm`, or `MatMul` with `Add`, is a layer; between layers stand activations. A leading `Cast`, `Flatten` or `Identity`
//! and everything behind the last layer (`Softmax`, `ArgMax`, `ZipMap`, …) say nothing about weights and are passed over.
//! Field numbers are those of `onnx.proto` (<https://github.com/onnx/onnx>).

use super::super::error::ParameterError;
use super::Outline;
use super::tensor::{Element, Tensor, Tensors, shape_in_words};
use prost::Message;
use rug::Rational;
use std::collections::HashMap;

#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    node: Vec<NodeProto>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfoProto {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<AttributeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct AttributeProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(float, tag = "2")]
    f: f32,
    #[prost(int64, tag = "3")]
    i: i64,
    #[prost(bytes = "vec", tag = "4")]
    s: Vec<u8>,
    #[prost(message, optional, tag = "5")]
    t: Option<TensorProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorProto {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(float, repeated, tag = "4")]
    float_data: Vec<f32>,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "vec", tag = "9")]
    raw_data: Vec<u8>,
    #[prost(double, repeated, tag = "10")]
    double_data: Vec<f64>,
}

/// A linear layer and the activation behind it.
struct Layer {
    /// Units and inputs.
    shape: [usize; 2],
    /// Units × inputs.
    weights: Vec<Rational>,
    bias: Option<Vec<Rational>>,
    /// The activation, as `[network]` calls it, and its parameter; `None` behind the last layer.
    activation: Option<Activation>,
}

/// An activation as `[network]` calls it, with the slope of leaky-relu or elu's α.
pub(in super::super) type Activation = (&'static str, Option<Rational>);

/// A feed-forward network.
pub(super) struct OnnxNetwork {
    /// From the inputs to the outputs.
    layers: Vec<Layer>,
    short: Option<&'static str>,
}

impl OnnxNetwork {
    pub fn outline(self) -> Outline {
        let inputs = self.layers.first().map(|layer| layer.shape[1]);
        Outline {
            assumption: None,
            layers: inputs.into_iter().chain(self.layers.iter().map(|layer| layer.shape[0])).collect(),
            biases: self.layers.iter().map(|layer| layer.bias.is_some()).collect(),
            activations: Some(self.layers.into_iter().filter_map(|layer| layer.activation).collect()),
        }
    }
}

fn syntax(reason: impl Into<String>) -> ParameterError {
    ParameterError::WeightsSyntax { reason: reason.into() }
}

/// The layers' weights as `W1`, `b1`, ….
pub(super) fn read(bytes: &[u8]) -> Result<Tensors, ParameterError> {
    let network = read_network(bytes)?;
    let mut tensors = Tensors { short: network.short, ..Tensors::default() };
    for (index, Layer { shape, weights, bias, .. }) in network.layers.into_iter().enumerate() {
        tensors.arrays.push(Tensor {
            name: format!("W{}", index + 1),
            shape: shape.to_vec(),
            values: weights,
        });
        let bias =
            bias.map(|values| Tensor { name: format!("b{}", index + 1), shape: vec![values.len()], values });
        tensors.arrays.extend(bias);
    }
    Ok(tensors)
}

/// The network in a file.
///
/// # Errors
/// Where it is not feed-forward, or has operators that are unknown here.
pub(super) fn read_network(bytes: &[u8]) -> Result<OnnxNetwork, ParameterError> {
    let model = ModelProto::decode(bytes).map_err(|error| syntax(format!("no ONNX model: {error}")))?;
    let graph = model.graph.ok_or_else(|| syntax("an ONNX model without a graph"))?;
    let constants = graph.node.iter().filter(|node| node.op_type == "Constant").filter_map(|node| {
        let value = node.attribute.iter().find(|attribute| attribute.name == "value")?.t.as_ref()?;
        Some((node.output.first()?.as_str(), value))
    });
    let weights = graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor));
    let walk = Walk { constants: weights.chain(constants).collect(), nodes: &graph.node };
    let start = graph.input.iter().find(|input| !walk.constants.contains_key(input.name.as_str()));
    let start = start.ok_or_else(|| syntax("an ONNX model without an input"))?;
    walk.layers(&start.name)
}

struct Walk<'a> {
    constants: HashMap<&'a str, &'a TensorProto>,
    nodes: &'a [NodeProto],
}

impl<'a> Walk<'a> {
    fn layers(&self, start: &'a str) -> Result<OnnxNetwork, ParameterError> {
        let mut network = OnnxNetwork { layers: Vec::new(), short: None };
        let mut value = start;
        let mut left = self.nodes.iter().filter(|node| self.is_linear(node)).count();
        while left > 0 {
            let node = self.user(value)?;
            match node.op_type.as_str() {
                "Gemm" | "MatMul" => {
                    network.layers.push(self.linear(node, &mut network.short)?);
                    left -= 1;
                }
                "Add" => self.add_bias(node, value, &mut network)?,
                "Cast" | "Flatten" | "Identity" | "Dropout" | "Reshape" => {}
                _ => {
                    let activation = self.activation(node, value)?;
                    let layer = network.layers.last_mut().filter(|layer| layer.activation.is_none());
                    layer.ok_or_else(|| unknown(node))?.activation = Some(activation);
                }
            }
            value = self
                .silu_output(value)
                .or(node.output.first().map(String::as_str))
                .ok_or_else(|| unknown(node))?;
        }
        // A bias may follow the last layer.
        if let Ok(node) = self.user(value)
            && node.op_type == "Add"
        {
            self.add_bias(node, value, &mut network)?;
        }
        let Some((_, hidden)) = network.layers.split_last_mut() else {
            return Err(syntax("an ONNX model without a linear layer"));
        };
        for layer in hidden {
            layer.activation.get_or_insert(("identity", None));
        }
        Ok(network)
    }

    fn is_linear(&self, node: &NodeProto) -> bool {
        matches!(node.op_type.as_str(), "Gemm" | "MatMul")
            && node.input.get(1).is_some_and(|name| self.constants.contains_key(name.as_str()))
    }

    /// The node that uses a value; `x·sigmoid(x)` counts as one.
    fn user(&self, value: &str) -> Result<&'a NodeProto, ParameterError> {
        let uses = |node: &&NodeProto| node.input.iter().any(|input| input == value);
        let mut users = self.nodes.iter().filter(uses);
        let first = users.next().ok_or_else(|| syntax("the ONNX graph ends before its last linear layer"))?;
        match users.next() {
            Some(_) if self.silu_output(value).is_none() => Err(syntax("the ONNX graph branches")),
            _ => Ok(first),
        }
    }

    /// The output of `x·sigmoid(x)`.
    fn silu_output(&self, value: &str) -> Option<&'a str> {
        let sigmoid = self.nodes.iter().find(|node| node.op_type == "Sigmoid" && node.input == [value])?;
        let gate = sigmoid.output.first()?;
        let is_product = |node: &&NodeProto| {
            node.op_type == "Mul"
                && node.input.contains(gate)
                && node.input.iter().any(|input| input == value)
        };
        self.nodes.iter().find(is_product)?.output.first().map(String::as_str)
    }

    fn constant(&self, node: &NodeProto, input: usize) -> Result<(&'a TensorProto, String), ParameterError> {
        let name = node.input.get(input).ok_or_else(|| unknown(node))?;
        let tensor = self.constants.get(name.as_str()).ok_or_else(|| unknown(node))?;
        Ok((tensor, name.clone()))
    }

    /// `Gemm` (`αA·B + βC`, `B` transposed perhaps) or `MatMul` (`A·B`), `A` being the inputs of a row.
    fn linear(&self, node: &NodeProto, short: &mut Option<&'static str>) -> Result<Layer, ParameterError> {
        let attribute = |name: &str| node.attribute.iter().find(|attribute| attribute.name == name);
        let is_one = |name: &str| attribute(name).is_none_or(|attribute| attribute.f == 1.0);
        let flag = |name: &str| attribute(name).is_some_and(|attribute| attribute.i != 0);
        if !is_one("alpha") || !is_one("beta") || flag("transA") {
            return Err(unknown(node));
        }
        let (tensor, name) = self.constant(node, 1)?;
        let tensor = read_tensor(tensor, &name, short)?;
        let [rows, columns] = tensor.shape[..] else {
            return Err(syntax(format!("`{name}` is {}, no matrix", shape_in_words(&tensor.shape))));
        };
        let (shape, weights) = match flag("transB") {
            true => ([rows, columns], tensor.values),
            false => {
                let at = |at: usize| tensor.values[at % rows * columns + at / rows].clone();
                ([columns, rows], (0..rows * columns).map(at).collect())
            }
        };
        let bias = match node.input.get(2) {
            Some(name) if node.op_type == "Gemm" && !name.is_empty() => {
                let (tensor, name) = self.constant(node, 2)?;
                Some(read_bias(tensor, &name, shape[0], short)?)
            }
            _ => None,
        };
        Ok(Layer { shape, weights, bias, activation: None })
    }

    fn add_bias(
        &self,
        node: &NodeProto,
        value: &str,
        network: &mut OnnxNetwork,
    ) -> Result<(), ParameterError> {
        let other = usize::from(node.input.first().is_some_and(|input| input == value));
        let (tensor, name) = self.constant(node, other)?;
        let layer = network.layers.last_mut();
        let layer = layer.filter(|layer| layer.bias.is_none() && layer.activation.is_none());
        let layer = layer.ok_or_else(|| unknown(node))?;
        layer.bias = Some(read_bias(tensor, &name, layer.shape[0], &mut network.short)?);
        Ok(())
    }

    fn activation(&self, node: &NodeProto, value: &str) -> Result<Activation, ParameterError> {
        let alpha = |default: f32| {
            let alpha = node.attribute.iter().find(|attribute| attribute.name == "alpha");
            Rational::from_f32(alpha.map_or(default, |alpha| alpha.f))
        };
        Ok(match node.op_type.as_str() {
            _ if self.silu_output(value).is_some() => ("silu", None),
            "Tanh" => ("tanh", None),
            "Sigmoid" => ("sigmoid", None),
            "Relu" => ("relu", None),
            "Softplus" => ("softplus", None),
            "Sin" => ("sin", None),
            "Swish" => ("silu", None),
            "LeakyRelu" => ("leaky-relu", alpha(0.01)),
            "Elu" => ("elu", alpha(1.0)),
            "Gelu" if !node.attribute.iter().any(|attribute| attribute.s == b"tanh") => ("gelu", None),
            _ => return Err(unknown(node)),
        })
    }
}

fn unknown(node: &NodeProto) -> ParameterError {
    syntax(format!(
        "the ONNX operator {} is not one of a feed-forward network as it stands here",
        node.op_type
    ))
}

fn read_bias(
    tensor: &TensorProto,
    name: &str,
    units: usize,
    short: &mut Option<&'static str>,
) -> Result<Vec<Rational>, ParameterError> {
    let tensor = read_tensor(tensor, name, short)?;
    match tensor.values.len() == units {
        true => Ok(tensor.values),
        false => Err(syntax(format!("`{name}` has {} biases for {units} units", tensor.values.len()))),
    }
}

fn read_tensor(
    tensor: &TensorProto,
    name: &str,
    short: &mut Option<&'static str>,
) -> Result<Tensor, ParameterError> {
    let element = match tensor.data_type {
        1 => Element::F32,
        10 => Element::F16,
        11 => Element::F64,
        16 => Element::Bf16,
        other => {
            return Err(syntax(format!(
                "`{name}` has ONNX's type {other}, not one of floating-point numbers"
            )));
        }
    };
    *short = short.or(element.short());
    let bytes = match (&tensor.raw_data[..], &tensor.float_data[..], element) {
        ([], floats, Element::F32) => floats.iter().flat_map(|x| x.to_le_bytes()).collect(),
        ([], _, Element::F64) => tensor.double_data.iter().flat_map(|x| x.to_le_bytes()).collect(),
        (raw, _, _) => raw.to_vec(),
    };
    let values = element.read(name, &bytes)?;
    let shape: Vec<usize> = tensor.dims.iter().filter_map(|size| usize::try_from(*size).ok()).collect();
    let count = shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    if count != Some(values.len()) {
        return Err(syntax(format!("`{name}` has {} numbers for {}", values.len(), shape_in_words(&shape))));
    }
    Ok(Tensor { name: name.to_owned(), shape, values })
}
