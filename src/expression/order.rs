//! The canonical order of a graph's nodes: one graph has one list of nodes.
//!
//! The height of a node is 0 without operands, else one more than its operands' greatest. Nodes are ordered by height,
//! then by the word of their operation, then by what stands behind it: constants by value, parameters and columns by
//! their number, others by the numbers of their operands and the exponent. What the roots do not need is left out.

use super::graph::{Graph, Node, NodeId};
use crate::function::Function;
use std::cmp::Ordering;

impl Graph {
    /// The nodes that `roots` need, in canonical order, and the new number of each node.
    pub fn in_order(&self, roots: impl IntoIterator<Item = NodeId>) -> (Graph, Vec<Option<NodeId>>) {
        let nodes = self.nodes();
        let is_needed = self.needed(roots);
        let heights = self.heights();
        let mut rising: Vec<usize> = (0..nodes.len()).filter(|i| is_needed[*i]).collect();
        rising.sort_by_key(|i| heights[*i]);
        let mut ordered = Graph::new();
        let mut numbers: Vec<Option<NodeId>> = vec![None; nodes.len()];
        for level in rising.chunk_by(|i, j| heights[*i] == heights[*j]) {
            // Operands are lower, so they have their numbers.
            let mut level: Vec<(Node, usize)> =
                level.iter().map(|&i| (renumbered(&nodes[i], &numbers), i)).collect();
            level.sort_unstable_by(|(a, _), (b, _)| compared(a, b));
            for (node, i) in level {
                numbers[i] = Some(ordered.push(node));
            }
        }
        (ordered, numbers)
    }

    /// For each node whether `roots` need it.
    pub(super) fn needed(&self, roots: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
        let mut is_needed = vec![false; self.nodes().len()];
        roots.into_iter().for_each(|root| is_needed[root.index()] = true);
        for (i, node) in self.nodes().iter().enumerate().rev() {
            if is_needed[i] {
                node.operands().for_each(|operand| is_needed[operand.index()] = true);
            }
        }
        is_needed
    }

    fn heights(&self) -> Vec<usize> {
        let mut heights: Vec<usize> = Vec::with_capacity(self.nodes().len());
        for node in self.nodes() {
            let highest = node.operands().map(|operand| heights[operand.index()] + 1).max();
            heights.push(highest.unwrap_or_default());
        }
        heights
    }
}

/// The same node with its operands' new numbers.
fn renumbered(node: &Node, numbers: &[Option<NodeId>]) -> Node {
    let new = |id: NodeId| numbers[id.index()].unwrap_or(id);
    match *node {
        Node::Add(a, b) => Node::Add(new(a).min(new(b)), new(a).max(new(b))),
        Node::Mul(a, b) => Node::Mul(new(a).min(new(b)), new(a).max(new(b))),
        Node::Apply(f, a) => Node::Apply(f, new(a)),
        Node::Constant(_) | Node::Parameter(_) | Node::Column(_) => node.clone(),
    }
}

/// The order of nodes of one height.
fn compared(a: &Node, b: &Node) -> Ordering {
    if let (Node::Constant(p), Node::Constant(q)) = (a, b) {
        return p.cmp(q);
    }
    a.word().cmp(b.word()).then_with(|| fields(a).cmp(&fields(b)))
}

/// What stands behind a node's word, constants aside.
fn fields(node: &Node) -> (u32, i64) {
    match *node {
        Node::Constant(_) => (0, 0),
        Node::Parameter(k) | Node::Column(k) => (k, 0),
        Node::Add(a, b) | Node::Mul(a, b) => (a.0, i64::from(b.0)),
        Node::Apply(Function::Power(n), a) => (a.0, i64::from(n)),
        Node::Apply(_, a) => (a.0, 0),
    }
}
