//! `jensen lambda`: what is λ\*?

use super::arguments::{CoverArguments, OutputArguments, ProblemArguments, SearchArguments, parse_gap};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Bracket λ*, the least λ from which on L + λP is convex
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// Relative width that ends the search, as in 1%, 0.01 or 1/100
    #[arg(long, value_name = "GAP", default_value = "1%", value_parser = parse_gap, allow_hyphen_values = true)]
    gap: Rational,
    #[command(flatten)]
    search: SearchArguments,
    #[command(flatten)]
    cover: CoverArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl Arguments {
    /// Searches, writes, checks, prints.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run(self) -> Result<Exit, Failure> {
        let session = Session::open("lambda", &self.problem, &self.search, &self.output)?;
        let outcome = session
            .search_for_cover(&self.cover, |problem, control| search::lambda(problem, &self.gap, control))?;
        session.close(&Question::Lambda { gap: self.gap }, outcome)
    }
}
