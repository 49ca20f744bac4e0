//! `jensen minimize`: where is the one minimiser of f_λ?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda, parse_width};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Prove that L + λP has exactly one minimiser on the box, and say where
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The weight of the penalty (default: half the problem file's weight_decay)
    #[arg(long, value_name = "Q", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Option<Rational>,
    /// The one minimiser for every λ > 0, as a function of λ: where L is convex and quadratic
    #[arg(long, conflicts_with = "lambda")]
    every_lambda: bool,
    /// How near the minimiser is to be known, where it is not found exactly
    #[arg(long, value_name = "R", default_value = "1e-12", value_parser = parse_width,
        allow_hyphen_values = true)]
    within: Rational,
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
        let session = Session::open("minimize", &self.problem, &self.search, &self.output)?;
        if self.every_lambda {
            let found = session.search(search::minimize_everywhere);
            return session.close(&Question::Statement, found);
        }
        let lambda = self.lambda.or(session.lambda().cloned());
        let lambda =
            lambda.ok_or_else(|| Failure::Usage("minimize needs --lambda or --every-lambda".to_owned()))?;
        let outcome =
            session.search(|problem, control| search::minimize(problem, &lambda, &self.within, control));
        session.close(&Question::Minimize { lambda, within: self.within }, outcome)
    }
}
