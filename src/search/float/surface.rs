//! One expression in plain floating point, with its derivatives by the reverse mode.
//!
//! Along a line, or beside it in several directions, the gradient is a truncated polynomial
//!
//! ```text
//! ∇L(θ + t·v)        = ∇L(θ) + t·∇²L(θ)v + t²/2·∇(vᵀ∇²L(θ)v) + …
//! ∇L(θ + Σ t_k e_k)  = ∇L(θ) + Σ t_k·∇²L(θ)e_k + …
//! ```
//!
//! so one reverse pass over Taylor series of three coefficients gives the gradient, a product with the
//! Hessian and the gradient of the curvature, and one over tangents several columns of the Hessian, at a
//! small multiple of the cost of a value, whatever the number of parameters. Data rows go side by side in
//! [`Lanes`].
//!
//! Source: Griewank and Walther, *Evaluating Derivatives* (2008), chapters 3 and 13.

use super::function::derivatives;
use super::lanes::Lanes;
use crate::budget::Stop;
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::number::{Number, Rational};
use std::marker::PhantomData;

/// Rows that are evaluated together.
const WIDTH: usize = 4;
/// Columns of a Hessian that are computed together.
const COLUMNS: usize = 4;

/// A truncated polynomial in each lane.
type Series<const L: usize, const K: usize> = [Lanes<L>; K];
/// `f, f′, f″, f‴` in each lane.
type Jet<const L: usize> = [Lanes<L>; 4];

/// How truncated polynomials multiply and compose.
trait Rule<const K: usize> {
    fn product<const L: usize>(a: &Series<L, K>, b: &Series<L, K>) -> Series<L, K>;
    /// `f(x)` from `f, f′, f″` at the value of `x`.
    fn composition<const L: usize>(jet: &[Lanes<L>], x: &Series<L, K>) -> Series<L, K>;
}

/// Taylor series `c₀ + c₁t + c₂t²`, cut off: `(ab)_k = Σ a_i b_{k−i}` and `f(x) = f + f′c₁t + (f′c₂ + f″c₁²/2)t²`.
struct Along;

impl<const K: usize> Rule<K> for Along {
    #[inline(always)]
    fn product<const L: usize>(a: &Series<L, K>, b: &Series<L, K>) -> Series<L, K> {
        std::array::from_fn(|k| (1..=k).fold(a[0].mul(&b[k]), |sum, i| sum.add(&a[i].mul(&b[k - i]))))
    }

    #[inline(always)]
    fn composition<const L: usize>(jet: &[Lanes<L>], x: &Series<L, K>) -> Series<L, K> {
        std::array::from_fn(|k| match k {
            0 => jet[0],
            1 => jet[1].mul(&x[1]),
            _ => jet[1].mul(&x[2]).add(&jet[2].mul(&x[1]).mul(&x[1]).mul(&Lanes([0.5; L]))),
        })
    }
}

/// Tangents `c₀ + Σ c_k t_k` without products of the `t_k`.
struct Beside;

impl<const K: usize> Rule<K> for Beside {
    #[inline(always)]
    fn product<const L: usize>(a: &Series<L, K>, b: &Series<L, K>) -> Series<L, K> {
        std::array::from_fn(|k| match k {
            0 => a[0].mul(&b[0]),
            _ => a[0].mul(&b[k]).add(&a[k].mul(&b[0])),
        })
    }

    #[inline(always)]
    fn composition<const L: usize>(jet: &[Lanes<L>], x: &Series<L, K>) -> Series<L, K> {
        std::array::from_fn(|k| if k == 0 { jet[0] } else { jet[1].mul(&x[k]) })
    }
}

/// One operation; operands are positions in the list.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Constant(f64),
    Parameter(usize),
    Column(usize),
    Add(usize, usize),
    /// The first operand depends on no parameter.
    Scale(usize, usize),
    Mul(usize, usize),
    Apply(Function, usize),
}

/// `e₀(θ) + Σ_rows e(θ, row)` in floating point.
#[derive(Debug)]
pub(in crate::search) struct Surface {
    /// What no data column reaches comes first.
    operations: Vec<Operation>,
    row_start: usize,
    fixed: usize,
    row: Option<usize>,
    blocks: Vec<Block>,
    /// Once it is set, all is undefined.
    pub stop: Stop,
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
        let (mut by_row, mut is_passive) = (vec![false; nodes.len()], vec![true; nodes.len()]);
        for (i, node) in nodes.iter().enumerate() {
            by_row[i] = matches!(node, Node::Column(_)) || node.operands().any(|x| by_row[x.index()]);
            is_passive[i] =
                !matches!(node, Node::Parameter(_)) && node.operands().all(|x| is_passive[x.index()]);
        }
        let order: Vec<usize> = [false, true]
            .into_iter()
            .flat_map(|part| (0..nodes.len()).filter(|&i| needed[i] && by_row[i] == part).collect::<Vec<_>>())
            .collect();
        let mut position = vec![0; nodes.len()];
        for (place, &i) in order.iter().enumerate() {
            position[i] = place;
        }
        let at = |x: &NodeId| position[x.index()];
        let operation = |&i: &usize| match &nodes[i] {
            Node::Constant(q) => Operation::Constant(q.to_f64()),
            Node::Parameter(i) => Operation::Parameter(*i as usize),
            Node::Column(c) => Operation::Column(*c as usize),
            Node::Add(x, y) => Operation::Add(at(x), at(y)),
            Node::Mul(x, y) if is_passive[x.index()] => Operation::Scale(at(x), at(y)),
            Node::Mul(x, y) if is_passive[y.index()] => Operation::Scale(at(y), at(x)),
            Node::Mul(x, y) => Operation::Mul(at(x), at(y)),
            Node::Apply(f, x) => Operation::Apply(*f, at(x)),
        };
        Surface {
            operations: order.iter().map(operation).collect(),
            row_start: order.iter().filter(|&&i| !by_row[i]).count(),
            fixed: at(&fixed),
            row: row.map(|root| at(&root)),
            blocks: if row.is_some() { rows.chunks(WIDTH).map(Block::new).collect() } else { Vec::new() },
            stop: Stop::default(),
        }
    }

    /// Elementary steps of one evaluation, for budgets.
    pub fn cost(&self) -> usize {
        self.row_start + (self.operations.len() - self.row_start) * WIDTH * self.blocks.len()
    }

    /// The value at a point; NaN where undefined.
    pub fn value(&self, at: &[f64]) -> f64 {
        Sweep::<Along, 1>::new(self).value(|i| [at[i]])[0]
    }

    /// The series of the value along `at + t·along`; adds the series of the gradient to `gradient`, one
    /// entry a parameter.
    pub fn gradient<const K: usize>(&self, at: &[f64], along: &[f64], gradient: &mut [[f64; K]]) -> [f64; K] {
        let line = |i| {
            std::array::from_fn(|k| match k {
                0 => at[i],
                1 => along[i],
                _ => 0.0,
            })
        };
        Sweep::<Along, K>::new(self).gradient(line, gradient)
    }

    /// The Hessian, row-major.
    pub fn hessian(&self, at: &[f64], hessian: &mut [f64]) {
        const K: usize = COLUMNS + 1;
        let n = at.len();
        let mut gradient = vec![[0.0; K]; n];
        for first in (0..n).step_by(COLUMNS) {
            gradient.fill([0.0; K]);
            let tangents = |i| {
                std::array::from_fn(|k| match k {
                    0 => at[i],
                    k => f64::from(i == first + k - 1),
                })
            };
            Sweep::<Beside, K>::new(self).gradient(tangents, &mut gradient);
            for (row, entry) in hessian.chunks_exact_mut(n).zip(&gradient) {
                row[first..].iter_mut().zip(&entry[1..]).for_each(|(h, g)| *h = *g);
            }
        }
    }
}

/// Values, then adjoints, of the operations.
struct Side<const L: usize, const K: usize> {
    values: Vec<Series<L, K>>,
    adjoints: Vec<Series<L, K>>,
    jets: Vec<Jet<L>>,
}

/// One evaluation of a surface.
struct Sweep<'a, R, const K: usize> {
    surface: &'a Surface,
    /// What no data column reaches, the same for all rows.
    shared: Side<1, K>,
    rule: PhantomData<R>,
}

impl<'a, R: Rule<K>, const K: usize> Sweep<'a, R, K> {
    fn new(surface: &'a Surface) -> Self {
        Sweep { surface, shared: Side::new(surface.row_start), rule: PhantomData }
    }

    fn value(&mut self, at: impl Fn(usize) -> [f64; K]) -> [f64; K] {
        self.run(at, false)
    }

    fn gradient(&mut self, at: impl Fn(usize) -> [f64; K], gradient: &mut [[f64; K]]) -> [f64; K] {
        let value = self.run(at, true);
        let operations = &self.surface.operations[..self.surface.row_start];
        self.shared.backward::<R>(operations, 0);
        for (operation, adjoint) in operations.iter().zip(&self.shared.adjoints) {
            if let Operation::Parameter(i) = operation {
                gradient[*i].iter_mut().zip(adjoint).for_each(|(g, a)| *g += a.0[0]);
            }
        }
        value
    }

    /// The value, and with `backwards` the adjoints of what all rows share.
    fn run(&mut self, at: impl Fn(usize) -> [f64; K], backwards: bool) -> [f64; K] {
        let (shared, by_row) = self.surface.operations.split_at(self.surface.row_start);
        self.shared.forward::<R>(shared, &[], |i| at(i).map(|x| Lanes([x])));
        let mut value = self.shared.values[self.surface.fixed].map(|c| c.0[0]);
        if backwards {
            self.shared.clear_adjoints(0, shared.len());
            self.shared.adjoints[self.surface.fixed][0].0[0] = 1.0;
        }
        let Some(root) = self.surface.row else { return value };

        let mut wide = Side::<WIDTH, K>::new(self.surface.operations.len());
        wide.values.extend(self.shared.values.iter().map(|s| s.map(|c| Lanes([c.0[0]; WIDTH]))));
        wide.clear_adjoints(0, self.surface.operations.len());
        for block in &self.surface.blocks {
            if self.surface.stop.is_set() {
                return [f64::NAN; K];
            }
            wide.values.truncate(shared.len());
            wide.forward::<R>(by_row, &block.columns, |_| zero());
            let sum = total(&wide.values[root], &block.shares);
            value.iter_mut().zip(sum).for_each(|(v, s)| *v += s);
            if backwards {
                wide.clear_adjoints(shared.len(), self.surface.operations.len());
                // The row's root may be one of the operations that all rows share.
                wide.adjoints[root][0] = wide.adjoints[root][0].add(&Lanes(block.shares));
                wide.backward::<R>(by_row, shared.len());
            }
        }
        for (adjoint, wide) in self.shared.adjoints.iter_mut().zip(&wide.adjoints) {
            let sum = total(wide, &[1.0; WIDTH]);
            adjoint.iter_mut().zip(sum).for_each(|(a, s)| a.0[0] += s);
        }
        value
    }
}

impl<const L: usize, const K: usize> Side<L, K> {
    fn new(operations: usize) -> Self {
        Side {
            values: Vec::with_capacity(operations),
            adjoints: Vec::with_capacity(operations),
            jets: Vec::with_capacity(operations),
        }
    }

    fn clear_adjoints(&mut self, from: usize, to: usize) {
        self.adjoints.truncate(from);
        self.adjoints.resize(to, zero());
    }

    /// Pushes the value of each operation.
    fn forward<R: Rule<K>>(
        &mut self,
        operations: &[Operation],
        columns: &[Lanes<L>],
        parameter: impl Fn(usize) -> Series<L, K>,
    ) {
        self.jets.clear();
        for operation in operations {
            let value = match *operation {
                Operation::Constant(c) => constant(Lanes([c; L])),
                Operation::Parameter(i) => parameter(i),
                Operation::Column(c) => constant(columns[c]),
                Operation::Add(x, y) => sum(&self.values[x], &self.values[y]),
                Operation::Scale(c, x) => scaled(&self.values[c][0], &self.values[x]),
                Operation::Mul(x, y) => R::product(&self.values[x], &self.values[y]),
                Operation::Apply(f, x) => {
                    let orders = self.values[x][0].0.map(|x| derivatives(f, x));
                    let jet = std::array::from_fn(|order| Lanes(std::array::from_fn(|l| orders[l][order])));
                    self.jets.push(jet);
                    R::composition(&jet, &self.values[x])
                }
            };
            self.values.push(value);
        }
    }

    /// Hands the adjoint of each operation, last first, on to its operands. The operations' own slots
    /// start at `start`.
    fn backward<R: Rule<K>>(&mut self, operations: &[Operation], start: usize) {
        for (place, operation) in operations.iter().enumerate().rev() {
            let adjoint = self.adjoints[start + place];
            let (values, adjoints) = (&self.values, &mut self.adjoints);
            let mut hand = |to: usize, share: &Series<L, K>| adjoints[to] = sum(&adjoints[to], share);
            match *operation {
                Operation::Add(x, y) => [x, y].into_iter().for_each(|to| hand(to, &adjoint)),
                Operation::Scale(c, x) => hand(x, &scaled(&values[c][0], &adjoint)),
                Operation::Mul(x, y) => {
                    hand(x, &R::product(&adjoint, &values[y]));
                    hand(y, &R::product(&adjoint, &values[x]));
                }
                Operation::Apply(_, x) => {
                    let jet = self.jets.pop().unwrap_or([Lanes([f64::NAN; L]); 4]);
                    hand(x, &R::product(&adjoint, &R::composition(&jet[1..], &values[x])));
                }
                Operation::Constant(_) | Operation::Parameter(_) | Operation::Column(_) => {}
            }
        }
    }
}

fn zero<const L: usize, const K: usize>() -> Series<L, K> {
    [Lanes([0.0; L]); K]
}

fn constant<const L: usize, const K: usize>(c: Lanes<L>) -> Series<L, K> {
    let mut series = zero();
    series[0] = c;
    series
}

#[inline(always)]
fn sum<const L: usize, const K: usize>(a: &Series<L, K>, b: &Series<L, K>) -> Series<L, K> {
    std::array::from_fn(|k| a[k].add(&b[k]))
}

#[inline(always)]
fn scaled<const L: usize, const K: usize>(c: &Lanes<L>, x: &Series<L, K>) -> Series<L, K> {
    x.map(|x| c.mul(&x))
}

/// The sum over lanes, each with its share.
fn total<const K: usize>(wide: &Series<WIDTH, K>, shares: &[f64; WIDTH]) -> [f64; K] {
    // A lane without a share may be undefined only where the row it repeats is.
    wide.map(|c| c.0.iter().zip(shares).map(|(x, s)| x * s).sum())
}
