//! `jensen upgrade`: a certificate of an earlier version of the format, written anew.

use super::arguments::{Format, FormatArgument, ThreadArguments};
use super::exit::{Exit, Failure};
use super::output::{self, Destination, Kind};
use super::version1::{is_version_1, upgrade};
use super::{signal, stream};
use crate::check::{Effort, check};
use crate::report::{Checked, Outcome, json, text};
use clap::Args;
use std::path::PathBuf;

/// Write a certificate of version 1 of the format as one of version 2, and check it
#[derive(Args)]
pub struct Arguments {
    /// The certificate of version 1; - is standard input
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Where it goes: a new file, or one that replaces a certificate; - is standard output
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    threads: ThreadArguments,
    #[command(flatten)]
    report: FormatArgument,
}

impl Arguments {
    /// Reads, writes, checks what was written, prints the verdict.
    ///
    /// # Errors
    /// Where a file cannot be read or written, or is of no earlier version.
    pub fn run(self) -> Result<Exit, Failure> {
        let destination = Destination::choose(Some(&self.new), "")?;
        let bytes = output::read_certificate(&self.old).map_err(Failure::file("read", &self.old))?;
        let refuse = |why: &str| Failure::Usage(format!("{}: {why}", self.old.display()));
        let old = String::from_utf8(bytes).map_err(|_| refuse("the text is not UTF-8"))?;
        if !is_version_1(&old) {
            return Err(refuse("expected a certificate that begins with `jensen-certificate 1`"));
        }
        let new = upgrade(&old).map_err(|error| refuse(&error.to_string()))?;
        let bytes = match &destination {
            Destination::Stdout => stream::raw(new.as_bytes()).map(|()| new.into_bytes())?,
            Destination::File(path) => {
                signal::install()?;
                let bytes = output::packed(path, new).map_err(Failure::file("write", path))?;
                signal::while_writing(path, || Kind::Certificate.write(path, &bytes))?;
                output::read_certificate(path).map_err(Failure::file("read", path))?
            }
        };
        let (exit, outcome) =
            match check(&bytes, &Effort { threads: self.threads.count(), ..Effort::default() }) {
                Ok(verified) => {
                    (Exit::Established, Outcome::Valid { verified: Box::new(verified), problem: None })
                }
                Err(refusal) => (Exit::of_refusal(&refusal), Outcome::from(refusal)),
            };
        let results = [Checked { file: destination.to_string(), outcome }];
        let shown = match self.report.format {
            Format::Text => text::checked(&results),
            Format::Json => json::checked(&results).to_string(),
        };
        stream::report(&shown, destination.is_stdout())?;
        Ok(exit)
    }
}
