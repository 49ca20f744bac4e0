//! `jensen-check`: the checker alone, without the rest of Jensen.

use jensen::check::{Effort, check};
use std::io::{self, Read, Write};
use std::process::ExitCode;

const USAGE: &str = "\
Checks certificates of convexity and non-convexity; FORMAT.md describes them.

Usage: jensen-check [--precise] [--threads N] FILE…

  FILE         a certificate; `-` is the standard input
  --precise    use many-digit arithmetic everywhere, never hardware floating point
  --threads N  threads for large covers; the verdict does not depend on it
  --help       print this

Exit status: 0 all are valid, 1 one is rejected, 2 wrong usage or a file that cannot be read.
";

/// What the command line asks for.
struct Request {
    effort: Effort,
    files: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return match say(USAGE) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(2),
        };
    }
    match parse(arguments.into_iter()) {
        Ok(request) => run(&request),
        Err(message) => {
            complain(&format!("{message}\n\n{USAGE}"));
            ExitCode::from(2)
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let mut request = Request { effort: Effort::default(), files: Vec::new() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--precise" => request.effort.precise = true,
            "--threads" => {
                let count = arguments.next().and_then(|count| count.parse().ok()).filter(|count| *count > 0);
                request.effort.threads = count.ok_or("`--threads` needs a number from 1 on")?;
            }
            "-" => request.files.push(argument),
            _ if argument.starts_with('-') => return Err(format!("unknown option `{argument}`")),
            _ => request.files.push(argument),
        }
    }
    if request.files.is_empty() { Err("no certificate is given".to_owned()) } else { Ok(request) }
}

fn run(request: &Request) -> ExitCode {
    let mut status = 0;
    for file in &request.files {
        let verdict = match read(file) {
            Ok(bytes) => match check(&bytes, &request.effort) {
                Ok(verified) => format!("{file}: valid: {}\n", verified.get().claim),
                Err(rejection) => {
                    status = status.max(1);
                    format!("{file}: rejected: {rejection}\n")
                }
            },
            Err(error) => {
                status = 2;
                complain(&format!("{file}: {error}\n"));
                continue;
            }
        };
        if say(&verdict).is_err() {
            // Nobody reads any more, so nobody learns the verdicts.
            return ExitCode::from(2);
        }
    }
    ExitCode::from(status)
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Prints to the standard output.
fn say(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Prints to the standard error; there is nowhere to complain about a failure of that.
fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
