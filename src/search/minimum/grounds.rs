//! Lower bounds of `f_λ` on one cell, on all grounds that may hold there.
//!
//! Convexity is tried at the λs of a short list, from the one at which the cell's parent was convex downwards.

use crate::bound::{Cell, Ground, Reach, Shortfall, ValueBound};
use crate::problem::{Penalty, Problem};
use crate::search::branching::{Branching, Trial, sharpest};
use crate::search::choice::{greatest, widest};
use crate::search::compiled::{self, Scratches};
use crate::search::control::Control;
use crate::search::float::simplest_between;
use crate::search::witness::{Climber, LOSS};
use rug::Rational;

/// `μ − λ` of the list, as shares of what convexity needs on the whole box.
const SHARES: [(u32, u32); 4] = [(1, 100), (1, 25), (1, 5), (9, 8)];

/// What a cell's tests say.
pub(super) struct Tested {
    pub ground: Ground,
    pub bound: f64,
    pub is_proved: bool,
    pub convex: usize,
    pub is_convex: bool,
    pub split: Option<usize>,
    pub below: Option<Vec<Rational>>,
}

/// The tests of one problem at one λ.
pub(super) struct Grounds<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    bound: ValueBound<'a>,
    pub convex_at: Vec<Rational>,
    scratches: Scratches,
}

impl<'a> Grounds<'a> {
    /// Bounds rest on the lowest point that is known.
    pub fn new(
        problem: &'a Problem,
        lambda: &'a Rational,
        lowest: &[Rational],
        control: &Control<'_>,
    ) -> Self {
        let convex_at = ladder(problem, lambda, control);
        let scratches = Scratches::new(control);
        let bound = compiled::value_bound(problem, lambda, &convex_at, lowest);
        Grounds { problem, lambda, bound, convex_at, scratches }
    }

    /// Another lowest point.
    pub fn rest_on(&mut self, lowest: &[Rational]) {
        self.bound = compiled::value_bound(self.problem, self.lambda, &self.convex_at, lowest);
    }

    /// Tests a cell on all grounds that may hold.
    pub fn test(&self, cell: &Cell, convex: usize, target: &Rational) -> Tested {
        let mut trial = self.scratches.own();
        let mut tested = Tested {
            ground: Ground::Natural,
            bound: f64::NEG_INFINITY,
            is_proved: false,
            convex,
            is_convex: false,
            split: widest(cell, |_| 1.0),
            below: None,
        };
        let Some(part) = self.bound.hessian.part(cell) else {
            return Tested { ground: Ground::Outside, is_proved: true, ..tested };
        };
        if self.try_ground(cell, Ground::Natural, target, &mut tested, &mut trial) {
            return tested;
        }
        let mut shortfall = None;
        for number in (0..=convex.min(self.convex_at.len() - 1)).rev() {
            let reach = self.bound.reaches(cell, Ground::Convex(number), target, &mut trial.scratch);
            match reach {
                Reach::NotConvex(found) => {
                    shortfall = Some((number, found));
                    break;
                }
                Reach::None => break,
                other => {
                    (tested.convex, tested.is_convex) = (number, true);
                    if record(Ground::Convex(number), other, &mut tested) {
                        return tested;
                    }
                }
            }
        }
        tested.split = self.split([cell, &part], &tested, shortfall.as_ref(), &mut trial);
        if !tested.is_convex {
            self.try_ground(cell, Ground::MeanValue, target, &mut tested, &mut trial);
        }
        tested
    }

    fn try_ground(
        &self,
        cell: &Cell,
        ground: Ground,
        target: &Rational,
        tested: &mut Tested,
        trial: &mut Trial,
    ) -> bool {
        record(ground, self.bound.reaches(cell, ground, target, &mut trial.scratch), tested)
    }

    /// Where to split a cell of which this part was tested.
    fn split(
        &self,
        [cell, part]: [&Cell; 2],
        tested: &Tested,
        shortfall: Option<&(usize, Shortfall)>,
        trial: &mut Trial,
    ) -> Option<usize> {
        let by_shares = shortfall.filter(|(_, found)| {
            matches!(found, Shortfall::Wide | Shortfall::Indefinite) && !tested.is_convex
        });
        if let Some((number, shortfall)) = by_shares {
            let hessian = &self.bound.hessian;
            let splits = Branching::new(hessian, &Cell::root(&self.problem.domain));
            splits.explain(part, &self.convex_at[*number], sharpest(hessian, cell), shortfall, trial);
        }
        let shares = trial.shares();
        if by_shares.is_some()
            && let Some(k) = greatest(cell, |k| shares.get(k).copied().unwrap_or(0.0))
        {
            return Some(k);
        }
        let weight = |k: usize| match &self.problem.penalty {
            Penalty::Separable { square, .. } if !square[k].is_zero() => square[k].to_f64().sqrt(),
            _ => 1.0,
        };
        widest(cell, weight)
    }
}

/// Keeps the better bound; whether the cell is done.
fn record(ground: Ground, reach: Reach, tested: &mut Tested) -> bool {
    match reach {
        Reach::Proved => {
            (tested.ground, tested.is_proved) = (ground, true);
            true
        }
        Reach::Short(bound) => {
            if bound > tested.bound {
                (tested.ground, tested.bound) = (ground, bound);
            }
            false
        }
        Reach::Below(point) => {
            tested.below = Some(point);
            false
        }
        Reach::NotConvex(_) | Reach::None => false,
    }
}

/// The λs at which convexity is tried, rising: λ itself and some up to where it holds on the whole box; where the
/// box is unbounded, some below λ, for there only strong convexity helps.
fn ladder(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> Vec<Rational> {
    if matches!(problem.penalty, Penalty::Formula(_)) {
        return vec![lambda.clone()];
    }
    if !problem.domain.is_bounded() {
        return vec![Rational::new(), Rational::from(lambda / 2u32), lambda.clone()];
    }
    let lower = Climber::new(problem, control).lower_end(LOSS, control).and_then(|end| end.below);
    let missing = lower.map(|lower| lower - lambda).filter(|missing| *missing > 0);
    let Some(missing) = missing else { return vec![lambda.clone()] };
    let step = |(p, q)| {
        let wanted = &missing * Rational::from((p, q)) + lambda;
        simplest_between(&(&wanted * Rational::from((15, 16))).max(lambda.clone()), &wanted)
    };
    let mut rising: Vec<Rational> = std::iter::once(lambda.clone()).chain(SHARES.map(step)).collect();
    rising.dedup();
    rising
}
