//! `jensen certify`: is f_λ convex on the domain?

use super::arguments::{CoverArguments, OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Prove L + λP convex on the domain, or refute it
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The weight of the penalty (default: half the problem file's weight_decay, else 0)
    #[arg(long, value_name = "Q", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Option<Rational>,
    /// Prove it strictly convex
    #[arg(long)]
    strict: bool,
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
        let mut session = Session::open("certify", &self.problem, &self.search, &self.output)?;
        let lambda = self.lambda.or(session.lambda().cloned()).unwrap_or_default();
        if lambda.is_zero() {
            session.read_at_zero(&self.problem)?;
        }
        let certify = if self.strict { search::certify_strictly } else { search::certify };
        let outcome =
            session.search_for_cover(&self.cover, |problem, control| certify(problem, &lambda, control))?;
        session.close(&Question::Certify { lambda, strict: self.strict }, outcome)
    }
}
