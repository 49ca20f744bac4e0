//! What a search for a refutation found.

use crate::certificate::Certificate;
use crate::search::control::StopReason;

/// A refutation that was found, not yet checked.
#[derive(Clone, Debug)]
pub struct Refutation {
    /// Claim and witness; `None` where none was found.
    pub certificate: Option<Certificate>,
    /// Why the search ended.
    pub stop: StopReason,
}
