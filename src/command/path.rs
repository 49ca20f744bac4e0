//! `jensen path`: how does the fit decay as λ grows?

use super::arguments::{
    OutputArguments, ProblemArguments, SearchArguments, parse_count, parse_gap, parse_lambda, parse_width,
};
use super::exit::{Exit, Failure};
use super::output::Kind;
use super::session::Session;
use crate::report::{Question, path};
use crate::search::{self, MinimumGap, PathOptions};
use clap::Args;
use rug::Rational;
use std::path::PathBuf;

/// Follow the least value of L + λP and the loss at its minimisers as λ grows, certified
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    problem: ProblemArguments,
    /// The least λ [default: the greatest by 10000]
    #[arg(long, value_name = "Q", value_parser = parse_lambda, allow_hyphen_values = true)]
    from: Option<Rational>,
    /// The greatest λ [default: twice the λ from which on L + λP seems to be convex]
    #[arg(long, value_name = "Q", value_parser = parse_lambda, allow_hyphen_values = true)]
    to: Option<Rational>,
    /// λs at which the least value is bracketed, at least
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = parse_count, allow_hyphen_values = true)]
    samples: u64,
    /// Width of each bracket relative to the value, as in 5%, 0.05 or 1/20
    #[arg(long, value_name = "GAP", default_value = "5%", value_parser = parse_gap, allow_hyphen_values = true)]
    gap: Rational,
    /// Width of each bracket that is good enough
    #[arg(long, value_name = "WIDTH", default_value = "1e-9", value_parser = parse_width,
        allow_hyphen_values = true)]
    absolute_gap: Rational,
    /// Draws the figure too, as SVG
    #[arg(long, value_name = "SVG")]
    figure: Option<PathBuf>,
    /// Writes the table too, as CSV
    #[arg(long, value_name = "CSV")]
    table: Option<PathBuf>,
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
        if let (Some(from), Some(to)) = (&self.from, &self.to)
            && from > to
        {
            return Err(Failure::Usage(format!("--from {from} is more than --to {to}")));
        }
        for (file, kind) in [(&self.figure, Kind::Figure), (&self.table, Kind::Table)] {
            file.iter().try_for_each(|file| kind.may_replace(file))?;
        }
        let session = Session::open("path", &self.problem, &self.search, &self.output)?;
        let options = PathOptions {
            from: self.from,
            to: self.to,
            samples: self.samples.clamp(2, MAX_SAMPLES) as usize,
            gap: MinimumGap { relative: self.gap, absolute: self.absolute_gap },
        };
        let outcome = session.search(|problem, control| search::path(problem, &options, control));
        let question = Question::Path {
            gap: options.gap,
            changes: outcome.changes.clone(),
            convex_from: outcome.convex_from,
        };
        session.close_with(&question, outcome, |answer| {
            let Some(verified) = &answer.verified else { return Ok(()) };
            if let Some(file) = &self.table {
                Kind::Table.write(file, path::csv(verified).as_bytes())?;
            }
            if let Some(file) = &self.figure {
                Kind::Figure.write(file, path::svg(verified, &question, &answer.name).as_bytes())?;
            }
            Ok(())
        })
    }
}

/// The most λs.
const MAX_SAMPLES: u64 = 1000;
