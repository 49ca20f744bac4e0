//! Symmetric matrices with symbols, several side by side: `M + Σ_k ε_k A_k + Δ`, `|ε_k| ≤ 1`, `|Δ| ≤ E`.

use crate::number::lane::{Lane, add_magnitude, splat};
use crate::number::{Round, Scalar};

/// Only entries with row ≤ column are stored.
#[derive(Clone, Debug)]
pub(crate) struct SymbolicMatrix<S: Scalar, const L: usize> {
    /// The number of rows n.
    pub order: usize,
    /// The number of symbols.
    pub symbols: usize,
    /// `M, A_1, A_2, …` of each entry side by side.
    terms: Vec<Lane<S, L>>,
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
            terms: vec![zero.clone(); order * order * (symbols + 1)],
            radius: vec![zero; order * order],
            context,
        }
    }

    /// Sets everything to zero again.
    pub fn clear(&mut self) {
        let zero = splat(&S::zero(self.context));
        self.terms.fill(zero.clone());
        self.radius.fill(zero);
    }

    /// Where the entry `(i, j)` is stored.
    #[inline(always)]
    pub fn at(&self, i: usize, j: usize) -> usize {
        i.min(j) * self.order + i.max(j)
    }

    /// `M` of an entry.
    #[inline(always)]
    pub fn centre(&self, at: usize) -> &Lane<S, L> {
        &self.terms[at * (self.symbols + 1)]
    }

    /// `M` of an entry, to be changed.
    pub fn centre_mut(&mut self, at: usize) -> &mut Lane<S, L> {
        &mut self.terms[at * (self.symbols + 1)]
    }

    /// `M, A_1, A_2, …` of an entry.
    #[inline(always)]
    pub fn terms(&self, at: usize) -> &[Lane<S, L>] {
        &self.terms[at * (self.symbols + 1)..(at + 1) * (self.symbols + 1)]
    }

    /// `M, A_1, A_2, …` of an entry, to be changed.
    #[inline(always)]
    pub fn terms_mut(&mut self, at: usize) -> &mut [Lane<S, L>] {
        &mut self.terms[at * (self.symbols + 1)..(at + 1) * (self.symbols + 1)]
    }

    /// `|M| + Σ_k |A_k|` of an entry, to nearest.
    #[inline(always)]
    pub fn size(&self, at: usize) -> Lane<S, L> {
        let mut size = splat(&S::zero(self.context));
        for term in self.terms(at) {
            add_magnitude(&mut size, term);
        }
        size
    }

    /// `Σ_k |A_k| + E` of an entry in one lane, rounded up.
    pub fn deviation_up(&self, i: usize, j: usize, v: usize) -> S {
        let at = self.at(i, j);
        let linear = self.terms(at)[1..].iter();
        linear.fold(self.radius[at][v].clone(), |sum, a| sum.add(&a[v].magnitude(), Round::Up))
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        [&self.terms, &self.radius].into_iter().flatten().flatten().all(|x| x.is_finite())
    }
}
