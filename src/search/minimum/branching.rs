//! Branch and bound for the least value of `f_λ`.
//!
//! The target is the point's value less the gap, or the value itself where the point is exactly stationary and
//! so may be attained as a bound. Cells are worked worst bound first, in rounds of a fixed number, so that the
//! tree does not depend on the number of threads; at any moment the least bound of all leaves is a lower end.

use super::gap::{MinimumGap, MinimumOutcome};
use super::grounds::{Grounds, Tested};
use super::lowest::{Best, ROUNDING, height, shortened};
use crate::bound::{Cell, Ground};
use crate::certificate::{Certificate, Claim, Evidence, Minimum, Sample, Token, Tree, ValueLeaf};
use crate::problem::Problem;
use crate::search::control::{Control, Progress, StopReason};
use crate::search::float::{Valley, simplest_between};
use crate::search::names;
use rayon::prelude::*;
use rug::Rational;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Cells that are split in one round.
const ROUND: usize = 64;
/// Cells beyond what the gap took that an exact lower end is given, as a multiple, and at least.
const PATIENCE: (u64, u64) = (4, 20_000);
/// A node of the tree.
#[derive(Clone, Copy, Debug)]
enum Node {
    Split { variable: usize, low: usize },
    Leaf(Ground),
}

/// A leaf that does not reach the target.
struct Open {
    bound: f64,
    node: usize,
    cell: Cell,
    /// From which number of the list on convexity is tried.
    convex: usize,
    split: usize,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    /// The least bound first, then the older node.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.node.cmp(&self.node))
    }
}

/// The tree and the work on it.
pub(super) struct Branching<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    gap: &'a MinimumGap,
    control: &'a Control<'a>,
    valley: Valley<'a>,
    grounds: Grounds<'a>,
    best: Best,
    target: Rational,
    nodes: Vec<Node>,
    open: BinaryHeap<Open>,
    /// Leaves that cannot be split.
    stuck: f64,
    cells: u64,
    /// When the gap was reached first.
    cells_at_gap: Option<u64>,
    /// Whether leaves were proved with another best point, on which bounds may rest.
    is_stale: bool,
}

impl<'a> Branching<'a> {
    pub fn new(
        problem: &'a Problem,
        lambda: &'a Rational,
        gap: &'a MinimumGap,
        best: Best,
        control: &'a Control<'a>,
    ) -> Self {
        let mut branching = Branching {
            problem,
            lambda,
            gap,
            control,
            valley: Valley::new(problem, lambda),
            grounds: Grounds::new(problem, lambda, &best.point, control),
            target: Rational::new(),
            best,
            nodes: vec![Node::Leaf(Ground::Natural)],
            open: BinaryHeap::new(),
            stuck: f64::INFINITY,
            cells: 0,
            cells_at_gap: None,
            is_stale: false,
        };
        branching.aim();
        branching
    }

    /// Sets the target.
    fn aim(&mut self) {
        let Best { value, is_exact, .. } = &self.best;
        let width = self.gap.width(value);
        let least = Rational::from(value - &width);
        let most = Rational::from(&width / 20u32) + &least;
        self.target = if *is_exact { value.clone() } else { simplest_between(&least, &most) };
    }

    pub fn work(mut self) -> MinimumOutcome {
        let root = Cell::root(&self.problem.domain);
        let tested = self.test(&root);
        self.cells += 1;
        self.place(0, root, tested);
        let stop = loop {
            (self.control.progress)(self.progress());
            let stop = self.stop();
            match stop {
                None => self.round(),
                Some(_) if self.is_stale => self.renew(),
                Some(reason) => break reason,
            }
        };
        MinimumOutcome { cells: self.cells, certificate: self.certificate(), stop }
    }

    /// Tests a cell of which nothing is known.
    fn test(&self, cell: &Cell) -> Tested {
        self.grounds.test(cell, self.grounds.convex_at.len() - 1, &self.target)
    }

    /// Why the work ends now, if it does.
    fn stop(&mut self) -> Option<StopReason> {
        let next = self.open.peek().map_or(f64::INFINITY, |open| open.bound);
        if self.open.is_empty() || self.stuck <= next || self.is_good_enough() {
            return Some(StopReason::Done);
        }
        let budget = &self.control.budget;
        let open = self.open.len() * (size_of::<Open>() + 16 * self.problem.dimension());
        let bytes = self.nodes.len() * size_of::<Node>() + open;
        let cells = budget.cells.filter(|limit| self.cells >= *limit).map(|_| StopReason::Cells);
        let memory = budget.memory.filter(|limit| bytes as u64 > *limit).map(|_| StopReason::Memory);
        self.control.interrupted().or(cells).or(memory)
    }

    /// Tests all leaves again.
    fn renew(&mut self) {
        (self.is_stale, self.stuck) = (false, f64::INFINITY);
        self.open.clear();
        let mut todo = vec![(0, Cell::root(&self.problem.domain))];
        while let Some((node, cell)) = todo.pop() {
            match self.nodes[node] {
                Node::Split { variable, low } => {
                    if let Some([lower, upper]) = cell.split(variable) {
                        todo.extend([(low + 1, upper), (low, lower)]);
                    }
                }
                Node::Leaf(_) => {
                    let tested = self.test(&cell);
                    self.place(node, cell, tested);
                }
            }
        }
    }

    /// The least bound of all leaves.
    fn lower(&self) -> f64 {
        self.open.peek().map_or(self.stuck, |open| open.bound.min(self.stuck))
    }

    /// The gap is reached, and an exact end is out of reach.
    fn is_good_enough(&mut self) -> bool {
        let Some(lower) = Rational::from_f64(self.lower()) else { return false };
        let is_within = Rational::from(&self.best.value - &lower) <= self.gap.width(&self.best.value);
        if !is_within {
            return false;
        }
        let first = *self.cells_at_gap.get_or_insert(self.cells);
        let (times, least) = PATIENCE;
        !self.best.is_exact || self.cells >= first + (times * first).max(least)
    }

    /// Splits the worst cells.
    fn round(&mut self) {
        let left = self.control.budget.cells.map_or(u64::MAX, |limit| limit.saturating_sub(self.cells));
        let most = ROUND.min(left.div_ceil(2) as usize);
        let mut jobs = Vec::new();
        while jobs.len() < most
            && let Some(open) = self.open.pop()
        {
            if Rational::from_f64(open.bound).is_some_and(|bound| bound >= self.target) {
                continue;
            }
            let Some(halves) = open.cell.split(open.split) else { continue };
            let low = self.nodes.len();
            self.nodes[open.node] = Node::Split { variable: open.split, low };
            self.nodes.extend([Node::Leaf(Ground::Natural); 2]);
            for (k, half) in halves.into_iter().enumerate() {
                jobs.push((low + k, half, open.convex));
            }
        }
        let this = &*self;
        let work = |(node, cell, convex): (usize, Cell, usize)| {
            let tested = this.grounds.test(&cell, convex, &this.target);
            (node, cell, tested)
        };
        let done: Vec<(usize, Cell, Tested)> = if self.control.threads > 1 {
            jobs.into_par_iter().map(work).collect()
        } else {
            jobs.into_iter().map(work).collect()
        };
        self.cells += done.len() as u64;
        let mut lower_point = None;
        for (node, cell, tested) in done {
            lower_point = lower_point.or(tested.below.clone());
            self.place(node, cell, tested);
        }
        if let Some(point) = lower_point {
            self.improve(&point);
        }
    }

    /// A lower point than the best: descend from it.
    fn improve(&mut self, point: &[Rational]) {
        let floats: Vec<f64> = point.iter().map(Rational::to_f64).collect();
        let found = self.valley.descend(floats, self.control).map(|(near, _)| near);
        let shortened = |near: Vec<f64>| {
            shortened(self.problem, self.lambda, self.gap, &self.valley, &near, self.control)
        };
        let found = found.and_then(shortened);
        let own = height(self.problem, self.lambda, point).map(|(value, _)| Best {
            point: point.to_vec(),
            value,
            is_exact: false,
        });
        let lowest = found.into_iter().chain(own).min_by(|a, b| a.value.cmp(&b.value));
        let Some(best) = lowest.filter(|best| best.value < self.best.value) else { return };
        self.grounds.rest_on(&best.point);
        self.best = best;
        self.is_stale = true;
        self.aim();
    }

    fn place(&mut self, node: usize, cell: Cell, tested: Tested) {
        let Tested { ground, bound, is_proved, convex, split, .. } = tested;
        self.nodes[node] = Node::Leaf(ground);
        if is_proved {
            return;
        }
        match split {
            Some(split) => self.open.push(Open { bound, node, cell, convex, split }),
            None => self.stuck = self.stuck.min(bound),
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            phase: None,
            lower: Some(self.lower()).filter(|x| x.is_finite()),
            upper: Some(self.best.value.to_f64()),
            target: None,
            cells: self.cells,
            open: self.open.len() as u64,
        }
    }

    /// The bracket so far.
    fn certificate(&self) -> Option<Certificate> {
        let lower = match Rational::from_f64(self.lower()) {
            Some(lower) if lower < self.target => {
                let slack = Rational::from(&self.best.value - &lower) / ROUNDING;
                let mut least = &lower - slack;
                // Rounding must not spoil a gap that is reached.
                let wanted = &self.best.value - self.gap.width(&self.best.value);
                if wanted <= lower {
                    least = least.max(wanted);
                }
                simplest_between(&least, &lower)
            }
            None if self.lower() < 0.0 => return None,
            _ => self.target.clone(),
        };
        let evidence = Evidence::Minimum(Minimum {
            point: self.best.point.clone(),
            convex_at: self.grounds.convex_at.clone(),
            tree: self.tree()?,
        });
        let claim =
            Claim::Minimum(Sample { lambda: self.lambda.clone(), lower, upper: self.best.value.clone() });
        Some(Certificate { claim, problem: self.problem.clone(), evidence })
    }

    /// The nodes in preorder.
    fn tree(&self) -> Option<Tree<ValueLeaf>> {
        let mut tokens = Vec::with_capacity(self.nodes.len());
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            tokens.push(match self.nodes[node] {
                Node::Split { variable, low } => {
                    open.extend([low + 1, low]);
                    Token::Split(variable as u32)
                }
                Node::Leaf(ground) => Token::Leaf(names::of_ground(ground)?),
            });
        }
        Tree::new(tokens)
    }
}
