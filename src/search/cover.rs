//! Branch and bound at one λ: a bisection tree whose every leaf the leaf test proves.
//!
//! A cell that is not proved is split in the variable with the greatest share in the bound's width. The
//! walk follows an earlier tree for a larger λ where there is one: its splits are kept, its leaves tested
//! again. A cell whose centre matrix has a direction of negative curvature is not split: it is a
//! counterexample, and the search for λ\* starts again from it.
//!
//! Open cells are worked in rounds of fixed quotas, in preorder, and joined in preorder; what becomes of a
//! cell depends on the problem, λ, the cell and its depth alone. So the tree does not depend on the number
//! of threads.

use super::control::{Control, Progress, StopReason};
use crate::bound::{Cell, HessianBound, Method, Obstacle, Scratch, Shortfall};
use crate::certificate::{Token, Tree};
use itertools::Itertools;
use rayon::prelude::*;
use rug::Rational;
use std::sync::Arc;

/// Open cells worked in one round.
const ITEMS_A_ROUND: usize = 64;
/// Leaf tests an open cell is given in one round.
const TESTS_AN_ITEM: u64 = 64;
/// At every so many levels the natural interval test has its turn too: it alone proves singular cells.
const INTERVAL_EVERY: usize = 8;

/// How a walk over the box ended.
#[derive(Clone, Debug)]
pub(super) enum Attempt {
    /// Every leaf is proved.
    Proved(Tree),
    /// At this point the Hessian has negative curvature in this direction, as far as floats can tell.
    Refuted { point: Vec<f64>, direction: Vec<f64> },
    /// Nothing helps here.
    Blocked(Option<Obstacle>),
    /// The budget ended.
    Stopped(StopReason),
}

/// Walks boxes for one problem.
pub(super) struct Prover<'a> {
    pub bound: &'a HessianBound,
    pub root: Cell,
    /// Leaf tests so far.
    pub cells: u64,
    /// Open cells now.
    pub open: u64,
}

/// An open cell: its place in the earlier tree, if it is there, and its depth.
#[derive(Clone, Debug)]
struct Item {
    cell: Cell,
    depth: usize,
    /// Position of its node in the earlier tree.
    earlier: Option<usize>,
}

/// A part of the new tree, in preorder.
enum Piece {
    Done(Vec<Token>),
    Open(Item),
}

/// What one item's quota led to.
struct Portion {
    pieces: Vec<Piece>,
    tests: u64,
    end: Option<Attempt>,
}

/// An earlier tree, with the position after each node's subtree.
struct Earlier {
    tokens: Vec<Token>,
    after: Vec<u32>,
}

impl Earlier {
    fn new(tree: &Tree) -> Self {
        let tokens = tree.tokens().to_vec();
        let mut after = vec![0; tokens.len()];
        let mut waiting: Vec<u32> = Vec::new();
        // From the right: a leaf ends behind itself, a split behind its second half.
        for (at, token) in tokens.iter().enumerate().rev() {
            after[at] = match token {
                Token::Leaf(_) => at as u32 + 1,
                Token::Split(_) => {
                    let first = waiting.pop().unwrap_or_default();
                    let second = waiting.pop().unwrap_or_default();
                    debug_assert!(first <= second);
                    second
                }
            };
            waiting.push(after[at]);
        }
        Earlier { tokens, after }
    }
}

/// What the leaf tests say of a cell.
enum Outcome {
    Proved(Method),
    Split(usize),
    End(Attempt),
}

impl<'a> Prover<'a> {
    pub fn new(bound: &'a HessianBound, root: Cell) -> Self {
        Prover { bound, root, cells: 0, open: 0 }
    }

    /// Tries the root cell alone.
    pub fn root_alone(&mut self, lambda: &Rational) -> Option<Tree> {
        self.cells += 1;
        let mut scratch = Scratch::default();
        let method = self.proof(&self.root, lambda, 0, &mut scratch).ok()?;
        Tree::new(vec![Token::Leaf(method)])
    }

    /// Covers the root cell at `lambda`, from `earlier` on.
    pub fn cover(
        &mut self,
        lambda: &Rational,
        earlier: Option<&Tree>,
        control: &Control<'_>,
        progress: Progress,
    ) -> Attempt {
        let earlier = earlier.map(|tree| Arc::new(Earlier::new(tree)));
        let root = Item { cell: self.root.clone(), depth: 0, earlier: earlier.as_ref().map(|_| 0) };
        let mut pieces = vec![Piece::Open(root)];
        loop {
            let open = pieces.iter().filter(|p| matches!(p, Piece::Open(_))).count();
            self.open = open as u64;
            (control.progress)(Progress { cells: self.cells, open: self.open, ..progress });
            if open == 0 {
                return match Tree::new(joined(pieces)) {
                    Some(tree) => Attempt::Proved(tree),
                    None => Attempt::Blocked(None),
                };
            }
            if let Some(reason) = control.interrupted() {
                return Attempt::Stopped(reason);
            }
            let bytes = open as u64 * 16 * self.root.lower.len() as u64
                + pieces.iter().map(Piece::bytes).sum::<u64>();
            if control.budget.memory.is_some_and(|limit| bytes > limit) {
                return Attempt::Stopped(StopReason::Memory);
            }
            let quotas = self.quotas(open, control);
            if quotas.is_empty() {
                return Attempt::Stopped(StopReason::Cells);
            }
            let (items, rest) = taken(pieces, quotas.len());
            let work =
                |(item, quota): (Item, u64)| self.portion(item, quota, lambda, earlier.as_deref(), control);
            let jobs: Vec<(Item, u64)> = items.items.into_iter().zip(quotas).collect();
            let portions: Vec<Portion> = if control.threads > 1 {
                jobs.into_par_iter().map(work).collect()
            } else {
                jobs.into_iter().map(work).collect()
            };
            self.cells += portions.iter().map(|p| p.tests).sum::<u64>();
            pieces = Vec::new();
            let mut portions = portions.into_iter();
            for slot in items.frame {
                match slot {
                    Some(done) => pieces.push(Piece::Done(done)),
                    None => {
                        let Some(portion) = portions.next() else { continue };
                        if let Some(end) = portion.end {
                            return end;
                        }
                        pieces.extend(portion.pieces);
                    }
                }
            }
            pieces.extend(rest);
            pieces = coalesced(pieces);
        }
    }

    /// The leaf tests that the next round's items may make.
    fn quotas(&self, open: usize, control: &Control<'_>) -> Vec<u64> {
        let mut left = control.budget.cells.map_or(u64::MAX, |limit| limit.saturating_sub(self.cells));
        let mut quotas = Vec::new();
        while quotas.len() < open.min(ITEMS_A_ROUND) && left > 0 {
            let quota = TESTS_AN_ITEM.min(left);
            left -= quota;
            quotas.push(quota);
        }
        quotas
    }

    /// Works one open cell depth first until its quota ends.
    fn portion(
        &self,
        item: Item,
        quota: u64,
        lambda: &Rational,
        earlier: Option<&Earlier>,
        control: &Control<'_>,
    ) -> Portion {
        let mut scratch = Scratch::default();
        let mut tokens = Vec::new();
        let mut stack = vec![item];
        let mut tests = 0;
        let mut end = None;
        while let Some(item) = stack.pop() {
            let kept = earlier.zip(item.earlier).and_then(|(tree, at)| match tree.tokens[at] {
                Token::Split(k) => Some((k as usize, Some((at + 1, tree.after[at + 1] as usize)))),
                Token::Leaf(_) => None,
            });
            let (k, places) = match kept {
                Some(kept) => kept,
                None if tests >= quota || control.interrupted().is_some() => {
                    stack.push(item);
                    break;
                }
                None => {
                    tests += 1;
                    match self.outcome(&item, lambda, &mut scratch) {
                        Outcome::Proved(method) => {
                            tokens.push(Token::Leaf(method));
                            continue;
                        }
                        Outcome::Split(k) => (k, None),
                        Outcome::End(attempt) => {
                            end = Some(attempt);
                            break;
                        }
                    }
                }
            };
            let Some([low, high]) = item.cell.split(k) else {
                end = Some(Attempt::Blocked(None));
                break;
            };
            tokens.push(Token::Split(k as u32));
            let depth = item.depth + 1;
            stack.push(Item { cell: high, depth, earlier: places.map(|p| p.1) });
            stack.push(Item { cell: low, depth, earlier: places.map(|p| p.0) });
        }
        let mut pieces = vec![Piece::Done(tokens)];
        pieces.extend(stack.into_iter().rev().map(Piece::Open));
        Portion { pieces, tests, end }
    }

    /// The first method that proves the cell, or the shortfall of the sharpest.
    fn proof(
        &self,
        cell: &Cell,
        lambda: &Rational,
        depth: usize,
        scratch: &mut Scratch,
    ) -> Result<Method, Shortfall> {
        let mut prove = |method| self.bound.prove(cell, lambda, method, scratch).map(|()| method);
        if self.bound.is_constant() {
            return prove(Method::Constant);
        }
        let (sharpest, others) = (self.bound.method(cell), self.bound.methods(cell));
        if let Some(proved) = others.iter().filter(|m| **m != sharpest).find_map(|m| prove(*m).ok()) {
            return Ok(proved);
        }
        if sharpest == Method::Affine
            && depth.is_multiple_of(INTERVAL_EVERY)
            && let Ok(method) = prove(Method::Interval)
        {
            return Ok(method);
        }
        prove(sharpest).or_else(|shortfall| {
            // What f64's rounding alone may have spoilt is tried again, more precisely.
            if depth.is_multiple_of(INTERVAL_EVERY) && matches!(shortfall, Shortfall::Indefinite) {
                prove(Method::PreciseInterval).map_err(|_| shortfall)
            } else {
                Err(shortfall)
            }
        })
    }

    fn outcome(&self, item: &Item, lambda: &Rational, scratch: &mut Scratch) -> Outcome {
        let cell = &item.cell;
        let obstacle = match self.proof(cell, lambda, item.depth, scratch) {
            Ok(method) => return Outcome::Proved(method),
            Err(Shortfall::Wide) => {
                let share = |&k: &usize| scratch.shares().get(k).copied().unwrap_or(0.0);
                let widest = splittable(cell).filter(|k| share(k) > 0.0);
                if let Some(k) = widest.max_by(|a, b| share(a).total_cmp(&share(b)).then(b.cmp(a))) {
                    return Outcome::Split(k);
                }
                None
            }
            Err(Shortfall::Indefinite) => {
                let point = centre(cell);
                if self.is_refuted(&point, scratch.direction(), lambda) {
                    let direction = scratch.direction().to_vec();
                    return Outcome::End(Attempt::Refuted { point, direction });
                }
                None
            }
            Err(Shortfall::Undefined(obstacle)) => Some(obstacle),
            Err(Shortfall::Inapplicable) => return Outcome::End(Attempt::Blocked(None)),
        };
        // Only splitting is left; where it does not end, the node is in the way for good.
        let patience = 24 + 8 * self.bound.order();
        let widest =
            splittable(cell).max_by(|&a, &b| width(cell, a).total_cmp(&width(cell, b)).then(b.cmp(&a)));
        match widest {
            Some(k) if item.depth < patience => Outcome::Split(k),
            _ => Outcome::End(Attempt::Blocked(obstacle)),
        }
    }

    /// Whether `vᵀ(∇²L + λ∇²P)v < 0` at the point, by floats.
    fn is_refuted(&self, point: &[f64], v: &[f64], lambda: &Rational) -> bool {
        let n = point.len();
        let (mut objective, mut penalty) = (vec![0.0; n * n], vec![0.0; n * n]);
        if !self.bound.sample(point, &mut objective, &mut penalty) || v.len() != n {
            return false;
        }
        let lambda = lambda.to_f64();
        let form = (0..n)
            .cartesian_product(0..n)
            .map(|(i, j)| v[i] * v[j] * (objective[i * n + j] + lambda * penalty[i * n + j]));
        form.sum::<f64>() < 0.0
    }
}

impl Piece {
    fn bytes(&self) -> u64 {
        match self {
            Piece::Done(tokens) => 8 * tokens.len() as u64,
            Piece::Open(_) => 0,
        }
    }
}

/// The first open items, and everything in front of and between them; `None` marks an item's place.
struct Taken {
    items: Vec<Item>,
    frame: Vec<Option<Vec<Token>>>,
}

fn taken(pieces: Vec<Piece>, count: usize) -> (Taken, Vec<Piece>) {
    let mut taken = Taken { items: Vec::new(), frame: Vec::new() };
    let mut rest = Vec::new();
    for piece in pieces {
        match piece {
            piece if taken.items.len() == count => rest.push(piece),
            Piece::Done(tokens) => taken.frame.push(Some(tokens)),
            Piece::Open(item) => {
                taken.items.push(item);
                taken.frame.push(None);
            }
        }
    }
    (taken, rest)
}

/// Neighbouring finished parts become one.
fn coalesced(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(Piece::Done(tokens)), Piece::Done(more)) => tokens.extend(more),
            (_, piece) => merged.push(piece),
        }
    }
    merged
}

fn joined(pieces: Vec<Piece>) -> Vec<Token> {
    pieces
        .into_iter()
        .flat_map(|piece| match piece {
            Piece::Done(tokens) => tokens,
            Piece::Open(_) => Vec::new(),
        })
        .collect()
}

fn width(cell: &Cell, k: usize) -> f64 {
    cell.upper[k] - cell.lower[k]
}

fn splittable(cell: &Cell) -> impl Iterator<Item = usize> + '_ {
    (0..cell.lower.len()).filter(|&k| cell.midpoint(k).is_some())
}

/// A float point of the cell: the middle, or a finite end of an unbounded side.
fn centre(cell: &Cell) -> Vec<f64> {
    let middle = |(&l, &u): (&f64, &f64)| match (l.is_finite(), u.is_finite()) {
        (true, true) => l / 2.0 + u / 2.0,
        (true, false) => l,
        (false, true) => u,
        (false, false) => 0.0,
    };
    cell.lower.iter().zip(&cell.upper).map(middle).collect()
}
