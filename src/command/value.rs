//! `jensen value`: what is f_λ at this point?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use crate::source::read_point;
use clap::Args;
use rug::Rational;

/// Enclose L + λP at a point, exactly where its value is rational
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The point: 'a1=1,a2=-1,…', or a file of weights
    #[arg(long, value_name = "W", allow_hyphen_values = true)]
    at: String,
    /// The weight of the penalty
    #[arg(long, value_name = "Q", default_value = "0", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Rational,
    #[command(flatten)]
    search: SearchArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl Arguments {
    /// Computes, writes, checks, prints.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run(self) -> Result<Exit, Failure> {
        let session = Session::open("value", &self.problem, &self.search, &self.output)?;
        let at = read_point("--at", &self.at, session.problem())?;
        let found = search::value(session.problem(), &self.lambda, &at);
        session.close(&Question::Statement, found)
    }
}
