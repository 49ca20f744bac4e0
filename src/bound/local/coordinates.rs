//! Local coordinates: the maximal affine sub-expressions of the parameters in a row's expression.
//!
//! In `(y − a·tanh(w·x + b))²` they are `a` and `z = w·x + b`: whatever the number of inputs, the second
//! derivatives in `(a, z)` are a small matrix, which goes back to the parameters as `PᵀKP` with the
//! exact coefficients `z = P·θ + p` of each row (`form.rs`; theory.md, L1). Where there are more local coordinates
//! than parameters the parameters themselves serve, `P = I`.

use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId};
use std::collections::{BTreeSet, HashMap};

/// What a node costs on a walk: units of work, and machine words.
const UNITS: u64 = 200;
const WORDS: u64 = 16;

/// How a node depends on the parameters, whatever the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Degree {
    Constant,
    Affine,
    Nonlinear,
}

/// The local coordinates of one expression.
#[derive(Clone, Debug)]
pub(crate) struct Locals {
    /// The graph node of each.
    nodes: Vec<NodeId>,
    position: HashMap<NodeId, usize>,
    /// Whether each depends on a data column.
    by_row: Vec<bool>,
    /// All below `root` that is constant in the parameters, in order.
    constants: Vec<NodeId>,
    /// How many nodes the local coordinates are computed from.
    below: usize,
}

impl Locals {
    /// Finds the local coordinates of `root`; `None` once the budget is spent.
    pub fn new(graph: &Graph, root: NodeId, budget: &Budget) -> Option<Self> {
        let nodes = root.index() as u64 + 1;
        if !(budget.spend(5 * UNITS * nodes) && budget.hold(WORDS * nodes)) {
            return None;
        }
        budget.release(WORDS * nodes);
        let degree = degrees(graph, root);
        let mut nodes = BTreeSet::new();
        for node in reachable(graph, [root], |n| degree[n.index()] == Degree::Nonlinear) {
            if degree[node.index()] == Degree::Nonlinear {
                nodes.extend(graph.node(node).operands().filter(|n| degree[n.index()] == Degree::Affine));
            }
        }
        let is_parameter = |n: &NodeId| matches!(graph.node(*n), Node::Parameter(_));
        let parameters: BTreeSet<NodeId> =
            reachable(graph, nodes.iter().copied(), |_| true).into_iter().filter(is_parameter).collect();
        if nodes.len() > parameters.len() {
            nodes = parameters;
        }
        let is_constant = |n: &NodeId| degree[n.index()] == Degree::Constant;
        let constants = reachable(graph, [root], |_| true).into_iter().filter(is_constant).collect();
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let by_column = depends_on_column(graph, root);
        Some(Locals {
            position: nodes.iter().enumerate().map(|(i, &n)| (n, i)).collect(),
            by_row: nodes.iter().map(|n| by_column[n.index()]).collect(),
            below: reachable(graph, nodes.iter().copied(), |_| true).len(),
            nodes,
            constants,
        })
    }

    /// The graph node of each.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// All that is constant in the parameters, in order.
    pub fn constants(&self) -> &[NodeId] {
        &self.constants
    }

    /// The number of local coordinates.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The local coordinate that this node is, if it is one.
    pub fn position(&self, node: NodeId) -> Option<usize> {
        self.position.get(&node).copied()
    }

    /// About the nanoseconds that a walk over all nodes below takes.
    pub fn walk_work(&self) -> u64 {
        UNITS * (1 + self.below + self.nodes.len()) as u64
    }

    /// The local coordinate that is this parameter itself, if there is one, `Err` where others depend on it.
    pub fn alone(&self, graph: &Graph, parameter: usize) -> Result<Option<usize>, ()> {
        let itself =
            |&node: &NodeId| matches!(graph.node(node), Node::Parameter(k) if *k as usize == parameter);
        let own = self.nodes.iter().position(itself);
        let others = self.nodes.iter().copied().filter(|node| !itself(node));
        if reachable(graph, others, |_| true).iter().any(itself) { Err(()) } else { Ok(own) }
    }

    /// Whether a local coordinate depends on the row.
    pub fn depends_on_row(&self, local: usize) -> bool {
        self.by_row[local]
    }

    /// The nodes from the local coordinates (included) up to `root`, in order.
    pub fn above(&self, graph: &Graph, roots: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
        reachable(graph, roots, |n| !self.position.contains_key(&n))
    }
}

/// The nodes reachable from `roots`, in order; operands of a node are followed where `descend` says so.
fn reachable(
    graph: &Graph,
    roots: impl IntoIterator<Item = NodeId>,
    descend: impl Fn(NodeId) -> bool,
) -> Vec<NodeId> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<NodeId> = roots.into_iter().collect();
    while let Some(node) = open.pop() {
        if seen.insert(node) && descend(node) {
            open.extend(graph.node(node).operands());
        }
    }
    seen.into_iter().collect()
}

/// The degree of each node up to `root`.
fn degrees(graph: &Graph, root: NodeId) -> Vec<Degree> {
    let mut degrees: Vec<Degree> = Vec::with_capacity(root.index() + 1);
    for node in &graph.nodes()[..=root.index()] {
        let degree = match node {
            Node::Constant(_) | Node::Column(_) => Degree::Constant,
            Node::Parameter(_) => Degree::Affine,
            Node::Add(x, y) => degrees[x.index()].max(degrees[y.index()]),
            Node::Mul(x, y) => match (degrees[x.index()], degrees[y.index()]) {
                (Degree::Constant, d) | (d, Degree::Constant) => d,
                _ => Degree::Nonlinear,
            },
            Node::Apply(_, x) => match degrees[x.index()] {
                Degree::Constant => Degree::Constant,
                _ => Degree::Nonlinear,
            },
        };
        degrees.push(degree);
    }
    degrees
}

fn depends_on_column(graph: &Graph, root: NodeId) -> Vec<bool> {
    let mut depends: Vec<bool> = Vec::with_capacity(root.index() + 1);
    for node in &graph.nodes()[..=root.index()] {
        let own = matches!(node, Node::Column(_));
        depends.push(own || node.operands().any(|x| depends[x.index()]));
    }
    depends
}
