//! One expression in plain floating point, with its derivatives by the reverse mode.
//!
//! Along a line the gradient is the series
//!
//! ```text
//! ∇L(θ + t·v) = ∇L(θ) + t·∇²L(θ)v + t²/2·∇(vᵀ∇²L(θ)v) + …
//! ```
//!
//! so one reverse pass over Taylor series of three coefficients gives the gradient, a product with the
//! Hessian and the gradient of the curvature, at a small multiple of the cost of a value, whatever the
//! number of parameters. Data rows go side by side in [`Lanes`].
//!
//! Source: Griewank and Walther, *Evaluating Derivatives* (2008), chapters 3 and 13.

use crate::expression::{Graph, Node, NodeId};
use crate::number::{Lanes, Number, Rational, Taylor};

/// Rows that are evaluated together.
const WIDTH: usize = 4;

type Series<const L: usize, const T: usize> = Taylor<Lanes<L>, T>;

/// `e₀(θ) + Σ_rows e(θ, row)` in floating point.
#[derive(Debug)]
pub(super) struct Surface {
    /// What no data column reaches comes first; operands are positions in this list.
    operations: Vec<Node>,
    /// The value of each operation that is a constant.
    constants: Vec<f64>,
    row_start: usize,
    fixed: usize,
    row: Option<usize>,
    blocks: Vec<Block>,
}

/// Rows side by side. The last block repeats its last row with share 0.
#[derive(Debug)]
struct Block {
    columns: Vec<Lanes<WIDTH>>,
    shares: [f64; WIDTH],
}

impl Block {
    fn new(rows: &[Vec<Rational>]) -> Self {
        let lane = |column: usize, i: usize| rows[i.min(rows.len() - 1)][column].to_f64();
        Block {
            columns: (0..rows[0].len()).map(|c| Lanes(std::array::from_fn(|i| lane(c, i)))).collect(),
            shares: std::array::from_fn(|i| f64::from(i < rows.len())),
        }
    }
}

impl Surface {
    /// Compiles the part of the graph that `fixed` and `row` need.
    pub fn new(graph: &Graph, fixed: NodeId, row: Option<NodeId>, rows: &[Vec<Rational>]) -> Self {
        let nodes = graph.nodes();
        let mut needed = vec![false; nodes.len()];
        row.into_iter().chain([fixed]).for_each(|root| needed[root.index()] = true);
        for i in (0..nodes.len()).rev() {
            if needed[i] {
                nodes[i].operands().for_each(|x| needed[x.index()] = true);
            }
        }
        let mut by_row = vec![false; nodes.len()];
        for (i, node) in nodes.iter().enumerate() {
            by_row[i] = matches!(node, Node::Column(_)) || node.operands().any(|x| by_row[x.index()]);
        }
        let order: Vec<usize> = [false, true]
            .into_iter()
            .flat_map(|part| (0..nodes.len()).filter(|&i| needed[i] && by_row[i] == part).collect::<Vec<_>>())
            .collect();
        let mut position = vec![NodeId(0); nodes.len()];
        for (place, &i) in order.iter().enumerate() {
            position[i] = NodeId(place as u32);
        }
        let operation = |i: &usize| match nodes[*i].clone() {
            Node::Add(x, y) => Node::Add(position[x.index()], position[y.index()]),
            Node::Mul(x, y) => Node::Mul(position[x.index()], position[y.index()]),
            Node::Apply(f, x) => Node::Apply(f, position[x.index()]),
            leaf => leaf,
        };
        let constant = |i: &usize| match &nodes[*i] {
            Node::Constant(q) => q.to_f64(),
            _ => 0.0,
        };
        Surface {
            operations: order.iter().map(operation).collect(),
            constants: order.iter().map(constant).collect(),
            row_start: order.iter().filter(|&&i| !by_row[i]).count(),
            fixed: position[fixed.index()].index(),
            row: row.map(|root| position[root.index()].index()),
            blocks: if row.is_some() { rows.chunks(WIDTH).map(Block::new).collect() } else { Vec::new() },
        }
    }

    /// Elementary steps of one evaluation, for budgets.
    pub fn cost(&self) -> usize {
        self.row_start + (self.operations.len() - self.row_start) * WIDTH * self.blocks.len()
    }

    /// The value at a point; NaN where undefined.
    pub fn value(&self, at: &[f64]) -> f64 {
        self.sweep::<1>(at, &[], None)[0]
    }

    /// The series of the value along `at + t·along`; adds the series of the gradient to `gradient`, one
    /// entry a parameter.
    pub fn gradient<const T: usize>(&self, at: &[f64], along: &[f64], gradient: &mut [[f64; T]]) -> [f64; T] {
        self.sweep(at, along, Some(gradient))
    }

    fn sweep<const T: usize>(
        &self,
        at: &[f64],
        along: &[f64],
        mut gradient: Option<&mut [[f64; T]]>,
    ) -> [f64; T] {
        let zero = Taylor([Lanes([0.0]); T]);
        let (shared, by_row) = self.operations.split_at(self.row_start);
        let mut slots: Vec<Series<1, T>> = Vec::with_capacity(shared.len());
        let line = |i: u32| {
            let direction = along.get(i as usize).copied().unwrap_or(0.0);
            let coefficient = |k| [at[i as usize], direction].get(k).copied().unwrap_or(0.0);
            Taylor(std::array::from_fn(|k| Lanes([coefficient(k)])))
        };
        forward(shared, &mut slots, |place, leaf| match leaf {
            Node::Parameter(i) => line(*i),
            _ => Taylor::constant(Lanes([self.constants[place]]), &Lanes([0.0])),
        });
        let mut value = slots[self.fixed];
        let mut adjoints = vec![zero; shared.len()];
        adjoints[self.fixed].0[0].0[0] = 1.0;

        if let Some(root) = self.row {
            let nought = Taylor([Lanes([0.0; WIDTH]); T]);
            let mut wide: Vec<Series<WIDTH, T>> = Vec::with_capacity(self.operations.len());
            wide.extend(slots.iter().map(|s| Taylor(s.0.map(|c| Lanes([c.0[0]; WIDTH])))));
            let mut wide_adjoints = vec![nought; self.operations.len()];
            for block in &self.blocks {
                wide.truncate(shared.len());
                forward(by_row, &mut wide, |place, leaf| match leaf {
                    Node::Column(c) => Taylor::constant(block.columns[*c as usize], &nought.0[0]),
                    _ => Taylor::constant(Lanes([self.constants[place]; WIDTH]), &nought.0[0]),
                });
                value = value.add(&total(&wide[root], &block.shares));
                if gradient.is_some() {
                    wide_adjoints[shared.len()..].fill(nought);
                    let seed = Taylor::constant(Lanes(block.shares), &nought.0[0]);
                    wide_adjoints[root] = wide_adjoints[root].add(&seed);
                    backward(by_row, shared.len(), &wide, &mut wide_adjoints);
                }
            }
            for (adjoint, wide) in adjoints.iter_mut().zip(&wide_adjoints) {
                *adjoint = adjoint.add(&total(wide, &[1.0; WIDTH]));
            }
        }
        if let Some(gradient) = &mut gradient {
            backward(shared, 0, &slots, &mut adjoints);
            for (operation, adjoint) in shared.iter().zip(&adjoints) {
                if let Node::Parameter(i) = operation {
                    let entry = &mut gradient[*i as usize];
                    *entry = std::array::from_fn(|k| entry[k] + adjoint.0[k].0[0]);
                }
            }
        }
        value.0.map(|c| c.0[0])
    }
}

/// Pushes the value of each operation.
fn forward<N: Number>(operations: &[Node], slots: &mut Vec<N>, leaf: impl Fn(usize, &Node) -> N) {
    for operation in operations {
        let value = match operation {
            Node::Add(x, y) => slots[x.index()].add(&slots[y.index()]),
            Node::Mul(x, y) => slots[x.index()].mul(&slots[y.index()]),
            Node::Apply(f, x) => slots[x.index()].apply(*f, 0),
            other => leaf(slots.len(), other),
        };
        slots.push(value);
    }
}

/// Hands the adjoint of each operation, last first, on to its operands. The operations' own slots start
/// at `start`.
fn backward<N: Number>(operations: &[Node], start: usize, slots: &[N], adjoints: &mut [N]) {
    for (place, operation) in operations.iter().enumerate().rev() {
        let adjoint = adjoints[start + place].clone();
        let mut hand = |to: NodeId, share: &N| adjoints[to.index()] = adjoints[to.index()].add(share);
        match operation {
            Node::Add(x, y) => [x, y].into_iter().for_each(|to| hand(*to, &adjoint)),
            Node::Mul(x, y) => {
                hand(*x, &adjoint.mul(&slots[y.index()]));
                hand(*y, &adjoint.mul(&slots[x.index()]));
            }
            Node::Apply(f, x) => hand(*x, &adjoint.mul(&slots[x.index()].apply(*f, 1))),
            Node::Constant(_) | Node::Parameter(_) | Node::Column(_) => {}
        }
    }
}

/// The sum over lanes, each with its share.
fn total<const T: usize>(wide: &Series<WIDTH, T>, shares: &[f64; WIDTH]) -> Series<1, T> {
    // A lane without a share may be undefined only where the row it repeats is.
    Taylor(wide.0.map(|c| Lanes([c.0.iter().zip(shares).map(|(x, s)| x * s).sum()])))
}
