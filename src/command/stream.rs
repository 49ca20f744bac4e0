//! The two streams: results go to standard output, everything else to standard error.

use super::exit::Failure;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Prints a result. A reader that has gone away is no error.
///
/// # Errors
/// Whatever else keeps standard output from being written.
pub fn result(text: &str) -> Result<(), Failure> {
    print(&mut anstream::stdout(), text)
}

/// Prints a result where results go, or to standard error where standard output carries the certificate.
///
/// # Errors
/// As [`result`].
pub fn report(text: &str, stdout_is_taken: bool) -> Result<(), Failure> {
    if stdout_is_taken { print(&mut anstream::stderr(), text) } else { result(text) }
}

/// Prints bytes as they are.
///
/// # Errors
/// As [`result`].
pub fn raw(bytes: &[u8]) -> Result<(), Failure> {
    written(io::stdout().write_all(bytes).and_then(|()| io::stdout().flush()))
}

/// Prints a message to standard error; there is no better place to complain about a failure to do so.
pub fn note(text: &str) {
    let _ = print(&mut anstream::stderr(), text);
}

/// A text without colours, for a file.
pub fn plain(text: &str) -> String {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{}{end}", anstream::adapter::strip_str(text))
}

fn print(stream: &mut dyn Write, text: &str) -> Result<(), Failure> {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    written(write!(stream, "{text}{end}").and_then(|()| stream.flush()))
}

/// What came of an attempt to write to standard output; a reader that has gone away is no error.
///
/// # Errors
/// Any other that the system reports.
pub fn written(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::file("write", Path::new("standard output"))),
    }
}
