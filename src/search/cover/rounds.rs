//! The rounds in which a tree is worked: which blocks, how many tests each, and what becomes of them.
//!
//! Rounds have 64 blocks at most, of 64 tests each (4 where a test takes milliseconds). Which blocks they are
//! depends on counts of tests alone, and outcomes are joined in preorder: so the tree does not depend on the number
//! of threads.
//!
//! What the rungs cost beyond the direct walk at the goal are their tests that pass. They are held to a share of
//! all tests: an eighth where, by the volume that the goal's walk has done, the goal will be reached soon, so that
//! a problem that closes soon closes nearly as soon as by the direct walk; a third elsewhere, where an upper end
//! that falls is worth more, and two thirds where the goal is out of reach.

use super::block::Block;
use super::dead_end::Obstruction;
use super::lambdas::{Lambdas, Rung};
use super::node::Node;
use super::pace::Pace;
use super::row::Row;
use super::walk::{Aim, Walk, Walked};
use crate::bound::{Cell, FundamentalDomain, HessianBound, Method};
use crate::search::branching::{Branching, Trial};
use crate::search::compiled::Scratches;
use crate::search::control::{Control, StopReason};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Blocks worked in one round.
const BLOCKS_A_ROUND: usize = 64;
/// Of these, the most that the rung's walk gets beside the goal's.
const BLOCKS_OF_RUNG: usize = 32;
/// Leaf tests, as far as can be foreseen, that count as soon; nothing is foreseen from fewer than so many.
const SOON: f64 = 131_072.0;
const FIRST: u64 = 4096;
/// The same where a test takes milliseconds.
const FIRST_DEAR: u64 = 32;
/// So many times as long is out of reach.
const REMOTE: f64 = 64.0;
/// One in so many tests may pass on a rung: where the goal is near, and elsewhere.
const SHARES: [u64; 2] = [8, 3];

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

/// A tree, and what its walks need.
pub(super) struct Rounds<'a> {
    branching: Branching<'a>,
    root: Cell,
    /// What a cover must prove.
    pub fundamental: FundamentalDomain,
    pub lambdas: Lambdas,
    /// The λ at which the tree stands as a cover, if it does.
    pub standing: Option<Rung>,
    pub row: Row,
    /// Leaf tests so far, and those that passed on rungs.
    pub cells: u64,
    idle: u64,
    pub pace: Pace,
    /// Whether negative curvature ends the work; else cells of it are split like others.
    pub refutes: bool,
    scratches: Scratches,
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

impl<'a> Rounds<'a> {
    /// Of a tree that is its root.
    pub fn new(bound: &'a HessianBound, root: Cell, control: &Control<'_>) -> Self {
        let block =
            Block { before: vec![], cell: root.clone(), depth: 0, nodes: vec![Node::leaf()], weakest: 0 };
        Rounds {
            branching: Branching::new(bound, &root),
            root,
            fundamental: FundamentalDomain::default(),
            lambdas: Lambdas::new(),
            standing: None,
            row: Row::new(vec![block]),
            cells: 0,
            idle: 0,
            pace: Pace::default(),
            refutes: true,
            scratches: Scratches::new(control),
        }
    }

    /// The tree is this one from now on.
    pub fn begin_with(&mut self, nodes: Vec<Node>, weakest: Rung) {
        let block = Block { before: vec![], cell: self.root.clone(), depth: 0, nodes, weakest };
        self.row = Row::new(block.cut(self.grain().nodes, &self.lambdas));
    }

    /// Whether a test takes milliseconds.
    pub fn is_dear(&self) -> bool {
        self.branching.sharpest(&self.root) == Method::Loewner
    }

    /// What a tensor leaf takes that stands, if one does.
    pub fn expanded_time(&self) -> Duration {
        self.branching.expanded_time()
    }

    fn grain(&self) -> Grain {
        if self.is_dear() { DEAR } else { CHEAP }
    }

    fn walk(&self, target: Rung, aim: Aim, refutes: bool) -> Walk<'_> {
        Walk {
            branching: &self.branching,
            lambdas: &self.lambdas,
            target,
            standing: self.standing.unwrap_or_default(),
            aim,
            fundamental: &self.fundamental,
            refutes,
        }
    }

    /// A walk through a whole tree with at most `quota` leaf tests, which nothing ends early.
    pub fn whole(
        &self,
        target: Rung,
        aim: Aim,
        nodes: impl Iterator<Item = Node>,
        quota: u64,
        control: &Control<'_>,
    ) -> Walked {
        let walk = self.walk(target, aim, false);
        let mut trial = Trial::new(control.end(), control.threads);
        walk.through(self.root.clone(), 0, nodes, quota, &mut trial, control)
    }

    /// One round; what is in the way, the first in preorder, and whose walk met it.
    pub fn round(
        &mut self,
        goal: Option<Rung>,
        rung: Option<Rung>,
        control: &Control<'_>,
    ) -> Result<Option<(Aim, Obstruction)>, StopReason> {
        let (front, back) = self.chosen(goal, rung, control);
        let jobs = || front.iter().chain(&back);
        let is_short = jobs().all(|job| job.quota == 0) && jobs().any(|job| job.is_open);
        let began = Instant::now();
        let [front, back] = self.worked(front, back, control);
        let portions = || front.iter().chain(&back);
        self.pace.add(began.elapsed(), portions().map(|portion| portion.tests).sum());
        for portion in portions() {
            self.cells += portion.tests;
            self.idle += if portion.aim == Aim::Rung { portion.passes } else { 0 };
        }
        let ends = front.iter().chain(back.iter().rev());
        let first = ends.filter_map(|portion| Some((portion.aim, portion.end.clone()?))).next();
        let reaches = |block: &Block, target: Option<Rung>| {
            target.is_some_and(|target| self.lambdas.reaches(block.weakest, target))
        };
        let back = back.into_iter().flat_map(|portion| portion.blocks.into_iter().rev()).collect();
        self.row.put_last(back, |block| reaches(block, rung));
        let front = front.into_iter().flat_map(|portion| portion.blocks).collect();
        self.row.put_first(front, |block| reaches(block, goal));
        if is_short { Err(StopReason::Cells) } else { Ok(first) }
    }

    /// The part of the box that the goal's walk would have done by now if the goal were reached just so soon.
    fn foreseen(&self) -> f64 {
        self.cells as f64 / SOON
    }

    /// The blocks that the goal's walk works in a round: one where it is out of reach and tests are dear, for a
    /// round of all of them would take minutes.
    fn blocks_of_goal(&self) -> usize {
        let is_remote = self.cells >= FIRST_DEAR && self.foreseen() > REMOTE * self.row.volume();
        if self.is_dear() && self.standing.is_some() && is_remote { 1 } else { BLOCKS_A_ROUND }
    }

    /// The blocks that the rung's walk may work beside the goal's, about half of whose tests will pass.
    fn blocks_of_rung(&self) -> usize {
        let (foreseen, volume) = (self.foreseen(), self.row.volume());
        let [near, far] = SHARES;
        let share = match self.cells {
            cells if cells < if self.is_dear() { FIRST_DEAR } else { FIRST } => cells / near,
            cells if foreseen <= volume => cells / near,
            cells if foreseen <= REMOTE * volume => cells / far,
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
        let stands = self.standing.is_some();
        let for_rung = if goal.is_some() && stands { self.blocks_of_rung() } else { BLOCKS_A_ROUND };
        let for_goal = self.blocks_of_goal();
        let grain = self.grain();
        let mut left = control.budget.cells.map_or(u64::MAX, |limit| limit.saturating_sub(self.cells));
        let lambdas = &self.lambdas;
        let mut job = |block: Block, target: Rung, aim: Aim| {
            let is_open = !lambdas.reaches(block.weakest, target);
            let quota = if is_open { grain.tests.min(left) } else { 0 };
            left -= quota;
            Job { block, target, aim, is_open, quota }
        };
        let (mut front, mut back, mut open) = (Vec::new(), Vec::new(), 0);
        while let Some(rung) = rung
            && open < for_rung
            && let Some(block) = self.row.last()
        {
            back.push(job(block, rung, Aim::Rung));
            open += usize::from(back.last().is_some_and(|job| job.is_open));
        }
        let most = BLOCKS_A_ROUND.min(open + for_goal);
        while let Some(goal) = goal
            && open < most
            && (stands || rung.is_none())
            && let Some(block) = self.row.first()
        {
            front.push(job(block, goal, Aim::Goal));
            open += usize::from(front.last().is_some_and(|job| job.is_open));
        }
        (front, back)
    }

    /// Works a round's blocks.
    fn worked(&mut self, front: Vec<Job>, back: Vec<Job>, control: &Control<'_>) -> [Vec<Portion>; 2] {
        let split = front.len();
        let jobs: Vec<Job> = front.into_iter().chain(back).collect();
        let work = |job| self.portion(job, control);
        let mut portions: Vec<Portion> = if control.threads > 1 && jobs.len() > 1 {
            jobs.into_par_iter().with_max_len(1).map(work).collect()
        } else {
            jobs.into_iter().map(work).collect()
        };
        let back = portions.split_off(split);
        [portions, back]
    }

    fn portion(&self, job: Job, control: &Control<'_>) -> Portion {
        let Job { block, target, aim, quota, .. } = job;
        if quota == 0 {
            return Portion { blocks: vec![block], aim, tests: 0, passes: 0, end: None };
        }
        let Block { before, cell, depth, nodes, .. } = block;
        let mut trial = self.scratches.own();
        trial.stop_by(control.end());
        let walk = self.walk(target, aim, self.refutes);
        let Walked { nodes, tests, passes, weakest, end } =
            walk.through(cell.clone(), depth, nodes.into_iter(), quota, &mut trial, control);
        let blocks = Block { before, cell, depth, nodes, weakest }.cut(self.grain().nodes, &self.lambdas);
        Portion { blocks, aim, tests, passes, end }
    }
}
