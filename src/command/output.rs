//! Where a certificate goes, and how files are read.
//!
//! A certificate's file is compressed where its name ends in `.zst`; whatever begins as zstd does is
//! unpacked when it is read, up to [`LARGEST`].

use super::exit::Failure;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a compressed file may hold: more than any certificate has.
const LARGEST: u64 = 1 << 30;
/// How a zstd frame begins.
const ZSTD: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// A file, or standard output (then the report goes to standard error).
#[derive(Clone, Debug)]
pub enum Destination {
    /// `-`.
    Stdout,
    /// A regular file, there already or not.
    File(PathBuf),
}

impl Destination {
    /// The destination that `--output` names, or `default`; looked at before a long search begins.
    ///
    /// # Errors
    /// Where the directory does not exist or the path is there and no regular file.
    pub fn choose(output: Option<&Path>, default: &str) -> Result<Destination, Failure> {
        let path = output.unwrap_or(Path::new(default));
        if path == Path::new("-") {
            return Ok(Destination::Stdout);
        }
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Failure::Usage(format!("--output {} is no regular file", path.display())));
        }
        fs::metadata(directory(path)).map_err(Failure::file("write to", directory(path)))?;
        Ok(Destination::File(path.to_owned()))
    }

    /// Whether the report must leave standard output alone.
    pub fn is_stdout(&self) -> bool {
        matches!(self, Destination::Stdout)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destination::Stdout => f.write_str("-"),
            Destination::File(path) => path.display().fmt(f),
        }
    }
}

/// Writes a file so that it is there as a whole or not at all: under another name first, then renamed.
///
/// # Errors
/// The system's.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = target.with_file_name(name);
    let written = fs::File::create_new(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|error| {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
        Failure::file("write", path)(error)
    })
}

/// A text as the bytes of a file of this name.
///
/// # Errors
/// The system's.
pub fn packed(path: &Path, text: String) -> io::Result<Vec<u8>> {
    if path.extension().is_some_and(|extension| extension == "zst") {
        zstd::encode_all(text.as_bytes(), zstd::DEFAULT_COMPRESSION_LEVEL)
    } else {
        Ok(text.into_bytes())
    }
}

/// Reads a whole file and unpacks it; `-` is standard input.
///
/// # Errors
/// The system's, and for compressed files that are damaged or hold more than 1 GiB.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(path)?;
    }
    if bytes.starts_with(&ZSTD) { unpacked(&bytes) } else { Ok(bytes) }
}

fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    zstd::Decoder::with_buffer(bytes)?.take(LARGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other("it holds more than 1 GiB"));
    }
    Ok(text)
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
