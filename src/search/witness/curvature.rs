//! Curvature by projected ascent: a lower end of λ\* from a point and a direction (theory.md, W2).
//!
//! ```text
//! μ(θ) = max_v −vᵀ∇²L(θ)v / vᵀ∇²P(θ)v          ∇μ = −(∇(vᵀ∇²L v) + μ·∇(vᵀ∇²P v)) / vᵀ∇²P v
//! ```
//!
//! with the maximising `v` held fixed in the gradient. λ\* is the supremum of μ over the box; a maximum of
//! several smooth branches, μ has smooth maxima. Directions that the penalty does not curve count with a
//! small floor added to `∇²P`, so that ascents are drawn to them.

use super::lower_end::LowerEnd;
use crate::certificate::{Ray, Witness};
use crate::problem::{Penalty, Problem};
use crate::search::control::Control;
use crate::search::float::{Directions, Effort, Landscape, Topic, ascend, dot, round, run};
use rug::Rational;
use std::time::Duration;

/// What the starts, and what the hops, may take, in nanoseconds of an ordinary machine: counted, never
/// measured, so that the outcome does not depend on the machine.
const PHASE: usize = 1_000_000_000;
/// What is said meanwhile.
const CLIMBING: &str = "climbing to a lower end";
/// Starts, and hops, that run side by side.
const BATCH: usize = 8;
/// Starts of a search.
const STARTS: [usize; 2] = [3, 48];
/// Evaluations of each, and of each hop.
const FIRST: [usize; 2] = [12, 40];
/// Starts that must reach the best value before the others are left out.
const AGREE: usize = 6;
/// Values as near as this count as one while peaks are still rough.
const ROUGH: f64 = 1e-3;
/// Peaks that are refined.
const PEAKS: [usize; 2] = [1, 3];
/// Evaluations of one ascent in a refinement.
const LAST: [usize; 2] = [40, 400];
/// Rounds of jumps to limits in a refinement.
const JUMPS: usize = 3;
/// Batches of hops without a gain that end the hops: these, and one for so many parameters.
const PATIENCE: [usize; 2] = [1, 3];
/// The share of the most that a direction must ask for to count as crowded, and so many with the first at most.
const CROWD: f64 = 0.5;
const BRANCHES: usize = 8;
/// Two peaks of values as near as this count as one, seen by symmetry.
const SAME: f64 = 1e-6;
/// Products with a Hessian that is not decomposed at each point.
const PRODUCTS: usize = 3;
/// Elementary steps of one evaluation from which on a lower end is to be had before the climb begins.
const DEAR: usize = 300_000;
/// So many times what a check takes is kept back for the last rounding and its checks, and for the last check alone.
const RESERVE: u32 = 4;
const LAST_CHECK: u32 = 2;
/// The floor under the penalty's curvature, relative to its size.
const FLOOR: f64 = 1e-8;
/// What rounding a peak to a short witness may lose: a hundredth of a gap of 0.01 %.
pub(in crate::search) const LOSS: f64 = 1e-6;

/// A local maximum of μ.
#[derive(Clone, Debug)]
pub(in crate::search) struct Peak {
    pub point: Vec<f64>,
    pub direction: Vec<f64>,
    pub value: f64,
}

/// Climbs on one problem.
pub(in crate::search) struct Climber<'a> {
    problem: &'a Problem,
    pub landscape: Landscape,
    free: Vec<usize>,
    floor: f64,
}

impl<'a> Climber<'a> {
    /// Compiles the problem.
    pub fn new(problem: &'a Problem, control: &Control<'_>) -> Self {
        let landscape = Landscape::new(problem).stopped_by(control.end());
        Climber {
            problem,
            free: landscape.region.free(),
            floor: if landscape.bend > 0.0 { FLOOR * landscape.bend } else { 1.0 },
            landscape,
        }
    }

    /// The best lower end that the ascent finds; short numbers may cost it this share, of which a hundredth
    /// of the gap asked is a good choice.
    pub fn lower_end(&self, loss: f64, control: &Control<'_>) -> Option<LowerEnd> {
        let first = if self.landscape.objective.cost() > DEAR { self.first_end(loss, control) } else { None };
        let check_time = first.as_ref().map_or(Duration::ZERO, |first| first.check_time);
        let [climbing, rounding] =
            [RESERVE, LAST_CHECK].map(|times| control.with_reserve(check_time * times));
        let peaks = self.peaks(f64::INFINITY, &climbing);
        // After a signal there is a moment, for one.
        let most = if control.stop.is_set() { 1 } else { peaks.len() };
        let best = peaks.iter().take(most).find_map(|peak| self.witness(peak, loss, &rounding));
        LowerEnd::highest(first.into_iter().chain(best))
    }

    /// What a few steps from the centre reach, to have something where a climb takes long.
    fn first_end(&self, loss: f64, control: &Control<'_>) -> Option<LowerEnd> {
        let effort = Effort { stride: 0.5, evaluations: 2, tolerance: 1e-4, goal: f64::INFINITY };
        let centre = self.landscape.region.within(1.0).centre();
        let direction = vec![1.0; centre.len()];
        self.witness(&self.ascend_from(centre, direction, &effort, control)?, loss, control)
    }

    /// The lower end that an ascent from this point and direction reaches.
    pub fn lower_end_from(
        &self,
        point: &[f64],
        direction: &[f64],
        loss: f64,
        control: &Control<'_>,
    ) -> Option<LowerEnd> {
        let effort = self.last_effort(f64::INFINITY);
        let peak = self.ascend_from(point.to_vec(), direction.to_vec(), &effort, control)?;
        self.witness(&peak, loss, control)
    }

    /// The evaluations of one phase: by what a gradient, and a Hessian with its decomposition or products
    /// with it, take.
    fn evaluations(&self) -> usize {
        let step = self.landscape.objective.cost();
        PHASE / (10 * step + Directions::cost(step, self.free.len(), PRODUCTS) + 1000)
    }

    fn last_effort(&self, goal: f64) -> Effort {
        Effort { stride: 0.0, evaluations: between(self.evaluations() / 8, LAST), tolerance: 1e-11, goal }
    }

    /// The best peaks, highest first; the search ends early above the goal.
    pub fn peaks(&self, goal: f64, control: &Control<'_>) -> Vec<Peak> {
        if self.free.is_empty() {
            return Vec::new();
        }
        let all = self.evaluations();
        let starts = between(all / FIRST[1], STARTS);
        let effort = Effort { stride: 0.5, evaluations: between(all / starts, FIRST), tolerance: 1e-4, goal };
        control.says(CLIMBING, None);
        let mut peaks = self.first_ascents(starts, &effort, control);
        control.says(CLIMBING, peaks.first().map(|peak| peak.value));
        peaks.truncate(between(all / 100, PEAKS));
        let last = self.last_effort(goal);
        peaks = peaks.into_iter().map(|peak| self.refine(peak, &last, control)).collect();
        sort(&mut peaks);
        while control.interrupted().is_none()
            && let Some(best) = peaks.first()
            && let Some(top) = self.along_branches(best, &effort, control)
        {
            peaks.insert(0, self.refine(top, &last, control));
        }
        self.hop(&mut peaks, all, &effort, control);
        peaks
    }

    /// Ascents from random places, until enough of them agree on the best.
    fn first_ascents(&self, starts: usize, effort: &Effort, control: &Control<'_>) -> Vec<Peak> {
        let mut peaks: Vec<Peak> = Vec::new();
        for first in (0..starts).step_by(BATCH) {
            let batch = first..starts.min(first + BATCH);
            let tops = run(control, Topic::Curvature, batch, |number, generator| {
                let point = self.landscape.region.start(number, generator);
                let direction = self.landscape.region.direction(generator);
                self.ascend_from(point, direction, effort, control)
            });
            peaks.extend(tops.into_iter().flatten());
            let best = peaks.iter().map(|peak| peak.value).fold(f64::NEG_INFINITY, f64::max);
            let floor = best - ROUGH * best.abs();
            if best > effort.goal || peaks.iter().filter(|peak| peak.value >= floor).count() >= AGREE {
                break;
            }
        }
        sort(&mut peaks);
        peaks
    }

    /// Ascents from neighbours of the best peak, as long as they gain.
    fn hop(&self, peaks: &mut Vec<Peak>, all: usize, effort: &Effort, control: &Control<'_>) {
        let (mut failures, patience) = (0, PATIENCE[0] + self.free.len() / PATIENCE[1]);
        let hops = all / effort.evaluations;
        for first in (0..hops).step_by(BATCH) {
            let Some(best) = peaks.first().cloned().filter(|best| best.value <= effort.goal) else { return };
            control.says(CLIMBING, Some(best.value));
            let tops = run(control, Topic::Hop, first..hops.min(first + BATCH), |_, generator| {
                let point = self.landscape.region.neighbour(&best.point, generator);
                self.ascend_from(point, best.direction.clone(), effort, control)
            });
            let top = tops.into_iter().flatten().reduce(|a, b| if b.value > a.value { b } else { a });
            match top.filter(|top| top.value > best.value + SAME * best.value.abs()) {
                Some(top) => {
                    peaks.insert(0, self.refine(top, &self.last_effort(effort.goal), control));
                    failures = 0;
                }
                None => failures += 1,
            }
            if failures >= patience || control.interrupted().is_some() {
                return;
            }
        }
    }

    /// The highest that is reached from a peak in the other directions that ask for nearly as much there, if it is
    /// higher: where several crowd, each is a branch of μ with a slope of its own.
    fn along_branches(&self, peak: &Peak, effort: &Effort, control: &Control<'_>) -> Option<Peak> {
        let crowd = self.directions().all(&peak.point, CROWD).into_iter().take(BRANCHES).skip(1);
        let tops = crowd.filter_map(|v| self.ascend_from(peak.point.clone(), v, effort, control));
        let top = tops.reduce(|a, b| if b.value > a.value { b } else { a })?;
        (top.value > peak.value + SAME * peak.value.abs()).then_some(top)
    }

    /// Climbs from a point; the direction is a first guess.
    pub fn ascend_from(
        &self,
        point: Vec<f64>,
        direction: Vec<f64>,
        effort: &Effort,
        control: &Control<'_>,
    ) -> Option<Peak> {
        let (mut guess, mut directions) = (direction, self.directions());
        let mut evaluate =
            |at: &[f64], gradient: &mut [f64]| match self.evaluate(&mut directions, at, &guess, gradient) {
                Some((value, v)) => {
                    guess = v;
                    value
                }
                None => f64::NAN,
            };
        let interrupted = || control.interrupted().is_some();
        let (point, _) = ascend(&self.landscape.region, point, effort, &mut evaluate, interrupted)?;
        // Products may have followed another direction than the first.
        let mut gradient = vec![0.0; guess.len()];
        let (value, direction) = match directions.first(&point) {
            Some(direction) => (self.slope(&point, &direction, &mut gradient), direction),
            None => self.evaluate(&mut directions, &point, &guess, &mut gradient)?,
        };
        Some(Peak { point, direction, value })
    }

    /// μ at a point, its direction and its gradient.
    fn evaluate(
        &self,
        directions: &mut Directions<'_>,
        at: &[f64],
        guess: &[f64],
        gradient: &mut [f64],
    ) -> Option<(f64, Vec<f64>)> {
        let v = directions.top(at, guess)?;
        Some((self.slope(at, &v, gradient), v))
    }

    /// The λ that a point asks for in a direction, and its gradient.
    fn slope(&self, at: &[f64], v: &[f64], gradient: &mut [f64]) -> f64 {
        let curvatures = self.landscape.curvatures(at, v);
        let cost = dot(v, &curvatures.penalty) + self.floor * dot(v, v);
        let value = -dot(v, &curvatures.objective) / cost;
        for (i, g) in gradient.iter_mut().enumerate() {
            *g = -(curvatures.objective_gradient[i] + value * curvatures.penalty_gradient[i]) / cost;
        }
        value
    }

    /// What directions are computed in.
    fn directions(&self) -> Directions<'_> {
        Directions::new(&self.landscape, &self.free, self.floor, PRODUCTS)
    }

    /// Climbs on with more patience, and over the walls between vertices: coordinates that jump to a limit.
    fn refine(&self, peak: Peak, effort: &Effort, control: &Control<'_>) -> Peak {
        let climb = |peak: Peak| {
            let again = self.ascend_from(peak.point.clone(), peak.direction.clone(), effort, control);
            again.filter(|new| new.value > peak.value).unwrap_or(peak)
        };
        let mut peak = climb(peak);
        // A round takes two evaluations a parameter.
        if 8 * self.free.len() > self.evaluations() {
            return peak;
        }
        let (mut gradient, mut directions) = (vec![0.0; peak.point.len()], self.directions());
        for _ in 0..JUMPS {
            let before = peak.value;
            for &i in &self.free {
                for limit in [self.landscape.region.lower[i], self.landscape.region.upper[i]] {
                    if control.interrupted().is_some() || peak.value > effort.goal {
                        return peak;
                    }
                    let mut point = peak.point.clone();
                    point[i] = limit;
                    let point = self.landscape.region.settled(point);
                    if let Some((value, direction)) =
                        self.evaluate(&mut directions, &point, &peak.direction, &mut gradient)
                        && value > peak.value
                    {
                        peak = Peak { point, direction, value };
                    }
                }
            }
            if peak.value <= before + SAME * before.abs() {
                break;
            }
            peak = climb(peak);
        }
        peak
    }

    /// The coarsest rational witness that loses little.
    fn witness(&self, peak: &Peak, loss: f64, control: &Control<'_>) -> Option<LowerEnd> {
        let limits = &self.problem.domain.limits;
        let candidates = round::tolerances().filter_map(|tolerance| {
            let direction = round::direction(&peak.direction, tolerance, limits)?;
            let point = self.smooth_point(&peak.point, &direction, tolerance)?;
            let ratio = self.landscape.curvature(&round::floats(&point), &round::floats(&direction)).ratio();
            Some((ratio, Witness::Curvature(Ray { point, direction })))
        });
        LowerEnd::coarsest(self.problem, control, candidates, (1.0 - loss) * peak.value, loss, |_| true)
    }

    /// The point rounded, off the kinks that the penalty has along the direction.
    fn smooth_point(&self, at: &[f64], direction: &[Rational], tolerance: f64) -> Option<Vec<Rational>> {
        let mut point = round::point(at, tolerance, &self.problem.domain)?;
        if let Penalty::Separable { absolute, center, .. } = &self.problem.penalty {
            for (i, x) in point.iter_mut().enumerate() {
                if *x == center[i] && !absolute[i].is_zero() && !direction[i].is_zero() {
                    let away =
                        Rational::from_f64(if at[i] < center[i].to_f64() { -tolerance } else { tolerance })?;
                    let sides = [Rational::from(&center[i] + &away), Rational::from(&center[i] - &away)];
                    *x = sides.into_iter().find(|side| self.problem.domain.limits[i].contains(side))?;
                }
            }
        }
        Some(point)
    }
}

fn between(x: usize, [least, most]: [usize; 2]) -> usize {
    x.clamp(least, most)
}

/// Highest first. Of peaks that count as one the earliest is kept, not the highest: which copy floats favour
/// may differ from machine to machine.
fn sort(peaks: &mut Vec<Peak>) {
    let mut ranked: Vec<(usize, Peak)> = peaks.drain(..).enumerate().collect();
    ranked.sort_by(|(_, a), (_, b)| b.value.total_cmp(&a.value));
    let mut ranked = ranked.into_iter().peekable();
    while let Some(mut kept) = ranked.next() {
        let floor = kept.1.value - SAME * kept.1.value.abs();
        while let Some(copy) = ranked.next_if(|(_, peak)| peak.value >= floor) {
            if copy.0 < kept.0 {
                kept = copy;
            }
        }
        peaks.push(kept.1);
    }
}
