//! The nodes of a search's bisection tree, which stands in preorder.
//!
//! A node knows the least λ at which the leaf test has passed on its cell, and one larger λ at which it has
//! passed too: that of the tree that stands as a cover meanwhile. Splits keep their proofs: while their parts are
//! proved at a smaller λ, they stand in for them as leaves. A node takes 8 bytes.

use super::lambdas::{Lambdas, Rung};
use crate::bound::Cell;
use crate::certificate::{CoverLeaf, Leaf, Token, Tree};

/// A λ at which the leaf test has passed, and what the leaf says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof(u16);

impl Proof {
    /// Bits of the leaf.
    const LEAF: u16 = 16 - Lambdas::BITS;

    pub fn new(rung: Rung, leaf: CoverLeaf) -> Self {
        Proof(rung << Self::LEAF | leaf as u16)
    }

    pub fn rung(self) -> Rung {
        self.0 >> Self::LEAF
    }

    fn leaf(self) -> CoverLeaf {
        let number = usize::from(self.0 & ((1 << Self::LEAF) - 1));
        CoverLeaf::ALL.get(number).map_or(CoverLeaf::Natural, |(leaf, _)| *leaf)
    }
}

/// A node of the tree: a split in a variable, or a leaf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The variable, or [`Node::LEAF`]; the highest bit says that the goal's walk has split here.
    split: u32,
    /// At the least λ.
    pub best: Proof,
    /// At the λ of the standing cover, if that is another.
    held: Proof,
}

impl Node {
    const LEAF: u32 = u32::MAX >> 1;
    const SKIPPED: u32 = Self::LEAF - 1;
    const BY_GOAL: u32 = 1 << 31;

    /// A leaf that is not proved.
    pub fn leaf() -> Self {
        Self::proved(Proof::default())
    }

    /// A token, not proved.
    fn of(token: Token, by_goal: bool) -> Self {
        match token {
            Token::Split(variable) => Node::leaf().into_split(variable as usize, by_goal),
            Token::Leaf(_) | Token::Skipped => Node::leaf(),
        }
    }

    /// A leaf.
    pub fn proved(proof: Proof) -> Self {
        Node { split: Self::LEAF, best: proof, held: Proof::default() }
    }

    /// A node of a tree whose root cell is proved itself: a proof of the root, and of the leaves meanwhile.
    pub fn lent(self, proof: Proof, is_root: bool) -> Self {
        let has_it = is_root || (self.variable().is_none() && !self.is_skipped());
        if has_it { Node { split: self.split, ..Node::proved(proof) } } else { self }
    }

    /// A leaf that symmetry proves elsewhere, at any λ.
    pub fn skipped() -> Self {
        Node { split: Self::SKIPPED, ..Self::leaf() }
    }

    pub fn is_skipped(&self) -> bool {
        self.split == Self::SKIPPED
    }

    pub fn variable(&self) -> Option<usize> {
        let variable = self.split & !Self::BY_GOAL;
        (variable < Self::SKIPPED).then_some(variable as usize)
    }

    /// Whether the walk at the goal has split here, and no rung has looked below.
    pub fn is_by_goal(&self) -> bool {
        self.split & Self::BY_GOAL != 0
    }

    /// The same cell, split.
    pub fn into_split(self, variable: usize, by_goal: bool) -> Self {
        let flag = if by_goal { Self::BY_GOAL } else { 0 };
        Node { split: variable as u32 | flag, ..self }
    }

    /// The test has passed; a proof at the standing λ is kept.
    pub fn prove(&mut self, proof: Proof, standing: Rung) {
        if self.best.rung() == standing {
            self.held = self.best;
        }
        self.best = proof;
    }

    /// The proof at exactly this λ.
    pub fn proof_at(&self, rung: Rung) -> Option<Proof> {
        [self.best, self.held].into_iter().find(|proof| proof.rung() == rung)
    }

    fn token(&self) -> Token {
        match self.variable() {
            Some(variable) => Token::Split(variable as u32),
            None if self.is_skipped() => Token::Skipped,
            None => Token::Leaf(self.best.leaf()),
        }
    }
}

/// The tree that these nodes are.
pub(super) fn tree(nodes: impl Iterator<Item = Node>) -> Option<Tree> {
    Tree::new(nodes.map(|node| node.token()))
}

/// The nodes of a tree, none proved. The splits with which `finer` goes on where `coarse` has leaves count as
/// the goal's; a `finer` that is none is left out.
pub(super) fn merged(coarse: &Tree, finer: Option<&Tree>) -> Vec<Node> {
    let plain = || coarse.tokens().map(|token| Node::of(token, false)).collect();
    finer.and_then(|finer| refined(coarse, finer)).unwrap_or_else(plain)
}

fn refined(coarse: &Tree, finer: &Tree) -> Option<Vec<Node>> {
    let mut coarse = coarse.tokens();
    // For each open node of the finer tree whether it is one of the coarse tree too.
    let mut open = vec![true];
    let node = |token: Token| {
        let is_coarse = open.pop()?;
        let (below, by_goal) = match (is_coarse.then(|| coarse.next()).flatten(), token) {
            (Some(Token::Split(a)), Token::Split(b)) if a == b => (true, false),
            (Some(Token::Split(_)), _) => return None,
            (Some(_), Token::Split(_)) => (false, true),
            (Some(_) | None, _) => (false, false),
        };
        if let Token::Split(_) = token {
            open.extend([below, below]);
        }
        Some(Node::of(token, by_goal))
    };
    finer.tokens().map(node).collect()
}

/// How often each parameter of the cell was split.
pub(super) fn splits(cell: &Cell, nodes: &[Node]) -> Vec<usize> {
    let mut counts = vec![0; cell.lower.len()];
    nodes.iter().filter_map(Node::variable).for_each(|k| counts[k] += 1);
    counts
}

/// Passes over the two parts of a split.
pub(super) fn skip(old: &mut impl Iterator<Item = Node>) {
    let mut wanted = 2;
    while wanted > 0 {
        match old.next() {
            Some(node) if node.variable().is_some() => wanted += 1,
            Some(_) => wanted -= 1,
            None => return,
        }
    }
}

/// Whether every split of these nodes, from the root cell on, cuts its cell.
pub(super) fn fits(root: &Cell, nodes: &[Node]) -> bool {
    let mut open = vec![root.clone()];
    for node in nodes {
        let Some(cell) = open.pop() else { return false };
        match node.variable() {
            Some(variable) if variable >= cell.lower.len() => return false,
            Some(variable) => match cell.split(variable) {
                Some([low, high]) => open.extend([high, low]),
                None => return false,
            },
            None => {}
        }
    }
    open.is_empty()
}
