//! The linear part of the Hessian on a cell: `Σ_s ε_s A_s` in the cell's symbols, each matrix of floats, and what these are off
//! by (theory.md, L16).

use super::row::{Outer, RowExpansion};
use crate::bound::adjoint::plan::Plan;

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
    image: Vec<f64>,
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
            image: vec![0.0; size],
        }
    }

    /// The lower triangle of `A_s`, row by row.
    pub fn matrix(&self, symbol: usize) -> &[f64] {
        let size = self.order * (self.order + 1) / 2;
        &self.matrices[symbol * size..(symbol + 1) * size]
    }

    /// Adds `Pᵀ K¹ P` of a row.
    pub(super) fn add(&mut self, plan: &Plan, row: &RowExpansion) {
        let lengths: Vec<f64> =
            row.projections.iter().map(|p| p.iter().map(|(_, x)| x.abs()).sum()).collect();
        let mut uses = vec![0_usize; self.order.max(self.symbols)];
        for (k, _) in row.projections.iter().flatten() {
            uses[*k] += 1;
        }
        let rows = uses.iter().max().copied().unwrap_or(0);
        uses.fill(0);
        row.shares.iter().flatten().for_each(|(m, _)| uses[*m] += 1);
        let symbols = uses.iter().max().copied().unwrap_or(0);
        self.additions += rows * rows * symbols + 2 * row.models.outers.len();
        let n = row.varies.len();
        let mut local = Local { order: n, matrix: vec![0.0; n * n], burden: vec![0.0; n] };
        for (own, shares) in row.shares.iter().enumerate().filter(|(_, shares)| !shares.is_empty()) {
            if !local.fill(plan, row, own, &lengths) {
                continue;
            }
            self.carry(&local, row);
            for &(symbol, share) in shares {
                let size = self.image.len();
                let matrix = &mut self.matrices[symbol * size..(symbol + 1) * size];
                for (sum, x) in matrix.iter_mut().zip(&self.image) {
                    *sum += share * x;
                }
            }
        }
    }

    /// `Pᵀ Q P` into the image, and the mass.
    fn carry(&mut self, local: &Local, row: &RowExpansion) {
        self.image.fill(0.0);
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
                for (sum, x) in self.image[start..=start + k].iter_mut().zip(&half) {
                    *sum += p * x;
                }
                self.mass[k] += p.abs() * local.burden[a];
            }
        }
    }
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
