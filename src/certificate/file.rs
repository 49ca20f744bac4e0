//! Certificate files: how much of one is read.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest certificate file: 1 GiB.
pub const MAX_CERTIFICATE_BYTES: u64 = 1 << 30;

/// Reads a certificate file of at most [`MAX_CERTIFICATE_BYTES`]; `-` is standard input.
///
/// # Errors
/// The system's, and [`ErrorKind::FileTooLarge`].
pub fn read_certificate_file(path: &Path) -> io::Result<Vec<u8>> {
    if path == Path::new("-") {
        return read_capped(io::stdin().lock(), 0);
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    read_capped(file, length)
}

/// Reads all there is; `length` is what is known of it beforehand.
fn read_capped(source: impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if length <= MAX_CERTIFICATE_BYTES {
        source.take(MAX_CERTIFICATE_BYTES + 1).read_to_end(&mut bytes)?;
    }
    if length.max(bytes.len() as u64) > MAX_CERTIFICATE_BYTES {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "a certificate has at most 1 GiB"));
    }
    Ok(bytes)
}
