//! `jensen check`: does this certificate hold?

use super::arguments::{Format, FormatArgument, ThreadArguments, WorkArgument};
use super::exit::{Exit, Failure};
use super::{output, stream};
use crate::certificate::{Certificate, in_words};
use crate::check::{Effort, Verified, check};
use crate::problem::Problem;
use crate::report::{Checked, Outcome, json, text};
use crate::source;
use crate::writing::write_problem;
use clap::Args;
use std::path::{Path, PathBuf};

/// Check certificates
#[derive(Args)]
pub struct Arguments {
    /// Certificates; - is standard input
    #[arg(value_name = "CERTIFICATE", required = true)]
    certificates: Vec<PathBuf>,
    /// Use multiple-precision intervals everywhere, never doubles
    #[arg(long)]
    precise: bool,
    /// Also compare with the problem of this file, built anew
    #[arg(long, value_name = "FILE")]
    problem: Option<PathBuf>,
    #[command(flatten)]
    work: WorkArgument,
    #[command(flatten)]
    threads: ThreadArguments,
    #[command(flatten)]
    report: FormatArgument,
}

impl Arguments {
    /// Checks every file and prints the verdicts.
    ///
    /// # Errors
    /// Where the problem to compare with cannot be read.
    pub fn run(self) -> Result<Exit, Failure> {
        let (precise, threads, work) = (self.precise, self.threads.count(), self.work.work);
        let effort = Effort { precise, threads, work, ..Effort::default() };
        let problem = self.problem.as_deref().map(CanonicalProblem::read).transpose()?;
        let results: Vec<Checked> = self
            .certificates
            .iter()
            .map(|path| Checked {
                file: path.display().to_string(),
                outcome: verdict(path, &effort, problem.as_ref()),
            })
            .collect();
        stream::result(&match self.report.format {
            Format::Text => text::checked(&results),
            Format::Json => json::checked(&results).to_string(),
        })?;
        Ok(exit(&results))
    }
}

/// The canonical text of the user's own problem file.
struct CanonicalProblem {
    text: String,
    /// For λ = 0 alone.
    at_zero: String,
    file: String,
}

impl CanonicalProblem {
    fn read(path: &Path) -> Result<Self, Failure> {
        let text = canonical(source::read_problem(path)?.problem);
        let at_zero = canonical(source::read_problem_at_zero(path, &[])?.problem);
        Ok(CanonicalProblem { text, at_zero, file: path.display().to_string() })
    }

    /// Holds a certificate's problem against this one, byte by byte.
    fn compare(&self, verified: Verified<Certificate>) -> Outcome {
        let other = canonical(verified.get().problem.clone());
        if other == self.text || other == self.at_zero {
            return Outcome::Valid { verified: Box::new(verified), problem: Some(self.file.clone()) };
        }
        let mut lines = other.lines().map(Some).chain([None]).zip(self.text.lines().map(Some).chain([None]));
        let (theirs, ours) = lines.find(|(theirs, ours)| theirs != ours).unwrap_or_default();
        let quote = |line: Option<&str>| line.map_or("the end".to_owned(), |line| format!("`{line}`"));
        Outcome::Rejected {
            rule: "problem",
            line: None,
            reason: format!(
                "it holds, but of another problem than {}: {} there, {} here",
                self.file,
                quote(ours),
                quote(theirs)
            ),
        }
    }
}

/// The text, without the point inside the domain, which anyone may choose.
fn canonical(mut problem: Problem) -> String {
    problem.domain.interior = None;
    write_problem(&problem)
}

fn verdict(path: &Path, effort: &Effort, problem: Option<&CanonicalProblem>) -> Outcome {
    let bytes = match output::read_certificate(path) {
        Ok(bytes) => bytes,
        Err(error) => return Outcome::Unreadable(in_words(&error)),
    };
    if !output::is_certificate(&bytes) {
        return Outcome::Unreadable(
            "this is no certificate, which begins with `jensen-certificate`".to_owned(),
        );
    }
    match (check(&bytes, effort), problem) {
        (Ok(verified), Some(problem)) => problem.compare(verified),
        (Ok(verified), None) => Outcome::Valid { verified: Box::new(verified), problem: None },
        (Err(refusal), _) => Outcome::from(refusal),
    }
}

/// Unreadable files weigh most: nothing at all is known of them. Whatever is rejected weighs more than what is undecided.
fn exit(results: &[Checked]) -> Exit {
    let any = |test: fn(&Outcome) -> bool| results.iter().any(|result| test(&result.outcome));
    match () {
        () if any(|outcome| matches!(outcome, Outcome::Unreadable(_))) => Exit::Unusable,
        () if any(|outcome| matches!(outcome, Outcome::Rejected { .. })) => Exit::Opposite,
        () if any(|outcome| matches!(outcome, Outcome::Undecided { .. })) => Exit::Undecided,
        () => Exit::Established,
    }
}
