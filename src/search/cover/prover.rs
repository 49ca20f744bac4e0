//! Branch and bound from above: one tree, worked at two λs at once.
//!
//! Two walks share the tree. The *goal's* goes from left to right and proves cells at the λ that the search
//! is after; the *rung's* goes from right to left and proves them at the next λ below the one at which the
//! tree stands as a cover. Where the two meet, every leaf is proved at the rung's λ or a smaller one: the
//! upper end falls, and the rung's walk begins again with the next. Nothing that is proved at a smaller λ
//! is tested again, and a cell that fails on a rung is split, which it would be at the goal too.
//!
//! A cover is a tree at one λ, tested at that λ. Splits keep their proofs at the standing λ, so a search
//! that ends inside a rung has most of it; cells that only the goal's walk has seen are tested again, from
//! the coarsest of its splits on.

use super::dead_end::Obstruction;
use super::lambdas::Rung;
use super::node::{Node, fits, merged, skip, splits, tree};
use super::pace::Pace;
use super::plan::{Event, Plan};
use super::rounds::Rounds;
use super::walk::Aim;
use crate::bound::{Cell, FundamentalDomain, HessianBound};
use crate::certificate::{Token, Tree};
use crate::search::control::{Control, StopReason};
use rug::Rational;
use std::time::{Duration, Instant};

/// Checks are given so many times the time that is foreseen for them.
const MARGIN: f64 = 1.5;

/// The tree of one problem, and the work on it.
pub(in crate::search) struct Prover<'a> {
    bound: &'a HessianBound,
    root: Cell,
    control: &'a Control<'a>,
    rounds: Rounds<'a>,
    /// The rung that is worked on.
    rung: Option<Rung>,
    /// Leaves of the standing tree when it began to stand, the part that was done left out.
    leaves_standing: usize,
    /// The last cover that was complete, and its λ.
    last: Option<(Tree, Rational)>,
    /// What it takes to get as far as the first test.
    pub preparation: Duration,
}

impl<'a> Prover<'a> {
    pub fn new(bound: &'a HessianBound, root: Cell, control: &'a Control<'a>) -> Self {
        Prover {
            bound,
            control,
            rounds: Rounds::new(bound, root.clone(), control),
            root,
            rung: None,
            leaves_standing: 0,
            last: None,
            preparation: Duration::ZERO,
        }
    }

    /// Leaf tests so far.
    pub fn cells(&self) -> u64 {
        self.rounds.cells
    }

    /// So many leaf tests were made for it elsewhere.
    pub fn count(&mut self, cells: u64) {
        self.rounds.cells += cells;
    }

    /// From now on cells of negative curvature are split like others, and do not end the work.
    pub fn stop_refuting(&mut self) {
        self.rounds.refutes = false;
    }

    /// Begins with the splits of two trees, none of their leaves proved; false where they do not fit the
    /// root. At this λ the coarse one is said to be a cover.
    pub fn start_from(&mut self, coarse: &Tree, finer: Option<&Tree>, lambda: Option<&Rational>) -> bool {
        let nodes = merged(coarse, finer);
        let is_fit = fits(&self.root, &nodes);
        if is_fit {
            if let Some(lambda) = lambda {
                self.leaves_standing =
                    coarse.tokens().filter(|token| matches!(token, Token::Leaf(_))).count();
                self.rounds.pace = Pace::sampled(self.bound, &self.root, coarse, lambda);
            }
            self.rounds.begin_with(nodes, 0);
        }
        is_fit
    }

    /// The λ at which the tree stands as a cover.
    pub fn standing(&self) -> Option<&Rational> {
        self.rounds.standing.map(|rung| self.rounds.lambdas.value(rung))
    }

    /// Tries the root cell alone; where it is proved the tree stands, whatever splits it has.
    pub fn root_alone(&mut self, lambda: &Rational) -> bool {
        let Some(target) = self.rounds.lambdas.number(lambda) else { return false };
        let began = Instant::now();
        let walked = self.rounds.whole(target, Aim::Rung, [Node::leaf()].into_iter(), 1, self.control);
        self.rounds.cells += walked.tests;
        self.rounds.pace.add(began.elapsed(), walked.tests);
        let (1, [root]) = (walked.passes, &walked.nodes[..]) else { return false };
        let nodes = self.rounds.row.all().enumerate().map(|(i, node)| node.lent(root.best, i == 0)).collect();
        self.rounds.begin_with(nodes, walked.weakest);
        (self.rounds.standing, self.rung, self.leaves_standing) = (Some(target), None, 1);
        true
    }

    /// Leaves out what symmetry proves elsewhere, from now on.
    pub fn reduce(&mut self, fundamental: FundamentalDomain) {
        self.rounds.fundamental = fundamental;
    }

    /// How often each parameter is split in so many tests at this λ, from the root on; nothing else changes.
    pub fn trial(&mut self, lambda: &Rational, tests: u64) -> Vec<usize> {
        let Some(target) = self.rounds.lambdas.number(lambda) else { return Vec::new() };
        let walked = self.rounds.whole(target, Aim::Rung, std::iter::empty(), tests, self.control);
        self.rounds.cells += walked.tests;
        splits(&self.root, &walked.nodes)
    }

    /// Whether a test takes milliseconds.
    pub fn is_dear(&self) -> bool {
        self.rounds.is_dear()
    }

    /// Works on until something happens; `pause` from then on.
    pub fn work(
        &mut self,
        plan: &Plan,
        control: &Control<'_>,
        pause: Option<Instant>,
        report: &dyn Fn(&Self, usize),
    ) -> Event {
        let Some((mut goal, rungs)) = self.rounds.lambdas.numbers(plan) else { return Event::Crowded };
        let mut dead_end = None;
        loop {
            let rung = self.settle(&rungs);
            if self.rounds.row.len() == 0 && goal.is_some() {
                self.stand(goal);
                return Event::Goal;
            }
            if plan.patience.is_some_and(|most| self.rounds.cells >= most) {
                goal = None;
            }
            if goal.is_none() && rung.is_none() {
                return Event::Bottom(dead_end);
            }
            report(self, self.rounds.row.len());
            let kept = control.with_reserve(self.reserve(control.threads));
            if let Some(event) = self.interruption(&kept, pause) {
                return event;
            }
            match self.rounds.round(goal, rung, &kept) {
                Err(reason) => return Event::Stopped(reason),
                Ok(None) => {}
                Ok(Some((_, Obstruction::Refuted { point, direction }))) => {
                    return Event::Refuted { point, direction };
                }
                Ok(Some((Aim::Goal, Obstruction::Blocked(found)))) if rung.is_some() => {
                    (goal, dead_end) = (None, Some(found));
                }
                Ok(Some((_, Obstruction::Blocked(found)))) => return Event::Blocked(found),
            }
        }
    }

    /// What ends the work from outside, or has it pause.
    fn interruption(&self, control: &Control<'_>, pause: Option<Instant>) -> Option<Event> {
        let is_full = control.budget.memory.is_some_and(|limit| self.rounds.row.bytes() > limit);
        let full = is_full.then_some(StopReason::Memory);
        let is_time = || pause.is_some_and(|time| Instant::now() >= time);
        let stopped = control.interrupted().or(full).map(Event::Stopped);
        stopped.or_else(|| is_time().then_some(Event::Pause))
    }

    /// Ends rungs that are complete, and returns the one to work on.
    fn settle(&mut self, rungs: &[Rung]) -> Option<Rung> {
        loop {
            let below = |rung: &Rung| {
                self.rounds.standing.is_none_or(|standing| !self.rounds.lambdas.reaches(standing, *rung))
            };
            let next = rungs.iter().copied().find(below);
            if next != self.rung {
                self.rounds.row.untail();
                self.rung = next;
            }
            let rung = next?;
            if !self.rounds.row.settle(|block| self.rounds.lambdas.reaches(block.weakest, rung)) {
                return Some(rung);
            }
            self.stand(Some(rung));
        }
    }

    /// The tree stands at this λ from now on.
    fn stand(&mut self, rung: Option<Rung>) {
        self.rounds.standing = rung;
        let mut nodes = self.rounds.row.open().copied();
        let mut leaves = 0;
        while let Some(node) = nodes.next() {
            if rung.is_some_and(|rung| node.proof_at(rung).is_some()) {
                leaves += 1;
                if node.variable().is_some() {
                    skip(&mut nodes);
                }
            }
        }
        drop(nodes);
        self.leaves_standing = leaves;
    }

    /// Nodes of the tree.
    pub fn nodes(&self) -> usize {
        self.rounds.row.nodes()
    }

    /// The time that the check of the standing tree, or of the one that the work began with, is going to take.
    pub fn check_time(&self) -> Duration {
        self.preparation + self.rounds.pace.of(self.leaves_standing as f64) + self.rounds.expanded_time()
    }

    /// The time to keep back for that check, and for what is left to test of the tree.
    pub fn reserve(&self, threads: usize) -> Duration {
        let (leaves, done) = (self.leaves_standing as f64, self.rounds.row.nodes_done() as f64);
        let again = if self.rounds.standing.is_some() { leaves.min(done / 2.0) } else { 0.0 };
        (self.check_time() + self.rounds.pace.of(again)).mul_f64(MARGIN)
            + self.rounds.pace.of(again * threads as f64)
    }

    /// The standing cover, a tree at exactly its λ; where it cannot be tested in time, the last that was.
    pub fn cover(&mut self) -> Option<(Tree, Rational)> {
        let kept = self.control.with_reserve(self.check_time().mul_f64(MARGIN));
        self.keep(u64::MAX, &kept.finishing());
        self.last.clone()
    }

    /// Keeps the standing cover, if so many tests make it one at exactly its λ.
    fn keep(&mut self, tests: u64, control: &Control<'_>) {
        let Some(standing) = self.rounds.standing else { return };
        let walked = self.rounds.whole(standing, Aim::Exact, self.rounds.row.all(), tests, control);
        let is_proved = |n: &Node| n.variable().is_some() || n.is_skipped() || n.proof_at(standing).is_some();
        if walked.end.is_none() && walked.nodes.iter().all(is_proved) {
            let tree = tree(walked.nodes.into_iter());
            self.last = tree.map(|tree| (tree, self.rounds.lambdas.value(standing).clone()));
        }
    }

    /// All splits so far.
    pub fn splits(&self) -> Option<Tree> {
        tree(self.rounds.row.all())
    }
}
