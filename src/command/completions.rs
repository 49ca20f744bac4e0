//! `jensen completions`: completions for a shell.

use super::exit::{Exit, Failure};
use super::{Cli, stream};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

impl Arguments {
    /// Prints them.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "jensen", &mut script);
        stream::raw(&script).map(|()| Exit::Established)
    }
}
