//! `jensen orbit`: what do the symmetries force?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments};
use super::exit::{Exit, Failure};
use super::session::{Found, Session};
use crate::report::Question;
use crate::search::{self, Refutation};
use crate::source::read_point;
use clap::Args;

/// Refute convexity by the midpoint of a point and its swapped copy
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The point: a weights file (CSV lines name,value), or 'a1=1,a2=-1,…' [default: searched]
    #[arg(long, value_name = "W", allow_hyphen_values = true)]
    at: Option<String>,
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
        let at = self.at.as_deref().map(|at| read_point(at, session.problem())).transpose()?;
        let outcome = session
            .search(&self.search, None, |problem, control| search::orbit(problem, at.as_deref(), control));
        let question = Question::Orbit { swaps: outcome.swaps };
        let found = Refutation { certificate: outcome.certificate, stop: outcome.stop };
        session.close(&question, Found::from(found), &self.search, self.output.report.format)
    }
}
