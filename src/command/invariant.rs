//! `jensen invariant`: does this map leave the objective as it is?

use super::arguments::{OutputArguments, ProblemArguments, SearchArguments};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::problem::Part;
use crate::report::Question;
use crate::search;
use crate::source::read_map;
use clap::{Args, ValueEnum};

/// Prove that a signed permutation of the parameters leaves the objective as it is, or find a point against it
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// What stands in whose place: 'a1=a2,a2=a1' or 'a1=-a1,w1=-w1'; what is not named stays
    #[arg(long, value_name = "MAP", allow_hyphen_values = true)]
    map: String,
    /// Of what
    #[arg(long, value_name = "PART", value_enum, default_value_t = Of::Objective)]
    of: Of,
    #[command(flatten)]
    search: SearchArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// A part of the problem.
#[derive(Clone, Copy, ValueEnum)]
enum Of {
    /// L
    Objective,
    /// P
    Penalty,
    /// The box
    Domain,
}

impl From<Of> for Part {
    fn from(of: Of) -> Self {
        match of {
            Of::Objective => Part::Objective,
            Of::Penalty => Part::Penalty,
            Of::Domain => Part::Domain,
        }
    }
}

impl Arguments {
    /// Proves or refutes, writes, checks, prints.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run(self) -> Result<Exit, Failure> {
        let session = Session::open("invariant", &self.problem, &self.search, &self.output)?;
        let map = read_map(&self.map, session.problem())?;
        let found =
            session.search(|problem, control| search::invariance(problem, self.of.into(), &map, control));
        session.close(&Question::Statement, found)
    }
}
