//! What a problem is before anything is proved of it: its size, its kinks, its symmetry.

use crate::expression::{Node, NodeId, Smoothness, print_node};
use crate::problem::{Penalty, Problem};

/// The facts that `info` prints.
#[derive(Debug)]
pub struct Survey {
    /// The problem's name.
    pub name: String,
    /// Nodes of the graph that objective and penalty need.
    pub nodes: usize,
    /// The least smooth function among them.
    pub smoothness: Smoothness,
    /// The nodes that are no smoother than that, in the formula language; none where all are analytic.
    pub rough: Vec<String>,
    /// Swaps of hidden units that leave objective and domain as they are.
    pub swaps: Vec<Vec<usize>>,
}

/// At most so many nodes are named, each cut short.
const MAX_NAMED: usize = 4;
const MAX_EXPRESSION: usize = 60;

/// Looks at a problem.
pub fn survey(name: String, problem: &Problem, swaps: Vec<Vec<usize>>) -> Survey {
    let needed = needed_nodes(problem);
    let functions = |id: &NodeId| match problem.graph.node(*id) {
        Node::Apply(function, _) => Some(function.smoothness()),
        _ => None,
    };
    let smoothness = needed.iter().filter_map(functions).min().unwrap_or(Smoothness::C2);
    let print =
        |id: &NodeId| print_node(&problem.graph, *id, &problem.parameters, &problem.columns, MAX_EXPRESSION);
    let rough =
        needed.iter().filter(|id| functions(id).is_some_and(|s| s < Smoothness::C2 && s == smoothness));
    let rough = rough.take(MAX_NAMED).map(print).collect();
    Survey { name, nodes: needed.len(), smoothness, rough, swaps }
}

/// The nodes that objective and penalty formula reach, in order.
fn needed_nodes(problem: &Problem) -> Vec<NodeId> {
    let mut needed = vec![false; problem.graph.nodes().len()];
    let penalty = match problem.penalty {
        Penalty::Formula(node) => Some(node),
        Penalty::Separable { .. } => None,
    };
    for root in [Some(problem.fixed), problem.row, penalty].into_iter().flatten() {
        needed[root.index()] = true;
    }
    for (i, node) in problem.graph.nodes().iter().enumerate().rev() {
        if needed[i] {
            node.operands().for_each(|operand| needed[operand.index()] = true);
        }
    }
    (0..needed.len()).filter(|&i| needed[i]).map(|i| NodeId(i as u32)).collect()
}
