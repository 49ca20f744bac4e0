//! `jensen-check [--precise] [--threads N] FILE…`: the checker alone, without search or command line.
//!
//! Exit codes: 0 every certificate is valid, 1 one is rejected, 2 usage or an unreadable file.

use jensen::check::{Effort, check};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: jensen-check [--precise] [--threads N] FILE…\n\
    Checks Jensen certificates; `-` is standard input.\n\
    Exit codes: 0 all valid, 1 one rejected, 2 usage or an unreadable file.\n";

/// What the arguments ask for.
enum Request {
    Help,
    Version,
    Check { effort: Effort, files: Vec<OsString> },
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match arguments(std::env::args_os().skip(1)) {
        Ok(Request::Help) => say(&mut out, USAGE, 0),
        Ok(Request::Version) => say(&mut out, concat!("jensen-check ", env!("CARGO_PKG_VERSION"), "\n"), 0),
        Ok(Request::Check { effort, files }) => {
            let worst = files.iter().map(|file| check_file(file, &effort, &mut out)).max();
            ExitCode::from(worst.unwrap_or(2))
        }
        Err(problem) => say(&mut io::stderr().lock(), &format!("jensen-check: {problem}\n{USAGE}"), 2),
    }
}

/// A closed pipe is no error.
fn say(out: &mut impl Write, text: &str, code: u8) -> ExitCode {
    let _ = out.write_all(text.as_bytes());
    ExitCode::from(code)
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
            option => return Err(format!("unknown option `{option}`")),
        }
    }
    if files.is_empty() { Err("no file given".into()) } else { Ok(Request::Check { effort, files }) }
}

fn check_file(file: &OsStr, effort: &Effort, out: &mut impl Write) -> u8 {
    let (name, mut bytes) = (file.to_string_lossy(), Vec::new());
    let read = if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut open| open.read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let _ = writeln!(io::stderr(), "jensen-check: {name}: {error}");
        return 2;
    }
    let (verdict, code) = match check(&bytes, effort) {
        Ok(verified) => (format!("valid: {}", verified.get().claim), 0),
        Err(rejection) => (format!("rejected: {rejection}"), 1),
    };
    let _ = writeln!(out, "{name}: {verdict}");
    code
}
