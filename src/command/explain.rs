//! `jensen explain`: what an error code means.

use super::exit::{Exit, Failure};
use super::stream;
use crate::source::code;
use clap::Args;

/// Explain an error code
#[derive(Args)]
pub struct Arguments {
    /// A code as errors show it
    #[arg(value_name = "CODE")]
    code: String,
}

impl Arguments {
    /// Prints the explanation.
    ///
    /// # Errors
    /// Where there is no such code.
    pub fn run(self) -> Result<Exit, Failure> {
        let wanted = self.code.to_uppercase();
        match code::explain(&wanted) {
            Some(text) => stream::result(text).map(|()| Exit::Established),
            None => Err(Failure::Usage(format!("there is no code {wanted}"))),
        }
    }
}
