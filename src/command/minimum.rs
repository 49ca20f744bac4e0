//! `jensen minimum`: the least value of f_λ on the box?

use super::arguments::{
    OutputArguments, ProblemArguments, SearchArguments, parse_gap, parse_lambda, parse_width,
};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search::{self, MinimumGap};
use clap::Args;
use rug::Rational;

/// Bracket the least value of L + λP on the box, convex or not
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The weight of the penalty
    #[arg(long, value_name = "Q", default_value = "0", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Rational,
    /// Width relative to the value that ends the search, as in 1%, 0.01 or 1/100
    #[arg(long, value_name = "GAP", default_value = "1%", value_parser = parse_gap, allow_hyphen_values = true)]
    gap: Rational,
    /// Width that ends the search too
    #[arg(long, value_name = "WIDTH", default_value = "1e-9", value_parser = parse_width,
        allow_hyphen_values = true)]
    absolute_gap: Rational,
    /// Prove that the minimiser stays one for every larger λ: where P is least there too
    #[arg(long)]
    onwards: bool,
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
        let session = Session::open("minimum", &self.problem, &self.search, &self.output)?;
        let gap = MinimumGap { relative: self.gap, absolute: self.absolute_gap };
        let outcome = session.search(|problem, control| match self.onwards {
            true => search::minimum_onwards(problem, &self.lambda, &gap, control),
            false => search::minimum(problem, &self.lambda, &gap, control),
        });
        let question = match self.onwards {
            true => Question::Statement,
            false => Question::Minimum { lambda: self.lambda, gap },
        };
        session.close(&question, outcome)
    }
}
