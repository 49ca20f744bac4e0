//! Symmetric matrices with symbols, several side by side: `M + Σ_k ε_k A_k + Δ`, `|ε_k| ≤ 1`, `|Δ| ≤ E`.

use crate::number::{Round, Scalar};

/// The same entry of `L` matrices.
pub(super) type Lane<S, const L: usize> = [S; L];

/// `sum + a·b` in each lane, to nearest.
#[inline(always)]
pub(super) fn add_product<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &Lane<S, L>, b: &Lane<S, L>) {
    for ((sum, a), b) in sum.iter_mut().zip(a).zip(b) {
        *sum = sum.plus(&a.times(b));
    }
}

/// `sum + a·b` in each lane with the same `a`, to nearest.
#[inline(always)]
pub(super) fn add_multiple<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &S, b: &Lane<S, L>) {
    for (sum, b) in sum.iter_mut().zip(b) {
        *sum = sum.plus(&a.times(b));
    }
}

/// `x` in each lane.
#[inline(always)]
pub(super) fn splat<S: Scalar, const L: usize>(x: &S) -> Lane<S, L> {
    std::array::from_fn(|_| x.clone())
}

/// Only entries with row ≤ column are stored; those of all symbols lie side by side.
#[derive(Clone, Debug)]
pub(super) struct SymbolicMatrix<S: Scalar, const L: usize> {
    /// The number of rows n.
    pub order: usize,
    /// The number of symbols.
    pub symbols: usize,
    /// `M`, n×n.
    pub centre: Vec<Lane<S, L>>,
    /// `A_1[i][j], A_2[i][j], …` for each entry.
    pub linear: Vec<Lane<S, L>>,
    /// `E`.
    pub radius: Vec<Lane<S, L>>,
    /// The numbers' context.
    pub context: S::Context,
}

impl<S: Scalar, const L: usize> SymbolicMatrix<S, L> {
    /// Zero, without symbols or with some.
    pub fn zero(order: usize, symbols: usize, context: S::Context) -> Self {
        let zero = splat(&S::zero(context));
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
        let zero = splat(&S::zero(self.context));
        for part in [&mut self.centre, &mut self.linear, &mut self.radius] {
            part.fill(zero.clone());
        }
    }

    /// Where the entry `(i, j)` is stored.
    #[inline(always)]
    pub fn at(&self, i: usize, j: usize) -> usize {
        i.min(j) * self.order + i.max(j)
    }

    /// The symbols' coefficients of an entry.
    #[inline(always)]
    pub fn linear_at(&self, at: usize) -> &[Lane<S, L>] {
        &self.linear[at * self.symbols..(at + 1) * self.symbols]
    }

    /// `|M| + Σ_k |A_k|` of an entry, to nearest.
    #[inline(always)]
    pub fn size(&self, at: usize) -> Lane<S, L> {
        std::array::from_fn(|v| {
            let linear = self.linear_at(at).iter();
            linear.fold(self.centre[at][v].magnitude(), |sum, a| sum.plus(&a[v].magnitude()))
        })
    }

    /// `Σ_k |A_k| + E` of an entry in one lane, rounded up.
    pub fn deviation_up(&self, i: usize, j: usize, v: usize) -> S {
        let at = self.at(i, j);
        let linear = self.linear_at(at).iter();
        linear.fold(self.radius[at][v].clone(), |sum, a| sum.add(&a[v].magnitude(), Round::Up))
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        let parts = [&self.centre, &self.linear, &self.radius];
        parts.into_iter().flatten().flatten().all(|x| x.is_finite())
    }
}
