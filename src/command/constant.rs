//! `jensen constant`: is f_λ one number everywhere?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Prove an identity of polynomials: that L + λP is the same number everywhere
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
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
        let session = Session::open("constant", &self.problem, &self.search, &self.output)?;
        let found = search::constant(session.problem(), &self.lambda);
        session.close(&Question::Statement, found)
    }
}
