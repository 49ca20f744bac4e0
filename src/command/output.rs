//! Where certificates and other files go, and how certificates are read. Nothing of the user's is ever
//! written over: a file is created, or it replaces one of the same kind.
//!
//! A certificate's file is compressed where its name ends in `.zst`; whatever begins as zstd does is
//! unpacked when it is read, up to [`MAX_CERTIFICATE_BYTES`].

use super::exit::Failure;
use super::stream;
use crate::certificate::{MAX_CERTIFICATE_BYTES, read_certificate_file};
use crate::report::{FIGURE, path};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// How a zstd frame begins.
const ZSTD: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// A file, or standard output (then the report goes to standard error).
#[derive(Clone, Debug)]
pub enum Destination {
    /// `-`.
    Stdout,
    /// A file to create, or an earlier certificate.
    File(PathBuf),
}

impl Destination {
    /// The destination that `--output` names, or `default`; looked at before a long search begins.
    ///
    /// # Errors
    /// Where the file cannot be written, or is there and is no certificate.
    pub fn choose(output: Option<&Path>, default: &str) -> Result<Destination, Failure> {
        let path = output.unwrap_or(Path::new(default));
        if path == Path::new("-") {
            return Ok(Destination::Stdout);
        }
        Kind::Certificate.may_replace(path)?;
        // Only an attempt tells whether the directory is there and lets itself be written to.
        let (temporary, file) = create_beside(path)?;
        drop(file);
        fs::remove_file(&temporary).map_err(Failure::file("write", path))?;
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

/// What a file is, as far as its beginning tells.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A certificate: comment lines, then `jensen-certificate N`.
    Certificate,
    /// A manual page of this program.
    ManualPage,
    /// A figure that this program has drawn.
    Figure,
    /// A table of a path, as CSV.
    Table,
    /// What `show` has written, by how it begins, if that tells.
    Shown(Option<&'static str>),
}

impl Kind {
    /// The bytes within which a file says what it is: a search's unfinished tree stands before that.
    const BEGINNING: u64 = MAX_CERTIFICATE_BYTES;
    /// The longest line on the way there.
    const LINE: u64 = 1 << 16;

    /// Makes sure that nothing is lost by writing a file of this kind to `path`: that there is no file, an
    /// empty one, or one of this kind.
    ///
    /// # Errors
    /// Where there is anything else, or it cannot be looked at.
    pub fn may_replace(self, path: &Path) -> Result<(), Failure> {
        let refuse = |why: &str| Err(Failure::Usage(format!("{} {why}", path.display())));
        let names_a_file = path.file_name().is_some() && !path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let found = match fs::metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return match fs::symlink_metadata(path) {
                    Ok(_) => refuse("is a symbolic link to a file that is not there"),
                    Err(_) if !names_a_file => refuse("does not name a file"),
                    Err(_) => Ok(()),
                };
            }
            found => found.map_err(Failure::file("write", path))?,
        };
        if !found.is_file() {
            return refuse("is no regular file");
        }
        let read = File::open(path).and_then(|file| {
            let mut file = BufReader::new(file);
            if file.fill_buf()?.starts_with(&ZSTD) {
                let text = zstd::Decoder::with_buffer(file)?;
                return self.begins(BufReader::new(text.take(Self::BEGINNING)));
            }
            self.begins(file.take(Self::BEGINNING))
        });
        if found.len() == 0 || read.map_err(Failure::file("look into", path))? {
            return Ok(());
        }
        refuse(match self {
            Kind::Certificate => {
                "is there already and is no certificate: it stays as it is, name another --output"
            }
            Kind::ManualPage => "is there already and is none of these manual pages: it stays as it is",
            Kind::Figure => "is there already and is no figure of this program: it stays as it is",
            Kind::Table => "is there already and is no table of a path: it stays as it is",
            Kind::Shown(_) => {
                "is there already and is not known to be of this format and program: it stays as it is"
            }
        })
    }

    /// Whether a text begins as this kind does.
    fn begins(self, mut text: impl BufRead) -> io::Result<bool> {
        let mut line = Vec::new();
        loop {
            line.clear();
            (&mut text).take(Self::LINE).read_until(b'\n', &mut line)?;
            if line.pop_if(|last| *last == b'\n').is_none()
                && (line.is_empty() || line.len() as u64 == Self::LINE)
            {
                return Ok(false);
            }
            match self {
                Kind::Certificate if line.starts_with(b"#") => {}
                Kind::Certificate => {
                    let version = line.strip_prefix(b"jensen-certificate ").unwrap_or_default();
                    return Ok(!version.is_empty() && version.iter().all(u8::is_ascii_digit));
                }
                Kind::ManualPage if line.starts_with(b".ie ") || line.starts_with(b".el ") => {}
                Kind::ManualPage => return Ok(line.starts_with(b".TH jensen")),
                Kind::Figure => return Ok(line.starts_with(FIGURE.as_bytes())),
                Kind::Table => return Ok(line.starts_with(path::TABLE.as_bytes())),
                Kind::Shown(opening) => {
                    return Ok(opening.is_some_and(|opening| line.starts_with(opening.as_bytes())));
                }
            }
        }
    }

    /// Writes a file of this kind so that it is there as a whole or not at all: under another name first,
    /// then renamed.
    ///
    /// # Errors
    /// The system's; or something that must not be replaced has appeared, and the other name is kept.
    pub fn write(self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let (temporary, mut file) = create_beside(path)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_ok()
            && let Err(refusal) = self.may_replace(path)
        {
            stream::note(&format!("what was to be written is in {}", temporary.display()));
            return Err(refusal);
        }
        written.and_then(|()| fs::rename(&temporary, resolved(path))).map_err(|error| {
            // The first error is the one to report.
            let _ = fs::remove_file(&temporary);
            Failure::file("write", path)(error)
        })
    }
}

/// A new file in the same directory, and its name.
fn create_beside(path: &Path) -> Result<(PathBuf, File), Failure> {
    let target = resolved(path);
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = target.with_file_name(name);
    let file = File::create_new(&temporary).map_err(Failure::file("write", path))?;
    Ok((temporary, file))
}

/// Where a path leads to, if there is something.
fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// The system's.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = File::create_new(path).map_err(Failure::file("create", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        // The first error is the one to report, and half a file is of no use.
        let _ = fs::remove_file(path);
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

/// Reads a certificate and unpacks it; `-` is standard input.
///
/// # Errors
/// The system's, and for compressed files that are damaged or hold more than 1 GiB.
pub fn read_certificate(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = read_certificate_file(path)?;
    if bytes.starts_with(&ZSTD) { unpacked(&bytes) } else { Ok(bytes) }
}

/// Whether bytes begin as a certificate does, after its comments.
pub fn is_certificate(bytes: &[u8]) -> bool {
    Kind::Certificate.begins(bytes).unwrap_or_default()
}

fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    zstd::Decoder::with_buffer(bytes)?.take(MAX_CERTIFICATE_BYTES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MAX_CERTIFICATE_BYTES {
        return Err(io::Error::other("it holds more than 1 GiB"));
    }
    Ok(text)
}
