//! Points that beat a given one, each at some λ and together at all, for the rule `rivals`.

use super::descent::directions;
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence, Rival};
use crate::check::{Beaten, Center, require_way};
use crate::number::Rational;
use crate::problem::Problem;
use crate::search::control::{Control, StopReason};
use crate::search::float::{Topic, Valley, run, simplest};
use crate::search::minimum::BITS;
use crate::search::witness::Refutation;

/// Descents at each λ.
const STARTS: usize = 16;
/// The λs are 0 and powers of 4 from 4^−LEAST to 4^MOST.
const LEAST: u32 = 5;
const MOST: u32 = 7;

/// Rivals of `point`: the lowest points at several λ.
pub fn exclude(problem: &Problem, point: &[Rational], control: &Control<'_>) -> Refutation {
    let budget = Budget::boundless();
    let center = Center::new(problem, point, BITS, &budget);
    let mut best = Best::default();
    let inwards =
        |inside: &Vec<Rational>| inside.iter().zip(point).map(|(p, x)| Rational::from(p - x)).collect();
    let inwards: Option<Vec<Rational>> = problem.domain.interior.as_ref().map(inwards);
    let leads_on = |direction: &Vec<Rational>| require_way(problem, point, direction, &budget).is_ok();
    for direction in directions(problem, point).into_iter().chain(inwards).filter(leads_on) {
        best.add(&center, Rival::Direction(direction));
    }
    if best.is_enough() {
        return best.refutation(problem, point);
    }
    let least = Rational::from(1) >> (2 * LEAST);
    let powers = (0..=LEAST + MOST).map(|k| Rational::from(&least << (2 * k)));
    for lambda in [Rational::new()].into_iter().chain(powers) {
        if let Some(stop) = control.interrupted() {
            return Refutation { certificate: None, stop };
        }
        let valley = Valley::new(problem, &lambda);
        let found = run(control, Topic::Minimum, 0..STARTS, |number, generator| {
            valley.descend(valley.landscape.region.start(number, generator), control)
        });
        let Some((low, _)) = found.into_iter().flatten().min_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let Some(plain) = low.iter().map(|x| Rational::from_f64(*x)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        for bits in [3, 10, 30] {
            let rival = simplest(&plain, &(Rational::from(1) >> bits), &problem.domain);
            best.add(&center, Rival::Point(rival));
        }
        if best.is_enough() {
            return best.refutation(problem, point);
        }
    }
    Refutation { certificate: None, stop: StopReason::Done }
}

/// The rivals that are better at most λ.
#[derive(Default)]
struct Best {
    everywhere: Option<Rival>,
    below: Option<(Rational, Rival)>,
    above: Option<(Rational, Rival)>,
}

impl Best {
    fn add(&mut self, center: &Center<'_>, rival: Rival) {
        let Some([loss, penalty]) = center.gains(&rival) else { return };
        let mut own = Beaten::default();
        own.add(&loss, &penalty);
        if own.is_always() {
            self.everywhere.get_or_insert(rival);
            return;
        }
        if let Some(end) = own.below
            && self.below.as_ref().is_none_or(|(most, _)| end > *most)
        {
            self.below = Some((end, rival));
        } else if let Some(end) = own.above
            && self.above.as_ref().is_none_or(|(least, _)| end < *least)
        {
            self.above = Some((end, rival));
        }
    }

    fn is_enough(&self) -> bool {
        let meet =
            || matches!((&self.below, &self.above), (Some((below, _)), Some((above, _))) if above < below);
        self.everywhere.is_some() || meet()
    }

    fn refutation(self, problem: &Problem, point: &[Rational]) -> Refutation {
        let claim = Claim::NeverMinimizer(point.to_vec());
        let evidence = Evidence::Rivals(self.rivals());
        let certificate = Some(Certificate { claim, problem: problem.clone(), evidence });
        Refutation { certificate, stop: StopReason::Done }
    }

    fn rivals(self) -> Vec<Rival> {
        match self.everywhere {
            Some(rival) => vec![rival],
            None => [self.below, self.above].into_iter().flatten().map(|(_, rival)| rival).collect(),
        }
    }
}
