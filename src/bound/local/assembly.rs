//! From the small matrices `K` in local coordinates to the Hessian in the parameters, `∇²L = Σ_rows PᵀKP`, by natural
//! intervals (theory.md, L1).

use super::form::Form;
use crate::number::{Interval, Number, Scalar};

/// Which row of the matrix a parameter has: pinned parameters have none.
pub(crate) type FreeIndex = [Option<usize>];

/// The pairs of matrix positions `(k, l)` that `P_a` and `P_b` reach, with the coefficients' numbers and whether
/// the pair counts twice (a diagonal position of `P_a P_bᵀ + P_b P_aᵀ`).
pub(crate) fn pairs<'f, S: Scalar>(
    free: &'f FreeIndex,
    a: &'f Form<S>,
    b: &'f Form<S>,
    same: bool,
) -> impl Iterator<Item = (usize, usize, usize, usize, bool)> + 'f {
    a.terms.iter().enumerate().flat_map(move |(i, s)| {
        b.terms.iter().enumerate().filter_map(move |(j, t)| {
            let (k, l) = (free[s.parameter]?, free[t.parameter]?);
            (!same || k <= l).then_some((i, j, k, l, !same && k == l))
        })
    })
}

/// The upper triangle of a symmetric matrix that entries of local matrices are added to.
pub(crate) struct Assembly<'f, S> {
    free: &'f FreeIndex,
    pub order: usize,
    /// Row-major; only those with row ≤ column.
    pub entries: Vec<Interval<S>>,
}

impl<'f, S: Scalar> Assembly<'f, S> {
    pub fn new(free: &'f FreeIndex, order: usize, context: S::Context) -> Self {
        Assembly { free, order, entries: vec![Interval::point(S::zero(context)); order * order] }
    }

    /// Adds `K_ab (P_a P_bᵀ + P_b P_aᵀ)`, or `K_aa P_a P_aᵀ` where `a = b`.
    pub fn add(&mut self, entry: &Interval<S>, a: &Form<S>, b: &Form<S>, same: bool) {
        for (i, j, k, l, twice) in pairs(self.free, a, b, same) {
            let weight = a.terms[i].slope.mul(&b.terms[j].slope);
            let term = weight.mul(entry);
            let at = k.min(l) * self.order + k.max(l);
            self.entries[at] = self.entries[at].add(&term);
            if twice {
                self.entries[at] = self.entries[at].add(&term);
            }
        }
    }
}
