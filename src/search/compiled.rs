//! What the search compiles of a problem: the leaf tests of covers and of the least value, and the objective over a
//! kind of number. All of the search's leaf tests and exact values come from here.

use super::branching::Trial;
use super::control::Control;
use crate::bound::{Direction, HessianBound, ValueBound};
use crate::budget::Budget;
use crate::certificate::Shift;
use crate::kind::Kind;
use crate::number::Rational;
use crate::problem::{Objective, Problem};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bits of the precise leaf tests; the checker's default.
const PRECISION: u32 = 256;

/// The leaf test of `∇²L + λ∇²P`.
pub(super) fn objective_hessian(problem: &Problem, control: &Control<'_>) -> HessianBound {
    HessianBound::of_objective(problem, PRECISION, &control.allowance())
}

/// The leaf test off what the shifts leave out, if the Hessian vanishes along them, at λ = 0 or at every λ.
pub(super) fn objective_hessian_off(
    problem: &Problem,
    shifts: &[Shift],
    is_at_zero: bool,
    control: &Control<'_>,
) -> Option<HessianBound> {
    let budget = control.allowance();
    let directions: Vec<Direction> = shifts.iter().map(Shift::direction).collect();
    let left_out: Vec<usize> = shifts.iter().map(|shift| shift.left_out).collect();
    let bound = HessianBound::of_objective_without(problem, &left_out, PRECISION, &budget);
    let lambda = Rational::from(u8::from(!is_at_zero));
    bound.is_blind_to(&directions, &lambda, &budget).then_some(bound)
}

/// The leaf test of `∇²P`.
pub(super) fn penalty_hessian(problem: &Problem, control: &Control<'_>) -> HessianBound {
    HessianBound::of_penalty(problem, PRECISION, &control.allowance())
}

/// The lower bounds of `f_λ`, with the λs at which convexity may be proved and the lowest point that is known.
pub(super) fn value_bound<'a>(
    problem: &'a Problem,
    lambda: &'a Rational,
    convex_at: &[Rational],
    lowest: &[Rational],
) -> ValueBound<'a> {
    ValueBound::new(problem, lambda, convex_at, lowest, PRECISION, false, &Budget::default())
}

/// Objective and penalty over a kind of number.
pub(super) fn objective<N: Kind>(problem: &Problem, context: N::Context) -> Objective<'_, N> {
    Objective::new(problem, context)
}

/// `f_λ` at a point, over a kind of number.
pub(super) fn value<N: Kind>(
    problem: &Problem,
    lambda: &Rational,
    point: &[Rational],
    context: N::Context,
) -> N {
    let at: Vec<N> = point.iter().map(|x| N::exact(x, context)).collect();
    objective(problem, context).value(&at, lambda)
}

/// What leaf tests write on: one for each thread.
pub(super) struct Scratches(Vec<Mutex<Trial>>);

impl Scratches {
    pub fn new(control: &Control<'_>) -> Self {
        Scratches(
            (0..control.threads.max(1))
                .map(|_| Mutex::new(Trial::new(control.end(), control.threads)))
                .collect(),
        )
    }

    /// This thread's own.
    pub fn own(&self) -> MutexGuard<'_, Trial> {
        let own = &self.0[rayon::current_thread_index().unwrap_or(0) % self.0.len()];
        own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
