//! `jensen info`: what is this problem?

use super::arguments::{Format, FormatArgument, ProblemArguments};
use super::exit::{Exit, Failure};
use super::stream;
use crate::report::{json, survey, text};
use crate::search;
use clap::Args;

/// Say what a problem is and what can be asked of it
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    #[command(flatten)]
    report: FormatArgument,
}

impl Arguments {
    /// Reads the problem and prints the survey.
    ///
    /// # Errors
    /// Where the problem cannot be read.
    pub fn run(self) -> Result<Exit, Failure> {
        let loaded = self.problem.load()?;
        if let Some(naming) = &loaded.naming {
            stream::note(&format!("note: {naming}"));
        }
        let survey = survey(&loaded.problem, search::some_group_facts(&loaded.problem));
        stream::result(&match self.report.format {
            Format::Text => text::survey(&survey, &loaded),
            Format::Json => json::survey(&survey, &loaded).to_string(),
        })?;
        Ok(Exit::Established)
    }
}
