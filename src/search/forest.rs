//! The bisection tree of a search, as a row of blocks.
//!
//! A node knows the least λ at which the leaf test has passed on its cell, and one larger λ at which it has
//! passed too: that of the tree that stands as a cover meanwhile. λs are numbered in the order in which they
//! were first tried ([`Lambdas`]), so a node takes 8 bytes. Splits keep their proofs: while their parts are
//! proved at a smaller λ, they stand in for them as leaves.
//!
//! The nodes stand in preorder, cut into blocks: subtrees with their root cells, and in front of each the
//! splits above it that belong to no earlier block. Blocks can be worked side by side.

use super::leaf;
use crate::bound::{Cell, Method};
use crate::certificate::{CoverLeaf, Leaf, Token, Tree};
use rug::Rational;

/// The number of a λ in [`Lambdas`]; 0 for none.
pub(super) type Rung = u16;

/// A λ at which the leaf test has passed, and the method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof(u16);

impl Proof {
    /// Bits of the leaf that names the method.
    const LEAF: u16 = 3;

    pub fn new(rung: Rung, method: Method) -> Self {
        Proof(rung << Self::LEAF | leaf::of_method(method) as u16)
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

/// The λs that were tried.
#[derive(Debug)]
pub(super) struct Lambdas {
    values: Vec<Rational>,
    /// Greater for smaller λs.
    ranks: Vec<u16>,
}

impl Lambdas {
    /// The most numbers that fit into a [`Proof`].
    const MOST: usize = 1 << (16 - Proof::LEAF);

    pub fn new() -> Self {
        Lambdas { values: vec![Rational::new()], ranks: vec![0] }
    }

    /// The number of a λ; `None` where there are too many.
    pub fn number(&mut self, lambda: &Rational) -> Option<Rung> {
        if let Some(known) = self.values.iter().skip(1).position(|value| value == lambda) {
            return Some(known as Rung + 1);
        }
        if self.values.len() == Self::MOST {
            return None;
        }
        self.values.push(lambda.clone());
        let larger = |value: &Rational| self.values[1..].iter().filter(|other| *other > value).count();
        let ranks = self.values[1..].iter().map(|value| larger(value) as u16 + 1).collect::<Vec<_>>();
        self.ranks.truncate(1);
        self.ranks.extend(ranks);
        Some(self.values.len() as Rung - 1)
    }

    pub fn value(&self, rung: Rung) -> &Rational {
        &self.values[rung as usize]
    }

    /// Whether a proof at `rung` is one at `target` or a smaller λ.
    pub fn reaches(&self, rung: Rung, target: Rung) -> bool {
        self.ranks[rung as usize] >= self.ranks[target as usize]
    }

    /// The larger λ; none counts as infinite.
    pub fn weaker(&self, a: Rung, b: Rung) -> Rung {
        if self.reaches(a, b) { b } else { a }
    }
}

/// A subtree and the splits in front of it.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub before: Vec<Node>,
    pub cell: Cell,
    pub depth: usize,
    pub nodes: Vec<Node>,
    /// The greatest λ among its leaves' best.
    pub weakest: Rung,
}

impl Block {
    pub fn bytes(&self) -> u64 {
        let nodes = self.before.capacity() + self.nodes.capacity();
        (nodes * size_of::<Node>() + 16 * self.cell.lower.len() + size_of::<Block>()) as u64
    }

    /// All its nodes.
    pub fn all(&self) -> impl Iterator<Item = &Node> {
        self.before.iter().chain(&self.nodes)
    }

    /// Cut until no part has more nodes than this.
    pub fn cut(mut self, largest: usize, lambdas: &Lambdas) -> Vec<Block> {
        if self.nodes.len() <= largest {
            self.nodes.shrink_to_fit();
            return vec![self];
        }
        let sizes = sizes(&self.nodes);
        let mut before = self.before;
        let mut parts = Vec::new();
        let mut open = vec![(self.cell, self.depth)];
        let mut at = 0;
        while let Some((cell, depth)) = open.pop() {
            let (node, size) = (self.nodes[at], sizes[at] as usize);
            let halves = node.variable().filter(|_| size > largest).and_then(|k| cell.split(k));
            if let Some([low, high]) = halves {
                before.push(node);
                open.extend([(high, depth + 1), (low, depth + 1)]);
                at += 1;
                continue;
            }
            let nodes = self.nodes[at..at + size].to_vec();
            let leaves = nodes.iter().filter(|node| node.variable().is_none() && !node.is_skipped());
            let weakest = leaves.map(|node| node.best.rung()).reduce(|a, b| lambdas.weaker(a, b));
            let before = std::mem::take(&mut before);
            parts.push(Block { before, cell, depth, nodes, weakest: weakest.unwrap_or(self.weakest) });
            at += size;
        }
        parts
    }
}

/// The sizes of all subtrees.
fn sizes(nodes: &[Node]) -> Vec<u32> {
    let mut sizes = vec![1; nodes.len()];
    for (at, node) in nodes.iter().enumerate().rev() {
        if node.variable().is_some() {
            let low = sizes[at + 1];
            sizes[at] = 1 + low + sizes[at + 1 + low as usize];
        }
    }
    sizes
}
