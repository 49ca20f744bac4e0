//! Witnesses that move with λ: two points θ±(λ) that break Jensen's inequality for every λ ≥ 0.
//!
//! ```text
//! along a ray     θ± = c ± h + (λ + 1)·v      v along parameters without a limit there
//! shrinking       θ± = c ± h/(λ + 1)
//! ```
//!
//! On an unbounded domain a ray serves where the objective bends down ever more along it, at least in proportion
//! to the distance, while the penalty of a fixed chord stays; on a bounded one short chords serve where the
//! penalty's share vanishes faster than the objective's: kinks, and points where the penalty is flat. Candidates
//! are made of simple numbers at random, scored in floats at several λ, made simpler, and then it is the checker
//! that decides. Both are rational functions of λ, so only parameters that nothing but polynomials and functions
//! with a kink at 0 is applied to may move with λ.

use crate::certificate::{Certificate, Claim, Evidence, Family};
use crate::check::check;
use crate::expression::Node;
use crate::function::Function;
use crate::number::Polynomial;
use crate::problem::Problem;
use crate::search::control::Control;
use crate::search::float::round::floats;
use crate::search::float::{Landscape, Menu, Topic, run};
use crate::writing::write_certificate;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// Operations that all candidates together may take.
const STEPS: usize = 400_000_000;
/// The most candidates.
const CANDIDATES: usize = 200_000;
/// Parts that they are drawn in, each with a random stream of its own.
const PARTS: usize = 64;
/// Parts that run side by side.
const BATCH: usize = 8;
/// Half a chord, in one parameter.
const HALVES: [(i32, i32); 6] = [(1, 1), (-1, 1), (1, 2), (-1, 2), (1, 4), (-1, 4)];
/// The λs of the score.
const GRID: [f64; 11] = [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
/// Doublings of the speed along a ray, and halvings of a chord that shrinks.
const SCALES: i32 = 8;
/// What counts as 0, relative to the values that differ.
const ROUNDING: f64 = 1e-12;

/// A family that the checker accepts, if one is found.
pub(in crate::search) fn family(problem: &Problem, control: &Control<'_>) -> Option<Certificate> {
    Search::new(problem).found(control)
}

/// Two points that move.
#[derive(Clone, Debug)]
struct Candidate {
    center: Vec<Rational>,
    half: Vec<Rational>,
    /// v; `None` for a chord that shrinks.
    drift: Option<Vec<Rational>>,
}

struct Search<'a> {
    problem: &'a Problem,
    landscape: Landscape,
    menu: Menu,
    /// Parameters that may move with λ.
    movable: Vec<usize>,
    /// Those of them without a limit below or above, with the signs of the directions there.
    unbounded: Vec<(usize, i32)>,
    free: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem) -> Self {
        let landscape = Landscape::new(problem);
        let free = landscape.region.free();
        let mut movable = free.clone();
        for node in problem.graph.nodes() {
            if let Node::Apply(f, x) = node
                && !(f.is_homogeneous() || matches!(f, Function::Power(n) if *n > 0))
            {
                let fixed = problem.graph.parameters_of(*x);
                movable.retain(|i| !fixed.contains(i));
            }
        }
        let sides = |&i: &usize| {
            let limits = &problem.domain.limits[i];
            let up = limits.upper.is_none().then_some((i, 1));
            up.into_iter().chain(limits.lower.is_none().then_some((i, -1)))
        };
        let unbounded = movable.iter().flat_map(sides).collect();
        Search { problem, menu: Menu::new(&problem.domain), landscape, movable, unbounded, free }
    }

    fn found(&self, control: &Control<'_>) -> Option<Certificate> {
        let evaluation = 6 * GRID.len() * self.landscape.objective.cost();
        let candidates = (STEPS / evaluation.max(1)).min(CANDIDATES) / PARTS;
        for first in (0..PARTS).step_by(BATCH) {
            if self.movable.is_empty() || control.interrupted().is_some() {
                return None;
            }
            let found = run(control, Topic::Family, first..first + BATCH, |_, generator| {
                let drawn = (0..=candidates)
                    .take_while(|_| control.interrupted().is_none())
                    .filter_map(|_| self.drawn(generator));
                let mut good = drawn.filter_map(|candidate| self.scaled(candidate));
                let valid = |candidate: Candidate| {
                    self.certificate(&self.simplified(candidate.clone()), control)
                        .or_else(|| self.certificate(&candidate, control))
                };
                good.find_map(valid)
            });
            if let Some(certificate) = found.into_iter().flatten().next() {
                return Some(certificate);
            }
        }
        None
    }

    /// A candidate of simple numbers.
    fn drawn(&self, generator: &mut ChaCha8Rng) -> Option<Candidate> {
        let along_ray = !self.unbounded.is_empty() && generator.random::<f64>() < 0.8;
        let center = self.menu.point(generator);
        let mut half = vec![Rational::new(); center.len()];
        let may_bend = if along_ray { &self.free } else { &self.movable };
        for _ in 0..generator.random_range(1..=2) {
            let i = may_bend[generator.random_range(0..may_bend.len())];
            half[i] = Rational::from(HALVES[generator.random_range(0..HALVES.len())]);
            if !self.has_room(i, &center, &half) {
                return None;
            }
        }
        let end = |sign: i32| -> Vec<Rational> {
            center.iter().zip(&half).map(|(x, h)| Rational::from(h * sign) + x).collect()
        };
        if self.problem.domain.is_cut()
            && ![1, -1].map(end).iter().all(|end| self.problem.domain.contains(end))
        {
            return None;
        }
        let drift = along_ray.then(|| {
            let mut drift = vec![Rational::new(); center.len()];
            for _ in 0..generator.random_range(1..=2) {
                let (i, sign) = self.unbounded[generator.random_range(0..self.unbounded.len())];
                drift[i] = Rational::from(sign);
            }
            drift
        });
        Some(Candidate { center, half, drift })
    }

    /// The candidate with a faster drift or a shorter chord, where floats say that one serves.
    fn scaled(&self, candidate: Candidate) -> Option<Candidate> {
        let scaled = |k: i32| {
            let mut scaled = candidate.clone();
            match &mut scaled.drift {
                Some(drift) => drift.iter_mut().for_each(|v| *v <<= k),
                None => scaled.half.iter_mut().for_each(|h| *h >>= k),
            }
            scaled
        };
        // What does not serve at the last scale and far out is unlikely to at any other.
        let last = Floats::new(&scaled(SCALES - 1));
        if !self.refutes(&last, 16.0) {
            return None;
        }
        (0..SCALES).map(scaled).find(|candidate| self.serves(candidate))
    }

    fn serves(&self, candidate: &Candidate) -> bool {
        let floats = Floats::new(candidate);
        GRID.iter().rev().all(|&lambda| self.refutes(&floats, lambda))
    }

    /// Whether Jensen's inequality is broken at λ, as far as floats tell.
    fn refutes(&self, candidate: &Floats, lambda: f64) -> bool {
        let [low, high] = [-1.0, 1.0].map(|sign| candidate.at(sign, lambda));
        let mean = candidate.at(0.0, lambda);
        let value = |at: &[f64]| self.landscape.objective.value(at) + lambda * self.landscape.penalty(at);
        let [low, middle, high] = [low, mean, high].map(|at| value(&at));
        middle - (low + high) / 2.0 > ROUNDING * (low.abs() + middle.abs() + high.abs())
    }

    /// Whether both ends have parameter `i` in the domain.
    fn has_room(&self, i: usize, center: &[Rational], half: &[Rational]) -> bool {
        let ends = [Rational::from(&center[i] - &half[i]), Rational::from(&center[i] + &half[i])];
        ends.iter().all(|end| self.problem.domain.limits[i].contains(end))
    }

    /// Zeros and ones where they do.
    fn simplified(&self, mut candidate: Candidate) -> Candidate {
        let mut longer = candidate.clone();
        longer.half.iter_mut().for_each(|h| *h = h.clone().signum());
        if self.free.iter().all(|&i| self.has_room(i, &longer.center, &longer.half)) && self.serves(&longer) {
            candidate = longer;
        }
        for i in 0..candidate.center.len() {
            for part in 0..4 {
                let mut simpler = candidate.clone();
                match (part, &mut simpler.drift) {
                    (0, Some(drift)) => drift[i] = Rational::new(),
                    (0, None) => continue,
                    (1, _) => simpler.half[i] = Rational::new(),
                    (2, _) => simpler.half[i] = simpler.half[i].clone().signum(),
                    _ => simpler.center[i] = Rational::new(),
                }
                if self.has_room(i, &simpler.center, &simpler.half) && self.serves(&simpler) {
                    candidate = simpler;
                }
            }
        }
        candidate
    }

    fn certificate(&self, candidate: &Candidate, control: &Control<'_>) -> Option<Certificate> {
        let certificate = Certificate {
            claim: Claim::NoFiniteLambda,
            problem: self.problem.clone(),
            evidence: Evidence::Family(candidate.family()),
        };
        let text = write_certificate(&certificate, &[]);
        check(text.as_bytes(), &control.effort()).is_ok().then_some(certificate)
    }
}

impl Candidate {
    /// `θ±` as polynomials over 1 or `λ + 1`.
    fn family(&self) -> Family {
        let point = |sign: i32| {
            let coordinate = |i: usize| {
                let (c, h) = (&self.center[i], Rational::from(sign * &self.half[i]));
                Polynomial::new(match &self.drift {
                    Some(drift) => vec![h + c + &drift[i], drift[i].clone()],
                    None => vec![h + c, c.clone()],
                })
            };
            (Rational::from((1, 2)), (0..self.center.len()).map(coordinate).collect())
        };
        let denominator = match self.drift {
            Some(_) => Polynomial::new(vec![1.into()]),
            None => Polynomial::new(vec![1.into(), 1.into()]),
        };
        Family { denominator, points: vec![point(-1), point(1)] }
    }
}

/// A candidate in floats.
struct Floats {
    center: Vec<f64>,
    half: Vec<f64>,
    drift: Option<Vec<f64>>,
}

impl Floats {
    fn new(candidate: &Candidate) -> Self {
        Floats {
            center: floats(&candidate.center),
            half: floats(&candidate.half),
            drift: candidate.drift.as_ref().map(|drift| floats(drift)),
        }
    }

    /// `θ±`, or their mean for the sign 0.
    fn at(&self, sign: f64, lambda: f64) -> Vec<f64> {
        let coordinate = |i: usize| match &self.drift {
            Some(drift) => self.center[i] + sign * self.half[i] + (lambda + 1.0) * drift[i],
            None => self.center[i] + sign * self.half[i] / (lambda + 1.0),
        };
        (0..self.center.len()).map(coordinate).collect()
    }
}
