//! Blocks: the parts of a tree that are worked side by side.
//!
//! The nodes stand in preorder, cut into subtrees with their root cells, and in front of each the splits above it
//! that belong to no earlier block.

use super::lambdas::{Lambdas, Rung};
use super::node::Node;
use crate::bound::Cell;

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
