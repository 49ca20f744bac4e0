//! A claim about a problem with what may be spent on its check.

use super::rejection::{Failure, Reason};
use crate::budget::Budget;
use crate::certificate::Claim;
use crate::kind::Counted;
use crate::number::Interval;
use crate::problem::Problem;
use rug::Float;

/// How hard the checker tries. No choice here makes a check weaker: more effort accepts more true
/// certificates, never a false one.
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
}

impl Default for Effort {
    fn default() -> Self {
        Effort { precise: false, precision: 256, threads: 1, work: Budget::DEFAULT }
    }
}

impl Effort {
    /// What comes of a computation within this effort.
    pub(super) fn within<T>(
        &self,
        compute: impl FnOnce(&Means<'_>) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        let budget = Budget::new(self.work);
        let result = compute(&self.with(&budget));
        if budget.is_spent() { Err(Reason::MoreWork { limit: self.work }) } else { result }
    }

    /// Paid from a budget.
    pub(super) fn with<'b>(&self, budget: &'b Budget) -> Means<'b> {
        let Effort { precise, precision, threads, .. } = *self;
        Means { precise, precision: precision.clamp(53, 1 << 16), threads, budget }
    }
}

/// What a check may use: see [`Effort`].
#[derive(Clone, Copy)]
pub(super) struct Means<'b> {
    pub precise: bool,
    pub precision: u32,
    pub threads: usize,
    pub budget: &'b Budget,
}

impl<'b> Means<'b> {
    /// What enclosures are made with.
    pub fn enclosing(&self) -> (u32, &'b Budget) {
        (self.precision, self.budget)
    }
}

/// An enclosure at the precision of the check.
pub(super) type Enclosed<'b> = Counted<'b, Interval<Float>>;

/// A claim that some evidence is to establish.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub problem: &'c Problem,
    pub claim: &'c Claim,
    /// The line of the claim.
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

    /// That a test of the claim itself failed.
    pub fn fail_claim(&self, reason: Reason) -> Failure {
        Failure { line: self.claim_line, reason }
    }

    /// That the rule does not establish claims of this kind.
    pub fn wrong_rule(&self) -> Failure {
        self.fail(0, Reason::WrongRule { claim: Box::new(self.claim.clone()) })
    }
}
