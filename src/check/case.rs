//! A claim about a problem with what may be spent on its check.

use crate::budget::{Budget, Stop};
use crate::certificate::Claim;
use crate::kind::Counted;
use crate::number::Interval;
use crate::problem::Problem;
use crate::reason::{Failure, Reason};
use rug::Float;

/// How hard the checker tries: more effort accepts more true certificates, never a false one.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Use MPFR at [`Effort::precision`] bits everywhere, never `f64`.
    pub precise: bool,
    /// The precision in bits where `f64` is too coarse; kept within 53 to 65,536.
    pub precision: u32,
    /// Threads over the subtrees of a cover; the verdict does not depend on it.
    pub threads: usize,
    /// The units of work that may be spent, each about a nanosecond; 31 of them allow a byte to be held.
    pub work: u64,
    /// What ends the check without a verdict.
    pub stop: Stop,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { precise: false, precision: 256, threads: 1, work: Budget::DEFAULT, stop: Stop::default() }
    }
}

impl Effort {
    pub(super) fn within<T>(
        &self,
        compute: impl FnOnce(&Means<'_>) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        let budget = self.budget();
        let result = compute(&self.with(&budget));
        let is_cut_short = budget.is_spent() || (result.is_err() && budget.is_wanting());
        if is_cut_short { Err(Reason::MoreWork(self.work)) } else { result }
    }

    pub(super) fn budget(&self) -> Budget {
        Budget::new(self.work).stopped_by(self.stop)
    }

    pub(super) fn with<'b>(&self, budget: &'b Budget) -> Means<'b> {
        let Effort { precise, precision, threads, .. } = *self;
        Means { precise, precision: precision.clamp(53, 1 << 16), threads, budget }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Means<'b> {
    pub precise: bool,
    pub precision: u32,
    pub threads: usize,
    pub budget: &'b Budget,
}

impl<'b> Means<'b> {
    pub fn enclosing(&self) -> (u32, &'b Budget) {
        (self.precision, self.budget)
    }
}

pub(super) type Enclosed<'b> = Counted<'b, Interval<Float>>;

#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub problem: &'c Problem,
    pub claim: &'c Claim,
    pub claim_line: usize,
    /// The line before the evidence.
    pub line: usize,
    pub means: Means<'c>,
}

impl Case<'_> {
    /// That a test failed, so many lines after [`Case::line`].
    pub fn fail(&self, lines: usize, reason: Reason) -> Failure {
        Failure { line: self.line + lines, reason }
    }

    pub fn fail_claim(&self, reason: Reason) -> Failure {
        Failure { line: self.claim_line, reason }
    }

    pub fn wrong_rule(&self) -> Failure {
        self.fail(0, Reason::WrongRule(Box::new(self.claim.clone())))
    }
}
