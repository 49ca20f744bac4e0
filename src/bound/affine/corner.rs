//! The matrices at the vertices of a cell, several side by side. What is not linear in a row stays with its local coordinates
//! (`psd/remainder.rs`); what rounding costs is in the sheet, once for all vertices (`charge.rs`).

use super::charge::Charge;
use super::kernel::Kernel;
use super::roles::Roles;
use super::sheet::Sheet;
use super::targets::Targets;
use crate::bound::psd::matrix::SymbolicMatrix;
use crate::bound::psd::remainder::Remainder;
use crate::number::Scalar;
use crate::number::lane::{Lane, add_magnitude, add_multiple, add_to_each, magnitude, splat};

pub(super) struct Receiver<'a, S: Scalar, const L: usize> {
    pub matrix: &'a mut SymbolicMatrix<S, L>,
    /// What is not linear, row by row and pair by pair.
    pub radii: &'a mut Vec<Lane<S, L>>,
    pub corner: &'a [Lane<S, L>],
}

/// A pair's entry at the vertices: what is constant, linear in the row's symbols and neither.
type Entry<S, const D: usize, const L: usize> = (Lane<S, L>, [Lane<S, L>; D], Lane<S, L>);

impl Kernel {
    #[inline(always)]
    pub(super) fn assemble<S: Scalar, const D: usize, const L: usize>(
        &self,
        sheet: &Sheet<S>,
        rows: &[Targets<S>],
        roles: &Roles,
        receiver: &mut Receiver<'_, S, L>,
    ) {
        let Receiver { matrix, radii, corner } = receiver;
        for (sum, rounding) in matrix.radius.iter_mut().zip(&sheet.roundings) {
            add_to_each(sum, rounding);
        }
        let zero = splat::<S, L>(&S::zero(matrix.context));
        let powers = self.powers(corner, matrix.context);
        let sizes: Vec<Lane<S, L>> = powers.iter().map(magnitude).collect();
        let mut terms = vec![zero.clone(); roles.count + 1];
        let per_row = self.layout.totals * (2 * D + 2);
        let shares_per_row = self.symbols * roles.count;
        for (row, targets) in rows.iter().enumerate() {
            let totals = &sheet.totals[row * per_row..(row + 1) * per_row];
            let shares = &sheet.shares[row * shares_per_row..(row + 1) * shares_per_row];
            let mut start = 0;
            for (pair, &end) in self.layout.pairs.iter().zip(&targets.ends) {
                let (centre, sums, radius) = self.entry::<S, D, L>(
                    &totals[pair.first * (2 * D + 2)..],
                    &pair.monomials,
                    &powers,
                    &sizes,
                );
                terms[0] = centre;
                for (k, term) in terms[1..].iter_mut().enumerate() {
                    let mut sum = zero.clone();
                    for (own, coefficient) in sums[..self.symbols].iter().enumerate() {
                        add_multiple(&mut sum, &shares[own * roles.count + k], coefficient);
                    }
                    *term = sum;
                }
                for target in &targets.targets[start..end] {
                    for (sum, term) in matrix.terms_mut(target.at).iter_mut().zip(&terms) {
                        add_multiple(sum, &target.weight, term);
                    }
                    if roles.count == 0 {
                        add_multiple(&mut matrix.radius[target.at], &target.size, &radius);
                    }
                }
                // Without symbols Theorem D may apply, which wants it in the matrix.
                if roles.count > 0 {
                    radii.push(radius);
                }
                start = end;
            }
        }
    }

    #[inline(always)]
    fn entry<S: Scalar, const D: usize, const L: usize>(
        &self,
        totals: &[S],
        monomials: &[usize],
        powers: &[Lane<S, L>],
        sizes: &[Lane<S, L>],
    ) -> Entry<S, D, L> {
        // Monomial 1 comes first, in every pair.
        let mut of_pair = totals.chunks_exact(2 * D + 2);
        let constant = of_pair.next().unwrap_or(&[]);
        let mut sums: [Lane<S, L>; D] = std::array::from_fn(|i| splat(&constant[1 + i]));
        let (mut centre, mut radius) = (splat(&constant[0]), splat(&constant[2 * D + 1]));
        let mut squares: [Lane<S, L>; D] = std::array::from_fn(|i| splat(&constant[1 + D + i]));
        for (&monomial, total) in monomials[1..].iter().zip(of_pair) {
            let power = &powers[monomial];
            add_multiple(&mut centre, &total[0], power);
            for (sum, b) in sums.iter_mut().zip(&total[1..=D]) {
                add_multiple(sum, b, power);
            }
            for (sum, p) in squares.iter_mut().zip(&total[D + 1..]) {
                add_multiple(sum, p, power);
            }
            add_multiple(&mut radius, &total[2 * D + 1], &sizes[monomial]);
        }
        for square in &squares[..self.symbols] {
            add_magnitude(&mut radius, square);
        }
        (centre, sums, radius)
    }

    pub(super) fn remainders<'a, S: Scalar, const L: usize>(
        &'a self,
        rows: &'a [Targets<S>],
        charge: Charge,
        radii: &'a [Lane<S, L>],
    ) -> impl Iterator<Item = Remainder<'a, S, L>> {
        rows.iter().zip(radii.chunks_exact(self.layout.pairs.len().max(1))).map(move |(targets, radii)| {
            Remainder {
                projection: &targets.projections,
                radii,
                partners: &self.layout.partners,
                roundings: charge.roundings,
            }
        })
    }
}
