//! Which array belongs to which block of parameters.
//!
//! A block is all parameters `W1[i,j]` or `b1[i]`. Arrays belong to the blocks of their names if all of them have such
//! names. Else arrays with two sizes are the layers' weights in order, and those with one the biases, where all shapes
//! fit as they are (PyTorch: units × inputs) or all transposed (Keras, JAX, scikit-learn: inputs × units). A single array
//! of as many numbers as there are parameters is θ.

use super::super::error::ParameterError;
use super::tensor::{Tensor, Tensors, shape_in_words};
use super::{Outline, Wanted};
use rug::Rational;
use std::collections::BTreeMap;

/// A block of parameters, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub name: String,
    pub shape: Vec<usize>,
    /// The indices of its parameters.
    pub parameters: Vec<usize>,
}

/// An array, its block, and whether it is transposed.
struct Pair<'a> {
    tensor: &'a Tensor,
    block: &'a Block,
    is_transposed: bool,
}

/// A name's stem and its indices: `W1[1,2]` is `W1` and 1, 2.
pub(super) fn split_index(name: &str) -> Option<(&str, Vec<usize>)> {
    let (stem, indices) = name.strip_suffix(']')?.rsplit_once('[')?;
    let indices = indices.split(',').map(|index| index.trim().parse().ok()).collect::<Option<_>>()?;
    Some((stem, indices))
}

/// The blocks of parameters in order; a parameter without an index is a block.
pub(super) fn blocks(parameters: &[String]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (index, name) in parameters.iter().enumerate() {
        let (stem, shape) = split_index(name).unwrap_or((name, Vec::new()));
        match blocks.last_mut() {
            Some(block) if block.name == stem && block.shape.len() == shape.len() => {
                block.parameters.push(index);
                block.shape = shape;
            }
            _ => blocks.push(Block { name: stem.to_owned(), shape, parameters: vec![index] }),
        }
    }
    blocks
}

/// The parameters' values, `None` where no array has any, and how arrays were matched, in words.
pub(super) fn assign(
    tensors: &Tensors,
    parameters: &[String],
) -> Result<(Vec<Option<Rational>>, Option<String>), ParameterError> {
    let blocks = blocks(parameters);
    let mut values = vec![None; parameters.len()];
    if let [tensor] = &tensors.arrays[..]
        && tensor.values.len() == parameters.len()
        && (tensor.shape.len() == 1 || parameters.len() == 1)
    {
        let all = tensor.values.iter().cloned().map(Some).collect();
        return Ok((all, Some("weights: the parameters in order".to_owned())));
    }
    let pairs = match by_name(&tensors.arrays, &blocks) {
        Some(pairs) => Some(pairs),
        None => by_order(tensors, &blocks)?,
    };
    let pairs = pairs.ok_or_else(|| ParameterError::WeightShapes {
        expected: blocks
            .iter()
            .map(|block| format!("{} {}", block.name, shape_in_words(&block.shape)))
            .collect(),
        found: tensors.arrays.iter().map(Tensor::in_words).collect(),
    })?;
    for Pair { tensor, block, is_transposed } in &pairs {
        let columns = block.shape.last().copied().unwrap_or(1).max(1);
        let rows = block.parameters.len() / columns;
        for (at, parameter) in block.parameters.iter().enumerate() {
            let from = if *is_transposed { at % columns * rows + at / columns } else { at };
            values[*parameter] = tensor.values.get(from).cloned();
        }
    }
    Ok((values, in_words(&pairs)))
}

/// The layers of a network with so many inputs, where the arrays' shapes chain.
pub(super) fn outline(tensors: &Tensors, inputs: usize) -> Option<Outline> {
    let mut outlines = orders(tensors).into_iter().flat_map(|order| {
        let matrices: Vec<[usize; 2]> =
            order.iter().filter_map(|tensor| tensor.shape[..].try_into().ok()).collect();
        [is_transposed(tensors), !is_transposed(tensors)].into_iter().filter_map(move |is_transposed| {
            let mut layers = vec![inputs];
            for [units, from] in &matrices {
                let (units, from) = if is_transposed { (from, units) } else { (units, from) };
                if layers.last() != Some(from) {
                    return None;
                }
                layers.push(*units);
            }
            (layers.len() > 1).then_some(layers)
        })
    });
    let layers = outlines.next()?;
    // Which layers have biases cannot be told where sizes repeat, unless all have.
    let mut left: Vec<usize> = tensors
        .arrays
        .iter()
        .filter_map(|tensor| <[usize; 1]>::try_from(&tensor.shape[..]).ok())
        .map(|[n]| n)
        .collect();
    let mut has_bias = |units: &usize| {
        let at = left.iter().position(|size| size == units);
        at.map(|at| left.remove(at)).is_some()
    };
    let biases = layers[1..].iter().map(&mut has_bias).collect();
    Some(Outline { layers, biases, assumption: None, activations: None })
}

/// The arrays that no layer takes: where there are more than weights and biases, those whose name's stem is no layer's, and
/// all that are neither matrices nor vectors.
pub(super) fn extra(tensors: &Tensors, outline: &Outline) -> Vec<String> {
    let taken = outline.biases.len() + outline.biases.iter().filter(|bias| **bias).count();
    if tensors.arrays.len() == taken {
        return Vec::new();
    }
    let of_layers: Vec<&str> = tensors
        .arrays
        .iter()
        .filter(|tensor| tensor.shape.len() == 2)
        .map(|tensor| stem(&tensor.name))
        .collect();
    let is_layers = |tensor: &&Tensor| {
        tensor.shape.len() == 2 || tensor.shape.len() == 1 && of_layers.contains(&stem(&tensor.name))
    };
    let (_, others): (Vec<&Tensor>, Vec<&Tensor>) = tensors.arrays.iter().partition(is_layers);
    let all = || tensors.arrays.iter().collect();
    let others = if others.is_empty() { all() } else { others };
    others.into_iter().map(Tensor::in_words).collect()
}

/// The layers of a network whose parameters are one list: those that are asked for, else with one hidden layer or none, if that
/// many parameters tell.
pub(super) fn outline_of_list(list: &Tensor, wanted: &Wanted) -> Result<Outline, ParameterError> {
    let count = list.values.len();
    let size = |layers: &[usize]| layers.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum::<usize>();
    let candidates: Vec<Vec<usize>> = match &wanted.layers {
        Some(layers) => vec![layers.clone()],
        None => {
            let inputs = wanted.inputs;
            let plain = wanted.outputs.iter().map(|&outputs| vec![inputs, outputs]);
            let hidden = wanted.outputs.iter().map(|&outputs| {
                let units = count.saturating_sub(outputs) / (inputs + 1 + outputs);
                vec![inputs, units.max(1), outputs]
            });
            plain.chain(hidden).collect()
        }
    };
    let Some(layers) = candidates.iter().find(|layers| size(layers) == count).cloned() else {
        let networks = match &wanted.layers {
            Some(layers) => format!("layers {}", shape_in_words(layers)),
            None => format!("a network with one hidden layer, or none, and {} inputs", wanted.inputs),
        };
        return Err(ParameterError::ListLength { found: count, networks });
    };
    let words = format!("the weights are one list: layers {} are assumed", shape_in_words(&layers));
    let assumption = wanted.layers.is_none().then_some(words);
    Ok(Outline { biases: vec![true; layers.len() - 1], layers, assumption, activations: None })
}

fn by_name<'a>(tensors: &'a [Tensor], blocks: &'a [Block]) -> Option<Vec<Pair<'a>>> {
    let pair = |tensor: &'a Tensor| {
        let block = blocks.iter().find(|block| block.name == tensor.name && block.shape == tensor.shape)?;
        Some(Pair { tensor, block, is_transposed: false })
    };
    tensors.iter().map(pair).collect()
}

/// In the file's order or in that of the names, as they are or transposed: the first that fits.
///
/// # Errors
/// Where both fit and no name tells.
fn by_order<'a>(tensors: &'a Tensors, blocks: &'a [Block]) -> Result<Option<Vec<Pair<'a>>>, ParameterError> {
    let orders = orders(tensors);
    let fit = |is_transposed: bool| orders.iter().find_map(|order| in_order(order, blocks, is_transposed));
    let is_named = |words: &[&str]| {
        let has_word = |tensor: &Tensor| words.iter().any(|word| tensor.name.to_lowercase().contains(word));
        tensors.arrays.iter().any(has_word)
    };
    match (fit(false), fit(true)) {
        (Some(_), Some(transposed)) if is_named(&["kernel", "coef"]) => Ok(Some(transposed)),
        (Some(as_is), Some(_)) if is_named(&["weight"]) => Ok(Some(as_is)),
        (Some(_), Some(transposed))
            if transposed.iter().any(|pair| pair.is_transposed && pair.block.shape != [1, 1]) =>
        {
            Err(ParameterError::AmbiguousShapes)
        }
        (as_is, transposed) => Ok(as_is.or(transposed)),
    }
}

/// The arrays in the file's order and in that of their names, the likelier first.
fn orders(tensors: &Tensors) -> [Vec<&Tensor>; 2] {
    let file: Vec<&Tensor> = tensors.arrays.iter().collect();
    let mut sorted = file.clone();
    sorted.sort_by_cached_key(|tensor| natural(&tensor.name));
    if tensors.is_sorted { [sorted, file] } else { [file, sorted] }
}

/// Whether the names are those of libraries that keep inputs × units.
fn is_transposed(tensors: &Tensors) -> bool {
    let is_kernel = |tensor: &Tensor| {
        ["kernel", "coef", "arr_"].iter().any(|word| tensor.name.to_lowercase().contains(word))
    };
    tensors.arrays.iter().any(is_kernel)
}

/// Weights in order, and the bias whose name goes with the weights' if there is one, else biases in order.
fn in_order<'a>(order: &[&'a Tensor], blocks: &'a [Block], is_transposed: bool) -> Option<Vec<Pair<'a>>> {
    let mut left: Vec<&Tensor> = order.to_vec();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut prefix = "";
    for block in blocks {
        let dimensions = block.shape.len();
        let mut shape = block.shape.clone();
        let is_transposed = is_transposed && dimensions == 2;
        if is_transposed {
            shape.reverse();
        }
        let of_kind = || left.iter().enumerate().filter(|(_, tensor)| tensor.shape.len() == dimensions);
        let related = of_kind().find(|(_, tensor)| dimensions == 1 && stem(&tensor.name) == prefix);
        // What is missing at the end is told by the parameters' names.
        let Some((at, tensor)) = related.or_else(|| of_kind().next()).map(|(at, tensor)| (at, *tensor))
        else {
            continue;
        };
        if tensor.shape != shape {
            return None;
        }
        if dimensions == 2 {
            prefix = stem(&tensor.name);
        }
        left.remove(at);
        pairs.push(Pair { tensor, block, is_transposed });
    }
    (left.is_empty() && !pairs.is_empty()).then_some(pairs)
}

/// What precedes the last part of a name: `fc1` of `fc1.weight`.
fn stem(name: &str) -> &str {
    name.rsplit_once(['.', '/', ':']).map_or("", |(stem, _)| stem)
}

/// A key that sorts `layer10` after `layer2`.
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts: Vec<(u64, String)> = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[text..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| text + end);
        parts.push((rest[text..digits].parse().unwrap_or(0), rest[..text].to_owned()));
        rest = &rest[digits..];
    }
    // Texts first, then numbers.
    parts.into_iter().flat_map(|(number, text)| [(0, text), (number, String::new())]).collect()
}

fn in_words(pairs: &[Pair]) -> Option<String> {
    let differs = pairs.iter().any(|pair| pair.is_transposed || pair.tensor.name != pair.block.name);
    let one = |pair: &Pair| {
        let transposed = if pair.is_transposed { " transposed" } else { "" };
        format!("{} = {}{transposed}", pair.block.name, pair.tensor.name)
    };
    differs.then(|| format!("weights: {}", pairs.iter().map(one).collect::<Vec<_>>().join(", ")))
}

/// Entries such as `0.weight[0,3]` as arrays, counted from 0 or from 1; `None` where they do not fill their shapes.
pub(super) fn gather(entries: &[(String, Rational)]) -> Option<Vec<Tensor>> {
    let mut order: Vec<String> = Vec::new();
    let mut arrays: BTreeMap<String, Vec<(Vec<usize>, Rational)>> = BTreeMap::new();
    for (name, value) in entries {
        let (stem, indices) = split_index(name).unwrap_or((name, Vec::new()));
        if !arrays.contains_key(stem) {
            order.push(stem.to_owned());
        }
        arrays.entry(stem.to_owned()).or_default().push((indices, value.clone()));
    }
    order
        .into_iter()
        .map(|name| {
            let entries = arrays.remove(&name)?;
            array(name, entries)
        })
        .collect()
}

fn array(name: String, mut entries: Vec<(Vec<usize>, Rational)>) -> Option<Tensor> {
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let (first, last) = (entries.first()?.0.clone(), entries.last()?.0.clone());
    let base = first.first().copied().unwrap_or_default();
    if base > 1 || first.iter().any(|index| *index != base) || first.len() != last.len() {
        return None;
    }
    let shape: Vec<usize> = last.iter().map(|index| index + 1 - base).collect();
    let mut expected = vec![0; shape.len()];
    for (indices, _) in &entries {
        if indices.len() != shape.len() || !indices.iter().zip(&expected).all(|(index, e)| *index == e + base)
        {
            return None;
        }
        for (index, size) in expected.iter_mut().zip(&shape).rev() {
            *index += 1;
            if *index < *size {
                break;
            }
            *index = 0;
        }
    }
    let is_full = entries.len() == shape.iter().product::<usize>();
    is_full.then(|| Tensor { name, shape, values: entries.into_iter().map(|(_, value)| value).collect() })
}
