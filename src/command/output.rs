//! Where a certificate goes.

use super::exit::Failure;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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

/// Reads a whole file; `-` is standard input.
///
/// # Errors
/// The system's.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
