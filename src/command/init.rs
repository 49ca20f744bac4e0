//! `jensen init`: a problem file to start from.

use super::exit::{Exit, Failure};
use super::output::write_atomically;
use super::stream;
use crate::source;
use clap::Args;
use std::path::PathBuf;

/// Print a problem file for a table of data, to be edited
#[derive(Args)]
pub struct Arguments {
    /// The data (CSV with a header)
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Arguments {
    /// Prints or writes the file.
    ///
    /// # Errors
    /// Where the data cannot be read or the file not be written.
    pub fn run(self) -> Result<Exit, Failure> {
        let text = source::init(&self.data)?;
        match self.output {
            Some(path) if path.exists() => {
                return Err(Failure::Usage(format!("{} is there already", path.display())));
            }
            Some(path) => write_atomically(&path, text.as_bytes())?,
            None => stream::result(&text)?,
        }
        Ok(Exit::Established)
    }
}
