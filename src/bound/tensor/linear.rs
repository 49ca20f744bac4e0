//! The linear part of the Hessian on a cell: `Σ_s ε_s A_s` in the cell's symbols, each matrix of floats, and what these are off
//! by (theory.md, L16).

use super::product::Product;
use super::row::{Outer, RowExpansion};
use crate::bound::adjoint::plan::Plan;
use std::collections::BTreeSet;

/// Rows whose parts are added together.
const TOGETHER: usize = 16;

/// The matrices `A_s`, lower triangles side by side.
#[derive(Clone, Debug)]
pub(crate) struct LinearPart {
    pub order: usize,
    pub symbols: usize,
    /// Whether `‖ε‖₂ ≤ 1` rather than `|ε_s| ≤ 1`.
    pub is_round: bool,
    pub matrices: Vec<f64>,
    /// For each row of the matrices the sum of the absolute values of all that was added to it, in all of them.
    pub mass: Vec<f64>,
    /// At least the additions to any one entry, and 32.
    pub additions: usize,
}

/// Working memory: what rows add, one after the other, and its product with their shares.
#[derive(Default)]
pub(super) struct Bench {
    parts: Vec<f64>,
    product: Product,
}

impl LinearPart {
    pub fn zero(order: usize, symbols: usize, is_round: bool) -> Self {
        let size = order * (order + 1) / 2;
        LinearPart {
            order,
            symbols,
            is_round,
            matrices: vec![0.0; symbols * size],
            mass: vec![0.0; order],
            additions: 32,
        }
    }

    /// The lower triangle of `A_s`, row by row.
    pub fn matrix(&self, symbol: usize) -> &[f64] {
        let size = self.order * (self.order + 1) / 2;
        &self.matrices[symbol * size..(symbol + 1) * size]
    }

    /// Adds `Pᵀ K¹ P` of rows of one summand.
    pub(super) fn add(&mut self, plan: &Plan, rows: &[&RowExpansion], bench: &mut Bench) {
        let lengths: Vec<Vec<f64>> = rows.iter().map(|row| lengths(row)).collect();
        rows.iter().for_each(|row| self.additions += additions(row, self.order.max(self.symbols)));
        let locals = rows.iter().map(|row| row.varies.len()).max().unwrap_or(0);
        for own in 0..locals {
            for (rows, lengths) in rows.chunks(TOGETHER).zip(lengths.chunks(TOGETHER)) {
                self.add_symbol(plan, own, rows, lengths, bench);
            }
        }
    }

    /// What one of the rows' own symbols adds: `A_s += Σ_i w_is Q_i` for all s at once, Q_i being row i's part.
    fn add_symbol(
        &mut self,
        plan: &Plan,
        own: usize,
        rows: &[&RowExpansion],
        lengths: &[Vec<f64>],
        Bench { parts, product }: &mut Bench,
    ) {
        parts.clear();
        let mut shares = Vec::new();
        for (row, lengths) in rows.iter().zip(lengths) {
            let n = row.varies.len();
            let mut local = Local { order: n, matrix: vec![0.0; n * n], burden: vec![0.0; n] };
            let has_shares = row.shares.get(own).is_some_and(|shares| !shares.is_empty());
            if has_shares && local.fill(plan, row, own, lengths) {
                self.carry(&local, row, parts);
                shares.push(&row.shares[own]);
            }
        }
        let symbols: BTreeSet<usize> = shares.iter().copied().flatten().map(|(s, _)| *s).collect();
        let symbols: Vec<usize> = symbols.into_iter().collect();
        let mut factors = vec![0.0; shares.len() * symbols.len()];
        for (factors, shares) in factors.chunks_exact_mut(symbols.len().max(1)).zip(&shares) {
            for (s, share) in *shares {
                factors[symbols.partition_point(|other| other < s)] += share;
            }
        }
        let size = self.order * (self.order + 1) / 2;
        product.add([shares.len(), symbols.len(), size], &factors, parts, false, |i, columns, sums| {
            let matrix = &mut self.matrices[symbols[i] * size..][..size];
            matrix[columns].iter_mut().zip(sums).for_each(|(into, x)| *into += x);
        });
    }

    /// Appends `Pᵀ Q P`, and adds to the mass.
    fn carry(&mut self, local: &Local, row: &RowExpansion, parts: &mut Vec<f64>) {
        let start = parts.len();
        parts.resize(start + self.order * (self.order + 1) / 2, 0.0);
        let image = &mut parts[start..];
        let mut half = vec![0.0; self.order];
        for (a, projection) in row.projections.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
            half.fill(0.0);
            for (x, other) in local.matrix[a * local.order..][..local.order].iter().zip(&row.projections) {
                if *x != 0.0 {
                    other.iter().for_each(|(l, q)| half[*l] += x * q);
                }
            }
            for &(k, p) in projection {
                let start = k * (k + 1) / 2;
                for (sum, x) in image[start..=start + k].iter_mut().zip(&half) {
                    *sum += p * x;
                }
                self.mass[k] += p.abs() * local.burden[a];
            }
        }
    }
}

/// The lengths of the local coordinates: sums of absolute values.
fn lengths(row: &RowExpansion) -> Vec<f64> {
    row.projections.iter().map(|p| p.iter().map(|(_, x)| x.abs()).sum()).collect()
}

/// At least the additions to any one entry that a row makes.
fn additions(row: &RowExpansion, size: usize) -> usize {
    let most = |indices: &mut dyn Iterator<Item = usize>| {
        let mut uses = vec![0_usize; size];
        indices.for_each(|k| uses[k] += 1);
        uses.into_iter().max().unwrap_or(0)
    };
    let rows = most(&mut row.projections.iter().flatten().map(|(k, _)| *k));
    let symbols = most(&mut row.shares.iter().flatten().map(|(m, _)| *m));
    rows * rows * symbols + 2 * row.models.outers.len()
}

/// The coefficient of one of a row's symbols, `∂K/∂ε`, and for each of its rows the absolute values of all that was added
/// to it, times the lengths of the local coordinates.
struct Local {
    order: usize,
    matrix: Vec<f64>,
    burden: Vec<f64>,
}

impl Local {
    /// False where it is 0.
    fn fill(&mut self, plan: &Plan, row: &RowExpansion, own: usize, lengths: &[f64]) -> bool {
        self.matrix.fill(0.0);
        self.burden.fill(0.0);
        let n = self.order;
        let mut is_filled = false;
        for (&(a, b), entry) in plan.pairs.iter().zip(&row.models.entries) {
            let x = entry.coefficient(own);
            if x == 0.0 || !row.varies[a] || !row.varies[b] {
                continue;
            }
            is_filled = true;
            self.matrix[a * n + b] += x;
            self.burden[a] += x.abs() * lengths[b];
            if a != b {
                self.matrix[b * n + a] += x;
                self.burden[b] += x.abs() * lengths[a];
            }
        }
        for outer in &row.models.outers {
            is_filled |= self.add_outer(outer, own, &row.varies, lengths);
        }
        is_filled
    }

    /// `g xᵀ + x gᵀ` with `x = ω⁰ g¹ + ½ω¹ g⁰`.
    fn add_outer(
        &mut self,
        Outer { weight, gradient }: &Outer,
        own: usize,
        varies: &[bool],
        lengths: &[f64],
    ) -> bool {
        let n = self.order;
        let slope = 0.5 * weight.coefficient(own);
        let (mut crossed, mut centres, mut sizes) = (Vec::with_capacity(gradient.len()), 0.0, 0.0);
        for (a, g) in gradient.iter().filter(|(a, _)| varies[*a]) {
            let (x, y) = (weight.centre * g.coefficient(own), slope * g.centre);
            let size = x.abs() + y.abs();
            centres += g.centre.abs() * lengths[*a];
            sizes += size * lengths[*a];
            crossed.push((*a, g.centre, x + y, size));
        }
        if crossed.iter().all(|(_, _, _, size)| *size == 0.0) {
            return false;
        }
        for &(a, g, x, size) in &crossed {
            for &(b, h, y, _) in &crossed {
                self.matrix[a * n + b] += g * y + x * h;
            }
            self.burden[a] += g.abs() * sizes + size * centres;
        }
        true
    }
}
