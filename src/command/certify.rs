//! `jensen certify`: is f_λ convex on the domain?

use super::arguments::{CoverArguments, OutputArguments, ProblemArguments, SearchArguments, parse_lambda};
use super::exit::{Exit, Failure};
use super::session::{Found, Session};
use crate::report::Question;
use crate::search;
use clap::Args;
use rug::Rational;

/// Prove L + λP convex on the domain, or refute it
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The weight of the penalty
    #[arg(long, value_name = "Q", default_value = "0", value_parser = parse_lambda, allow_hyphen_values = true)]
    lambda: Rational,
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
        let session = Session::open("certify", &self.problem, &self.search, &self.output)?;
        let earlier = session.earlier(&self.cover)?;
        let outcome = session.search(&self.search, earlier.as_ref(), |problem, control| {
            let certify = if self.strict { search::certify_strictly } else { search::certify };
            certify(problem, &self.lambda, &control.with_symmetry(!self.cover.no_symmetry))
        });
        let question = Question::Certify { lambda: self.lambda, strict: self.strict };
        session.close(&question, Found::from(outcome), &self.search, self.output.report.format)
    }
}
