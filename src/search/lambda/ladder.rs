//! A search for λ\*, or for a cover at one λ: the lower end by witnesses, the upper end by covers at falling λs.
//!
//! A counterexample that a cover meets on the way raises the lower end.

use super::bracket::Bracket;
use super::impasse::Impasse;
use super::outcome::{Earlier, LambdaOutcome, LambdaStatus};
use super::penalty::PenaltyProof;
use crate::bound::{Cell, FundamentalDomain, HessianBound};
use crate::certificate::{Certificate, Claim, CoverLeaf, Reduction, Token, Tree};
use crate::check::{Effort, check};
use crate::problem::Problem;
use crate::search::compiled;
use crate::search::control::{Control, Progress, Stage, StopReason};
use crate::search::cover::{Event, Plan, Prover};
use crate::search::shift;
use crate::search::symmetry::reduction;
use crate::search::witness::{Climber, LOSS, LowerEnd};
use crate::writing::write_certificate;
use rug::Rational;
use std::time::{Duration, Instant};

/// Without a lower end: leaf tests that λ = 0 is given.
pub(super) const TESTS_AT_ZERO: u64 = 20_000;
pub(super) const PATIENCE: Impasse = Impasse::Patience { cells: TESTS_AT_ZERO };
/// Leaf tests of the trial that finds an order for symmetries.
const TRIAL: u64 = 48;
/// Saving takes one part in so many of the time.
const SAVING: u32 = 10;

/// The end of a climb: status, reason, impasse.
pub(super) type End = (LambdaStatus, StopReason, Option<Impasse>);

/// The state of the search.
pub(super) struct Ladder<'a> {
    pub problem: &'a Problem,
    pub control: &'a Control<'a>,
    pub prover: Prover<'a>,
    pub bracket: Bracket<'a>,
    is_reduced: bool,
    save_at: Option<Instant>,
}

/// Searches in a pool of threads; `at` is the one λ that is asked for.
pub(super) fn run(
    problem: &Problem,
    at: Option<&Rational>,
    control: &Control<'_>,
    search: impl FnOnce(&mut Ladder<'_>) -> End + Send,
) -> LambdaOutcome {
    let began = Instant::now();
    control.says("preparing second derivatives", None);
    let (shifts, bound) = shift::find(problem, at.is_some_and(Rational::is_zero), control)
        .unwrap_or_else(|| (Vec::new(), compiled::objective_hessian(problem, control)));
    control.install(|| {
        let mut ladder = Ladder::new(problem, &bound, control, began);
        ladder.bracket.shifts = shifts;
        let end = search(&mut ladder);
        ladder.outcome(end)
    })
}

impl<'a> Ladder<'a> {
    fn new(problem: &'a Problem, bound: &'a HessianBound, control: &'a Control<'a>, began: Instant) -> Self {
        let mut prover = Prover::new(bound, Cell::root(&problem.domain), control);
        let (penalty, cells) = PenaltyProof::new(problem, control);
        prover.count(cells);
        prover.preparation = began.elapsed();
        let bracket = Bracket {
            problem,
            penalty,
            reduction: None,
            shifts: Vec::new(),
            lower: None,
            everywhere: None,
            asked: None,
            earlier: None,
            stage: control.earlier,
        };
        let save_at = control.save.map(|_| Instant::now() + control.save_every);
        let mut ladder = Ladder { problem, control, prover, bracket, is_reduced: false, save_at };
        if let Some(stage) = control.earlier {
            ladder.go_on_from(stage);
        }
        ladder
    }

    /// Begins with what an earlier search had.
    fn go_on_from(&mut self, Stage { certificate, finer }: &Stage) {
        let root = Tree::new([Token::Leaf(CoverLeaf::Natural)]);
        let coarse = certificate.evidence.cover().map(|cover| &cover.tree).or(root.as_ref());
        let upper = match &certificate.claim {
            Claim::ConvexFrom(end) | Claim::LambdaStar { upper: end, .. } => Some(end.clone()),
            _ => None,
        };
        let starts = coarse.is_some_and(|tree| self.prover.start_from(tree, finer.as_ref(), upper.as_ref()));
        let counts = starts && !self.bracket.penalty.is_missing();
        self.bracket.earlier = upper.filter(|_| counts);
        // Proved by one test, whatever the finer tree.
        if let (Some(earlier), Some(1)) = (&self.bracket.earlier, coarse.map(|tree| tree.tokens().len())) {
            self.prover.root_alone(earlier);
        }
        let reduction = certificate.evidence.cover().and_then(|cover| cover.reduction.as_ref());
        let may_use =
            |reduction: &&Reduction| self.control.symmetry && reduction::holds(self.problem, reduction);
        if let Some(reduction) = reduction.filter(may_use) {
            self.reduce(reduction.clone());
        }
    }

    /// The best of a new lower end and of the earlier search's. Where a cover is to be proved anew, half of the
    /// time is for that.
    pub fn find_lower(&mut self, find: impl FnOnce(&Control<'_>) -> Option<LowerEnd>) {
        let is_anew = self.bracket.earlier.is_some();
        let half = self.control.budget.time.filter(|_| is_anew).unwrap_or_default() / 2;
        let found = find(&self.control.with_reserve(half));
        let earlier = self.control.earlier.and_then(|stage| stage.certificate.evidence.witness());
        let earlier = earlier.and_then(|witness| LowerEnd::new(self.problem, witness.clone(), self.control));
        self.bracket.lower = LowerEnd::highest(earlier.into_iter().chain(found));
        // The last check makes it again.
        let again = self.bracket.lower.as_ref().map_or(Duration::ZERO, |end| end.check_time);
        self.prover.preparation += again;
    }

    /// What an event other than reaching the goal ends the search with, if it does.
    pub fn open_end(&mut self, event: Event) -> Option<End> {
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

    /// The plan with the earlier search's upper end in its place.
    pub fn with_earlier(&self, goal: Rational, mut rungs: Vec<Rational>) -> Plan {
        let mut goal = goal;
        match &self.bracket.earlier {
            Some(earlier) if *earlier <= goal => (goal, rungs) = (earlier.clone(), vec![]),
            Some(earlier) => {
                rungs.retain(|rung| rung < earlier);
                rungs.insert(0, earlier.clone());
            }
            None => {}
        }
        Plan { goal: Some(goal), patience: None, rungs }
    }

    /// From now on the cover leaves out what symmetry proves elsewhere.
    fn reduce(&mut self, reduction: Reduction) {
        let Reduction { symmetries, order } = &reduction;
        self.prover.reduce(FundamentalDomain::new(self.problem, symmetries, order));
        (self.bracket.reduction, self.is_reduced) = (Some(reduction), true);
    }

    /// Finds symmetries, and in a short trial an order for them.
    fn find_reduction(&mut self, lambda: &Rational) {
        self.is_reduced = true;
        let may_reduce = self.control.symmetry;
        let symmetries = if may_reduce { reduction::symmetries(self.problem) } else { Vec::new() };
        if symmetries.is_empty() {
            return;
        }
        let spent = self.prover.cells();
        let left = self.control.budget.cells.map_or(TRIAL, |most| most.saturating_sub(spent));
        let tests = if self.prover.is_dear() { 0 } else { TRIAL.min(left) };
        let splits = self.prover.trial(lambda, tests);
        if let Some(reduction) = reduction::reduction(self.problem, &symmetries, &splits) {
            self.reduce(reduction);
        }
    }

    /// Works on the tree, and saves what there is when it is time to.
    pub fn work(&mut self, plan: &Plan) -> Event {
        let lower = self.bracket.lower.as_ref().and_then(|end| end.below.as_ref()).map(Rational::to_f64);
        let target = plan.goal.as_ref().map(Rational::to_f64);
        if let Some(lambda) = plan.goal.as_ref().filter(|_| !self.is_reduced) {
            self.find_reduction(lambda);
        }
        let control = self.control;
        let report = |prover: &Prover<'_>, open: usize| {
            let upper = prover.standing().map(Rational::to_f64);
            let (cells, open) = (prover.cells(), open as u64);
            (control.progress)(Progress { phase: None, lower, upper, target, cells, open });
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
        let kept = self.control.with_reserve(self.prover.reserve(self.control.threads));
        let found = Climber::new(self.problem, &kept).lower_end_from(point, direction, LOSS, &kept);
        match (found, &self.bracket.lower) {
            (Some(end), Some(known)) if !end.exceeds(known) => self.prover.stop_refuting(),
            (Some(end), _) => self.bracket.lower = Some(end),
            (None, _) => self.prover.stop_refuting(),
        }
    }

    fn certificate(&mut self) -> Option<Certificate> {
        self.bracket.certificate(&mut self.prover)
    }

    fn outcome(&mut self, (status, stop, impasse): End) -> LambdaOutcome {
        let (certificate, earlier) = self.kept(stop);
        // Asked for one λ, what is in the way of every cover is the answer.
        let lasts = || impasse.as_ref().is_some_and(|impasse| impasse.lasting(self.problem).is_some());
        let certificate = certificate.filter(|_| self.bracket.asked.is_none() || !lasts());
        let cover = certificate.as_ref().and_then(|found| found.evidence.cover());
        let nodes = cover.map_or(0, |cover| cover.tree.tokens().len());
        let finer = if self.prover.nodes() > nodes { self.prover.splits() } else { None };
        let finer = finer.filter(|_| status == LambdaStatus::Open);
        LambdaOutcome { certificate, earlier, finer, status, cells: self.prover.cells(), stop, impasse }
    }

    /// The certificate. An earlier cover that the search was stopped before proving anew is kept: unseen where
    /// time is short, for the check that follows decides on it, else where it holds.
    fn kept(&mut self, stop: StopReason) -> (Option<Certificate>, Earlier) {
        let certificate = self.certificate();
        if self.bracket.earlier.is_none() || self.prover.standing().is_some() {
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
                self.bracket.earlier = None;
                (self.certificate(), Earlier::Settled)
            }
        }
    }
}
