//! Certain signs: of exact values, and of all values in an enclosure.

use super::Effort;
use super::rejection::Reason;
use crate::number::{Endpoint, Exact, Interval, Number};
use rug::Float;

/// Signs that are certain whatever the value in the enclosure. Undefined values have none.
pub(super) trait Sign: Number {
    fn is_positive(&self) -> bool;
    fn is_negative(&self) -> bool;
    fn show(&self) -> String;

    /// `≥ 0`, certainly.
    fn is_not_negative(&self) -> bool;
}

impl Sign for Exact {
    fn is_positive(&self) -> bool {
        self.value().is_some_and(|q| *q > 0)
    }
    fn is_negative(&self) -> bool {
        self.value().is_some_and(|q| *q < 0)
    }
    fn is_not_negative(&self) -> bool {
        self.value().is_some_and(|q| *q >= 0)
    }
    fn show(&self) -> String {
        self.value().map_or("undefined".into(), ToString::to_string)
    }
}

impl<E: Endpoint> Sign for Interval<E> {
    fn is_positive(&self) -> bool {
        *self.lower() > 0.0
    }
    fn is_negative(&self) -> bool {
        *self.upper() < 0.0
    }
    fn is_not_negative(&self) -> bool {
        *self.lower() >= 0.0
    }
    fn show(&self) -> String {
        let outer = self.to_f64();
        format!("[{:e}, {:e}]", outer.lower(), outer.upper())
    }
}

/// A test that can be made over any kind of number with signs.
pub(super) trait Test {
    fn over<N: Sign>(&self, context: N::Context) -> Result<(), Reason>;
}

/// Makes a test over exact rationals, `f64` intervals (unless the effort says precise) and MPFR intervals of
/// growing precision until one succeeds; else the last reason.
pub(super) fn decide(test: &impl Test, effort: &Effort) -> Result<(), Reason> {
    let mut outcome = test.over::<Exact>(());
    if outcome.is_err() && !effort.precise {
        outcome = test.over::<Interval<f64>>(());
    }
    for doubling in 0..=4 {
        if outcome.is_ok() {
            break;
        }
        outcome = test.over::<Interval<Float>>(effort.precision << doubling);
    }
    outcome
}

/// Reasons of failed comparisons.
pub(super) fn require<N: Sign>(
    holds: bool,
    what: &'static str,
    value: &N,
    wanted: &'static str,
) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(Reason::Comparison { what, value: value.show(), wanted }) }
}
