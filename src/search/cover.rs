//! Branch and bound from above: one tree, worked at two λs at once.
//!
//! Two walks share the tree. The *goal's* goes from left to right and proves cells at the λ that the search
//! is after; the *rung's* goes from right to left and proves them at the next λ below the one at which the
//! tree stands as a cover. Where the two meet, every leaf is proved at the rung's λ or a smaller one: the
//! upper end falls, and the rung's walk begins again with the next. Nothing that is proved at a smaller λ
//! is tested again, and a cell that fails on a rung is split, which it would be at the goal too. So what the
//! rungs cost beyond the direct walk at the goal are their tests that pass. They are held to a share of all
//! tests: an eighth where, by the volume that the goal's walk has done, the goal will be reached soon, so
//! that a problem that closes soon closes nearly as soon as by the direct walk; a third elsewhere, where an
//! upper end that falls is worth more, and two thirds where the goal is out of reach.
//!
//! A cover is a tree at one λ, tested at that λ. Splits keep their proofs at the standing λ, so a search
//! that ends inside a rung has most of it; cells that only the goal's walk has seen are tested again, from
//! the coarsest of its splits on.
//!
//! The walks work in rounds: 64 blocks at most, 64 tests each (4 where a test takes milliseconds). Which blocks they are depends on counts of
//! tests alone, and outcomes are joined in preorder. So the tree does not depend on the number of threads.

use super::branching::{Branching, Trial};
use super::control::{Control, StopReason};
use super::forest::{Block, Lambdas, Node, Rung, merged, tree};
use super::obstacle::DeadEnd;
use super::pace::Pace;
use super::walk::{Aim, Obstruction, Walk, Walked, fits, skip, splits};
use crate::bound::{Cell, FundamentalDomain, HessianBound, Method};
use crate::certificate::{Token, Tree};
use rayon::prelude::*;
use rug::Rational;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Blocks worked in one round.
const BLOCKS_A_ROUND: usize = 64;
/// Of these, the most that the rung's walk gets beside the goal's.
const BLOCKS_OF_RUNG: usize = 32;
/// How finely the work of a round is cut.
#[derive(Clone, Copy, Debug)]
struct Grain {
    /// Leaf tests that a block is given in one round.
    tests: u64,
    /// Nodes of a block beyond which it is cut.
    nodes: usize,
}

const CHEAP: Grain = Grain { tests: 64, nodes: 512 };
/// Where a test takes milliseconds.
const DEAR: Grain = Grain { tests: 4, nodes: 8 };
/// Leaf tests, as far as can be foreseen, that count as soon; nothing is foreseen from fewer than so many.
const SOON: f64 = 131_072.0;
const FIRST: u64 = 4096;
/// The same where a test takes milliseconds.
const FIRST_DEAR: u64 = 32;
/// So many times as long is out of reach.
const REMOTE: f64 = 64.0;
/// One in so many tests may pass on a rung: where the goal is near, and elsewhere.
const SHARES: [u64; 2] = [8, 3];

/// Checks are given so many times the time that is foreseen for them.
const MARGIN: f64 = 1.5;

/// What the tree is worked towards.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// The λ that the search is after.
    pub goal: Option<Rational>,
    /// Leaf tests in all from which on the goal is given up.
    pub patience: Option<u64>,
    /// λs on the way, falling.
    pub rungs: Vec<Rational>,
}

/// Why the work pauses.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// The tree stands at the goal.
    Goal,
    /// It stands at the last rung; the goal is out of reach, or was given up for want of patience.
    Bottom(Option<DeadEnd>),
    /// At this point the Hessian has negative curvature in this direction, as far as floats can tell.
    Refuted { point: Vec<f64>, direction: Vec<f64> },
    /// Nothing helps.
    Blocked(DeadEnd),
    /// More λs were tried than can be told apart.
    Crowded,
    /// The budget ended.
    Stopped(StopReason),
    /// It is time to save what there is.
    Pause,
}

/// The tree of one problem, and the work on it.
pub(super) struct Prover<'a> {
    branching: Branching<'a>,
    root: Cell,
    /// What a cover must prove.
    fundamental: FundamentalDomain,
    lambdas: Lambdas,
    /// The λ at which the tree stands as a cover, if it does.
    standing: Option<Rung>,
    /// The rung that is worked on.
    rung: Option<Rung>,
    /// In preorder: proved at a goal; then what is left; then, last block first, what has reached the rung.
    done: Vec<Vec<Node>>,
    rest: VecDeque<Block>,
    tail: Vec<Block>,
    /// Leaf tests so far, and those that passed on rungs.
    pub cells: u64,
    idle: u64,
    /// Nodes that are done.
    nodes_done: usize,
    /// Leaves of the standing tree when it began to stand, the part that was done left out.
    leaves_standing: usize,
    /// The part of the box that is done.
    volume: f64,
    bytes: u64,
    pace: Pace,
    /// What it takes to get as far as the first test.
    pub preparation: Duration,
    /// Whether negative curvature ends the work; else cells of it are split like others.
    pub refutes: bool,
    scratches: Vec<Mutex<Trial>>,
}

/// A block's work in a round.
struct Job {
    block: Block,
    target: Rung,
    aim: Aim,
    is_open: bool,
    quota: u64,
}

/// What became of it.
struct Portion {
    blocks: Vec<Block>,
    aim: Aim,
    tests: u64,
    passes: u64,
    end: Option<Obstruction>,
}

impl<'a> Prover<'a> {
    pub fn new(bound: &'a HessianBound, root: Cell) -> Self {
        let block =
            Block { before: vec![], cell: root.clone(), depth: 0, nodes: vec![Node::leaf()], weakest: 0 };
        Prover {
            branching: Branching::new(bound, &root),
            root,
            fundamental: FundamentalDomain::default(),
            lambdas: Lambdas::new(),
            standing: None,
            rung: None,
            done: Vec::new(),
            bytes: block.bytes(),
            rest: VecDeque::from([block]),
            tail: Vec::new(),
            cells: 0,
            idle: 0,
            nodes_done: 0,
            leaves_standing: 0,
            volume: 0.0,
            pace: Pace::default(),
            preparation: Duration::ZERO,
            refutes: true,
            scratches: Vec::new(),
        }
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
                self.pace = Pace::sampled(self.branching.bound, &self.root, coarse, lambda);
            }
            self.begin_with(nodes, 0);
        }
        is_fit
    }

    /// The tree is this one from now on.
    fn begin_with(&mut self, nodes: Vec<Node>, weakest: Rung) {
        let block = Block { before: vec![], cell: self.root.clone(), depth: 0, nodes, weakest };
        self.rest = block.cut(self.grain().nodes, &self.lambdas).into();
        self.bytes = self.rest.iter().map(Block::bytes).sum();
        (self.done, self.tail, self.nodes_done, self.volume) = (vec![], vec![], 0, 0.0);
    }

    /// The λ at which the tree stands as a cover.
    pub fn standing(&self) -> Option<&Rational> {
        self.standing.map(|rung| self.lambdas.value(rung))
    }

    /// Tries the root cell alone; where it is proved the tree stands, whatever splits it has.
    pub fn root_alone(&mut self, lambda: &Rational) -> bool {
        let Some(target) = self.lambdas.number(lambda) else { return false };
        self.cells += 1;
        let walk = self.walk(target, Aim::Rung, false);
        let (cell, old, control) = (self.root.clone(), [Node::leaf()].into_iter(), Control::default());
        let walked = walk.through(cell, 0, old, 1, &mut Trial::default(), &control);
        let (1, [root]) = (walked.passes, &walked.nodes[..]) else { return false };
        let nodes = self.all().enumerate().map(|(i, node)| node.lent(root.best, i == 0)).collect();
        self.begin_with(nodes, walked.weakest);
        (self.standing, self.rung, self.leaves_standing) = (Some(target), None, 1);
        true
    }

    /// Leaves out what symmetry proves elsewhere, from now on.
    pub fn reduce(&mut self, fundamental: FundamentalDomain) {
        self.fundamental = fundamental;
    }

    /// How often each parameter is split in so many tests at this λ, from the root on; nothing else changes.
    pub fn trial(&mut self, lambda: &Rational, tests: u64) -> Vec<usize> {
        let Some(target) = self.lambdas.number(lambda) else { return Vec::new() };
        let walk = self.walk(target, Aim::Rung, false);
        let (cell, control) = (self.root.clone(), Control::default());
        let walked = walk.through(cell, 0, std::iter::empty(), tests, &mut Trial::default(), &control);
        self.cells += walked.tests;
        splits(&self.root, &walked.nodes)
    }

    fn grain(&self) -> Grain {
        if self.is_dear() { DEAR } else { CHEAP }
    }

    /// Whether a test takes milliseconds.
    pub fn is_dear(&self) -> bool {
        self.branching.sharpest(&self.root) == Method::Loewner
    }

    fn walk(&self, target: Rung, aim: Aim, refutes: bool) -> Walk<'_> {
        let standing = self.standing.unwrap_or_default();
        Walk {
            branching: &self.branching,
            lambdas: &self.lambdas,
            target,
            standing,
            aim,
            fundamental: &self.fundamental,
            refutes,
        }
    }

    /// Works on until something happens; `pause` from then on.
    pub fn work(
        &mut self,
        plan: &Plan,
        control: &Control<'_>,
        pause: Option<Instant>,
        report: &dyn Fn(&Self, usize),
    ) -> Event {
        let mut goal = match plan.goal.as_ref().map(|goal| self.lambdas.number(goal)) {
            Some(None) => return Event::Crowded,
            goal => goal.flatten(),
        };
        let mut rungs = Vec::new();
        for lambda in &plan.rungs {
            match self.lambdas.number(lambda) {
                Some(rung) => rungs.push(rung),
                None => return Event::Crowded,
            }
        }
        let mut dead_end = None;
        loop {
            let rung = self.settle(&rungs);
            if self.rest.is_empty() && goal.is_some() {
                self.stand(goal);
                return Event::Goal;
            }
            if plan.patience.is_some_and(|most| self.cells >= most) {
                goal = None;
            }
            if goal.is_none() && rung.is_none() {
                return Event::Bottom(dead_end);
            }
            let open = self.rest.len();
            report(self, open);
            let kept = control.with_reserve(self.reserve(control.threads));
            if let Some(reason) = kept.interrupted() {
                return Event::Stopped(reason);
            }
            if control.budget.memory.is_some_and(|limit| self.bytes > limit) {
                return Event::Stopped(StopReason::Memory);
            }
            if pause.is_some_and(|time| Instant::now() >= time) {
                return Event::Pause;
            }
            let (front, back) = self.chosen(goal, rung, control);
            if front.iter().chain(&back).all(|job| job.quota == 0) {
                let is_open = front.iter().chain(&back).any(|job| job.is_open);
                self.put_back(goal, rung, [front, back].map(unworked));
                if is_open {
                    return Event::Stopped(StopReason::Cells);
                }
                continue;
            }
            let began = Instant::now();
            let (front, mut back) = self.worked(front, back, &kept);
            let tests = front.iter().chain(&back).map(|portion| portion.tests).sum();
            self.pace.add(began.elapsed(), tests);
            let ends = front.iter().chain(back.iter().rev());
            let first = ends.filter_map(|p| p.end.clone().map(|end| (p.aim, end))).next();
            for portion in front.iter().chain(&back) {
                self.cells += portion.tests;
                self.idle += if portion.aim == Aim::Rung { portion.passes } else { 0 };
            }
            let blocks = |portions: &mut Vec<Portion>| portions.drain(..).map(|p| p.blocks).collect();
            let mut front = front;
            let lists = [blocks(&mut front), blocks(&mut back)];
            self.put_back(goal, rung, lists);
            match first {
                Some((_, Obstruction::Refuted { point, direction })) => {
                    return Event::Refuted { point, direction };
                }
                Some((Aim::Goal, Obstruction::Blocked(found))) if rung.is_some() => {
                    (goal, dead_end) = (None, Some(found));
                }
                Some((_, Obstruction::Blocked(found))) => return Event::Blocked(found),
                None => {}
            }
        }
    }

    /// Ends rungs that are complete, and returns the one to work on.
    fn settle(&mut self, rungs: &[Rung]) -> Option<Rung> {
        loop {
            let below =
                |rung: &Rung| self.standing.is_none_or(|standing| !self.lambdas.reaches(standing, *rung));
            let next = rungs.iter().copied().find(below);
            if next != self.rung {
                self.rest.extend(self.tail.drain(..).rev());
                self.rung = next;
            }
            let rung = next?;
            while self.rest.back().is_some_and(|block| self.lambdas.reaches(block.weakest, rung)) {
                self.tail.extend(self.rest.pop_back());
            }
            if !self.rest.is_empty() || self.tail.is_empty() {
                return Some(rung);
            }
            self.stand(Some(rung));
        }
    }

    /// The tree stands at this λ from now on.
    fn stand(&mut self, rung: Option<Rung>) {
        self.standing = rung;
        let mut nodes = self.open().copied();
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
        let blocks = self.rest.iter().chain(&self.tail);
        self.nodes_done + blocks.map(|block| block.before.len() + block.nodes.len()).sum::<usize>()
    }

    /// The time that the check of the standing tree, or of the one that the work began with, is going to take.
    pub fn check_time(&self) -> Duration {
        self.preparation + self.pace.of(self.leaves_standing as f64)
    }

    /// The time to keep back for that check, and for what is left to test of the tree.
    pub fn reserve(&self, threads: usize) -> Duration {
        let leaves = self.leaves_standing as f64;
        let again = if self.standing.is_some() { leaves.min(self.nodes_done as f64 / 2.0) } else { 0.0 };
        (self.check_time() + self.pace.of(again)).mul_f64(MARGIN) + self.pace.of(again * threads as f64)
    }

    /// The part of the box that the goal's walk would have done by now if the goal were reached just so soon.
    fn foreseen(&self) -> f64 {
        self.cells as f64 / SOON
    }

    /// The blocks that the goal's walk works in a round: one where it is out of reach and tests are dear, for a
    /// round of all of them would take minutes.
    fn blocks_of_goal(&self) -> usize {
        let is_remote = self.cells >= FIRST_DEAR && self.foreseen() > REMOTE * self.volume;
        if self.is_dear() && self.standing.is_some() && is_remote { 1 } else { BLOCKS_A_ROUND }
    }

    /// The blocks that the rung's walk may work beside the goal's, about half of whose tests will pass.
    fn blocks_of_rung(&self) -> usize {
        let foreseen = self.foreseen();
        let [near, far] = SHARES;
        let share = match self.cells {
            cells if cells < if self.is_dear() { FIRST_DEAR } else { FIRST } => cells / near,
            cells if foreseen <= self.volume => cells / near,
            cells if foreseen <= REMOTE * self.volume => cells / far,
            cells => cells - cells / far,
        };
        let blocks = 2 * share.saturating_sub(self.idle) / self.grain().tests;
        (blocks as usize).min(BLOCKS_OF_RUNG)
    }

    /// The blocks of a round with their quotas: from the front in order, from the back in reverse.
    fn chosen(
        &mut self,
        goal: Option<Rung>,
        rung: Option<Rung>,
        control: &Control<'_>,
    ) -> (Vec<Job>, Vec<Job>) {
        let for_rung = match (goal, rung, self.standing) {
            (_, None, _) => 0,
            (Some(_), Some(_), Some(_)) => self.blocks_of_rung(),
            (_, Some(_), _) => BLOCKS_A_ROUND,
        };
        let grain = self.grain();
        let mut left = control.budget.cells.map_or(u64::MAX, |limit| limit.saturating_sub(self.cells));
        let mut job = |block: Block, target: Rung, aim: Aim, is_open: bool| {
            let quota = if is_open { grain.tests.min(left) } else { 0 };
            left -= quota;
            Job { block, target, aim, is_open, quota }
        };
        let for_goal = self.blocks_of_goal();
        let (mut front, mut back, mut open) = (Vec::new(), Vec::new(), 0);
        while let Some(rung) = rung
            && open < for_rung
            && let Some(block) = self.rest.pop_back()
        {
            let is_open = !self.lambdas.reaches(block.weakest, rung);
            open += usize::from(is_open);
            back.push(job(block, rung, Aim::Rung, is_open));
        }
        let most = BLOCKS_A_ROUND.min(open + for_goal);
        while let Some(goal) = goal
            && open < most
            && (self.standing.is_some() || rung.is_none())
            && let Some(block) = self.rest.pop_front()
        {
            let is_open = !self.lambdas.reaches(block.weakest, goal);
            open += usize::from(is_open);
            front.push(job(block, goal, Aim::Goal, is_open));
        }
        (front, back)
    }

    /// Works a round's blocks.
    fn worked(
        &mut self,
        front: Vec<Job>,
        back: Vec<Job>,
        control: &Control<'_>,
    ) -> (Vec<Portion>, Vec<Portion>) {
        self.scratches.resize_with(control.threads.max(1), Mutex::default);
        let split = front.len();
        let jobs: Vec<Job> = front.into_iter().chain(back).collect();
        self.bytes -= jobs.iter().map(|job| job.block.bytes()).sum::<u64>();
        let work = |job| self.portion(job, control);
        let mut portions: Vec<Portion> = if control.threads > 1 && jobs.len() > 1 {
            jobs.into_par_iter().with_max_len(1).map(work).collect()
        } else {
            jobs.into_iter().map(work).collect()
        };
        self.bytes += portions.iter().flat_map(|p| &p.blocks).map(Block::bytes).sum::<u64>();
        let back = portions.split_off(split);
        (portions, back)
    }

    fn portion(&self, job: Job, control: &Control<'_>) -> Portion {
        let Job { block, target, aim, quota, .. } = job;
        if quota == 0 {
            return Portion { blocks: vec![block], aim, tests: 0, passes: 0, end: None };
        }
        let Block { before, cell, depth, nodes, .. } = block;
        let own = &self.scratches[rayon::current_thread_index().unwrap_or(0) % self.scratches.len()];
        let mut trial = own.lock().unwrap_or_else(PoisonError::into_inner);
        let walk = self.walk(target, aim, self.refutes);
        let Walked { nodes, tests, passes, weakest, end } =
            walk.through(cell.clone(), depth, nodes.into_iter(), quota, &mut trial, control);
        let blocks = Block { before, cell, depth, nodes, weakest }.cut(self.grain().nodes, &self.lambdas);
        Portion { blocks, aim, tests, passes, end }
    }

    /// Puts the blocks of a round where they belong.
    fn put_back(&mut self, goal: Option<Rung>, rung: Option<Rung>, [front, back]: [Vec<Vec<Block>>; 2]) {
        let mut blocks: Vec<Block> = back.into_iter().flat_map(|blocks| blocks.into_iter().rev()).collect();
        let reaches = |block: &Block, rung: Option<Rung>| {
            rung.is_some_and(|rung| self.lambdas.reaches(block.weakest, rung))
        };
        let settled = blocks.iter().take_while(|block| reaches(block, rung)).count();
        let unsettled = blocks.split_off(settled);
        self.tail.extend(blocks);
        self.rest.extend(unsettled.into_iter().rev());
        let mut blocks: Vec<Block> = front.into_iter().flatten().collect();
        let settled = blocks.iter().take_while(|block| reaches(block, goal)).count();
        let unsettled = blocks.split_off(settled);
        for block in blocks {
            self.bytes -= block.bytes();
            let Block { mut before, nodes, depth, .. } = block;
            let nodes = if before.is_empty() {
                nodes
            } else {
                before.extend(nodes);
                before
            };
            self.nodes_done += nodes.len();
            self.volume += 0.5f64.powi(depth as i32);
            self.bytes += (nodes.capacity() * size_of::<Node>() + size_of::<Vec<Node>>()) as u64;
            self.done.push(nodes);
        }
        unsettled.into_iter().rev().for_each(|block| self.rest.push_front(block));
    }

    /// All nodes in preorder.
    fn all(&self) -> impl Iterator<Item = Node> + '_ {
        self.done.iter().flatten().chain(self.open()).copied()
    }

    /// Those that are not done.
    fn open(&self) -> impl Iterator<Item = &Node> {
        self.rest.iter().chain(self.tail.iter().rev()).flat_map(Block::all)
    }

    /// The standing cover: a tree at exactly its λ.
    pub fn cover(&self) -> Option<Tree> {
        let standing = self.standing?;
        let walk = self.walk(standing, Aim::Exact, false);
        let (cell, control) = (self.root.clone(), Control::default());
        let walked = walk.through(cell, 0, self.all(), u64::MAX, &mut Trial::default(), &control);
        let is_exact = walked.end.is_none()
            && walked
                .nodes
                .iter()
                .all(|n| n.variable().is_some() || n.is_skipped() || n.proof_at(standing).is_some());
        if is_exact { tree(walked.nodes.into_iter()) } else { None }
    }

    /// All splits so far.
    pub fn splits(&self) -> Option<Tree> {
        tree(self.all())
    }
}

fn unworked(jobs: Vec<Job>) -> Vec<Vec<Block>> {
    jobs.into_iter().map(|job| vec![job.block]).collect()
}
