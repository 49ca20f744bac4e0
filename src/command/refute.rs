//! `jensen refute`: is f_λ non-convex?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Find points that break Jensen's inequality for L + λP, exactly, or for every λ at once
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The weight of the penalty
    #[arg(long, value_name = "Q", default_value = "0", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Rational,
    /// Every λ ≥ 0 at once: by a kink, where the penalty is flat, or by points that move with λ
    #[arg(long, conflicts_with_all = ["lambda", "points"])]
    every_lambda: bool,
    /// Points that a witness may have
    #[arg(long, value_name = "K", default_value_t = 2, allow_hyphen_values = true,
        value_parser = clap::value_parser!(u8).range(2..))]
    points: u8,
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
        let session = Session::open("refute", &self.problem, &self.search, &self.output)?;
        if self.every_lambda {
            let outcome = session.search(search::refute_every);
            return session.close(&Question::RefuteEvery, outcome);
        }
        let outcome = session.search(|problem, control| {
            search::refute(problem, Some(&self.lambda), self.points.into(), control)
        });
        session.close(&Question::Refute { lambda: self.lambda }, outcome)
    }
}
