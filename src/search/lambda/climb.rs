//! λ\*: 0 where composition proves L convex; else the lower end by a witness, then a ladder of covers from above.
//!
//! The goal is `(1 + gap)·lo`; on the way to it the upper end falls from rung to rung, `(1 + g)·lo` with
//! `g` = 10, 5, 3, 2, 3/2, 1, 3/4, 1/2, … ([`super::super::cover`] says how both are worked at once). It begins higher
//! where the root cell alone is proved higher up. Without a lower end the goal is λ = 0, and the rungs are the least
//! power of 4 that the root cell alone proves, and a quarter of it each time.

use super::composition;
use super::impasse::Impasse;
use super::ladder::{End, Ladder, PATIENCE, TESTS_AT_ZERO, run};
use super::outcome::{LambdaOutcome, LambdaStatus};
use super::rungs::{gaps, quarters, short_target};
use crate::problem::Problem;
use crate::search::control::{Control, StopReason};
use crate::search::cover::{Event, Plan};
use crate::search::witness::{LowerEnd, every, family, jensen, kink};
use rug::Rational;

/// Steps of 4 that the first rung may be above the highest of the gaps.
const HIGHER: u32 = 20;
/// Without a lower end: powers of 4 that the root cell is tried at, each way.
const ROOT_STEPS: usize = 64;

/// Brackets λ\* until `hi ≤ (1 + gap)·lo` or the budget ends.
pub fn lambda(problem: &Problem, gap: &Rational, control: &Control<'_>) -> LambdaOutcome {
    composition::convex(problem, control)
        .unwrap_or_else(|| run(problem, None, control, |ladder| ladder.climb(gap)))
}

impl Ladder<'_> {
    fn climb(&mut self, gap: &Rational) -> End {
        self.look_below();
        if self.bracket.everywhere.is_some() {
            return (LambdaStatus::Infinite, StopReason::Done, None);
        }
        if self.bracket.penalty.is_missing() {
            return (LambdaStatus::Open, StopReason::Done, Some(Impasse::Penalty));
        }
        loop {
            if let Some(reason) = self.control.interrupted() {
                return (LambdaStatus::Open, reason, None);
            }
            let lower = self.bracket.lower.as_ref().map(|end| end.below.clone());
            self.bracket.disbelieve();
            let (plan, closed) = match &lower {
                Some(None) => return (LambdaStatus::Infinite, StopReason::Done, None),
                Some(Some(lower)) => {
                    if self.prover.root_alone(lower) {
                        return (LambdaStatus::Closed, StopReason::Done, None);
                    }
                    (self.above(lower, gap), LambdaStatus::Closed)
                }
                None => {
                    if self.prover.root_alone(&Rational::new()) {
                        return (LambdaStatus::Zero, StopReason::Done, None);
                    }
                    (self.towards_zero(), LambdaStatus::Zero)
                }
            };
            match self.work(&plan) {
                Event::Goal => return (closed, StopReason::Done, None),
                Event::Bottom(None) if lower.is_none() && self.prover.standing().is_some() => {
                    return (LambdaStatus::Closed, StopReason::Done, Some(PATIENCE));
                }
                event => {
                    if let Some(end) = self.open_end(event) {
                        return end;
                    }
                }
            }
        }
    }

    /// The lower end; where it is finite and may say little, a family too.
    fn look_below(&mut self) {
        let problem = self.problem;
        self.find_lower(|control| {
            let kink = kink::lower_end(problem, control);
            if kink.as_ref().is_some_and(|end| end.below.is_none()) {
                return kink;
            }
            LowerEnd::highest(kink.into_iter().chain(jensen::lower_end(problem, control)))
        });
        let is_finite = self.bracket.lower.as_ref().is_some_and(|end| end.below.is_some());
        if is_finite && every::may_need_a_family(problem) {
            self.bracket.everywhere = family::family(problem, self.control);
        }
    }

    /// Down to `(1 + gap)·lower`.
    fn above(&mut self, lower: &Rational, gap: &Rational) -> Plan {
        let mut gaps = gaps(gap);
        let highest = self.first_rung(lower, &gaps);
        while gaps[0] < highest {
            gaps.insert(0, Rational::from(&gaps[0] * 4u32));
        }
        let goal = short_target(lower, gap);
        let rungs = gaps.iter().map(|gap| short_target(lower, gap)).filter(|rung| *rung > goal).collect();
        self.with_earlier(goal, rungs)
    }

    /// The gap to begin with: where the root cell alone is proved, its test is the first rung.
    fn first_rung(&mut self, lower: &Rational, gaps: &[Rational]) -> Rational {
        let mut highest = gaps[0].clone();
        if self.prover.standing().is_some() || self.bracket.earlier.is_some() {
            return highest;
        }
        for _ in 0..HIGHER {
            let is_late = self.control.interrupted().is_some();
            if is_late || self.prover.root_alone(&short_target(lower, &highest)) {
                break;
            }
            highest *= 4u32;
        }
        // As far down as the root cell reaches alone, rungs take one test each.
        if self.prover.standing().is_some() && highest == gaps[0] {
            let mut lower_rungs = gaps[1..].iter();
            let may_test = |cells| self.control.budget.cells.is_none_or(|most| cells < most);
            while let Some(gap) = lower_rungs.next()
                && may_test(self.prover.cells())
                && self.prover.root_alone(&short_target(lower, gap))
            {}
        }
        highest
    }

    /// Without a lower end: down to zero, by quarters of what the root cell alone needs.
    fn towards_zero(&mut self) -> Plan {
        let top = match (&self.bracket.earlier, self.prover.standing()) {
            (Some(earlier), _) => Some(earlier.clone()),
            (None, Some(standing)) => Some(standing.clone()),
            (None, None) => self.root_bound(),
        };
        let rungs = top.as_ref().map(quarters).unwrap_or_default();
        let patience = Some(self.prover.cells() + TESTS_AT_ZERO);
        Plan { patience, ..self.with_earlier(Rational::new(), rungs) }
    }

    /// The least power of 4 (tried upwards, then downwards from 1) at which the root cell alone is proved.
    fn root_bound(&mut self) -> Option<Rational> {
        let one = Rational::from(1);
        let powers = |step: Rational| {
            std::iter::successors(Some(one.clone()), move |last| Some(Rational::from(last * &step)))
                .take(ROOT_STEPS)
        };
        let first = powers(Rational::from(4)).find(|lambda| self.prover.root_alone(lambda))?;
        if first == 1 {
            for lambda in powers(Rational::from((1, 4))).skip(1) {
                if !self.prover.root_alone(&lambda) {
                    break;
                }
            }
        }
        self.prover.standing().cloned()
    }
}
