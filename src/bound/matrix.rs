//! Symmetric matrices with symbols, several side by side: `M + Σ_k ε_k A_k + Δ`, `|ε_k| ≤ 1`, `|Δ| ≤ E`.

use crate::number::{Round, Scalar};

/// The same entry of `L` matrices.
pub(super) type Lane<S, const L: usize> = [S; L];

// Operations in each lane, in place and to nearest. Loops over the lanes by number are what compilers reliably
// turn into vector instructions, with no call left.

/// `sum + x`.
#[inline(always)]
pub(super) fn add<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&x[v]);
    }
}

/// `sum + x` with the same `x`.
#[inline(always)]
pub(super) fn add_to_each<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &S) {
    for sum in sum {
        *sum = sum.plus(x);
    }
}

/// `sum + |x|`.
#[inline(always)]
pub(super) fn add_magnitude<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, x: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&x[v].magnitude());
    }
}

/// `sum + a·b`.
#[inline(always)]
pub(super) fn add_product<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &Lane<S, L>, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&a[v].times(&b[v]));
    }
}

/// `sum − a·b`.
#[inline(always)]
pub(super) fn take_product<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &Lane<S, L>, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].minus(&a[v].times(&b[v]));
    }
}

/// `sum + a·b` with the same `a`.
#[inline(always)]
pub(super) fn add_multiple<S: Scalar, const L: usize>(sum: &mut Lane<S, L>, a: &S, b: &Lane<S, L>) {
    for v in 0..L {
        sum[v] = sum[v].plus(&a.times(&b[v]));
    }
}

/// `x·y`.
#[inline(always)]
pub(super) fn multiply<S: Scalar, const L: usize>(x: &mut Lane<S, L>, y: &Lane<S, L>) {
    for v in 0..L {
        x[v] = x[v].times(&y[v]);
    }
}

/// `x/y`.
#[inline(always)]
pub(super) fn divide<S: Scalar, const L: usize>(x: &mut Lane<S, L>, y: &Lane<S, L>) {
    for v in 0..L {
        x[v] = x[v].over(&y[v]);
    }
}

/// [`Scalar::inflate`].
#[inline(always)]
pub(super) fn inflate<S: Scalar, const L: usize>(x: &mut Lane<S, L>) {
    for x in x {
        *x = x.inflate();
    }
}

/// `|x|`.
#[inline(always)]
pub(super) fn magnitude<S: Scalar, const L: usize>(x: &Lane<S, L>) -> Lane<S, L> {
    let mut size = x.clone();
    for x in &mut size {
        *x = x.magnitude();
    }
    size
}

/// Rows combined with these factors, added to what is there or in its place; block by block, so that sums stay
/// in registers.
#[inline(always)]
pub(super) fn combine<'a, S: Scalar + 'a, const L: usize>(
    into: &mut [Lane<S, L>],
    adds: bool,
    rows: impl Iterator<Item = (&'a Lane<S, L>, &'a [Lane<S, L>])> + Clone,
) {
    let mut start = combine_blocks::<S, L, 4>(into, 0, adds, rows.clone());
    start = combine_blocks::<S, L, 2>(into, start, adds, rows.clone());
    combine_blocks::<S, L, 1>(into, start, adds, rows);
}

/// The part of [`combine`] from `start` on that blocks of this length fill; where the next part starts.
#[inline(always)]
fn combine_blocks<'a, S: Scalar + 'a, const L: usize, const BLOCK: usize>(
    into: &mut [Lane<S, L>],
    mut start: usize,
    adds: bool,
    rows: impl Iterator<Item = (&'a Lane<S, L>, &'a [Lane<S, L>])> + Clone,
) -> usize {
    while start + BLOCK <= into.len() {
        let part = &mut into[start..start + BLOCK];
        let context = part[0][0].context();
        let mut sums: [Lane<S, L>; BLOCK] =
            std::array::from_fn(|i| if adds { part[i].clone() } else { splat(&S::zero(context)) });
        for (factor, row) in rows.clone() {
            for (sum, a) in sums.iter_mut().zip(&row[start..start + BLOCK]) {
                add_product(sum, factor, a);
            }
        }
        part.clone_from_slice(&sums);
        start += BLOCK;
    }
    start
}

/// `x` in each lane.
#[inline(always)]
pub(super) fn splat<S: Scalar, const L: usize>(x: &S) -> Lane<S, L> {
    std::array::from_fn(|_| x.clone())
}

/// Only entries with row ≤ column are stored.
#[derive(Clone, Debug)]
pub(super) struct SymbolicMatrix<S: Scalar, const L: usize> {
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
