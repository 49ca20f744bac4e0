//! Deciding signs: exactly where that is possible, then over intervals of more and more bits.

use super::Effort;
use super::rejection::{Reason, Value};
use crate::kind::{Exact, Ordered};
use crate::number::{Endpoint, Interval, Round};
use rug::Float;

/// How often the precision is doubled before the checker gives up.
const DOUBLINGS: u32 = 4;

/// A kind of number that can be compared and shown.
pub(super) trait Signed: Ordered {
    /// For messages.
    fn value(&self) -> Value;
}

impl Signed for Exact {
    fn value(&self) -> Value {
        Exact::value(self).map_or(Value::Between(f64::NAN, f64::NAN), |q| Value::Exact(q.clone()))
    }
}

impl<E: Endpoint> Signed for Interval<E> {
    fn value(&self) -> Value {
        Value::Between(self.lower().to_f64(Round::Down), self.upper().to_f64(Round::Up))
    }
}

/// Tests that can be made over any kind of number.
pub(super) trait Trial {
    /// Makes them all.
    fn attempt<N: Signed>(&self, context: N::Context) -> Attempt;
    /// The node of objective or penalty that makes a value undefined.
    fn guilt(&self, precision: u32) -> Option<Reason>;
}

/// Whether the tests hold: until they certainly do, or one certainly fails, or the bits come to an end.
pub(super) fn decide(trial: &impl Trial, effort: &Effort) -> Result<(), Reason> {
    let mut last = trial.attempt::<Exact>(());
    if last.is_open() && !effort.precise {
        last = trial.attempt::<Interval<f64>>(());
    }
    for doubling in 0..=DOUBLINGS {
        if last.is_open() {
            last = trial.attempt::<Interval<Float>>(effort.precision << doubling);
        }
    }
    match last {
        Attempt::Proved => Ok(()),
        Attempt::Failed(reason) | Attempt::Open(reason) => Err(reason),
        Attempt::Undefined { quantity } => {
            Err(trial.guilt(effort.precision).unwrap_or(Reason::NotPositive {
                quantity,
                value: Value::Between(f64::NEG_INFINITY, f64::INFINITY),
                strict: true,
            }))
        }
    }
}

/// What one kind of number can tell.
pub(super) enum Attempt {
    Proved,
    /// A test certainly fails.
    Failed(Reason),
    /// A test may hold: more bits may tell.
    Open(Reason),
    /// A value is undefined; more bits may help here too.
    Undefined {
        quantity: &'static str,
    },
}

impl Attempt {
    pub fn is_open(&self) -> bool {
        matches!(self, Attempt::Open(_) | Attempt::Undefined { .. })
    }

    /// Both: the first that failed, else the first that is not proved.
    pub fn and(self, other: Attempt) -> Attempt {
        match (self, other) {
            (Attempt::Proved, other) => other,
            (one, other @ Attempt::Failed(_)) if one.is_open() => other,
            (one, _) => one,
        }
    }
}

/// `value > 0`, or `value ≥ 0` if not strict.
pub(super) struct Test<N> {
    pub quantity: &'static str,
    pub value: N,
    pub strict: bool,
}

impl<N: Signed> Test<N> {
    pub fn run(self) -> Attempt {
        let Test { quantity, value, strict } = self;
        let Some([lower, upper]) = value.signs() else { return Attempt::Undefined { quantity } };
        let (holds, fails) =
            if strict { (lower.is_gt(), upper.is_le()) } else { (lower.is_ge(), upper.is_lt()) };
        if holds {
            return Attempt::Proved;
        }
        let reason = Reason::NotPositive { quantity, value: value.value(), strict };
        if fails { Attempt::Failed(reason) } else { Attempt::Open(reason) }
    }
}
