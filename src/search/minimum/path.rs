//! The path of global minimisers as λ grows: where its shape changes, and brackets of the least value around
//! these places and between them.
//!
//! Shapes come from descents in plain floating point on a fine grid of λs, each begun from many starts and from
//! the minimiser at the λ before; changes are found more precisely by bisection. They are what the search has
//! seen. What is proved are the brackets.

use super::gap::MinimumGap;
use super::least::minimum_near;
use super::shape::{Shape, ZERO};
use crate::certificate::{Certificate, Claim, Evidence, Minimum, Sample};
use crate::problem::Problem;
use crate::search::control::{Control, StopReason};
use crate::search::float::{Topic, Valley, run, simplest_between};
use crate::search::witness::{Climber, LOSS, refute_every};
use rug::Rational;

/// λs of the grid.
const GRID: usize = 96;
/// Starts of descents at each.
const STARTS: usize = 24;
/// Bisections of a change.
const BISECTIONS: usize = 14;
/// Bits of the minimisers whose shape is looked at.
const BITS: u32 = 96;
/// Changes so near each other, relative to λ, count as one.
const SAME: f64 = 1e-3;
/// A jump is a change by more than this share of the largest coordinate.
const JUMP: f64 = 0.1;
/// Changes between two λs of the grid.
const CHANGES: usize = 4;
/// How far beside a change samples are taken, relative to λ.
const BESIDE: f64 = 0.02;
/// The range where λ* is not known, and the decades below its upper end.
const RANGE: (f64, f64) = (10.0, 1e4);

/// What is asked.
#[derive(Clone, Debug)]
pub struct PathOptions {
    /// The least λ; by default the greatest by 10⁴.
    pub from: Option<Rational>,
    /// The greatest λ; by default twice the λ from which on f_λ is convex.
    pub to: Option<Rational>,
    /// λs at which the least value is bracketed.
    pub samples: usize,
    /// How narrow each bracket is to be.
    pub gap: MinimumGap,
}

/// A λ at which the shape of the minimiser that was found changes.
#[derive(Clone, Debug)]
pub struct Change {
    /// About where.
    pub lambda: f64,
    /// The shape below.
    pub before: Shape,
    /// The shape above.
    pub after: Shape,
    /// Whether the minimiser jumps there.
    pub is_jump: bool,
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct PathOutcome {
    /// The curve.
    pub certificate: Option<Certificate>,
    /// What the search has seen of its shape.
    pub changes: Vec<Change>,
    /// About the λ below which f_λ is not convex, by the search's lower end; `None` where no λ is enough.
    pub convex_from: Option<f64>,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
}

/// Follows the global minimiser and brackets the least value along λ.
pub fn path(problem: &Problem, options: &PathOptions, control: &Control<'_>) -> PathOutcome {
    let lower = control.install(|| Climber::new(problem, control).lower_end(LOSS, control));
    // Where no λ is enough, the lower end that was found says nothing.
    let is_hopeless = refute_every(problem, control).certificate.is_some();
    let lower = lower.filter(|_| !is_hopeless);
    let convex_from = lower.and_then(|end| end.below).map(|below| below.to_f64());
    let (default, decades) = RANGE;
    let to = options.to.as_ref().map(Rational::to_f64).unwrap_or(2.0 * convex_from.unwrap_or(default / 2.0));
    let from = options.from.as_ref().map(Rational::to_f64).filter(|from| *from > 0.0).unwrap_or(to / decades);
    let changes =
        if from < to { control.install(|| changes(problem, from, to, control)) } else { Vec::new() };
    let lambdas = samples(from, to, options, &changes, convex_from);
    let (mut cells, mut stop) = (0, StopReason::Done);
    let mut found: Vec<(Sample, Minimum)> = Vec::new();
    // From the greatest λ down: the least are the dearest.
    for lambda in lambdas.iter().rev() {
        let left = control.budget.cells.map_or(u64::MAX, |limit| limit.saturating_sub(cells));
        if let Some(reason) = control.interrupted() {
            stop = reason;
            break;
        }
        if left == 0 {
            stop = StopReason::Cells;
            break;
        }
        let near: Option<Vec<f64>> =
            found.last().map(|(_, minimum)| minimum.point.iter().map(Rational::to_f64).collect());
        let control = control.with_cells(left);
        let outcome = minimum_near(problem, lambda, &options.gap, near.as_deref(), &control);
        cells += outcome.cells;
        if let Some(Certificate { claim, evidence, .. }) = outcome.certificate
            && let (Claim::Minimum(Sample { lambda, lower, upper }), Evidence::Minimum(minimum)) =
                (claim, evidence)
        {
            found.push((Sample { lambda, lower, upper }, minimum));
        }
        if outcome.stop != StopReason::Done {
            stop = outcome.stop;
        }
    }
    found.reverse();
    let (samples, evidence): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let certificate = (!samples.is_empty()).then(|| Certificate {
        claim: Claim::Curve(samples),
        problem: problem.clone(),
        evidence: Evidence::Curve(evidence),
    });
    PathOutcome { certificate, changes, convex_from, cells, stop }
}

/// The lowest point that is found at a λ.
fn lowest(problem: &Problem, lambda: f64, near: &[Vec<f64>], control: &Control<'_>) -> Option<Vec<f64>> {
    let lambda = Rational::from_f64(lambda)?;
    let valley = Valley::new(problem, &lambda);
    let starts = run(control, Topic::Path, 0..STARTS, |number, generator| {
        valley.descend(valley.landscape.region.start(number, generator), control)
    });
    let warm = near.iter().map(|point| valley.descend(point.clone(), control));
    let found = starts.into_iter().chain(warm).flatten().min_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let refined = valley.refine(&found, BITS)?;
    Some(refined.iter().map(Rational::to_f64).collect())
}

/// The changes of shape on the way.
fn changes(problem: &Problem, from: f64, to: f64, control: &Control<'_>) -> Vec<Change> {
    let at = |k: usize| from * (to / from).powf(k as f64 / (GRID - 1) as f64);
    let mut changes: Vec<Change> = Vec::new();
    let mut before: Option<(f64, Vec<f64>)> = None;
    for k in 0..GRID {
        if control.interrupted().is_some() {
            break;
        }
        let lambda = at(k);
        let near: Vec<Vec<f64>> = before.iter().map(|(_, point)| point.clone()).collect();
        let Some(point) = lowest(problem, lambda, &near, control) else { continue };
        let mut low = before.take();
        for _ in 0..CHANGES {
            let Some(from) = low.take() else { break };
            let Some((found, next)) = change(problem, from, (lambda, point.clone()), control) else { break };
            match changes.last_mut() {
                // Coordinates that vanish together pass through other shapes within rounding.
                Some(last) if found.lambda <= last.lambda * (1.0 + SAME) => {
                    last.after = found.after;
                    last.is_jump |= found.is_jump;
                }
                _ => changes.push(found),
            }
            low = Some(next);
        }
        before = Some((lambda, point));
    }
    changes
}

/// The first change between two λs, found more precisely, and the minimiser behind it.
fn change(
    problem: &Problem,
    mut low: (f64, Vec<f64>),
    mut high: (f64, Vec<f64>),
    control: &Control<'_>,
) -> Option<(Change, (f64, Vec<f64>))> {
    let kind = |point: &[f64]| Shape::of(point).kind();
    if kind(&low.1) == kind(&high.1) {
        return None;
    }
    for _ in 0..BISECTIONS {
        let middle = (low.0 * high.0).sqrt();
        let Some(point) = lowest(problem, middle, &[low.1.clone(), high.1.clone()], control) else { break };
        if kind(&point) == kind(&low.1) {
            low = (middle, point);
        } else {
            high = (middle, point);
        }
    }
    // Up to the order and the signs of the coordinates, is it another point?
    let sizes = |point: &[f64]| {
        let mut sizes: Vec<f64> = point.iter().map(|x| x.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        sizes
    };
    let (a, b) = (sizes(&low.1), sizes(&high.1));
    let largest = a.iter().chain(&b).fold(0.0f64, |most, x| most.max(*x));
    let apart = a.iter().zip(&b).fold(0.0f64, |most, (x, y)| most.max((x - y).abs()));
    let change = Change {
        lambda: (low.0 * high.0).sqrt(),
        before: Shape::of(&low.1),
        after: Shape::of(&high.1),
        is_jump: apart > JUMP * largest && largest > 10.0 * ZERO,
    };
    Some((change, high))
}

/// Short λs: the ends, both sides of each change, and what fills the widest gaps.
fn samples(
    from: f64,
    to: f64,
    options: &PathOptions,
    changes: &[Change],
    convex_from: Option<f64>,
) -> Vec<Rational> {
    let short = |x: f64| {
        let [lower, upper] = [x * 0.995, x * 1.005].map(|x| Rational::from_f64(x).unwrap_or_default());
        simplest_between(&lower, &upper)
    };
    let end = |given: &Option<Rational>, x: f64| given.clone().unwrap_or_else(|| short(x));
    let first = options.from.clone().filter(|first| *first > 0);
    let mut lambdas = vec![end(&first, from), end(&options.to, to)];
    // Two samples above a collapse show how far P falls there.
    let collapses = changes.iter().filter(|change| change.after.zero.len() == change.after.dimension);
    let beyond = collapses.map(|change| change.lambda * (1.0 + 2.0 * BESIDE));
    let beside = |place: f64| [place * (1.0 - BESIDE), place * (1.0 + BESIDE)];
    let special = changes.iter().map(|change| change.lambda).chain(convex_from).flat_map(beside);
    lambdas.extend(special.chain(beyond).filter(|place| (from..to).contains(place)).map(short));
    lambdas.sort();
    lambdas.dedup();
    while lambdas.len() < options.samples {
        let ratio = |k: &usize| lambdas[k + 1].to_f64() / lambdas[*k].to_f64();
        let Some(k) = (0..lambdas.len() - 1).max_by(|a, b| ratio(a).total_cmp(&ratio(b))) else { break };
        let middle = short((lambdas[k].to_f64() * lambdas[k + 1].to_f64()).sqrt());
        if lambdas.contains(&middle) {
            break;
        }
        lambdas.insert(k + 1, middle);
    }
    if options.from.as_ref().is_some_and(Rational::is_zero) {
        lambdas.insert(0, Rational::new());
    }
    lambdas
}
