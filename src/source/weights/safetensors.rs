//! The safetensors format: a JSON header and the numbers' bytes, little endian.

use super::super::error::ParameterError;
use super::tensor::{Element, Tensor, Tensors};
use safetensors::{Dtype, SafeTensors};

/// The arrays of a file. Libraries sort them by name.
pub(super) fn read(bytes: &[u8]) -> Result<Tensors, ParameterError> {
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| ParameterError::WeightsSyntax { reason: error.to_string() })?;
    let mut tensors = Tensors { is_sorted: true, ..Tensors::default() };
    for (name, view) in file.iter() {
        let element = match view.dtype() {
            Dtype::F16 => Element::F16,
            Dtype::BF16 => Element::Bf16,
            Dtype::F32 => Element::F32,
            Dtype::F64 => Element::F64,
            Dtype::I32 => Element::I32,
            Dtype::I64 => Element::I64,
            other => {
                let reason = format!("`{name}` has type {other:?}, not one of numbers such as F32");
                return Err(ParameterError::WeightsSyntax { reason });
            }
        };
        let values = element.read(name, view.data())?;
        tensors.short = tensors.short.or(element.short());
        tensors.arrays.push(Tensor { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    tensors.arrays.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tensors)
}
