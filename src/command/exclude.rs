//! `jensen exclude`: is this point a minimiser at no λ?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments};
use super::exit::{Exit, Failure};
use super::session::{Found, Session};
use crate::report::Question;
use crate::search;
use crate::source::read_point;
use clap::Args;

/// Prove that a point minimises L + λP for no λ ≥ 0
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The point: a weights file (CSV lines name,value), or 'a1=1,a2=-1,…'
    #[arg(long, value_name = "W", allow_hyphen_values = true)]
    at: String,
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
        let at = read_point(&self.at, session.problem())?;
        let outcome =
            session.search(&self.search, None, |problem, control| search::exclude(problem, &at, control));
        session.close(&Question::Statement, Found::from(outcome), &self.search, self.output.report.format)
    }
}
