//! NumPy's arrays: one in `.npy`, several in the zip archive `.npz`.

use super::super::error::ParameterError;
use super::tensor::{Element, Tensor, Tensors};
use npyz::{DType, Endianness, NpyFile, Order, TypeChar};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn syntax(error: impl ToString) -> ParameterError {
    ParameterError::WeightsSyntax { reason: error.to_string() }
}

/// A single array.
pub(super) fn read_npy(bytes: &[u8]) -> Result<Tensors, ParameterError> {
    let (tensor, short) = array(String::new(), bytes)?;
    Ok(Tensors { arrays: vec![tensor], short, is_sorted: false })
}

/// An archive, unpacked no further than to `limit` bytes; `None` where it holds no array.
pub(super) fn read_npz(bytes: &[u8], limit: u64) -> Result<Option<Tensors>, ParameterError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(syntax)?;
    let mut tensors = Tensors::default();
    let mut rest = limit;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(syntax)?;
        let Some(name) = file.name().strip_suffix(".npy").map(str::to_owned) else { continue };
        let mut content = Vec::new();
        (&mut file).take(rest + 1).read_to_end(&mut content).map_err(syntax)?;
        rest = rest.checked_sub(content.len() as u64).ok_or_else(|| syntax("it unpacks to too much"))?;
        let (tensor, short) = array(name, &content)?;
        tensors.arrays.push(tensor);
        tensors.short = tensors.short.or(short);
    }
    Ok((!tensors.arrays.is_empty()).then_some(tensors))
}

fn array(name: String, bytes: &[u8]) -> Result<(Tensor, Option<&'static str>), ParameterError> {
    let mut reader = bytes;
    let file = NpyFile::new(&mut reader).map_err(syntax)?;
    let DType::Plain(kind) = file.dtype() else { return Err(syntax("an array of records")) };
    let element = match (kind.type_char(), kind.size_field()) {
        (TypeChar::Float, 2) => Element::F16,
        (TypeChar::Float, 4) => Element::F32,
        (TypeChar::Float, 8) => Element::F64,
        (TypeChar::Int, 4) => Element::I32,
        (TypeChar::Int, 8) => Element::I64,
        _ => return Err(syntax(format!("an array of type {kind}, not of numbers such as float64"))),
    };
    let shape: Option<Vec<usize>> = file.shape().iter().map(|size| usize::try_from(*size).ok()).collect();
    let shape = shape.ok_or_else(|| syntax("an array that is too large"))?;
    let (is_big, by_columns) = (kind.endianness() == Endianness::Big, file.order() == Order::Fortran);
    let width = kind.num_bytes().unwrap_or(1).max(1);
    let count = shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    let length = count.and_then(|count| count.checked_mul(width));
    let mut data =
        length.and_then(|length| reader.get(..length)).ok_or_else(|| syntax("it ends early"))?.to_vec();
    if is_big {
        data.chunks_exact_mut(width).for_each(<[u8]>::reverse);
    }
    let mut values = element.read(&name, &data)?;
    if let ([rows, columns], true) = (&shape[..], by_columns) {
        values = (0..rows * columns).map(|at| values[at % columns * rows + at / columns].clone()).collect();
    }
    Ok((Tensor { name, shape, values }, element.short()))
}
