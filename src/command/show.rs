//! `jensen show`: a certificate, checked, for people or programs.

use super::exit::{Exit, Failure};
use super::{output, stream};
use crate::check::{Effort, check};
use crate::report::{Checked, Outcome, json, markdown, text};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Check a certificate and print what it says
#[derive(Args)]
pub struct Arguments {
    /// The certificate; - is standard input
    #[arg(value_name = "CERTIFICATE")]
    certificate: PathBuf,
    /// How it is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// For an answer or a paper
    Markdown,
}

impl Arguments {
    /// Checks and prints.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn run(self) -> Result<Exit, Failure> {
        let bytes =
            output::read_certificate(&self.certificate).map_err(Failure::file("read", &self.certificate))?;
        let file = self.certificate.display().to_string();
        match check(&bytes, &Effort::default()) {
            Ok(verified) => {
                stream::result(&match self.format {
                    Format::Text => text::certificate(&verified),
                    Format::Json => json::certificate(&verified).to_string(),
                    Format::Markdown => markdown::certificate(&verified, &file),
                })?;
                Ok(Exit::Established)
            }
            Err(rejection) => {
                let results = [Checked { file, outcome: Outcome::from(rejection) }];
                stream::result(&match self.format {
                    Format::Json => json::checked(&results).to_string(),
                    Format::Text | Format::Markdown => text::checked(&results),
                })?;
                Ok(Exit::Opposite)
            }
        }
    }
}
