//! λ\*: the lower end by a witness, then a ladder of covers from above.
//!
//! Rung by rung the target `(1 + g)·lo` comes down, `g` = 10, 3, 1, 0.3, … to the gap asked for; each rung
//! starts from the tree of the one before, so each completed rung is a bracket. A counterexample met on the
//! way raises `lo`, and the rung is restarted. Without a lower end λ = 0 is tried, then the least power of 4
//! that the root cell alone proves, and a quarter of it each time.

use super::control::{Control, Progress, StopReason};
use super::cover::{Attempt, Prover};
use super::curvature::{self, LowerEnd};
use crate::bound::{Cell, HessianBound, Obstacle};
use crate::certificate::{Certificate, Claim, Cover, Evidence, Tree};
use crate::number::simplest_between;
use crate::problem::Problem;
use rug::Rational;

/// Where a search for λ\* ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaStatus {
    /// `hi ≤ (1 + gap)·lo` or `hi − lo` within the absolute gap.
    Closed,
    /// A bracket, wider than asked, or only its lower end.
    Open,
    /// No finite λ convexifies.
    Infinite,
    /// Convex without penalty.
    Zero,
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct LambdaOutcome {
    /// A bracket, `convex lambda >= 0`, `no-finite-lambda`, or (no upper end found) a refutation
    /// alone; `None` where nothing was found.
    pub certificate: Option<Certificate>,
    /// How far it got.
    pub status: LambdaStatus,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// What stands in the way, if something does: a node and why.
    pub obstacle: Option<Obstacle>,
}

/// Relative gaps of the rungs, in percent.
const RUNGS: [u32; 7] = [1000, 300, 100, 30, 10, 3, 1];
/// Without a lower end: leaf tests that λ = 0 is given before the search goes up.
const TESTS_AT_ZERO: u64 = 20_000;
/// Leaf tests that a penalty's convexity is given.
const TESTS_FOR_PENALTY: u64 = 200_000;
/// Without a lower end: powers of 4 that the root cell is tried at, each way.
const ROOT_STEPS: usize = 64;
/// Without a lower end `hi ≤ 4^(−15)` times what the root cell needs counts as closed (about 10⁻⁹).
const QUARTERS: usize = 15;
/// Counterexamples that fail to raise the lower end before the search gives up.
const MAX_FAILURES: usize = 16;
/// Bits of the precise leaf tests; the checker's default.
const PRECISION: u32 = 256;

/// The end of a climb: status, reason, obstacle.
type End = (LambdaStatus, StopReason, Option<Obstacle>);

/// The state of a search for λ\*.
struct Ladder<'a> {
    problem: &'a Problem,
    bound: &'a HessianBound,
    control: &'a Control<'a>,
    prover: Prover<'a>,
    penalty: PenaltyProof,
    lower: Option<LowerEnd>,
    upper: Option<(Tree, Rational)>,
    failures: usize,
}

/// How the penalty is known to be convex.
#[derive(Clone, Debug)]
enum PenaltyProof {
    ByForm,
    ByCover(Tree),
    Missing,
}

/// Brackets λ\* until `hi ≤ (1 + gap)·lo` or the budget ends.
pub fn lambda(problem: &Problem, gap: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let bound = HessianBound::of_objective(problem, PRECISION);
    control.install(|| {
        let mut ladder = Ladder::new(problem, &bound, control);
        let (status, stop, obstacle) = ladder.climb(gap);
        let certificate = ladder.certificate();
        LambdaOutcome { certificate, status, cells: ladder.prover.cells, stop, obstacle }
    })
}

/// Looks for a cover at this λ; where a point of negative curvature turns up instead, the outcome's
/// certificate is that refutation.
pub fn certify(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> LambdaOutcome {
    let bound = HessianBound::of_objective(problem, PRECISION);
    control.install(|| {
        let mut ladder = Ladder::new(problem, &bound, control);
        let (certificate, stop, obstacle) = ladder.certify(lambda);
        let status = if certificate.is_some() { LambdaStatus::Closed } else { LambdaStatus::Open };
        LambdaOutcome { certificate, status, cells: ladder.prover.cells, stop, obstacle }
    })
}

impl<'a> Ladder<'a> {
    fn new(problem: &'a Problem, bound: &'a HessianBound, control: &'a Control<'a>) -> Self {
        let mut ladder = Ladder {
            problem,
            bound,
            control,
            prover: Prover::new(bound, Cell::root(&problem.domain)),
            penalty: PenaltyProof::ByForm,
            lower: None,
            upper: None,
            failures: 0,
        };
        if !problem.penalty.is_convex_by_form() {
            ladder.penalty = ladder.penalty_proof();
        }
        ladder
    }

    fn penalty_proof(&mut self) -> PenaltyProof {
        let bound = HessianBound::of_penalty(self.problem, PRECISION);
        let mut prover = Prover::new(&bound, self.prover.root.clone());
        let control = self.control.with_cells(TESTS_FOR_PENALTY);
        let attempt = prover.cover(&Rational::from(1), None, &control, Progress::default());
        self.prover.cells += prover.cells;
        match attempt {
            Attempt::Proved(tree) => PenaltyProof::ByCover(tree),
            _ => PenaltyProof::Missing,
        }
    }

    fn climb(&mut self, gap: &Rational) -> End {
        if matches!(self.penalty, PenaltyProof::Missing) {
            return (LambdaStatus::Open, StopReason::Done, None);
        }
        self.lower = curvature::lower_end(self.problem, self.bound, self.control);
        loop {
            let end = match self.lower.as_ref().map(|end| end.below.clone()) {
                Some(None) => return (LambdaStatus::Infinite, StopReason::Done, None),
                Some(Some(lower)) => self.descend_to(&lower, gap),
                None => self.descend_to_zero(),
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// Rung by rung down to `(1 + gap)·lower`; `None` where the lower end was raised.
    fn descend_to(&mut self, lower: &Rational, gap: &Rational) -> Option<End> {
        if let Some(tree) = self.prover.root_alone(lower) {
            self.upper = Some((tree, lower.clone()));
            return Some((LambdaStatus::Closed, StopReason::Done, None));
        }
        let percents = RUNGS.iter().map(|&p| Rational::from((p, 100u32))).filter(|g| g > gap);
        for rung in percents.chain([gap.clone()]) {
            let target = short_target(lower, &rung);
            if self.upper.as_ref().is_some_and(|(_, upper)| *upper <= target) {
                continue;
            }
            match self.attempt(&target, self.control) {
                Attempt::Proved(tree) => self.upper = Some((tree, target)),
                Attempt::Refuted { point, direction } => return self.raise(&point, &direction),
                Attempt::Blocked(obstacle) => return Some((LambdaStatus::Open, StopReason::Done, obstacle)),
                Attempt::Stopped(reason) => return Some((LambdaStatus::Open, reason, None)),
            }
        }
        Some((LambdaStatus::Closed, StopReason::Done, None))
    }

    /// Without a lower end: λ = 0 itself, then from the root cell's bound down by quarters.
    fn descend_to_zero(&mut self) -> Option<End> {
        if self.upper.is_none() {
            let zero = Rational::new();
            match self.attempt(&zero, &self.control.with_cells(self.prover.cells + TESTS_AT_ZERO)) {
                Attempt::Proved(tree) => {
                    self.upper = Some((tree, zero));
                    return Some((LambdaStatus::Zero, StopReason::Done, None));
                }
                Attempt::Refuted { point, direction } => return self.raise(&point, &direction),
                Attempt::Blocked(Some(obstacle)) => {
                    return Some((LambdaStatus::Open, StopReason::Done, Some(obstacle)));
                }
                Attempt::Blocked(None) => {}
                Attempt::Stopped(reason) => {
                    if let Some(reason) = self.exhausted(reason) {
                        return Some((LambdaStatus::Open, reason, None));
                    }
                }
            }
            self.upper = self.root_bound();
        }
        for _ in 0..QUARTERS {
            let Some(target) = self.upper.as_ref().map(|(_, upper)| Rational::from(upper / 4u32)) else {
                return Some((LambdaStatus::Open, StopReason::Done, None));
            };
            match self.attempt(&target, self.control) {
                Attempt::Proved(tree) => self.upper = Some((tree, target)),
                Attempt::Refuted { point, direction } => return self.raise(&point, &direction),
                Attempt::Blocked(obstacle) => return Some((LambdaStatus::Open, StopReason::Done, obstacle)),
                Attempt::Stopped(reason) => return Some((LambdaStatus::Open, reason, None)),
            }
        }
        Some((LambdaStatus::Closed, StopReason::Done, None))
    }

    /// The user's own limit behind a stop, if it was that and not one of ours.
    fn exhausted(&self, reason: StopReason) -> Option<StopReason> {
        let is_ours = reason == StopReason::Cells
            && self.control.budget.cells.is_none_or(|limit| self.prover.cells < limit);
        (!is_ours).then_some(reason)
    }

    /// The least power of 4 (tried upwards, then downwards from 1) at which the root cell alone is proved.
    fn root_bound(&mut self) -> Option<(Tree, Rational)> {
        let mut lambda = Rational::from(1);
        let mut best = None;
        for _ in 0..ROOT_STEPS {
            let upwards = best.is_none();
            match self.prover.root_alone(&lambda) {
                Some(tree) => {
                    best = Some((tree, lambda.clone()));
                    lambda /= 4u32;
                }
                None if upwards => lambda *= 4u32,
                None => break,
            }
            if upwards && best.is_some() && lambda >= 1 {
                break;
            }
        }
        best
    }

    fn attempt(&mut self, lambda: &Rational, control: &Control<'_>) -> Attempt {
        let earlier = self.upper.as_ref().map(|(tree, _)| tree);
        let progress = Progress {
            lower: self.lower.as_ref().and_then(|end| end.below.as_ref()).map(Rational::to_f64),
            upper: self.upper.as_ref().map(|(_, upper)| upper.to_f64()),
            target: Some(lambda.to_f64()),
            ..Progress::default()
        };
        // The check of the tree in hand costs about what its leaves cost here.
        let leaves = earlier.map_or(0, |tree| tree.tokens().len() as u32 / 2 + 1);
        let spent = control.started.elapsed() / (self.prover.cells.max(1) as u32).max(1);
        let control = control.with_reserve(spent * leaves * 3 / 2);
        self.prover.cover(lambda, earlier, &control, progress)
    }

    /// A counterexample: ascend from it and raise the lower end; `None` to go on.
    fn raise(&mut self, point: &[f64], direction: &[f64]) -> Option<End> {
        let found = curvature::lower_end_from(self.problem, self.bound, point, direction, self.control);
        let known = self.lower.as_ref().and_then(|end| end.below.clone()).unwrap_or_default();
        match found {
            Some(end) if end.below.as_ref().is_none_or(|below| *below > known) => {
                self.lower = Some(end);
                None
            }
            _ => {
                self.failures += 1;
                (self.failures > MAX_FAILURES).then_some((LambdaStatus::Open, StopReason::Done, None))
            }
        }
    }

    fn cover(&self, tree: &Tree) -> Cover {
        let penalty = match &self.penalty {
            PenaltyProof::ByCover(tree) => Some(tree.clone()),
            PenaltyProof::ByForm | PenaltyProof::Missing => None,
        };
        Cover { tree: tree.clone(), penalty }
    }

    /// The best that the two ends prove.
    fn certificate(&self) -> Option<Certificate> {
        let (claim, evidence) = match (&self.lower, &self.upper) {
            (Some(LowerEnd { witness, below: None }), _) => (Claim::NoFiniteLambda, witness.clone().into()),
            (Some(LowerEnd { witness, below: Some(lower) }), Some((tree, upper))) => (
                Claim::LambdaStar { lower: lower.clone(), upper: upper.clone() },
                Evidence::Bracket { lower: Some(witness.clone()), upper: self.cover(tree) },
            ),
            (Some(LowerEnd { witness, below: Some(below) }), None) => {
                (Claim::NotConvexBelow { below: below.clone() }, witness.clone().into())
            }
            (None, Some((tree, upper))) if upper.is_zero() => {
                (Claim::ConvexFrom { from: Rational::new() }, Evidence::Cover(self.cover(tree)))
            }
            (None, Some((tree, upper))) => (
                Claim::LambdaStar { lower: Rational::new(), upper: upper.clone() },
                Evidence::Bracket { lower: None, upper: self.cover(tree) },
            ),
            (None, None) => return None,
        };
        Some(Certificate { claim, problem: self.problem.clone(), evidence })
    }

    fn certify(&mut self, lambda: &Rational) -> (Option<Certificate>, StopReason, Option<Obstacle>) {
        self.lower = curvature::lower_end(self.problem, self.bound, self.control);
        if let Some(refutation) = self.refutation_at(lambda) {
            return (Some(refutation), StopReason::Done, None);
        }
        loop {
            match self.attempt(lambda, self.control) {
                Attempt::Proved(tree) => {
                    let claim = match self.penalty {
                        PenaltyProof::Missing => Claim::ConvexAt { lambda: lambda.clone() },
                        _ => Claim::ConvexFrom { from: lambda.clone() },
                    };
                    let evidence = Evidence::Cover(self.cover(&tree));
                    let certificate = Certificate { claim, problem: self.problem.clone(), evidence };
                    return (Some(certificate), StopReason::Done, None);
                }
                Attempt::Refuted { point, direction } => {
                    let end = self.raise(&point, &direction);
                    if let Some(refutation) = self.refutation_at(lambda) {
                        return (Some(refutation), StopReason::Done, None);
                    }
                    if let Some((_, stop, obstacle)) = end {
                        return (None, stop, obstacle);
                    }
                }
                Attempt::Blocked(obstacle) => return (None, StopReason::Done, obstacle),
                Attempt::Stopped(reason) => return (None, reason, None),
            }
        }
    }

    /// The lower end as a refutation of convexity at `lambda`, if it reaches so far.
    fn refutation_at(&self, lambda: &Rational) -> Option<Certificate> {
        let end = self.lower.as_ref()?;
        let claim = match &end.below {
            None => Claim::NoFiniteLambda,
            Some(below) if below > lambda => Claim::NotConvexBelow { below: below.clone() },
            Some(_) => return None,
        };
        Some(Certificate { claim, problem: self.problem.clone(), evidence: end.witness.clone().into() })
    }
}

/// A short rational in `[(1 + 0.95·gap)·lower, (1 + gap)·lower]`.
fn short_target(lower: &Rational, gap: &Rational) -> Rational {
    let step = Rational::from(lower * gap);
    let most = Rational::from(lower + &step);
    let least = Rational::from(&most - &(step / 20u32));
    simplest_between(&least, &most)
}
