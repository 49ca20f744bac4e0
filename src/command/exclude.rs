//! `jensen exclude`: is this point a minimiser at no λ? Is no point one at this λ?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::{Found, Session};
use crate::report::Question;
use crate::search;
use crate::source::read_point;
use clap::Args;
use rug::Rational;

/// Prove that a point minimises L + λP for no λ ≥ 0, or that no point does at one λ
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The point: 'a1=1,a2=-1,…', or a file of weights
    #[arg(long, value_name = "W", allow_hyphen_values = true, required_unless_present = "lambda")]
    at: Option<String>,
    /// The λ at which no point is to be a minimiser
    #[arg(long, value_name = "Q", value_parser = parse_lambda, allow_hyphen_values = true, conflicts_with = "at")]
    lambda: Option<Rational>,
    #[command(flatten)]
    search: SearchArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl Arguments {
    /// Searches, writes, checks, prints.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run(self) -> Result<Exit, Failure> {
        let session = Session::open("exclude", &self.problem, &self.search, &self.output)?;
        let at = self.at.as_deref().map(|at| read_point("--at", at, session.problem())).transpose()?;
        let found = match at {
            Some(at) => session.search(|problem, control| search::exclude(problem, &at, control)).into(),
            None => Found::from(search::exclude_all(session.problem(), &self.lambda.unwrap_or_default())),
        };
        session.close(&Question::Statement, found)
    }
}
