//! Points that beat a given one, each at some λ and together at all, for the rule `rivals`.

use super::control::{Control, StopReason};
use super::descent::{Valley, simplest};
use super::jensen::Refutation;
use super::lowest::BITS;
use super::starts::{Topic, run};
use crate::certificate::{Certificate, Claim, Evidence};
use crate::check::{Beaten, gains};
use crate::number::Rational;
use crate::problem::Problem;

/// Descents at each λ.
const STARTS: usize = 16;
/// The λs are 0 and powers of 4 from 4^−LEAST to 4^MOST.
const LEAST: u32 = 5;
const MOST: u32 = 7;

/// Rivals of `point`: the lowest points at several λ.
pub fn exclude(problem: &Problem, point: &[Rational], control: &Control<'_>) -> Refutation {
    let mut best = Best::default();
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
            let rival = simplest(&plain, &(Rational::from(1) >> bits), &problem.domain.0);
            best.add(problem, point, rival);
        }
        if best.is_enough() {
            let claim = Claim::NeverMinimizer { point: point.to_vec() };
            let evidence = Evidence::Rivals(best.rivals());
            let certificate = Some(Certificate { claim, problem: problem.clone(), evidence });
            return Refutation { certificate, stop: StopReason::Done };
        }
    }
    Refutation { certificate: None, stop: StopReason::Done }
}

/// The rivals that are better at most λ.
#[derive(Default)]
struct Best {
    everywhere: Option<Vec<Rational>>,
    below: Option<(Rational, Vec<Rational>)>,
    above: Option<(Rational, Vec<Rational>)>,
}

impl Best {
    fn add(&mut self, problem: &Problem, point: &[Rational], rival: Vec<Rational>) {
        let Some([loss, penalty]) = gains(problem, [point, &rival], BITS) else { return };
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

    fn rivals(self) -> Vec<Vec<Rational>> {
        match self.everywhere {
            Some(rival) => vec![rival],
            None => [self.below, self.above].into_iter().flatten().map(|(_, rival)| rival).collect(),
        }
    }
}
