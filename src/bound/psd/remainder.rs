//! What is not linear, row by row in local coordinates: `|WᵀΔW| ≤ Σ_i |PᵢW|ᵀEᵢ|PᵢW|` for `Δ = Σ_i PᵢᵀΔᵢPᵢ`, `|Δᵢ| ≤ Eᵢ`, with
//! its rounding (theory.md, L6).

use crate::bound::local::form::Projection;
use crate::number::Scalar;
use crate::number::lane::{Lane, add_multiple, combine, inflate, magnitude, splat};

/// `Pᵢ` and `Eᵢ`, several side by side.
pub(crate) struct Remainder<'a, S, const L: usize> {
    pub projection: &'a [Projection<S>],
    /// The entries of `Eᵢ` that are not zero.
    pub radii: &'a [Lane<S, L>],
    /// For each row of `Eᵢ`, the columns of those entries and their numbers.
    pub partners: &'a [Vec<(usize, usize)>],
    /// Roundings on the way of an entry of `PᵢW`.
    pub roundings: usize,
}

impl<S: Scalar, const L: usize> Remainder<'_, S, L> {
    pub fn locals(&self) -> usize {
        self.projection.len()
    }

    /// Adds `|PᵢW|ᵀEᵢ|PᵢW|` to the upper triangle of `sum`, for an upper triangular `W` of this order with
    /// these sums of the columns' absolute values, by way of `|PᵢW|`, a row each local coordinate, and `Eᵢ|PᵢW|`.
    #[inline(always)]
    pub fn add_whitened(
        &self,
        order: usize,
        whitener: &[Lane<S, L>],
        lengths: &[Lane<S, L>],
        [image, half]: [&mut Vec<Lane<S, L>>; 2],
        sum: &mut [Lane<S, L>],
    ) {
        let n = order;
        let Some(first) = whitener.first() else { return };
        let zero = splat::<S, L>(&S::zero(first[0].context()));
        let locals = self.projection;
        for buffer in [&mut *image, &mut *half] {
            buffer.clear();
            buffer.resize(locals.len() * n, zero.clone());
        }
        // |P||W| is at most the greatest coefficient times the column's sum.
        for (terms, image) in locals.iter().zip(image.chunks_exact_mut(n)) {
            let start = terms.iter().map(|(k, _)| *k).min().unwrap_or(n);
            let largest = terms.iter().fold(zero[0].clone(), |largest, (_, p)| {
                let size = p.magnitude();
                if size > largest { size } else { largest }
            });
            let cost = largest.roundings(self.roundings + terms.len()).inflate();
            for (l, entry) in image.iter_mut().enumerate().skip(start) {
                let mut sum = zero.clone();
                for (k, p) in terms {
                    add_multiple(&mut sum, p, &whitener[k * n + l]);
                }
                *entry = magnitude(&sum);
                add_multiple(entry, &cost, &lengths[l]);
                inflate(entry);
            }
        }
        let rows = |a: usize| a * n..(a + 1) * n;
        for (a, partners) in self.partners.iter().enumerate() {
            let images = partners.iter().map(|&(b, pair)| (&self.radii[pair], &image[rows(b)]));
            combine(&mut half[rows(a)], false, images);
        }
        for k in 0..n {
            let halves = (0..locals.len()).map(|a| (&image[a * n + k], &half[a * n + k..(a + 1) * n]));
            combine(&mut sum[k * n + k..(k + 1) * n], true, halves);
        }
    }
}
