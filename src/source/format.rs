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
        }
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
    beginning.map(|(_, format)| format).or(is_safetensors.then_some(Format::Safetensors))
}
