//! `jensen show`: a certificate, checked, for people or programs.

use super::arguments::WorkArgument;
use super::exit::{Exit, Failure};
use super::output::{self, Kind};
use super::stream;
use crate::check::{Effort, check};
use crate::report::{Checked, FIGURE, Outcome, bibtex, html, json, latex, markdown, sketch, text};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Check a certificate and print what it says
#[derive(Args)]
pub struct Arguments {
    /// The certificate; - is standard input
    #[arg(value_name = "CERTIFICATE")]
    certificate: PathBuf,
    /// How it is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
    /// LaTeX to \input into a document of yours, not a document of its own
    #[arg(long)]
    fragment: bool,
    #[command(flatten)]
    work: WorkArgument,
    /// Writes a file; it replaces an earlier one of the same format, and never any other [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// For an answer or a post
    Markdown,
    /// A theorem, compiles as it is
    Latex,
    /// An entry of a bibliography
    Bibtex,
    /// A figure, drawn and not proved
    Svg,
    /// A page with the figure, for a browser
    Html,
}

impl Format {
    /// How a file of this format begins; nothing tells a text of ours from others.
    fn opening(self) -> Option<&'static str> {
        Some(match self {
            Format::Text => return None,
            Format::Json => json::OPENING,
            Format::Markdown => markdown::OPENING,
            Format::Latex => latex::OPENING,
            Format::Bibtex => bibtex::OPENING,
            Format::Svg => FIGURE,
            Format::Html => html::OPENING,
        })
    }
}

impl Arguments {
    /// Checks and prints.
    ///
    /// # Errors
    /// Where the file cannot be read, or the certificate has no figure.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.fragment && self.format != Format::Latex {
            return Err(Failure::Usage("--fragment goes with --format latex only".to_owned()));
        }
        let kind = Kind::Shown(self.format.opening());
        let output = self.output.as_deref().filter(|path| *path != Path::new("-"));
        output.map_or(Ok(()), |path| kind.may_replace(path))?;
        let bytes =
            output::read_certificate(&self.certificate).map_err(Failure::file("read", &self.certificate))?;
        let file = self.certificate.display().to_string();
        let verified = match check(&bytes, &Effort { work: self.work.work, ..Effort::default() }) {
            Ok(verified) => verified,
            Err(refusal) => {
                let exit = Exit::of_refusal(&refusal);
                let results = [Checked { file, outcome: Outcome::from(refusal) }];
                stream::result(&match self.format {
                    Format::Json => json::checked(&results).to_string(),
                    _ => text::checked(&results),
                })?;
                return Ok(exit);
            }
        };
        let shown = match self.format {
            Format::Text => text::certificate(&verified),
            Format::Json => json::certificate(&verified).to_string(),
            Format::Markdown => markdown::certificate(&verified, &file),
            Format::Latex if self.fragment => latex::fragment(&verified, &file),
            Format::Latex => latex::document(&verified, &file),
            Format::Bibtex => bibtex::entry(&verified, &file),
            Format::Svg => sketch::svg(&verified).ok_or_else(|| {
                let rule = verified.get().evidence.rule();
                Failure::Usage(format!(
                    "{file} is valid, but nothing is drawn for it (rule {rule}): see --format html"
                ))
            })?,
            Format::Html => html::page(&verified, &file),
        };
        match output {
            None => stream::result(&shown)?,
            Some(path) => kind.write(path, stream::plain(&shown).as_bytes())?,
        }
        Ok(Exit::Established)
    }
}
