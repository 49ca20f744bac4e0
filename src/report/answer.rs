//! What the checker accepted as the answer.

use super::{Question, impasse};
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim};
use crate::check::Verified;
use crate::problem::Problem;
use crate::search::{Earlier, Impasse, StopReason};
use std::time::Duration;

/// An answer: what the checker accepted, and what it took.
#[derive(Debug)]
pub struct Answer {
    /// The problem's name.
    pub name: String,
    /// The problem.
    pub problem: Problem,
    /// The certificate, if one was found.
    pub verified: Option<Verified<Certificate>>,
    /// A written one whose check was stopped.
    pub unchecked: Option<Unchecked>,
    /// Its file.
    pub file: String,
    /// Why there was nothing left to try, if there was not.
    pub impasse: Option<Impasse>,
    /// What became of the cover that the search has gone on from.
    pub earlier: Earlier,
    /// What it took.
    pub spent: Spent,
}

impl Answer {
    /// The claim that the checker accepted.
    pub fn claim(&self) -> Option<&Claim> {
        self.verified.as_ref().map(|verified| &verified.get().claim)
    }

    /// Whether another search can go on from the certificate's file where this one was stopped.
    pub fn is_resumable(&self, question: &Question) -> bool {
        let is_open = self.claim().is_some_and(|claim| question.settled_by(claim).is_none());
        is_open && question.wants_cover() && self.spent.stop != StopReason::Done && self.file != "-"
    }

    /// The command that checks the certificate, if it was not checked, or its check takes more work than a check may by default.
    pub fn to_check(&self) -> Option<String> {
        let work = self
            .verified
            .as_ref()
            .map(|verified| verified.work())
            .or(self.unchecked.as_ref().map(|found| found.work))?;
        if work <= Budget::DEFAULT {
            return self.unchecked.as_ref().map(|_| format!("jensen check {}", self.file));
        }
        // What is kept for attempts depends on the limit.
        let digits = 10_u64.saturating_pow(work.ilog10());
        let enough = work.saturating_add(work / 4).div_ceil(digits).saturating_mul(digits);
        Some(format!("jensen check {} --work {enough}", self.file))
    }

    /// What may help where the search for a cover has nothing left to try, or no time for it.
    pub fn remedy(&self, question: &Question) -> Option<String> {
        if let Earlier::TooLong(time) = self.earlier {
            let seconds = time.as_secs_f64();
            return Some(format!(
                "more --time: to check what --resume names takes about {seconds:.1} s alone"
            ));
        }
        if let Question::Minimize { lambda, .. } | Question::Certify { lambda, strict: true } = question
            && self.claim().and_then(|claim| question.settled_by(claim)).is_none()
            && let Some(remedy) = impasse::remedy_for_strength(lambda, &self.problem)
        {
            return Some(remedy);
        }
        let is_open = self.claim().and_then(|claim| question.settled_by(claim)).is_none();
        let asks = question.wants_cover() || matches!(question, Question::Minimize { .. });
        let impasse = self.impasse.as_ref().filter(|_| asks && is_open)?;
        Some(impasse::remedy(impasse, question, &self.problem))
    }
}

/// A certificate whose check was stopped.
#[derive(Clone, Debug)]
pub struct Unchecked {
    /// What it claims.
    pub claim: Claim,
    /// The work that its check would take, as far as is known.
    pub work: u64,
}

/// What an answer took.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// The seed.
    pub seed: u64,
    /// Leaf tests, where the search counts them.
    pub cells: Option<u64>,
    /// Time of the search.
    pub search: Duration,
    /// Time of the check.
    pub check: Duration,
    /// Why the search ended.
    pub stop: StopReason,
}
