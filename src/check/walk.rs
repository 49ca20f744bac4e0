//! Walking a bisection tree from leaf to leaf: what is proved on all leaves is proved on the domain (theory.md, C4).
//!
//! The work of all leaves is paid for before any is looked at. Every thread walks all of the tree, proves the leaves of its
//! share, and stops behind the first failure that any has found: so the first one in preorder is found, whatever their number.

use super::case::{Case, Means};
use crate::bound::{Cell, Scratch};
use crate::budget::spread;
use crate::certificate::{self, Token, Tree};
use crate::reason::{Failure, Reason};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Neighbouring leaves that one thread proves before the next one's turn.
const SHARE: usize = 64;

/// A leaf: the node's number in preorder, its cell, and what is to prove it; none where it is skipped.
pub(super) struct Leaf<'a, L> {
    pub node: usize,
    pub cell: &'a Cell,
    pub kind: Option<L>,
}

/// The units that a node takes.
const NODE: u64 = 100;

pub(super) struct Walk<'a, L> {
    pub case: &'a Case<'a>,
    pub tree: &'a Tree<L>,
}

impl<L: certificate::Leaf + Ord + Sync> Walk<'_, L> {
    /// Proves every leaf of a tree whose nodes begin so many lines and one after the case's, each in as much work as its kind
    /// takes.
    pub fn check(
        &self,
        lines: usize,
        work: impl Fn(Option<L>) -> u64,
        prove: impl Fn(&Leaf<'_, L>, &mut Scratch) -> Result<(), Reason> + Sync,
    ) -> Result<(), Failure> {
        let Means { budget, threads, .. } = self.case.means;
        if !budget.spend(self.work(work)) {
            return Err(self.case.fail(lines, Reason::MoreWork(budget.limit())));
        }
        let threads = threads.clamp(1, self.tree.tokens().len().div_ceil(SHARE));
        let first_failure = AtomicUsize::new(usize::MAX);
        // What the leaves do not take is for the tests.
        let each = self.case.means.threads / threads;
        let failures = spread(threads, |index| {
            let mut scratch = Scratch::new(budget.stop(), each);
            self.walk(index, threads, &first_failure, &mut scratch, &prove)
        });
        match failures.into_iter().flatten().min_by_key(|(node, _)| *node) {
            None => Ok(()),
            Some((node, reason)) => Err(self.case.fail(lines + 1 + self.tree.line_of(node), reason)),
        }
    }

    fn work(&self, of_leaf: impl Fn(Option<L>) -> u64) -> u64 {
        let mut leaves: BTreeMap<Option<L>, u64> = BTreeMap::new();
        for token in self.tree.tokens() {
            match token {
                Token::Split(_) => {}
                Token::Leaf(kind) => *leaves.entry(Some(kind)).or_default() += 1,
                Token::Skipped => *leaves.entry(None).or_default() += 1,
            }
        }
        let all = |(kind, count)| of_leaf(kind).saturating_mul(count);
        leaves.into_iter().map(all).fold(NODE * self.tree.tokens().len() as u64, u64::saturating_add)
    }

    /// The first failure among the splits and one thread's share of the leaves, unless one before it has been found.
    fn walk(
        &self,
        index: usize,
        threads: usize,
        first: &AtomicUsize,
        scratch: &mut Scratch,
        prove: &impl Fn(&Leaf<'_, L>, &mut Scratch) -> Result<(), Reason>,
    ) -> Option<(usize, Reason)> {
        let mut descent = Descent { cell: Cell::root(&self.case.problem.domain), path: Vec::new() };
        let mut leaves = 0;
        for (node, token) in self.tree.tokens().enumerate() {
            if node > first.load(Ordering::Relaxed) {
                return None;
            }
            let step = match token {
                Token::Split(variable) => descent.enter(variable).ok_or(Reason::NoSplit(node, variable)),
                Token::Leaf(_) | Token::Skipped => {
                    let kind = if let Token::Leaf(kind) = token { Some(kind) } else { None };
                    let is_own = leaves / SHARE % threads == index;
                    leaves += 1;
                    let leaf = Leaf { node, cell: &descent.cell, kind };
                    let proof = if is_own { prove(&leaf, scratch) } else { Ok(()) };
                    descent.leave();
                    proof
                }
            };
            if let Err(reason) = step {
                first.fetch_min(node, Ordering::Relaxed);
                return Some((node, reason));
            }
        }
        None
    }
}

/// A cell of the tree and the way back: one cell in all, for a tree can be as deep as it is long.
struct Descent {
    cell: Cell,
    path: Vec<Half>,
}

struct Half {
    variable: usize,
    lower: f64,
    upper: f64,
    is_upper: bool,
}

impl Descent {
    /// Enters the lower half in a variable; `None` if there is none.
    fn enter(&mut self, variable: u32) -> Option<()> {
        let variable = variable as usize;
        let cell = &mut self.cell;
        let (&lower, &upper) = (cell.lower.get(variable)?, cell.upper.get(variable)?);
        cell.upper[variable] = cell.midpoint(variable)?;
        self.path.push(Half { variable, lower, upper, is_upper: false });
        Some(())
    }

    /// Goes on to the next cell in preorder: the upper half of the smallest cell around it that has one to come.
    fn leave(&mut self) {
        let cell = &mut self.cell;
        while let Some(half) = self.path.pop() {
            let variable = half.variable;
            if half.is_upper {
                cell.lower[variable] = half.lower;
            } else {
                cell.lower[variable] = cell.upper[variable];
                cell.upper[variable] = half.upper;
                self.path.push(Half { is_upper: true, ..half });
                return;
            }
        }
    }
}
