//! Exact Jensen witnesses: chords and point sets that break Jensen's inequality (theory.md, W1).
//!
//! A chord `m ± h·v` through a point of high curvature refutes, as `h → 0`, every λ below
//! `−vᵀ∇²L v / vᵀ∇²P v`. Where kinks hide from Hessians a hill climb moves the points themselves, by random
//! steps of all sizes, uphill in the λ they refute.

use super::curvature::{self, Climber, Peak};
use super::defect::Bounds;
use super::lower_end::LowerEnd;
use super::refutation::Refutation;
use crate::certificate::{Certificate, Claim, Evidence, Jensen, Witness};
use crate::expression::Node;
use crate::function::Smoothness;
use crate::problem::{Penalty, Problem};
use crate::search::control::{Control, StopReason};
use crate::search::float::{Quotient, Topic, mean, round, run};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// Points with their weights, which sum to 1.
type Points = Vec<(f64, Vec<f64>)>;

/// Halvings of a chord's length that are tried.
const HALVINGS: i32 = 18;
/// How finely a chord's ends are rounded, relative to its length.
const FINENESS: [f64; 4] = [2.0, 8.0, 32.0, 128.0];
/// What a chord may lose of the curvature it goes through, where no λ is given.
const LOSS: f64 = 1e-3;
/// What rounding the outcome of a hill climb may lose, where no λ is given.
const CLIMB_LOSS: f64 = 0.1;
/// The starts of a hill climb.
const STARTS: usize = 24;
/// The most steps of each.
const MOVES: usize = 4000;
/// Elementary steps that all climbs together may take.
const STEPS: usize = 200_000_000;
/// Outcomes of the climb that are rounded.
const OUTCOMES: usize = 3;

/// Looks for a Jensen witness against `f_λ`. With `lambda = None` for one that refutes the largest λ
/// it can. `points ≥ 2` bounds the size of the witness.
pub fn refute(
    problem: &Problem,
    lambda: Option<&Rational>,
    points: usize,
    control: &Control<'_>,
) -> Refutation {
    let certificate = control.install(|| match (&problem.penalty, lambda) {
        (Penalty::Formula(_), Some(lambda)) => refute_sum(problem, lambda, points, control),
        _ => best(problem, lambda, points.max(2), control).map(|end| end.certificate(problem)),
    });
    let stop = match control.interrupted() {
        Some(reason) if certificate.is_none() || lambda.is_none() => reason,
        _ => StopReason::Done,
    };
    Refutation { certificate, stop }
}

/// The best lower end of λ\* that local searches find: curvature at a point and, where kinks hide it from
/// Hessians or the penalty is not convex by its form, sets of two points.
pub(in crate::search) fn lower_end(problem: &Problem, control: &Control<'_>) -> Option<LowerEnd> {
    let search =
        Search { problem, climber: Climber::new(problem, control), lambda: None, points: 2, control };
    let smooth = search.climber.lower_end(curvature::LOSS, control);
    let settled = !has_kinks(problem) && problem.penalty.is_convex_by_form();
    let points = if settled { None } else { search.climb() };
    LowerEnd::highest(smooth.into_iter().chain(points))
}

/// A refutation of every λ below the best lower end of λ\* that local searches find, not yet checked; `None`
/// where they find none. No cover is tried.
pub fn refute_most(problem: &Problem, control: &Control<'_>) -> Option<Certificate> {
    control.install(|| lower_end(problem, control)).map(|end| end.certificate(problem))
}

/// A witness against `L + λP` itself: where `P` is a formula it need not be convex, and more λ may not
/// help.
fn refute_sum(
    problem: &Problem,
    lambda: &Rational,
    points: usize,
    control: &Control<'_>,
) -> Option<Certificate> {
    let Penalty::Formula(penalty) = problem.penalty else { return None };
    let mut sum = problem.clone();
    let factor = sum.graph.constant(lambda.clone()).ok()?;
    let scaled = sum.graph.mul(factor, penalty).ok()?;
    sum.fixed = sum.graph.add(sum.fixed, scaled).ok()?;
    sum.penalty = Penalty::square(problem.dimension());
    let witness = best(&sum, Some(&Rational::new()), points.max(2), control)?.witness;
    let bounds = Bounds::new(problem, &witness, control)?;
    let claim = match LowerEnd::new(problem, witness.clone(), control) {
        Some(end) if end.refutes(lambda) => return Some(end.certificate(problem)),
        _ if bounds.refutes(lambda) => Claim::NotConvexAt(lambda.clone()),
        _ => return None,
    };
    Some(Certificate { claim, problem: problem.clone(), evidence: Evidence::Witness(witness) })
}

/// The best witness: the first that refutes `lambda`, or the one that refutes most.
fn best(
    problem: &Problem,
    lambda: Option<&Rational>,
    points: usize,
    control: &Control<'_>,
) -> Option<LowerEnd> {
    let search = Search { problem, climber: Climber::new(problem, control), lambda, points, control };
    let (least, goal) = match lambda.map(Rational::to_f64) {
        Some(lambda) => (lambda, 2.0 * lambda + 1.0),
        None => (0.0, f64::INFINITY),
    };
    let peaks = search.climber.peaks(goal, control);
    let chord = peaks.iter().filter(|peak| peak.value > least).find_map(|peak| search.chord(peak));
    let settled = lambda.is_some() || (points == 2 && !has_kinks(problem));
    match chord {
        Some(chord) if settled => Some(chord),
        chord => LowerEnd::highest(chord.into_iter().chain(search.climb())),
    }
}

fn has_kinks(problem: &Problem) -> bool {
    let is_kink = |node: &Node| matches!(node, Node::Apply(f, _) if f.smoothness() == Smoothness::C0);
    problem.graph.nodes().iter().any(is_kink)
}

struct Search<'a> {
    problem: &'a Problem,
    climber: Climber<'a>,
    lambda: Option<&'a Rational>,
    points: usize,
    control: &'a Control<'a>,
}

impl Search<'_> {
    fn accepts(&self, end: &LowerEnd) -> bool {
        self.lambda.is_none_or(|lambda| end.refutes(lambda))
    }

    /// The float score that is enough: above the λ given, or near the best there is.
    fn enough(&self, best: f64, loss: f64) -> f64 {
        self.lambda.map_or((1.0 - loss) * best, Rational::to_f64)
    }

    /// The longest and roundest chord through a peak that serves.
    fn chord(&self, peak: &Peak) -> Option<LowerEnd> {
        let (region, v) = (&self.climber.landscape.region, &peak.direction);
        let room = |i: usize| region.reach(i, peak.point[i]) / (2.0 * v[i].abs());
        let longest = (0..v.len()).filter(|&i| v[i] != 0.0).map(room).fold(f64::INFINITY, f64::min);
        let half = |sign: f64, h: f64| -> Vec<f64> {
            let end = |i: usize| {
                let step = h * v[i].abs();
                let centre = peak.point[i].min(region.upper[i] - step).max(region.lower[i] + step);
                region.clamp(i, centre + sign * h * v[i])
            };
            region.settled((0..v.len()).map(end).collect())
        };
        let lengths = (0..HALVINGS).map(|k| longest * 0.5f64.powi(k));
        let candidates =
            lengths.flat_map(|h| FINENESS.map(|fineness| (h, h / fineness))).filter_map(|(h, tolerance)| {
                self.rounded(&[(0.5, half(-1.0, h)), (0.5, half(1.0, h))], tolerance)
            });
        let best = self.climber.landscape.curvature(&peak.point, v).ratio();
        let enough = self.enough(best, LOSS);
        LowerEnd::coarsest(self.problem, self.control, candidates, enough, LOSS, |end| self.accepts(end))
    }

    /// Points as a rational witness, and the λ that floats say it refutes.
    fn rounded(&self, points: &[(f64, Vec<f64>)], tolerance: f64) -> Option<(f64, Witness)> {
        let weights = round::weights(points.iter().map(|(t, _)| *t), tolerance)?;
        let mut exact = Vec::new();
        for (weight, (_, x)) in weights.into_iter().zip(points) {
            exact.push((weight, round::point(x, tolerance, &self.problem.domain)?));
        }
        exact.sort();
        let floats: Points = exact.iter().map(|(t, x)| (t.to_f64(), round::floats(x))).collect();
        let score = self.climber.landscape.defect(&floats).ratio();
        Some((score, Witness::Jensen(Jensen { points: exact })))
    }

    /// Hill climbs from random points, rounded.
    fn climb(&self) -> Option<LowerEnd> {
        let evaluation = (self.points + 1) * self.climber.landscape.objective.cost();
        let moves = (STEPS / STARTS / evaluation.max(1)).min(MOVES);
        let mut outcomes: Vec<(f64, Points)> =
            run(self.control, Topic::Jensen, 0..STARTS, |number, generator| {
                self.climb_from(self.first_points(number, generator), moves, generator)
            });
        outcomes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let ends =
            outcomes.iter().filter(|(score, _)| *score > 0.0).take(OUTCOMES).filter_map(|(_, points)| {
                let candidates = round::tolerances().filter_map(|tolerance| self.rounded(points, tolerance));
                let best = self.climber.landscape.defect(points).ratio();
                let enough = self.enough(best, CLIMB_LOSS);
                LowerEnd::coarsest(self.problem, self.control, candidates, enough, CLIMB_LOSS, |end| {
                    self.accepts(end)
                })
            });
        LowerEnd::highest(ends)
    }

    fn first_points(&self, number: usize, generator: &mut ChaCha8Rng) -> Points {
        let weight = 1.0 / self.points as f64;
        (0..self.points)
            .map(|_| (weight, self.climber.landscape.region.start(number.max(1), generator)))
            .collect()
    }

    /// The score of points: the λ they refute, points too near to each other counting less.
    fn score(&self, points: &Points) -> f64 {
        let Quotient { gain, cost } = self.climber.landscape.defect(points);
        let cost = cost + self.climber.landscape.guard();
        // A formula's cost may be negative: then every λ is refuted.
        let score = if gain > 0.0 && cost <= 0.0 { f64::INFINITY } else { gain / cost.abs() };
        if score.is_nan() { f64::NEG_INFINITY } else { score }
    }

    /// Random moves, each kept where it does not lose.
    fn climb_from(&self, start: Points, moves: usize, generator: &mut ChaCha8Rng) -> (f64, Points) {
        let goal = self.lambda.map_or(f64::INFINITY, |lambda| 2.0 * lambda.to_f64() + 1.0);
        let mut best = (self.score(&start), start);
        for _ in 0..moves {
            if best.0 > goal || best.0 == f64::INFINITY || self.control.interrupted().is_some() {
                break;
            }
            let mut next = best.1.clone();
            self.shake(&mut next, generator);
            for (_, x) in &mut next {
                *x = self.climber.landscape.region.settled(std::mem::take(x));
            }
            let score = self.score(&next);
            if score >= best.0 {
                best = (score, next);
            }
        }
        best
    }

    /// One random move.
    fn shake(&self, points: &mut Points, generator: &mut ChaCha8Rng) {
        let region = &self.climber.landscape.region;
        let size = 0.5f64.powf(20.0 * generator.random::<f64>());
        let chosen = generator.random_range(0..points.len());
        let odds = generator.random::<f64>().powi(2).max(1.0 / region.dimension() as f64);
        match generator.random_range(0..if points.len() > 2 { 5 } else { 4 }) {
            // All points, or one of them, along random coordinates.
            kind @ (0 | 1) => {
                for i in 0..region.dimension() {
                    if generator.random::<f64>() < odds {
                        let step = size * (2.0 * generator.random::<f64>() - 1.0);
                        for (j, (_, x)) in points.iter_mut().enumerate() {
                            if kind == 0 || j == chosen {
                                x[i] = region.clamp(i, x[i] + step * region.reach(i, x[i]));
                            }
                        }
                    }
                }
            }
            // Towards the mean or away from it.
            2 => {
                let mean = mean(points);
                let factor = if generator.random() { 1.0 + size } else { 1.0 / (1.0 + size) };
                for (_, x) in points.iter_mut() {
                    for (i, x) in x.iter_mut().enumerate() {
                        *x = region.clamp(i, mean[i] + factor * (*x - mean[i]));
                    }
                }
            }
            // One coordinate of one point or of all to a limit, or to 0.
            3 => {
                let i = generator.random_range(0..region.dimension());
                let places = [region.lower[i], region.clamp(i, 0.0), region.upper[i]];
                let place = places[generator.random_range(0..3)];
                let all = generator.random();
                for (j, (_, x)) in points.iter_mut().enumerate() {
                    if all || j == chosen {
                        x[i] = place;
                    }
                }
            }
            // The weights.
            _ => {
                points[chosen].0 *= 1.0 + size;
                let sum: f64 = points.iter().map(|(t, _)| t).sum();
                points.iter_mut().for_each(|(t, _)| *t /= sum);
            }
        }
    }
}
