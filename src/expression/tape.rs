//! The tape: what is left of a graph for evaluation of `e₀(θ) + Σ_rows e(θ, row)`, in topological order. Operations that no
//! data column reaches come first and run once; the others run once a row.

use super::graph::{Graph, Node, NodeId};
use crate::kind::Kind;
use std::collections::HashMap;

/// A compiled pair of expressions: `fixed` (without data) and, if there is data, `row`.
#[derive(Clone, Debug)]
pub struct Tape {
    /// The operations; operands are positions in this list.
    operations: Vec<Node>,
    pub(crate) origin: Vec<NodeId>,
    /// The first operation that depends on a data column.
    pub(crate) row_start: usize,
    pub(super) fixed: usize,
    pub(crate) row: Option<usize>,
}

impl Tape {
    /// Compiles the part of the graph that `fixed` and `row` need.
    pub fn new(graph: &Graph, fixed: NodeId, row: Option<NodeId>) -> Self {
        let is_needed = graph.needed([fixed].into_iter().chain(row));
        let mut by_row: Vec<bool> = Vec::with_capacity(is_needed.len());
        for node in graph.nodes() {
            by_row.push(matches!(node, Node::Column(_)) || node.operands().any(|x| by_row[x.index()]));
        }
        let needed = (0..is_needed.len()).filter(|i| is_needed[*i]).map(|i| NodeId(i as u32));
        let (mut origin, rest): (Vec<_>, Vec<_>) = needed.partition(|node| !by_row[node.index()]);
        let row_start = origin.len();
        origin.extend(rest);
        let place: HashMap<NodeId, usize> = origin.iter().enumerate().map(|(i, &node)| (node, i)).collect();
        let moved = |x: NodeId| NodeId(place[&x] as u32);
        let operations = origin
            .iter()
            .map(|&node| match graph.node(node) {
                Node::Add(a, b) => Node::Add(moved(*a), moved(*b)),
                Node::Mul(a, b) => Node::Mul(moved(*a), moved(*b)),
                Node::Apply(f, a) => Node::Apply(*f, moved(*a)),
                leaf => leaf.clone(),
            })
            .collect();
        Tape { operations, row_start, fixed: place[&fixed], row: row.map(|node| place[&node]), origin }
    }

    /// The operations in order; operands are positions in this list.
    pub fn operations(&self) -> &[Node] {
        &self.operations
    }

    /// `e₀(θ) + Σ_rows e(θ, row)`. `rows` yields the columns' values; `slots` is scratch space.
    pub fn run<'r, N: Kind + 'r>(
        &self,
        at: &[N],
        rows: impl IntoIterator<Item = &'r [N]>,
        context: N::Context,
        slots: &mut Vec<N>,
    ) -> N {
        slots.clear();
        slots.reserve(self.operations.len());
        self.run_part(0..self.row_start, at, &[], context, slots);
        let mut sum = match slots.get(self.fixed) {
            Some(value) => value.clone(),
            None => N::undefined(context),
        };
        if let Some(root) = self.row {
            for row in rows {
                slots.truncate(self.row_start);
                self.run_part(self.row_start..self.operations.len(), at, row, context, slots);
                sum = sum.add(&slots[root]);
                if !sum.is_defined() {
                    break;
                }
            }
        }
        sum
    }

    pub(crate) fn run_part<N: Kind>(
        &self,
        part: std::ops::Range<usize>,
        at: &[N],
        row: &[N],
        context: N::Context,
        slots: &mut Vec<N>,
    ) {
        for operation in &self.operations[part] {
            let value = match operation {
                Node::Constant(q) => N::exact(q, context),
                Node::Parameter(i) => at[*i as usize].clone(),
                Node::Column(i) => row[*i as usize].clone(),
                Node::Add(a, b) => slots[a.index()].add(&slots[b.index()]),
                Node::Mul(a, b) => slots[a.index()].mul(&slots[b.index()]),
                Node::Apply(f, a) => slots[a.index()].apply(*f, 0),
            };
            slots.push(value);
        }
    }
}
