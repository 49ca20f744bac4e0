//! `jensen minimize`: where is the one minimiser of f_λ?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments, parse_lambda, parse_width};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search;
use crate::source::read_point;
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
    /// In a ball about where a descent from this point ends, instead of the domain: 'a1=1,a2=-1,…', or a file of weights
    #[arg(long, value_name = "W", conflicts_with = "every_lambda", allow_hyphen_values = true)]
    near: Option<String>,
    /// The radius of that ball (default: the greatest that one leaf test proves)
    #[arg(long, value_name = "R", requires = "near", value_parser = parse_width, allow_hyphen_values = true)]
    radius: Option<Rational>,
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
        let near = self.near.as_deref().map(|at| read_point("--near", at, session.problem())).transpose()?;
        let outcome = session.search(|problem, control| match &near {
            Some(at) => {
                search::minimize_near(problem, &lambda, at, self.radius.as_ref(), &self.within, control)
            }
            None => search::minimize(problem, &lambda, &self.within, control),
        });
        session.close(&Question::Minimize { lambda, within: self.within }, outcome)
    }
}
