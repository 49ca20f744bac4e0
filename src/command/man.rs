//! `jensen man`: manual pages.

use super::exit::{Exit, Failure};
use super::output::Kind;
use super::{Cli, stream};
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use std::path::PathBuf;

/// Print the manual page, or write one a command into a directory
#[derive(Args)]
pub struct Arguments {
    /// Directory for jensen.1, jensen-lambda.1 and so on
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Arguments {
    /// Prints or writes them.
    ///
    /// # Errors
    /// Where they cannot be written, or a file of such a name is none of them.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut jensen = Cli::command().disable_help_subcommand(true);
        jensen.build();
        let Some(directory) = self.output else {
            return stream::raw(&page(jensen)?).map(|()| Exit::Established);
        };
        std::fs::create_dir_all(&directory).map_err(Failure::file("create", &directory))?;
        let commands = jensen.get_subcommands().chain([&jensen]);
        let pages: Vec<(PathBuf, Command)> = commands
            .map(|command| {
                let name = command.get_display_name().unwrap_or("jensen");
                (directory.join(format!("{name}.1")), command.clone())
            })
            .collect();
        pages.iter().try_for_each(|(path, _)| Kind::ManualPage.may_replace(path))?;
        for (path, command) in pages {
            Kind::ManualPage.write(&path, &page(command)?)?;
        }
        Ok(Exit::Established)
    }
}

fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Failure::file("render", "the manual page".as_ref()))?;
    Ok(page)
}
