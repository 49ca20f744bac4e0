//! One walk through a subtree: leaf tests at one λ, and splits where they fail.
//!
//! The old tree's nodes are taken in preorder beside the cells; new ones begin where it has leaves that fail.

use super::dead_end::Obstruction;
use super::lambdas::{Lambdas, Rung};
use super::leaf::{Leaf, Outcome};
use super::node::{Node, Proof, skip};
use super::traversal::Traversal;
use crate::bound::{Cell, FundamentalDomain};
use crate::search::branching::{Branching, Trial};
use crate::search::control::Control;

/// Which proofs a walk looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Aim {
    /// At the target or a smaller λ, by a rung.
    Rung,
    /// The same, by the goal.
    Goal,
    /// At exactly the target, the coarsest tree: splits proved there become leaves, and the goal's splits
    /// are tested themselves before their parts are.
    Exact,
}

/// A walk's λ and aim.
pub(super) struct Walk<'a> {
    pub branching: &'a Branching<'a>,
    pub lambdas: &'a Lambdas,
    pub target: Rung,
    pub standing: Rung,
    pub aim: Aim,
    /// What a cover must prove.
    pub fundamental: &'a FundamentalDomain,
    /// Whether negative curvature ends the walk; else the cell is split like others.
    pub refutes: bool,
}

/// A subtree after a walk.
#[derive(Default)]
pub(super) struct Walked {
    pub nodes: Vec<Node>,
    /// Leaf tests, and those of them that passed.
    pub tests: u64,
    pub passes: u64,
    pub weakest: Rung,
    pub end: Option<Obstruction>,
}

/// Where a walk finds the node of the cell that it comes to.
#[derive(Clone, Copy)]
enum Part {
    /// It is the next of the old tree.
    Old,
    /// It is a new leaf, with what its parent's failure tells of it.
    New(u8),
}

/// What becomes of a node.
enum Fate {
    /// It is this, a split with its old parts or a leaf.
    Settled(Node),
    /// It was a leaf, and is split now; this is what its failure tells of its parts.
    Split(Node, u8),
    /// It is a split that is proved itself: its parts are passed over.
    Proved(Node),
}

impl Walk<'_> {
    /// Walks the subtree of a cell, with at most `quota` leaf tests.
    pub fn through(
        &self,
        cell: Cell,
        depth: usize,
        mut old: impl Iterator<Item = Node>,
        quota: u64,
        trial: &mut Trial,
        control: &Control<'_>,
    ) -> Walked {
        let mut walked = Walked { weakest: self.target, ..Walked::default() };
        let mut place = Traversal::before(cell, depth, Part::Old);
        while let Some(part) = place.advance() {
            let (found, hint) = match part {
                Part::Old => (old.next().unwrap_or_else(Node::leaf), 0),
                Part::New(hint) => (Node::leaf(), hint),
            };
            let may_test = walked.end.is_none() && walked.tests < quota && control.interrupted().is_none();
            let (node, parts) = match self.fate(found, hint, &place, may_test, trial, &mut walked) {
                Fate::Settled(node) => (node, Part::Old),
                Fate::Split(node, hint) => (node, Part::New(hint)),
                Fate::Proved(node) => {
                    walked.nodes.push(node);
                    self.lend(node.best, &mut old, &mut walked.nodes);
                    continue;
                }
            };
            walked.nodes.push(node);
            if let Some(variable) = node.variable() {
                place.split(variable, parts);
                continue;
            }
            if found.variable().is_some() {
                skip(&mut old);
            }
            if !node.is_skipped() {
                walked.weakest = self.lambdas.weaker(walked.weakest, node.best.rung());
            }
        }
        walked
    }

    /// What becomes of the node of the cell that the walk has come to.
    fn fate(
        &self,
        mut node: Node,
        hint: u8,
        place: &Traversal<Part>,
        may_test: bool,
        trial: &mut Trial,
        walked: &mut Walked,
    ) -> Fate {
        let variable = node.variable();
        if self.holds(&node) {
            return Fate::Settled(self.exact_leaf(&node));
        }
        if variable.is_none() && self.fundamental.misses(&place.cell) {
            return Fate::Settled(Node::skipped());
        }
        if !may_test || (variable.is_some() && !self.tests_splits(&node)) {
            return Fate::Settled(node);
        }
        walked.tests += 1;
        trial.begin_with(hint);
        let leaf = Leaf {
            branching: self.branching,
            lambda: self.lambdas.value(self.target),
            refutes: self.refutes,
        };
        match (leaf.outcome(&place.cell, place.depth, trial), variable) {
            (Outcome::Proved(leaf), _) => {
                walked.passes += 1;
                node.prove(Proof::new(self.target, leaf), self.standing);
                match self.exact_leaf(&node) {
                    split if split.variable().is_some() => Fate::Proved(split),
                    leaf => Fate::Settled(leaf),
                }
            }
            (Outcome::Split(k), None) => Fate::Split(node.into_split(k, self.aim == Aim::Goal), trial.hint()),
            (Outcome::End(end), None) => {
                walked.end = Some(end);
                Fate::Settled(node)
            }
            // A rung has looked below.
            (_, Some(variable)) if self.aim == Aim::Rung => Fate::Settled(node.into_split(variable, false)),
            (_, Some(_)) => Fate::Settled(node),
        }
    }

    /// Whether nothing is left to do for a node, and below it.
    fn holds(&self, node: &Node) -> bool {
        match self.aim {
            _ if node.is_skipped() => true,
            Aim::Exact => node.proof_at(self.target).is_some(),
            Aim::Rung | Aim::Goal => {
                node.variable().is_none() && self.lambdas.reaches(node.best.rung(), self.target)
            }
        }
    }

    /// Whether a split's own cell is worth a test: no rung has gone below a split of the goal's. As long as
    /// no cover stands the coarsest is looked for.
    fn tests_splits(&self, node: &Node) -> bool {
        let is_coarse = self.aim == Aim::Exact || (self.aim == Aim::Rung && self.standing == 0);
        is_coarse && node.is_by_goal()
    }

    /// Passes over the parts of a split that is proved itself: its proof is theirs meanwhile. A cover takes
    /// it from the split, not from them.
    fn lend(&self, proof: Proof, old: &mut impl Iterator<Item = Node>, nodes: &mut Vec<Node>) {
        let mut wanted = 2;
        while wanted > 0
            && let Some(mut node) = old.next()
        {
            match node.variable() {
                Some(_) => wanted += 1,
                None => {
                    node.best = proof;
                    wanted -= 1;
                }
            }
            nodes.push(node);
        }
    }

    /// The node as a leaf of a tree at exactly the target; itself for other aims.
    fn exact_leaf(&self, node: &Node) -> Node {
        match node.proof_at(self.target) {
            Some(proof) if self.aim == Aim::Exact => Node::proved(proof),
            _ => *node,
        }
    }
}
