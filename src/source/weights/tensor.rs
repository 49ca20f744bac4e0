//! Named arrays of exact numbers, as files of weights hold them.

use super::super::error::ParameterError;
use half::{bf16, f16};
use rug::Rational;

/// An array, row by row: `values.len()` is the product of `shape`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tensor {
    /// What the file calls it.
    pub name: String,
    /// Its sizes; none for a single number.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Vec<Rational>,
}

/// The arrays of a file in its order, and what their numbers were.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tensors {
    pub arrays: Vec<Tensor>,
    /// Whether some have fewer than 53 bits: which type.
    pub short: Option<&'static str>,
    /// Whether the file sorts them by name, so that their order says nothing.
    pub is_sorted: bool,
}

/// The types of numbers that are read, little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    F16,
    Bf16,
    F32,
    F64,
    I32,
    I64,
}

impl Element {
    /// The name of a type that has fewer bits than doubles.
    pub fn short(self) -> Option<&'static str> {
        match self {
            Element::F16 => Some("float16"),
            Element::Bf16 => Some("bfloat16"),
            Element::F32 => Some("float32"),
            Element::F64 | Element::I32 | Element::I64 => None,
        }
    }

    /// The exact numbers that these bytes are.
    ///
    /// # Errors
    /// Where one is infinite or no number.
    pub fn read(self, name: &str, bytes: &[u8]) -> Result<Vec<Rational>, ParameterError> {
        match self {
            Element::F16 => each(name, bytes, |b| Rational::from_f64(f16::from_le_bytes(b).to_f64())),
            Element::Bf16 => each(name, bytes, |b| Rational::from_f64(bf16::from_le_bytes(b).to_f64())),
            Element::F32 => each(name, bytes, |b| Rational::from_f32(f32::from_le_bytes(b))),
            Element::F64 => each(name, bytes, |b| Rational::from_f64(f64::from_le_bytes(b))),
            Element::I32 => each(name, bytes, |b| Some(Rational::from(i32::from_le_bytes(b)))),
            Element::I64 => each(name, bytes, |b| Some(Rational::from(i64::from_le_bytes(b)))),
        }
    }
}

fn each<const N: usize>(
    name: &str,
    bytes: &[u8],
    number: impl Fn([u8; N]) -> Option<Rational>,
) -> Result<Vec<Rational>, ParameterError> {
    let (chunks, _) = bytes.as_chunks::<N>();
    let not_finite = |index| ParameterError::NotFinite { name: format!("{name}, number {}", index + 1) };
    chunks.iter().enumerate().map(|(index, b)| number(*b).ok_or_else(|| not_finite(index))).collect()
}

impl Tensor {
    /// Its name and shape.
    pub fn in_words(&self) -> String {
        format!("{} {}", self.name, shape_in_words(&self.shape))
    }
}

/// A shape as `3×4`.
pub(super) fn shape_in_words(shape: &[usize]) -> String {
    let sizes: Vec<_> = shape.iter().map(usize::to_string).collect();
    if sizes.is_empty() { "1 number".to_owned() } else { sizes.join("×") }
}
