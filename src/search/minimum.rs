//! The least value of `f_λ`: a point by many descents, then branch and bound from below.
//!
//! The target is the point's value less the gap, or the value itself where the point is exactly stationary and
//! so may be attained as a bound. Cells are worked worst bound first, in rounds of a fixed number, so that the
//! tree does not depend on the number of threads; at any moment the least bound of all leaves is a lower end.
//! Convexity is tried at the λs of a short list, from the one at which the cell's parent was convex downwards.

use super::branching::{Branching as Splits, Trial, sharpest};
use super::control::{Control, Progress, StopReason};
use super::curvature::{Climber, LOSS};
use super::descent::Valley;
use super::lowest::{BITS, Best, ROUNDING, height, lowest, shortened};
use crate::bound::{Cell, Ground, Reach, Shortfall, ValueBound};
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence, Minimum, Token, Tree};
use crate::problem::{Penalty, Problem};
use crate::search::simplest_between;
use rayon::prelude::*;
use rug::Rational;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

/// Cells that are split in one round.
const ROUND: usize = 64;
/// Cells beyond what the gap took that an exact lower end is given, as a multiple, and at least.
const PATIENCE: (u64, u64) = (4, 20_000);
/// `μ − λ` of the list, as shares of what convexity needs on the whole box.
const SHARES: [(u32, u32); 4] = [(1, 100), (1, 25), (1, 5), (9, 8)];

/// How narrow the answer is to be: whichever is reached first.
#[derive(Clone, Debug)]
pub struct MinimumGap {
    /// `upper − lower`, relative to `|upper|`.
    pub relative: Rational,
    /// `upper − lower`.
    pub absolute: Rational,
}

impl MinimumGap {
    /// The width that is good enough for this upper end.
    pub fn width(&self, upper: &Rational) -> Rational {
        (upper.clone().abs() * &self.relative).max(self.absolute.clone())
    }
}

/// What was found, not yet checked.
#[derive(Clone, Debug)]
pub struct MinimumOutcome {
    /// `None` where nothing is known from below.
    pub certificate: Option<Certificate>,
    /// Leaf tests.
    pub cells: u64,
    /// Why it ended.
    pub stop: StopReason,
}

/// Brackets the least value of `f_λ` until the gap is reached or the budget ends.
pub fn minimum(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    control: &Control<'_>,
) -> MinimumOutcome {
    minimum_near(problem, lambda, gap, None, control)
}

/// The same, claimed for every larger λ too where the least value is attained exactly.
pub fn minimum_onwards(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    control: &Control<'_>,
) -> MinimumOutcome {
    let mut outcome = minimum(problem, lambda, gap, control);
    if let Some(Certificate { claim, evidence: Evidence::Minimum(minimum), .. }) = &mut outcome.certificate
        && let Claim::Minimum { lambda, lower, upper } = &*claim
        && lower == upper
    {
        *claim = Claim::MinimizerFrom { from: lambda.clone(), point: minimum.point.clone() };
    }
    outcome
}

/// The same; of points that are about as low, the one below `near`.
pub(super) fn minimum_near(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    near: Option<&[f64]>,
    control: &Control<'_>,
) -> MinimumOutcome {
    control.install(|| {
        let Some(best) = lowest(problem, lambda, gap, near, control) else {
            let stop = control.interrupted().unwrap_or(StopReason::Done);
            return MinimumOutcome { certificate: None, cells: 0, stop };
        };
        Branching::new(problem, lambda, gap, best, control).work()
    })
}

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

/// What a cell's tests say.
struct Tested {
    ground: Ground,
    bound: f64,
    is_proved: bool,
    convex: usize,
    is_convex: bool,
    split: Option<usize>,
    below: Option<Vec<Rational>>,
}

/// The tree and the work on it.
struct Branching<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    gap: &'a MinimumGap,
    control: &'a Control<'a>,
    valley: Valley<'a>,
    bound: ValueBound<'a>,
    convex_at: Vec<Rational>,
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
    scratches: Vec<Mutex<Trial>>,
}

impl<'a> Branching<'a> {
    fn new(
        problem: &'a Problem,
        lambda: &'a Rational,
        gap: &'a MinimumGap,
        best: Best,
        control: &'a Control<'a>,
    ) -> Self {
        let convex_at = ladder(problem, lambda, control);
        let bound =
            ValueBound::new(problem, lambda, &convex_at, &best.point, BITS, false, &Budget::default());
        let mut branching = Branching {
            problem,
            lambda,
            gap,
            control,
            valley: Valley::new(problem, lambda),
            bound,
            convex_at,
            target: Rational::new(),
            best,
            nodes: vec![Node::Leaf(Ground::Natural)],
            open: BinaryHeap::new(),
            stuck: f64::INFINITY,
            cells: 0,
            cells_at_gap: None,
            is_stale: false,
            scratches: (0..control.threads.max(1)).map(|_| Mutex::default()).collect(),
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

    fn work(mut self) -> MinimumOutcome {
        let root = Cell::root(&self.problem.domain);
        let tested = self.test(&root, self.convex_at.len() - 1);
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
                    let tested = self.test(&cell, self.convex_at.len() - 1);
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
            let tested = this.test(&cell, convex);
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
        let found =
            found.and_then(|near| shortened(self.problem, self.lambda, self.gap, &self.valley, &near));
        let own = height(self.problem, self.lambda, point).map(|(value, _)| Best {
            point: point.to_vec(),
            value,
            is_exact: false,
        });
        let lowest = found.into_iter().chain(own).min_by(|a, b| a.value.cmp(&b.value));
        let Some(best) = lowest.filter(|best| best.value < self.best.value) else { return };
        self.bound = ValueBound::new(
            self.problem,
            self.lambda,
            &self.convex_at,
            &best.point,
            BITS,
            false,
            &Budget::default(),
        );
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

    /// Tests a cell on all grounds that may hold.
    fn test(&self, cell: &Cell, convex: usize) -> Tested {
        let own = &self.scratches[rayon::current_thread_index().unwrap_or(0) % self.scratches.len()];
        let mut trial = own.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tested = Tested {
            ground: Ground::Natural,
            bound: f64::NEG_INFINITY,
            is_proved: false,
            convex,
            is_convex: false,
            split: widest(cell, |_| 1.0),
            below: None,
        };
        if self.try_ground(cell, Ground::Natural, &mut tested, &mut trial) {
            return tested;
        }
        let mut shortfall = None;
        for number in (0..=convex.min(self.convex_at.len() - 1)).rev() {
            let reach = self.bound.reaches(cell, Ground::Convex(number), &self.target, &mut trial.scratch);
            match reach {
                Reach::NotConvex(found) => {
                    shortfall = Some((number, found));
                    break;
                }
                Reach::None => break,
                other => {
                    (tested.convex, tested.is_convex) = (number, true);
                    if record(Ground::Convex(number), other, &mut tested) {
                        return tested;
                    }
                }
            }
        }
        tested.split = self.split(cell, &tested, shortfall.as_ref(), &mut trial);
        if !tested.is_convex {
            self.try_ground(cell, Ground::MeanValue, &mut tested, &mut trial);
        }
        tested
    }

    fn try_ground(&self, cell: &Cell, ground: Ground, tested: &mut Tested, trial: &mut Trial) -> bool {
        record(ground, self.bound.reaches(cell, ground, &self.target, &mut trial.scratch), tested)
    }

    /// Where to split.
    fn split(
        &self,
        cell: &Cell,
        tested: &Tested,
        shortfall: Option<&(usize, Shortfall)>,
        trial: &mut Trial,
    ) -> Option<usize> {
        if let Some((number, shortfall @ (Shortfall::Wide | Shortfall::Indefinite))) = shortfall
            && !tested.is_convex
        {
            let hessian = self.bound.hessian();
            let splits = Splits::new(hessian, &Cell::root(&self.problem.domain));
            let method = sharpest(hessian, cell);
            splits.explain(cell, &self.convex_at[*number], method, shortfall, trial);
        }
        let shares = trial.shares();
        if matches!(shortfall, Some((_, Shortfall::Wide | Shortfall::Indefinite)))
            && !tested.is_convex
            && let Some(k) = splittable(cell)
                .filter(|k| shares.get(*k).is_some_and(|s| *s > 0.0))
                .max_by(|a, b| shares[*a].total_cmp(&shares[*b]).then(b.cmp(a)))
        {
            return Some(k);
        }
        let weight = |k: usize| match &self.problem.penalty {
            Penalty::Separable { square, .. } if !square[k].is_zero() => square[k].to_f64().sqrt(),
            _ => 1.0,
        };
        widest(cell, weight)
    }

    fn progress(&self) -> Progress {
        Progress {
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
            convex_at: self.convex_at.clone(),
            tree: self.tree()?,
        });
        let claim = Claim::Minimum { lambda: self.lambda.clone(), lower, upper: self.best.value.clone() };
        Some(Certificate { claim, problem: self.problem.clone(), evidence })
    }

    /// The nodes in preorder.
    fn tree(&self) -> Option<Tree> {
        let mut tokens = Vec::with_capacity(self.nodes.len());
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            tokens.push(match self.nodes[node] {
                Node::Split { variable, low } => {
                    open.extend([low + 1, low]);
                    Token::Split(variable as u32)
                }
                Node::Leaf(ground) => Token::Leaf(ground.leaf()?),
            });
        }
        Tree::new(tokens)
    }
}

/// Keeps the better bound; whether the cell is done.
fn record(ground: Ground, reach: Reach, tested: &mut Tested) -> bool {
    match reach {
        Reach::Proved => {
            (tested.ground, tested.is_proved) = (ground, true);
            true
        }
        Reach::Short(bound) => {
            if bound > tested.bound {
                (tested.ground, tested.bound) = (ground, bound);
            }
            false
        }
        Reach::Below(point) => {
            tested.below = Some(point);
            false
        }
        Reach::NotConvex(_) | Reach::None => false,
    }
}

/// The λs at which convexity is tried, rising: λ itself and some up to where it holds on the whole box; where the
/// box is unbounded, some below λ, for there only strong convexity helps.
fn ladder(problem: &Problem, lambda: &Rational, control: &Control<'_>) -> Vec<Rational> {
    if matches!(problem.penalty, Penalty::Formula(_)) {
        return vec![lambda.clone()];
    }
    if !problem.domain.is_bounded() {
        return vec![Rational::new(), Rational::from(lambda / 2u32), lambda.clone()];
    }
    let lower = Climber::new(problem).lower_end(LOSS, control).and_then(|end| end.below);
    let missing = lower.map(|lower| lower - lambda).filter(|missing| *missing > 0);
    let Some(missing) = missing else { return vec![lambda.clone()] };
    let step = |(p, q)| {
        let wanted = &missing * Rational::from((p, q)) + lambda;
        simplest_between(&(&wanted * Rational::from((15, 16))).max(lambda.clone()), &wanted)
    };
    let mut rising: Vec<Rational> = std::iter::once(lambda.clone()).chain(SHARES.map(step)).collect();
    rising.dedup();
    rising
}

fn splittable(cell: &Cell) -> impl Iterator<Item = usize> + '_ {
    (0..cell.lower.len()).filter(|&k| cell.midpoint(k).is_some())
}

fn widest(cell: &Cell, weight: impl Fn(usize) -> f64) -> Option<usize> {
    let width = |k: usize| (cell.upper[k] - cell.lower[k]) * weight(k);
    splittable(cell).max_by(|&a, &b| width(a).total_cmp(&width(b)).then(b.cmp(&a)))
}
