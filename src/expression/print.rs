//! Expressions as a person reads them, in the formula language.

use super::graph::{Graph, NodeId};

/// The expression of a node in the formula language, cut short with `…` beyond `limit` characters.
pub fn print_node(
    graph: &Graph,
    node: NodeId,
    parameters: &[String],
    columns: &[String],
    limit: usize,
) -> String {
    let _ = (graph, node, parameters, columns, limit);
    todo!()
}
