//! `jensen-check [--precise] [--threads N] [--work N] FILE…`: the checker alone, without search or command line.
//!
//! Exit codes: 0 every certificate is valid, 1 one is rejected, 2 usage, an unreadable file, or a verdict
//! that cannot be printed, 3 one is undecided. Of several, 2 comes first, then 1, then 3.

use jensen::certificate::{in_words, read_certificate_file};
use jensen::check::{Effort, Refusal, check};
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: jensen-check [--precise] [--threads N] [--work N] FILE…\n\
    Checks Jensen certificates; `-` is standard input.\n\
    A check that takes more than N units of work, each about a nanosecond, is undecided [default: 10000000000].\n\
    Exit codes: 0 all valid, 1 one rejected, 2 usage or an unreadable file, 3 one undecided.\n";

/// Exit codes, the one that decides last.
const WEIGHTS: [u8; 4] = [0, 3, 1, 2];

/// What the arguments ask for.
enum Request {
    Help,
    Version,
    Check { effort: Effort, files: Vec<OsString> },
}

fn main() -> ExitCode {
    let code = match arguments(std::env::args_os().skip(1)) {
        Ok(Request::Help) => say(USAGE, 0),
        Ok(Request::Version) => say(concat!("jensen-check ", env!("CARGO_PKG_VERSION"), "\n"), 0),
        Ok(Request::Check { effort, files }) => {
            let codes = files.iter().map(|file| check_file(file, &effort));
            codes.max_by_key(|code| WEIGHTS.iter().position(|other| other == code)).unwrap_or(2)
        }
        Err(problem) => complain(&format!("{problem}\n{USAGE}")),
    };
    ExitCode::from(code)
}

/// Prints a result and gives its exit code, unless it cannot be printed; a closed pipe is no error.
fn say(text: &str, code: u8) -> u8 {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("standard output: {}\n", in_words(&error)))
        }
        _ => code,
    }
}

/// Prints what keeps a question from being asked or answered, and gives its exit code.
fn complain(problem: &str) -> u8 {
    let _ = write!(io::stderr(), "jensen-check: {problem}");
    2
}

fn arguments(mut arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let (mut effort, mut files, mut only_files) = (Effort::default(), Vec::new(), false);
    while let Some(argument) = arguments.next() {
        match argument.to_str().unwrap_or_default() {
            file if only_files || !file.starts_with('-') || file == "-" => files.push(argument),
            "--" => only_files = true,
            "--help" | "-h" => return Ok(Request::Help),
            "--version" | "-V" => return Ok(Request::Version),
            "--precise" => effort.precise = true,
            "--threads" => {
                let number = arguments.next().and_then(|text| text.to_str()?.parse().ok());
                effort.threads =
                    number.filter(|n| (1..=1024).contains(n)).ok_or("--threads takes 1 to 1024")?;
            }
            "--work" => {
                let number = arguments.next().and_then(|text| text.to_str()?.parse().ok());
                effort.work = number.ok_or("--work takes a number")?;
            }
            option => return Err(format!("unknown option `{option}`")),
        }
    }
    if files.is_empty() { Err("no file given".into()) } else { Ok(Request::Check { effort, files }) }
}

/// What is claimed, in the words of a valid certificate: before that line are only comments, and the version.
fn claim(bytes: &[u8]) -> Cow<'_, str> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    String::from_utf8_lossy(lines.find_map(|line| line.strip_prefix(b"claim ")).unwrap_or_default())
}

fn check_file(file: &OsStr, effort: &Effort) -> u8 {
    let name = file.to_string_lossy();
    let bytes = match read_certificate_file(Path::new(file)) {
        Ok(bytes) => bytes,
        Err(error) => return complain(&format!("{name}: {}\n", in_words(&error))),
    };
    match check(&bytes, effort) {
        Ok(_) => say(&format!("{name}: valid: {}\n", claim(&bytes)), 0),
        Err(refusal) => {
            let code = if matches!(refusal, Refusal::Rejected(_)) { 1 } else { 3 };
            say(&format!("{name}: {refusal}\n"), code)
        }
    }
}
