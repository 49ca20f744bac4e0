//! What a search for λ\* found, not yet checked.

use super::impasse::Impasse;
use crate::certificate::{Certificate, Tree};
use crate::search::control::StopReason;
use std::time::Duration;

/// Where a search for λ\* ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaStatus {
    /// `hi ≤ (1 + gap)·lo` or `hi − lo` within the absolute gap.
    Closed,
    /// A bracket, wider than asked, or only its lower end.
    Open,
    /// No finite λ convexifies.
    Infinite,
    /// Convex without penalty.
    Zero,
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct LambdaOutcome {
    /// A bracket, `convex lambda >= q`, `no-finite-lambda`, or (no upper end found) a refutation
    /// alone; `None` where nothing was found.
    pub certificate: Option<Certificate>,
    /// What became of the cover that the search has gone on from.
    pub earlier: Earlier,
    /// A finer tree than the certificate's, to go on from: see [`crate::search::Stage`].
    pub finer: Option<Tree>,
    /// How far it got.
    pub status: LambdaStatus,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// Why there was nothing left to try, if there was not.
    pub impasse: Option<Impasse>,
}

impl LambdaOutcome {
    /// What needed no leaf test.
    pub(in crate::search) fn untested(certificate: Option<Certificate>, status: LambdaStatus) -> Self {
        LambdaOutcome {
            certificate,
            earlier: Earlier::Settled,
            finer: None,
            status,
            cells: 0,
            stop: StopReason::Done,
            impasse: None,
        }
    }
}

/// What became of an earlier search's cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Proved anew, refuted, or there was none.
    Settled,
    /// Part of the certificate as it was: the search was stopped before it was proved anew.
    Kept,
    /// The time does not suffice to check it, which takes about as long as this: there is no certificate.
    TooLong(Duration),
}
