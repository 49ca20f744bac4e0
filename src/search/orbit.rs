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
use super::symmetry::{Permutation, swaps};
use crate::certificate::{Certificate, Claim, Jensen, Witness};
use crate::problem::Problem;
use rug::Rational;

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

/// The most starts a swap.
const STARTS: usize = 24;
/// The fewest.
const FEWEST_STARTS: usize = 2;
/// Evaluations of each.
const EVALUATIONS: usize = 200;
/// Elementary steps that all starts together may take.
const STEPS: usize = 1_000_000_000;
/// What rounding to short rationals may lose.
const LOSS: f64 = 1e-3;

/// Finds the hidden-unit swaps of the graph and the best orbit midpoint, at the given weights or
/// searched.
pub fn orbit(problem: &Problem, at: Option<&[Rational]>, control: &Control<'_>) -> OrbitOutcome {
    let swaps = swaps(problem);
    let ends: Vec<Option<LowerEnd>> = match at {
        Some(at) => swaps.iter().map(|swap| midpoint(problem, swap, at)).collect(),
        None => control.install(|| searched(problem, &swaps, control)),
    };
    let certificates: Vec<Option<Certificate>> =
        ends.iter().map(|end| end.clone().map(|end| end.certificate(problem))).collect();
    OrbitOutcome {
        swaps,
        claims: certificates.into_iter().map(|c| c.map(|c| c.claim)).collect(),
        certificate: LowerEnd::highest(ends.into_iter().flatten()).map(|end| end.certificate(problem)),
        stop: control.interrupted().unwrap_or(StopReason::Done),
    }
}

/// The midpoint witness at given weights; `None` outside the domain.
fn midpoint(problem: &Problem, swap: &[usize], at: &[Rational]) -> Option<LowerEnd> {
    problem.domain.contains(at).then(|| witness(swap, at.to_vec())).and_then(|w| LowerEnd::new(problem, w))
}

fn witness(swap: &[usize], at: Vec<Rational>) -> Witness {
    let half = Rational::from((1, 2));
    let image = permuted(swap, &at);
    Witness::Jensen(Jensen { points: vec![(half.clone(), at), (half, image)] })
}

/// `gθ`, for g of order two.
fn permuted<T: Clone>(swap: &[usize], at: &[T]) -> Vec<T> {
    swap.iter().map(|&k| at[k].clone()).collect()
}

/// The best midpoints that ascents from many starts find, one a swap.
fn searched(problem: &Problem, swaps: &[Permutation], control: &Control<'_>) -> Vec<Option<LowerEnd>> {
    let landscape = Landscape::new(problem);
    let all = EVALUATIONS * 16 * (landscape.objective.cost() + 20) * swaps.len().max(1);
    let starts = (STEPS / all).clamp(FEWEST_STARTS, STARTS);
    let effort = Effort { evaluations: EVALUATIONS, tolerance: 1e-9, goal: f64::INFINITY };
    let tops = run(control, Topic::Orbit, starts * swaps.len(), |number, generator| {
        let surface = Midpoint { landscape: &landscape, swap: &swaps[number / starts] };
        let start = landscape.region.start((number % starts).max(1), generator);
        let evaluate = |at: &[f64], gradient: &mut [f64]| surface.evaluate(at, gradient);
        ascend(&landscape.region, start, &effort, evaluate, || control.interrupted().is_some())
    });
    let best = |(swap, tops): (&Permutation, &[Option<(Vec<f64>, f64)>])| {
        let (top, _) = tops.iter().flatten().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        rounded(problem, &landscape, swap, top)
    };
    swaps.iter().zip(tops.chunks(starts)).map(best).collect()
}

/// The coarsest rational weights that lose little.
fn rounded(problem: &Problem, landscape: &Landscape, swap: &[usize], top: &[f64]) -> Option<LowerEnd> {
    let ratio = |at: Vec<f64>| {
        let image = permuted(swap, &at);
        landscape.defect(&[(0.5, at), (0.5, image)]).ratio()
    };
    let candidates = round::tolerances().filter_map(|tolerance| {
        let at = round::point(top, tolerance, &problem.domain.0)?;
        Some((ratio(round::floats(&at)), witness(swap, at)))
    });
    LowerEnd::coarsest(problem, candidates, (1.0 - LOSS) * ratio(top.to_vec()), |_| true)
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
        let image = permuted(self.swap, at);
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
