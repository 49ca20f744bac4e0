//! The tape: what is left of a graph for evaluation, in topological order.
//!
//! `L(θ) = e₀(θ) + Σ_rows e(θ, row)`. Operations that no data column reaches come first and run once;
//! the others run once a row.

use super::graph::{Graph, Node, NodeId};
use crate::number::Number;

/// A compiled pair of expressions: `fixed` (without data) and, if there is data, `row`.
#[derive(Clone, Debug)]
pub struct Tape {
    /// The operations; operand numbers are positions in this list.
    operations: Vec<Node>,
    /// The graph node each operation came from.
    origin: Vec<NodeId>,
    /// The first operation that depends on a data column.
    row_start: usize,
    fixed: usize,
    row: Option<usize>,
}

/// The innermost node that made a result undefined.
#[derive(Clone, Debug)]
pub struct Guilt<N> {
    /// The node in the graph.
    pub node: NodeId,
    /// Its operands' values there.
    pub operands: Vec<N>,
    /// The row it happened in; `None` for a node without data.
    pub row: Option<usize>,
}

impl Tape {
    /// Compiles the part of the graph that `fixed` and `row` need.
    pub fn new(graph: &Graph, fixed: NodeId, row: Option<NodeId>) -> Self {
        let _ = (graph, fixed, row);
        todo!()
    }

    /// `e₀(θ) + Σ_rows e(θ, row)`. `rows` yields the columns' values; `slots` is scratch space.
    pub fn run<'r, N: Number + 'r>(
        &self,
        at: &[N],
        rows: impl IntoIterator<Item = &'r [N]>,
        context: N::Context,
        slots: &mut Vec<N>,
    ) -> N {
        let _ = (at, rows, context, slots);
        todo!()
    }

    /// Runs again and names the first operation whose operands are defined and whose result is not.
    pub fn diagnose<'r, N: Number + 'r>(
        &self,
        at: &[N],
        rows: impl IntoIterator<Item = &'r [N]>,
        context: N::Context,
    ) -> Option<Guilt<N>> {
        let _ = (at, rows, context);
        todo!()
    }
}
