//! A cover at one λ.

use super::composition;
use super::ladder::{End, Ladder, run};
use super::outcome::{LambdaOutcome, LambdaStatus};
use crate::number::is_writable;
use crate::problem::Problem;
use crate::search::control::{Control, StopReason};
use crate::search::cover::Event;
use crate::search::witness::{Climber, LOSS};
use rug::Rational;

/// Steps of 4 in which a first cover above is looked for.
const STEPS: usize = 20;

/// Looks for a cover at this λ; where a point of negative curvature turns up instead, the outcome's
/// certificate is that refutation. Stopped before, it has what both ends prove of λ\* until then, and the tree
/// to go on from.
pub fn certify(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> LambdaOutcome {
    composition::convex(problem, control)
        .unwrap_or_else(|| run(problem, Some(lambda), control, |ladder| ladder.certify(lambda)))
}

impl Ladder<'_> {
    fn certify(&mut self, lambda: &Rational) -> End {
        self.bracket.asked = Some(lambda.clone());
        // Kinks are for `refute`: here a cover is wanted, or what stands in its way.
        let problem = self.problem;
        self.find_lower(|control| Climber::new(problem, control).lower_end(LOSS, control));
        loop {
            if self.bracket.refutes(lambda) {
                return (LambdaStatus::Closed, StopReason::Done, None);
            }
            self.bracket.disbelieve();
            if self.prover.standing().is_none() && self.bracket.earlier.is_none() {
                self.stand_above(lambda);
            }
            let plan = self.with_earlier(lambda.clone(), vec![]);
            match self.work(&plan) {
                Event::Goal => return (LambdaStatus::Closed, StopReason::Done, None),
                event => {
                    if let Some(end) = self.open_end(event) {
                        return end;
                    }
                }
            }
        }
    }

    /// A first cover far above: what is left where the search at λ is stopped.
    fn stand_above(&mut self, lambda: &Rational) {
        let least = if lambda.is_zero() { Rational::from(1) } else { lambda.clone() };
        let next = |last: &Rational| Some(Rational::from(last * 4u32));
        let above = std::iter::successors(Some(least), next).take(STEPS);
        above
            .take_while(is_writable)
            .find(|lambda| self.control.interrupted().is_some() || self.prover.root_alone(lambda));
    }
}
