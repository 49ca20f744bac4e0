//! File formats that are no text, told apart by their first bytes.

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A zip archive: NumPy's `.npz`, a spreadsheet, PyTorch's `.pt`.
    Zip,
    /// A NumPy array, `.npy`.
    Numpy,
    /// An HDF5 file, such as Keras' `.h5`.
    Hdf5,
    /// A Parquet file.
    Parquet,
    /// A gzip archive.
    Gzip,
    /// A Python pickle.
    Pickle,
    /// A safetensors file.
    Safetensors,
    /// An ONNX model.
    Onnx,
}

impl Format {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Zip => "a zip archive, as spreadsheets, `.npz` and PyTorch's `.pt` are",
            Format::Numpy => "a NumPy array",
            Format::Hdf5 => "an HDF5 file",
            Format::Parquet => "a Parquet file",
            Format::Gzip => "a gzip archive",
            Format::Pickle => "a Python pickle",
            Format::Safetensors => "a safetensors file",
            Format::Onnx => "an ONNX model",
        }
    }

    /// Whether such files hold weights and nothing else.
    pub fn holds_weights(self) -> bool {
        matches!(self, Format::Safetensors | Format::Onnx)
    }
}

/// The format that these bytes begin.
pub(super) fn of(bytes: &[u8]) -> Option<Format> {
    const BEGINNINGS: [(&[u8], Format); 7] = [
        (b"PK\x03\x04", Format::Zip),
        (b"\x93NUMPY", Format::Numpy),
        (b"\x89HDF\r\n\x1a\n", Format::Hdf5),
        (b"PAR1", Format::Parquet),
        (b"\x1f\x8b", Format::Gzip),
        (b"\x80\x04\x95", Format::Pickle),
        (b"\x80\x02", Format::Pickle),
    ];
    let beginning = BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning));
    let is_safetensors = bytes.get(3..10).is_some_and(|bytes| bytes[..5] == [0; 5] && bytes[5..] == *b"{\"");
    let beginning = beginning.map(|(_, format)| format).or(is_safetensors.then_some(Format::Safetensors));
    beginning.or(is_onnx(bytes).then_some(Format::Onnx))
}

/// Whether a message of protobuf begins with a small `ir_version`, and the next field is the producer or another of the model's.
fn is_onnx(bytes: &[u8]) -> bool {
    matches!(bytes, [0x08, 1..=32, 0x12 | 0x1a | 0x22 | 0x2a | 0x3a | 0x42, ..])
}
