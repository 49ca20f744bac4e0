//! `jensen orbit`: what do the symmetries force?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::report::Question;
use crate::search::{self, OrbitOutcome, Refutation};
use crate::source::read_point;
use clap::Args;

/// Find the symmetries, and refute convexity by the mean of a point's orbit
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The point: 'a1=1,a2=-1,…', or a file of weights [default: searched]
    #[arg(long, value_name = "W", allow_hyphen_values = true)]
    at: Option<String>,
    /// Only the group that these generators generate, by their numbers in the report: 1,3
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    generators: Vec<u32>,
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
        let session = Session::open("orbit", &self.problem, &self.search, &self.output)?;
        let at = self.at.as_deref().map(|at| read_point("--at", at, session.problem())).transpose()?;
        let outcome = session
            .search(|problem, control| search::orbit(problem, &self.generators, at.as_deref(), control));
        let known = outcome.symmetry.generators.len();
        if let Some(number) = self.generators.iter().find(|&&number| number as usize > known) {
            let count = if known == 0 { "none".to_owned() } else { format!("1 to {known}") };
            return Err(Failure::Usage(format!("there is no generator {number}: found {count}")));
        }
        let OrbitOutcome { symmetry, subgroups, lower, .. } = outcome;
        let question = Question::Orbit { symmetry, subgroups, lower };
        let found = Refutation { certificate: outcome.certificate, stop: outcome.stop };
        session.close(&question, found)
    }
}
