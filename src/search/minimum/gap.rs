//! How narrow a bracket of the least value is to be, and what was found.

use crate::certificate::Certificate;
use crate::search::control::StopReason;
use rug::Rational;

/// How narrow the answer is to be: whichever is reached first.
#[derive(Clone, Debug)]
pub struct MinimumGap {
    /// `upper − lower`, relative to `|upper|`.
    pub relative: Rational,
    /// `upper − lower`.
    pub absolute: Rational,
}

impl MinimumGap {
    /// The width that is good enough for this upper end.
    pub fn width(&self, upper: &Rational) -> Rational {
        (upper.clone().abs() * &self.relative).max(self.absolute.clone())
    }
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct MinimumOutcome {
    /// `None` where nothing is known from below.
    pub certificate: Option<Certificate>,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
}
