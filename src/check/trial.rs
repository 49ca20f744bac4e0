//! Deciding signs: exactly where that is possible, then over intervals of more and more bits (theory.md, A1).

use super::case::Means;
use crate::budget::Budget;
use crate::kind::{Counted, Exact, Ordered};
use crate::number::Interval;
use crate::reason::{Reason, Value, shown};
use rug::Float;

const DOUBLINGS: u32 = 4;
/// The part of what is left that an exact attempt may take, so that intervals have their turn.
const EXACT_PART: u64 = 4;

pub(super) trait Trial {
    /// Makes all tests, numbers being paid for already.
    fn attempt<N: Ordered>(&self, context: N::Context, budget: &Budget) -> Attempt;
    fn guilt(&self, means: &Means<'_>) -> Option<Reason>;
}

/// What is computed exactly with a part of the budget; `None` if that does not suffice.
pub(super) fn exactly<T>(budget: &Budget, compute: impl FnOnce(&Budget) -> T) -> Option<T> {
    let part = budget.part(EXACT_PART);
    let result = compute(&part);
    budget.settle(&part);
    (!part.is_spent()).then_some(result)
}

/// Whether the tests hold: until they certainly do, or one certainly fails, or the bits come to an end.
pub(super) fn decide(trial: &impl Trial, means: &Means<'_>) -> Result<(), Reason> {
    let Means { precise, precision, budget, .. } = *means;
    let exact = exactly(budget, |part| trial.attempt::<Counted<'_, Exact>>(((), part), part));
    let mut last = exact.unwrap_or(Attempt::Undefined { quantity: "the value" });
    if last.is_open() && !precise {
        last = trial.attempt::<Counted<'_, Interval<f64>>>(((), budget), budget);
    }
    for doubling in 0..=DOUBLINGS {
        if last.is_open() && !budget.is_spent() {
            let context = (precision << doubling, budget);
            last = trial.attempt::<Counted<'_, Interval<Float>>>(context, budget);
        }
    }
    match last {
        Attempt::Proved => Ok(()),
        Attempt::Failed(reason) | Attempt::Open(reason) => Err(reason),
        Attempt::Undefined { quantity } => Err(trial.guilt(means).unwrap_or(Reason::NotPositive {
            quantity,
            value: Value::Between(f64::NEG_INFINITY, f64::INFINITY),
            strict: true,
        })),
    }
}

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

impl<N: Ordered> Test<N> {
    pub fn run(self) -> Attempt {
        let Test { quantity, value, strict } = self;
        let Some([lower, upper]) = value.signs() else { return Attempt::Undefined { quantity } };
        let (holds, fails) =
            if strict { (lower.is_gt(), upper.is_le()) } else { (lower.is_ge(), upper.is_lt()) };
        if holds {
            return Attempt::Proved;
        }
        let reason = Reason::NotPositive { quantity, value: shown(&value), strict };
        if fails { Attempt::Failed(reason) } else { Attempt::Open(reason) }
    }
}
