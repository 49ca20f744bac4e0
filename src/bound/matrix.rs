//! Symmetric matrices with symbols: `M + Σ_k ε_k A_k + Δ`, `|ε_k| ≤ 1`, `|Δ| ≤ E`.

use crate::number::{Round, Scalar};

/// Only entries with row ≤ column are stored; those of all symbols lie side by side.
#[derive(Clone, Debug)]
pub(super) struct SymbolicMatrix<S: Scalar> {
    /// The number of rows n.
    pub order: usize,
    /// The number of symbols.
    pub symbols: usize,
    /// `M`, n×n.
    pub centre: Vec<S>,
    /// `A_1[i][j], A_2[i][j], …` for each entry.
    pub linear: Vec<S>,
    /// `E`.
    pub radius: Vec<S>,
    /// The numbers' context.
    pub context: S::Context,
}

impl<S: Scalar> SymbolicMatrix<S> {
    /// Zero, without symbols or with some.
    pub fn zero(order: usize, symbols: usize, context: S::Context) -> Self {
        let zero = S::zero(context);
        SymbolicMatrix {
            order,
            symbols,
            centre: vec![zero.clone(); order * order],
            linear: vec![zero.clone(); order * order * symbols],
            radius: vec![zero; order * order],
            context,
        }
    }

    /// Sets everything to zero again.
    pub fn clear(&mut self) {
        let zero = S::zero(self.context);
        for part in [&mut self.centre, &mut self.linear, &mut self.radius] {
            part.fill(zero.clone());
        }
    }

    /// Where the entry `(i, j)` is stored.
    pub fn at(&self, i: usize, j: usize) -> usize {
        i.min(j) * self.order + i.max(j)
    }

    /// `|M| + Σ_k |A_k|` of an entry, to nearest.
    pub fn size(&self, at: usize) -> S {
        let linear = &self.linear[at * self.symbols..(at + 1) * self.symbols];
        linear.iter().fold(self.centre[at].magnitude(), |sum, a| sum.plus(&a.magnitude()))
    }

    /// `Σ_k |A_k| + E` of an entry, rounded up.
    pub fn deviation_up(&self, i: usize, j: usize) -> S {
        let at = self.at(i, j);
        let linear = &self.linear[at * self.symbols..(at + 1) * self.symbols];
        linear.iter().fold(self.radius[at].clone(), |sum, a| sum.add(&a.magnitude(), Round::Up))
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        [&self.centre, &self.linear, &self.radius].into_iter().all(|part| part.iter().all(|x| x.is_finite()))
    }
}
