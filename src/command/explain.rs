//! `jensen explain`: what an error code means.

use super::exit::{Exit, Failure};
use super::stream;
use crate::source::{Code, find_code};
use clap::Args;

/// Explain an error code, or list them all
#[derive(Args)]
pub struct Arguments {
    /// A code as errors show it
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Arguments {
    /// Prints the explanation.
    ///
    /// # Errors
    /// Where there is no such code.
    pub fn run(self) -> Result<Exit, Failure> {
        let text = match &self.code {
            None => Code::ALL.iter().map(|code| format!("{:<24}{}\n", code.as_str(), code.title())).collect(),
            Some(name) => {
                let unknown =
                    || Failure::Usage(format!("there is no code {name}; `jensen explain` lists them"));
                let code = find_code(name).ok_or_else(unknown)?;
                format!("{}: {}\n\n{}", code.as_str(), code.title(), code.explanation())
            }
        };
        stream::result(&text).map(|()| Exit::Established)
    }
}
