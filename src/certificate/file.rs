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

/// How much is read at once.
const CHUNK: u64 = 1 << 20;
/// What compressed files begin with (a zstd frame); others are text.
const PACKED: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// Reads all there is, or to the first chunk with a NUL byte, which no text has and no checker accepts; `length`
/// is what is known of it beforehand.
fn read_capped(mut source: impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if length <= MAX_CERTIFICATE_BYTES {
        while bytes.len() as u64 <= MAX_CERTIFICATE_BYTES {
            let before = bytes.len();
            let read = source.by_ref().take(CHUNK).read_to_end(&mut bytes)?;
            let is_text = !bytes.starts_with(&PACKED);
            if read == 0 || (is_text && bytes[before..].contains(&0)) {
                break;
            }
        }
    }
    if length.max(bytes.len() as u64) > MAX_CERTIFICATE_BYTES {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "a certificate has at most 1 GiB"));
    }
    Ok(bytes)
}
