//! λ\*: 0 where composition proves L convex; else the lower end by a witness, then a ladder of covers from above.
//!
//! The goal is `(1 + gap)·lo`; on the way to it the upper end falls from rung to rung, `(1 + g)·lo` with
//! `g` = 10, 5, 3, 2, 3/2, 1, 3/4, 1/2, … ([`super::cover`] says how both are worked at once). It begins higher where
//! the root cell alone is proved higher up. A counterexample met on the way raises `lo`. Without a lower
//! end the goal is λ = 0, and the rungs are the least power of 4 that the root cell alone proves, and a
//! quarter of it each time.

use super::control::{Control, Progress, Stage, StopReason};
use super::cover::{Event, Plan, Prover};
use super::curvature::{Climber, LOSS, LowerEnd};
use super::obstacle::Impasse;
use super::{composition, every, family, jensen, kink, reduction};
use crate::bound::{Cell, FundamentalDomain, HessianBound, Method};
use crate::budget::Budget;
use crate::certificate::{
    Certificate, Claim, Cover, Evidence, Proof, Reduction, Token, Tree, write_certificate,
};
use crate::check::{Effort, check};
use crate::number::is_writable;
use crate::problem::Problem;
use crate::search::simplest_between;
use rug::Rational;
use std::time::{Duration, Instant};

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
    /// A bracket, `convex lambda >= q`, `no-finite-lambda`, or (no upper end found) a refutation
    /// alone; `None` where nothing was found.
    pub certificate: Option<Certificate>,
    /// What became of the cover that the search has gone on from.
    pub earlier: Earlier,
    /// A finer tree than the certificate's, to go on from: see [`Stage`].
    pub finer: Option<Tree>,
    /// How far it got.
    pub status: LambdaStatus,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
    /// Why there was nothing left to try, if there was not.
    pub impasse: Option<Impasse>,
}

/// What became of an earlier search's cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Proved anew, refuted, or there was none.
    Settled,
    /// Part of the certificate as it was: the search was stopped before it was proved anew.
    Kept,
    /// The time does not suffice to check it, which takes about as long as this: there is no certificate.
    TooLong(Duration),
}

/// Relative gaps of the rungs, times 4; three quarters and halves of the last follow.
const RUNGS: [u32; 8] = [40, 20, 12, 8, 6, 4, 3, 2];
/// Steps of 4 that the first rung may be above the highest of [`RUNGS`].
const HIGHER: u32 = 20;
/// Without a lower end: leaf tests that λ = 0 is given.
const TESTS_AT_ZERO: u64 = 20_000;
const PATIENCE: Impasse = Impasse::Patience { cells: TESTS_AT_ZERO };
/// Leaf tests that a penalty's convexity is given.
const TESTS_FOR_PENALTY: u64 = 200_000;
/// Without a lower end: powers of 4 that the root cell is tried at, each way.
const ROOT_STEPS: usize = 64;
/// Without a lower end `hi ≤ 4^(−15)` times what the root cell needs counts as closed (about 10⁻⁹).
const QUARTERS: usize = 15;
/// Leaf tests of the trial that finds an order for symmetries.
const TRIAL: u64 = 48;
/// Bits of the precise leaf tests; the checker's default.
const PRECISION: u32 = 256;
/// Saving takes one part in so many of the time.
const SAVING: u32 = 10;
/// Gap 0 is approached down to this, which the lower end's own accuracy is not below.
const LEAST_GAP: (u32, u32) = (1, 1 << 20);

/// The end of a climb: status, reason, impasse.
type End = (LambdaStatus, StopReason, Option<Impasse>);

/// The state of a search for λ\*.
struct Ladder<'a> {
    problem: &'a Problem,
    control: &'a Control<'a>,
    prover: Prover<'a>,
    penalty: PenaltyProof,
    reduction: Option<Reduction>,
    is_reduced: bool,
    lower: Option<LowerEnd>,
    /// A witness against every λ that is no lower end: it moves with λ.
    everywhere: Option<Certificate>,
    /// The one λ that is asked for, if it is not λ\*.
    asked: Option<Rational>,
    /// The upper end that an earlier search had, to be proved anew.
    earlier: Option<Rational>,
    save_at: Option<Instant>,
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
    composition::convex(problem).unwrap_or_else(|| run(problem, control, |ladder| ladder.climb(gap)))
}

/// Looks for a cover at this λ; where a point of negative curvature turns up instead, the outcome's
/// certificate is that refutation. Stopped before, it has what both ends prove of λ\* until then, and the tree
/// to go on from.
pub fn certify(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> LambdaOutcome {
    composition::convex(problem).unwrap_or_else(|| run(problem, control, |ladder| ladder.certify(lambda)))
}

fn run(
    problem: &Problem,
    control: &Control<'_>,
    search: impl FnOnce(&mut Ladder<'_>) -> End + Send,
) -> LambdaOutcome {
    let began = Instant::now();
    let bound = HessianBound::of_objective(problem, PRECISION, &Budget::default());
    control.install(|| {
        let mut ladder = Ladder::new(problem, &bound, control, began);
        let end = search(&mut ladder);
        ladder.outcome(end)
    })
}

impl<'a> Ladder<'a> {
    fn new(problem: &'a Problem, bound: &'a HessianBound, control: &'a Control<'a>, began: Instant) -> Self {
        let mut ladder = Ladder {
            problem,
            control,
            prover: Prover::new(bound, Cell::root(&problem.domain)),
            penalty: PenaltyProof::ByForm,
            reduction: None,
            is_reduced: false,
            lower: None,
            everywhere: None,
            asked: None,
            earlier: None,
            save_at: control.save.map(|_| Instant::now() + control.save_every),
        };
        if !problem.penalty.is_convex_by_form() {
            ladder.penalty = ladder.penalty_proof();
        }
        ladder.prover.preparation = began.elapsed();
        if let Some(Stage { certificate, finer }) = control.earlier {
            let root = Tree::new([Token::Leaf(Method::Interval)]);
            let coarse = certificate.evidence.cover().map(|cover| &cover.tree).or(root.as_ref());
            let upper = match &certificate.claim {
                Claim::ConvexFrom { from: end } | Claim::LambdaStar { upper: end, .. } => Some(end.clone()),
                _ => None,
            };
            let starts =
                coarse.is_some_and(|tree| ladder.prover.start_from(tree, finer.as_ref(), upper.as_ref()));
            let counts = starts && !matches!(ladder.penalty, PenaltyProof::Missing);
            ladder.earlier = upper.filter(|_| counts);
            // Proved by one test, whatever the finer tree.
            if let (Some(earlier), Some(1)) = (&ladder.earlier, coarse.map(|tree| tree.tokens().len())) {
                ladder.prover.root_alone(earlier);
            }
            let reduction = certificate.evidence.cover().and_then(|cover| cover.reduction.as_ref());
            let may_use = |reduction: &&Reduction| control.symmetry && reduction::holds(problem, reduction);
            if let Some(reduction) = reduction.filter(may_use) {
                ladder.reduce(reduction.clone());
            }
        }
        ladder
    }

    fn penalty_proof(&mut self) -> PenaltyProof {
        let bound = HessianBound::of_penalty(self.problem, PRECISION, &Budget::default());
        let mut prover = Prover::new(&bound, Cell::root(&self.problem.domain));
        let control = self.control.with_cells(TESTS_FOR_PENALTY);
        let plan = Plan { goal: Some(Rational::from(1)), ..Plan::default() };
        prover.refutes = false;
        let event = prover.work(&plan, &control, None, &|_, _| ());
        self.prover.cells += prover.cells;
        match (event, prover.cover()) {
            (Event::Goal, Some(tree)) => PenaltyProof::ByCover(tree),
            _ => PenaltyProof::Missing,
        }
    }

    /// The best of a new lower end and of the earlier search's. Where a cover is to be proved anew, half of the
    /// time is for that.
    fn find_lower(&mut self, find: impl FnOnce(&Control<'_>) -> Option<LowerEnd>) {
        let half = self.control.budget.time.filter(|_| self.earlier.is_some()).unwrap_or_default() / 2;
        let found = find(&self.control.with_reserve(half));
        let earlier = self.control.earlier.and_then(|stage| stage.certificate.evidence.witness());
        let earlier = earlier.and_then(|witness| LowerEnd::new(self.problem, witness));
        self.lower = LowerEnd::highest(earlier.into_iter().chain(found));
    }

    fn climb(&mut self, gap: &Rational) -> End {
        self.find_lower(|control| {
            let kink = kink::lower_end(self.problem, control);
            if kink.as_ref().is_some_and(|end| end.below.is_none()) {
                return kink;
            }
            LowerEnd::highest(kink.into_iter().chain(jensen::lower_end(self.problem, control)))
        });
        let is_finite = self.lower.as_ref().is_some_and(|end| end.below.is_some());
        if is_finite && every::may_need_a_family(self.problem) {
            self.everywhere = family::family(self.problem, self.control);
        }
        if self.everywhere.is_some() {
            return (LambdaStatus::Infinite, StopReason::Done, None);
        }
        if matches!(self.penalty, PenaltyProof::Missing) {
            return (LambdaStatus::Open, StopReason::Done, Some(Impasse::Penalty));
        }
        loop {
            let lower = self.lower.as_ref().map(|end| end.below.clone());
            self.disbelieve();
            let (plan, closed) = match &lower {
                Some(None) => return (LambdaStatus::Infinite, StopReason::Done, None),
                Some(Some(lower)) => {
                    if self.prover.root_alone(lower) {
                        return (LambdaStatus::Closed, StopReason::Done, None);
                    }
                    (self.above(lower, gap), LambdaStatus::Closed)
                }
                None => {
                    if self.prover.root_alone(&Rational::new()) {
                        return (LambdaStatus::Zero, StopReason::Done, None);
                    }
                    (self.towards_zero(), LambdaStatus::Zero)
                }
            };
            match self.work(&plan, self.control) {
                Event::Goal => return (closed, StopReason::Done, None),
                Event::Bottom(None) if lower.is_none() && self.prover.standing().is_some() => {
                    return (LambdaStatus::Closed, StopReason::Done, Some(PATIENCE));
                }
                event => {
                    if let Some(end) = self.open_end(event) {
                        return end;
                    }
                }
            }
        }
    }

    /// An earlier upper end below a lower end is false.
    fn disbelieve(&mut self) {
        let is_false = |earlier: &Rational| self.lower.as_ref().is_some_and(|end| end.refutes(earlier));
        if self.earlier.as_ref().is_some_and(is_false) {
            self.earlier = None;
        }
    }

    /// What an event other than reaching the goal ends the search with, if it does.
    fn open_end(&mut self, event: Event) -> Option<End> {
        let impasse = match event {
            Event::Stopped(reason) => return Some((LambdaStatus::Open, reason, None)),
            Event::Refuted { point, direction } => {
                self.raise(&point, &direction);
                return None;
            }
            Event::Goal | Event::Pause => return None,
            Event::Bottom(None) => PATIENCE,
            Event::Bottom(Some(dead_end)) | Event::Blocked(dead_end) => Impasse::new(dead_end, self.problem),
            Event::Crowded => Impasse::Crowded,
        };
        Some((LambdaStatus::Open, StopReason::Done, Some(impasse)))
    }

    /// Down to `(1 + gap)·lower`.
    fn above(&mut self, lower: &Rational, gap: &Rational) -> Plan {
        let mut gaps: Vec<Rational> = RUNGS.into_iter().map(|times| Rational::from((times, 4))).collect();
        let mut highest = gaps[0].clone();
        let least = Rational::from(LEAST_GAP);
        let least = if gap.is_zero() { &least } else { gap };
        while let Some(last) = gaps.last().filter(|last| *last > least).cloned() {
            gaps.push(Rational::from((3, 4)) * &last);
            gaps.push(last / 2u32);
        }
        if self.prover.standing().is_none() && self.earlier.is_none() {
            // Where the root cell alone is proved, its test is the first rung.
            for _ in 0..HIGHER {
                let is_late = self.control.interrupted().is_some();
                if is_late || self.prover.root_alone(&short_target(lower, &highest)) {
                    break;
                }
                highest *= 4u32;
            }
            // As far down as the root cell reaches alone, rungs take one test each.
            if self.prover.standing().is_some() && highest == gaps[0] {
                let mut lower_rungs = gaps[1..].iter();
                let may_test = |cells| self.control.budget.cells.is_none_or(|most| cells < most);
                while let Some(gap) = lower_rungs.next()
                    && may_test(self.prover.cells)
                    && self.prover.root_alone(&short_target(lower, gap))
                {}
            }
        }
        while gaps[0] < highest {
            gaps.insert(0, Rational::from(&gaps[0] * 4u32));
        }
        let goal = short_target(lower, gap);
        let rungs = gaps.iter().map(|gap| short_target(lower, gap)).filter(|rung| *rung > goal).collect();
        self.with_earlier(goal, rungs)
    }

    /// Without a lower end: down to zero, by quarters of what the root cell alone needs.
    fn towards_zero(&mut self) -> Plan {
        let top = match (&self.earlier, self.prover.standing()) {
            (Some(earlier), _) => Some(earlier.clone()),
            (None, Some(standing)) => Some(standing.clone()),
            (None, None) => self.root_bound(),
        };
        let quarter = |last: &Rational| Some(Rational::from(last / 4u32));
        let rungs = std::iter::successors(top.as_ref().and_then(quarter), quarter).take(QUARTERS).collect();
        let patience = Some(self.prover.cells + TESTS_AT_ZERO);
        Plan { patience, ..self.with_earlier(Rational::new(), rungs) }
    }

    /// The plan with the earlier search's upper end in its place.
    fn with_earlier(&self, goal: Rational, mut rungs: Vec<Rational>) -> Plan {
        let mut goal = goal;
        match &self.earlier {
            Some(earlier) if *earlier <= goal => (goal, rungs) = (earlier.clone(), vec![]),
            Some(earlier) => {
                rungs.retain(|rung| rung < earlier);
                rungs.insert(0, earlier.clone());
            }
            None => {}
        }
        Plan { goal: Some(goal), patience: None, rungs }
    }

    /// The least power of 4 (tried upwards, then downwards from 1) at which the root cell alone is proved.
    fn root_bound(&mut self) -> Option<Rational> {
        let one = Rational::from(1);
        let powers = |step: Rational| {
            std::iter::successors(Some(one.clone()), move |last| Some(Rational::from(last * &step)))
                .take(ROOT_STEPS)
        };
        let first = powers(Rational::from(4)).find(|lambda| self.prover.root_alone(lambda))?;
        if first == 1 {
            for lambda in powers(Rational::from((1, 4))).skip(1) {
                if !self.prover.root_alone(&lambda) {
                    break;
                }
            }
        }
        self.prover.standing().cloned()
    }

    /// From now on the cover leaves out what symmetry proves elsewhere.
    fn reduce(&mut self, reduction: Reduction) {
        let Reduction { symmetries, order } = &reduction;
        self.prover.reduce(FundamentalDomain::new(self.problem, symmetries, order));
        (self.reduction, self.is_reduced) = (Some(reduction), true);
    }

    /// Finds symmetries, and in a short trial an order for them.
    fn find_reduction(&mut self, lambda: &Rational) {
        self.is_reduced = true;
        let may_reduce = self.control.symmetry;
        let symmetries = if may_reduce { reduction::symmetries(self.problem) } else { Vec::new() };
        if symmetries.is_empty() {
            return;
        }
        let left = self.control.budget.cells.map_or(TRIAL, |most| most.saturating_sub(self.prover.cells));
        let tests = if self.prover.is_dear() { 0 } else { TRIAL.min(left) };
        let splits = self.prover.trial(lambda, tests);
        if let Some(reduction) = reduction::reduction(self.problem, &symmetries, &splits) {
            self.reduce(reduction);
        }
    }

    /// Works on the tree, and saves what there is when it is time to.
    fn work(&mut self, plan: &Plan, control: &Control<'_>) -> Event {
        let lower = self.lower.as_ref().and_then(|end| end.below.as_ref()).map(Rational::to_f64);
        let target = plan.goal.as_ref().map(Rational::to_f64);
        if let Some(lambda) = plan.goal.as_ref().filter(|_| !self.is_reduced) {
            self.find_reduction(lambda);
        }
        let report = |prover: &Prover<'_>, open: usize| {
            let upper = prover.standing().map(Rational::to_f64);
            (control.progress)(Progress { lower, upper, target, cells: prover.cells, open: open as u64 });
        };
        loop {
            match self.prover.work(plan, control, self.save_at, &report) {
                Event::Pause => self.save(),
                event => return event,
            }
        }
    }

    fn save(&mut self) {
        let began = Instant::now();
        // Not where the check is about to begin.
        let kept = self.control.with_reserve(self.prover.reserve(self.control.threads) * 2);
        let certificate = if kept.interrupted().is_none() { self.certificate() } else { None };
        if let (Some(save), Some(certificate)) = (self.control.save, certificate) {
            save(&Stage { certificate, finer: self.prover.splits() });
        }
        self.save_at = Some(Instant::now() + self.control.save_every.max(began.elapsed() * SAVING));
    }

    /// A counterexample: ascend from it and raise the lower end, or stop looking for others.
    fn raise(&mut self, point: &[f64], direction: &[f64]) {
        let climber = Climber::new(self.problem);
        let found = climber.lower_end_from(point, direction, LOSS, self.control);
        match (found, &self.lower) {
            (Some(end), Some(known)) if !end.exceeds(known) => self.prover.refutes = false,
            (Some(end), _) => self.lower = Some(end),
            (None, _) => self.prover.refutes = false,
        }
    }

    fn outcome(&mut self, (status, stop, impasse): End) -> LambdaOutcome {
        let (certificate, earlier) = self.kept(stop);
        // Asked for one λ, what is in the way of every cover is the answer.
        let lasts = || impasse.as_ref().is_some_and(|impasse| impasse.lasting(self.problem).is_some());
        let certificate = certificate.filter(|_| self.asked.is_none() || !lasts());
        let cover = certificate.as_ref().and_then(|found| found.evidence.cover());
        let nodes = cover.map_or(0, |cover| cover.tree.tokens().len());
        let finer = if self.prover.nodes() > nodes { self.prover.splits() } else { None };
        let finer = finer.filter(|_| status == LambdaStatus::Open);
        LambdaOutcome { certificate, earlier, finer, status, cells: self.prover.cells, stop, impasse }
    }

    /// The certificate. An earlier cover that the search was stopped before proving anew is kept: unseen where
    /// time is short, for the check that follows decides on it, else where it holds.
    fn kept(&mut self, stop: StopReason) -> (Option<Certificate>, Earlier) {
        let certificate = self.certificate();
        if self.earlier.is_none() || self.prover.standing().is_some() {
            return (certificate, Earlier::Settled);
        }
        let check_time = self.prover.check_time();
        match stop {
            StopReason::Time if self.control.with_reserve(check_time).interrupted().is_some() => {
                (None, Earlier::TooLong(check_time))
            }
            StopReason::Time | StopReason::Signal => (certificate, Earlier::Kept),
            StopReason::Done | StopReason::Cells | StopReason::Memory => {
                let effort = Effort { threads: self.control.threads, ..Effort::default() };
                let holds =
                    |found: &Certificate| check(write_certificate(found, &[]).as_bytes(), &effort).is_ok();
                if certificate.as_ref().is_some_and(holds) {
                    return (certificate, Earlier::Kept);
                }
                self.earlier = None;
                (self.certificate(), Earlier::Settled)
            }
        }
    }

    /// The standing cover, else the earlier search's, and what proves the penalty convex.
    fn cover(&self) -> Option<(Cover, Rational)> {
        let penalty = match &self.penalty {
            PenaltyProof::ByCover(tree) => Some(tree.clone()),
            PenaltyProof::ByForm | PenaltyProof::Missing => None,
        };
        let earlier = || {
            let stage = self.control.earlier?;
            Some((stage.certificate.evidence.cover()?.tree.clone(), self.earlier.clone()?))
        };
        let standing = self.prover.cover().zip(self.prover.standing().cloned());
        let (tree, upper) = if self.prover.standing().is_some() { standing } else { earlier() }?;
        let is_skipped = |token| token == Token::Skipped;
        let reduction = self.reduction.clone().filter(|_| tree.tokens().any(is_skipped));
        Some((Cover { tree, penalty, reduction }, upper))
    }

    /// The best that the two ends prove; where one λ is asked for, the end alone that answers.
    fn certificate(&self) -> Option<Certificate> {
        if self.everywhere.is_some() {
            return self.everywhere.clone();
        }
        let (mut lower, mut cover) = (self.lower.clone(), self.cover());
        let has_penalty = !matches!(self.penalty, PenaltyProof::Missing);
        let refutes = |lambda: &Rational| lower.as_ref().is_some_and(|end| end.refutes(lambda));
        if self.asked.as_ref().is_some_and(refutes) || (lower.is_some() && !has_penalty) {
            cover = None;
        }
        if let (Some(asked), Some((_, upper))) = (&self.asked, &cover)
            && upper <= asked
        {
            lower = None;
        }
        let (claim, evidence) = match (lower, cover) {
            (Some(LowerEnd { witness, below: Some(lower) }), Some((cover, upper))) => {
                let upper_proof = Proof::Cover(cover);
                (
                    Claim::LambdaStar { lower, upper },
                    Evidence::Bracket { lower: Some(witness), upper: upper_proof },
                )
            }
            (Some(lower), _) => return Some(lower.certificate(self.problem)),
            (None, Some((cover, lambda))) if !has_penalty => {
                (Claim::ConvexAt { lambda }, Evidence::Cover(cover))
            }
            (None, Some((cover, from))) if from.is_zero() || self.asked.is_some() => {
                (Claim::ConvexFrom { from }, Evidence::Cover(cover))
            }
            (None, Some((cover, upper))) => (
                Claim::LambdaStar { lower: Rational::new(), upper },
                Evidence::Bracket { lower: None, upper: Proof::Cover(cover) },
            ),
            (None, None) => return None,
        };
        Some(Certificate { claim, problem: self.problem.clone(), evidence })
    }

    fn certify(&mut self, lambda: &Rational) -> End {
        self.asked = Some(lambda.clone());
        // Kinks are for `refute`: here a cover is wanted, or what stands in its way.
        self.find_lower(|control| Climber::new(self.problem).lower_end(LOSS, control));
        loop {
            if self.lower.as_ref().is_some_and(|end| end.refutes(lambda)) {
                return (LambdaStatus::Closed, StopReason::Done, None);
            }
            self.disbelieve();
            if self.prover.standing().is_none() && self.earlier.is_none() {
                self.stand_above(lambda);
            }
            let plan = self.with_earlier(lambda.clone(), vec![]);
            match self.work(&plan, self.control) {
                Event::Goal => return (LambdaStatus::Closed, StopReason::Done, None),
                event => {
                    if let Some(end) = self.open_end(event) {
                        return end;
                    }
                }
            }
        }
    }

    /// A first cover far above: what is left where the search at λ is stopped.
    fn stand_above(&mut self, lambda: &Rational) {
        let least = if lambda.is_zero() { Rational::from(1) } else { lambda.clone() };
        let next = |last: &Rational| Some(Rational::from(last * 4u32));
        let above = std::iter::successors(Some(least), next).take(HIGHER as usize);
        above
            .take_while(is_writable)
            .find(|lambda| self.control.interrupted().is_some() || self.prover.root_alone(lambda));
    }
}

/// A short rational in `[(1 + 0.95·gap)·lower, (1 + gap)·lower]`.
fn short_target(lower: &Rational, gap: &Rational) -> Rational {
    let step = Rational::from(lower * gap);
    let most = Rational::from(lower + &step);
    let least = Rational::from(&most - &(step / 20u32));
    simplest_between(&least, &most)
}
