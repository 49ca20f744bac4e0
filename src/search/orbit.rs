//! Orbit midpoints: for a swap g of two hidden units and `θ̄ = (θ + gθ)/2`, convexity is refuted for every
//!
//! ```text
//! λ < (L(θ̄) − L(θ)) / ((P(θ) + P(gθ))/2 − P(θ̄))
//! ```
//!
//! as `L(gθ) = L(θ)` (claims.md T3b). It is Jensen's inequality with the orbit as points, so the witness is
//! an ordinary one and the invariance need not be proved.

use super::ascent::{Effort, ascend};
use super::control::{Control, StopReason};
use super::evidence::LowerEnd;
use super::landscape::Landscape;
use super::round;
use super::starts::{Topic, run};
use super::swaps::{Swap, keeps_penalty, moved, swaps};
use crate::certificate::{Certificate, Claim, Jensen, Witness};
use crate::problem::Problem;
use rug::Rational;
use std::collections::BTreeMap;

/// What the swaps force.
#[derive(Clone, Debug)]
pub struct OrbitOutcome {
    /// The swaps found, as permutations of the parameters that leave objective and domain unchanged.
    pub swaps: Vec<Vec<usize>>,
    /// What each swap's best midpoint refutes, not yet checked; `None` where it refutes nothing.
    pub claims: Vec<Option<Claim>>,
    /// The best midpoint witness, not yet checked.
    pub certificate: Option<Certificate>,
    /// Why the search ended.
    pub stop: StopReason,
}

/// What all ascents together may take, in nanoseconds of an ordinary machine: counted, never measured.
const ALL: usize = 1_000_000_000;
/// The least and the most starts a class of swaps.
const STARTS: [usize; 2] = [3, 24];
/// The least and the most evaluations of each.
const EVALUATIONS: [usize; 2] = [20, 200];
/// What rounding to short rationals may lose.
const LOSS: f64 = 1e-3;

/// Finds the hidden-unit swaps of the graph and the best orbit midpoint, at the given weights or
/// searched.
pub fn orbit(problem: &Problem, at: Option<&[Rational]>, control: &Control<'_>) -> OrbitOutcome {
    let swaps = swaps(problem);
    let ends: Vec<Option<LowerEnd>> = match at {
        Some(at) => swaps.iter().map(|swap| midpoint(problem, &swap.permutation, at, control)).collect(),
        None => control.install(|| searched(problem, &swaps, control)),
    };
    let claim = |end: &Option<LowerEnd>| end.as_ref().map(LowerEnd::claim);
    OrbitOutcome {
        claims: ends.iter().map(claim).collect(),
        swaps: swaps.into_iter().map(|swap| swap.permutation).collect(),
        certificate: LowerEnd::highest(ends.into_iter().flatten()).map(|end| end.certificate(problem)),
        stop: control.interrupted().unwrap_or(StopReason::Done),
    }
}

/// The midpoint witness at given weights; `None` where it refutes nothing, and outside the domain.
fn midpoint(problem: &Problem, swap: &[usize], at: &[Rational], control: &Control<'_>) -> Option<LowerEnd> {
    if control.interrupted().is_some() || !problem.domain.contains(at) {
        return None;
    }
    LowerEnd::new(problem, witness(swap, at.to_vec()))
}

fn witness(swap: &[usize], at: Vec<Rational>) -> Witness {
    let half = Rational::from((1, 2));
    let image = moved(swap, &at);
    Witness::Jensen(Jensen { points: vec![(half.clone(), at), (half, image)] })
}

/// The best midpoints: searched for the first swap of each class, and carried to the others.
fn searched(problem: &Problem, swaps: &[Swap], control: &Control<'_>) -> Vec<Option<LowerEnd>> {
    let firsts: BTreeMap<usize, &Swap> = swaps
        .iter()
        .filter(|swap| swap.from_first.iter().enumerate().all(|(k, &place)| k == place))
        .map(|swap| (swap.class, swap))
        .collect();
    let landscape = Landscape::new(problem);
    let all = ALL / (20 * landscape.objective.cost() + 1000) / firsts.len().max(1);
    let starts = (all / EVALUATIONS[1]).clamp(STARTS[0], STARTS[1]);
    let effort = Effort {
        stride: 0.0,
        evaluations: (all / starts).clamp(EVALUATIONS[0], EVALUATIONS[1]),
        tolerance: 1e-9,
        goal: f64::INFINITY,
    };
    let mut best: BTreeMap<usize, (Vec<Rational>, LowerEnd)> = BTreeMap::new();
    for (&class, first) in &firsts {
        let surface = Midpoint { landscape: &landscape, swap: &first.permutation };
        let tops = run(control, Topic::Orbit, 0..starts, |number, generator| {
            let start = landscape.region.start(number.max(1), generator);
            let evaluate = |at: &[f64], gradient: &mut [f64]| surface.evaluate(at, gradient);
            ascend(&landscape.region, start, &effort, evaluate, || control.interrupted().is_some())
        });
        let top = tops.into_iter().flatten().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let found = top.and_then(|(top, _)| rounded(problem, &landscape, &first.permutation, &top));
        best.extend(found.map(|found| (class, found)));
    }
    let carried = |swap: &Swap| {
        let (at, end) = best.get(&swap.class)?;
        let at = moved(&swap.from_first, at);
        if keeps_penalty(problem, &swap.from_first) {
            return Some(LowerEnd { witness: witness(&swap.permutation, at), below: end.below.clone() });
        }
        midpoint(problem, &swap.permutation, &at, control)
    };
    swaps.iter().map(carried).collect()
}

/// The coarsest rational weights that lose little, and what they refute.
fn rounded(
    problem: &Problem,
    landscape: &Landscape,
    swap: &[usize],
    top: &[f64],
) -> Option<(Vec<Rational>, LowerEnd)> {
    let ratio = |at: Vec<f64>| {
        let image = moved(swap, &at);
        landscape.defect(&[(0.5, at), (0.5, image)]).ratio()
    };
    let candidates = round::tolerances().filter_map(|tolerance| {
        let at = round::point(top, tolerance, &problem.domain.0)?;
        Some((ratio(round::floats(&at)), witness(swap, at)))
    });
    let end = LowerEnd::coarsest(problem, candidates, (1.0 - LOSS) * ratio(top.to_vec()), LOSS, |_| true)?;
    let Witness::Jensen(jensen) = &end.witness else { return None };
    let (_, at) = jensen.points.first()?;
    Some((at.clone(), end))
}

/// The λ that a midpoint refutes, as a function of θ; θ near gθ counts less, as there only rounding errors
/// tell.
struct Midpoint<'a> {
    landscape: &'a Landscape,
    swap: &'a [usize],
}

impl Midpoint<'_> {
    /// With `S = (1 + g)/2`: `∇A = S∇L(θ̄) − ∇L(θ)` and `∇C = (∇P(θ) + g∇P(gθ))/2 − S∇P(θ̄)`.
    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let image = moved(self.swap, at);
        let mean: Vec<f64> = at.iter().zip(&image).map(|(x, y)| (x + y) / 2.0).collect();
        let (loss, loss_slope) = self.landscape.loss(at);
        let (loss_at_mean, slope_at_mean) = self.landscape.loss(&mean);
        let [here, there, middle] = [at, &image, &mean].map(|x| self.landscape.penalty(x));
        let [slope_here, slope_there, slope_middle] =
            [at, &image, &mean].map(|x| self.landscape.penalty_slope(x));
        let cost = (here + there) / 2.0 - middle + self.landscape.guard();
        let value = (loss_at_mean - loss) / cost;
        for (i, g) in gradient.iter_mut().enumerate() {
            let k = self.swap[i];
            let gain_slope = (slope_at_mean[i] + slope_at_mean[k]) / 2.0 - loss_slope[i];
            let cost_slope = (slope_here[i] + slope_there[k] - slope_middle[i] - slope_middle[k]) / 2.0;
            *g = (gain_slope - value * cost_slope) / cost;
        }
        value
    }
}
