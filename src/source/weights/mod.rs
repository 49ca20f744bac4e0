//! Files of weights: the values of parameters, exactly as other libraries have stored them.
//!
//! | file | what it holds |
//! |---|---|
//! | `.csv` | lines `name,value`, with names as here or PyTorch's, counted from 0 or 1 |
//! | `.json` | a state dict: names and nested lists; or one list |
//! | `.npy`, `.npz` | NumPy's arrays: all parameters in order, or one array a block |
//! | `.safetensors` | named arrays |
//! | `.onnx` | a feed-forward network |
//!
//! ONNX is known by its ending, the other formats by their first bytes.

mod json;
mod lines;
mod matching;
mod numpy;
mod onnx;
mod safetensors;
mod tensor;

use super::error::{Fault, ParameterError, SourceError};
use super::format::{self, Format};
use super::limits::MAX_WEIGHTS_BYTES;
use super::names::{Assignment, Names};
use super::place::{Place, Text};
use super::text;
use rug::Rational;
use std::path::Path;
use std::sync::Arc;
use tensor::Tensors;

/// A line of a text of weights.
struct Entry {
    name: String,
    place: Place,
    value: Rational,
    value_place: Place,
}

/// The values that a file gives the parameters.
pub(super) struct Weights {
    /// One a parameter: its value and where it stands.
    pub values: Vec<Option<(Rational, Place)>>,
    /// How they were found, each a sentence.
    pub notices: Vec<String>,
    /// The file.
    pub file: Place,
}

impl Weights {
    /// The error that these parameters have no value.
    pub fn missing(&self, parameters: &[String]) -> Option<SourceError> {
        let missing: Vec<String> = self
            .values
            .iter()
            .zip(parameters)
            .filter(|(value, _)| value.is_none())
            .map(|(_, parameter)| parameter.clone())
            .collect();
        let kind = ParameterError::MissingWeights { missing, all: parameters.len() };
        self.values.iter().any(Option::is_none).then(|| kind.at(self.file.clone()))
    }
}

/// What a file of weights tells of its network.
pub(super) struct Outline {
    /// Sizes from the inputs to the outputs.
    pub layers: Vec<usize>,
    /// One a layer.
    pub biases: Vec<bool>,
    /// What the file does not tell and was assumed, as a sentence.
    pub assumption: Option<String>,
    /// One a hidden layer, as `[network]` calls them, with the slope of leaky-relu or elu's α; only ONNX knows them.
    pub activations: Option<Vec<onnx::Activation>>,
}

/// What is known of a network beside its weights.
pub(super) struct Wanted {
    /// Its inputs.
    pub inputs: usize,
    /// The numbers of outputs that it may have.
    pub outputs: Vec<usize>,
    /// Its layers, if they were asked for.
    pub layers: Option<Vec<usize>>,
}

/// What a file of weights tells of such a network.
pub(super) fn outline(path: &Path, wanted: &Wanted) -> Result<Outline, SourceError> {
    let (name, bytes) = text::read_bytes(path, MAX_WEIGHTS_BYTES)?;
    let file = Place::whole(&text::blank(&name));
    if is_onnx(path) {
        return onnx::read_network(&bytes).map(onnx::OnnxNetwork::outline).map_err(|kind| kind.at(file));
    }
    let tensors = match arrays(path, name, bytes)? {
        Content::Arrays(tensors) => tensors,
        Content::Lines(text) => {
            let entries: Vec<_> = lines::read(&text)?.into_iter().map(|e| (e.name, e.value)).collect();
            Tensors { arrays: matching::gather(&entries).unwrap_or_default(), ..Tensors::default() }
        }
    };
    if let [list] = &tensors.arrays[..]
        && list.shape.len() == 1
    {
        return matching::outline_of_list(list, wanted).map_err(|kind| kind.at(file));
    }
    let found = || tensors.arrays.iter().map(tensor::Tensor::in_words).collect();
    let expected = vec![format!("the weights of layers from {} inputs on", wanted.inputs)];
    let outline = matching::outline(&tensors, wanted.inputs);
    let outline = outline.ok_or_else(|| ParameterError::WeightShapes { expected, found: found() });
    let outline = outline.and_then(|outline| match matching::extra(&tensors, &outline) {
        extra if extra.is_empty() => Ok(outline),
        extra => Err(ParameterError::ExtraArrays(extra)),
    });
    outline.map_err(|kind| kind.at(file))
}

/// What a file holds.
enum Content {
    Arrays(Tensors),
    Lines(Arc<Text>),
}

fn is_onnx(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("onnx"))
}

/// Reads a file by its first bytes.
fn arrays(path: &Path, name: String, bytes: Vec<u8>) -> Result<Content, SourceError> {
    let file = Place::whole(&text::blank(&name));
    let nothing = |format| ParameterError::NoWeights { format };
    let read = match format::of(&bytes) {
        _ if is_onnx(path) => onnx::read(&bytes),
        Some(Format::Safetensors) => safetensors::read(&bytes),
        Some(Format::Numpy) => numpy::read_npy(&bytes),
        Some(Format::Zip) => numpy::read_npz(&bytes, MAX_WEIGHTS_BYTES)
            .and_then(|arrays| arrays.ok_or_else(|| nothing(Format::Zip))),
        Some(format) => Err(nothing(format)),
        None => {
            let text = text::decode(name, bytes)?;
            if !text.content.trim_start().starts_with(['{', '[']) {
                return Ok(Content::Lines(text));
            }
            json::read(&text.content)
        }
    };
    read.map(Content::Arrays).map_err(|kind| kind.at(file))
}

/// Reads the weights of `parameters`.
pub(super) fn read(path: &Path, parameters: &[String]) -> Result<Weights, SourceError> {
    let (name, bytes) = text::read_bytes(path, MAX_WEIGHTS_BYTES)?;
    let file = Place::whole(&text::blank(&name));
    match arrays(path, name, bytes)? {
        Content::Lines(text) => from_lines(&text, parameters),
        Content::Arrays(tensors) => from_tensors(&regathered(tensors, parameters), parameters, file),
    }
}

/// Flat names such as `W1[1,2]` in one array each are gathered to arrays.
fn regathered(tensors: Tensors, parameters: &[String]) -> Tensors {
    let is_flat = tensors.arrays.iter().all(|tensor| tensor.shape.is_empty() && !parameters.is_empty());
    let entries: Vec<_> = match is_flat {
        true => tensors.arrays.iter().map(|t| (t.name.clone(), t.values[0].clone())).collect(),
        false => Vec::new(),
    };
    match matching::gather(&entries) {
        Some(arrays) if !arrays.is_empty() => Tensors { arrays, ..tensors },
        _ => tensors,
    }
}

fn from_tensors(tensors: &Tensors, parameters: &[String], file: Place) -> Result<Weights, SourceError> {
    let assigned = matching::assign(tensors, parameters);
    let (values, words) = assigned.map_err(|kind| kind.at(file.clone()))?;
    let short = tensors.short.map(|kind| format!("the weights are {kind} numbers, taken exactly"));
    Ok(Weights {
        values: values.into_iter().map(|value| value.map(|value| (value, file.clone()))).collect(),
        notices: words.into_iter().chain(short).collect(),
        file,
    })
}

/// Lines of names of parameters and blocks; else of arrays' entries.
fn from_lines(text: &Arc<Text>, parameters: &[String]) -> Result<Weights, SourceError> {
    let entries = lines::read(text)?;
    let file = Place::whole(text);
    let mut values: Vec<Option<(Rational, Place)>> = vec![None; parameters.len()];
    let assignments = entries.iter().map(|entry| Assignment {
        name: &entry.name,
        place: entry.place.clone(),
        value: (entry.value.clone(), entry.value_place.clone()),
    });
    let Err(error) = Names::new(parameters).assign(&mut values, assignments.collect()) else {
        return Ok(Weights { values, notices: Vec::new(), file });
    };
    let pairs: Vec<_> = entries.into_iter().map(|entry| (entry.name, entry.value)).collect();
    match matching::gather(&pairs) {
        Some(arrays) => {
            let are_indexed = arrays.iter().all(|array| !array.shape.is_empty());
            let read = from_tensors(&Tensors { arrays, ..Tensors::default() }, parameters, file);
            read.map_err(|of_arrays| if are_indexed { of_arrays } else { error })
        }
        None => Err(error),
    }
}
