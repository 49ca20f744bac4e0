//! Directions in which a matrix that is not positive semidefinite shows it, from the factorisation that failed.

use crate::bound::psd::constant::eliminate;
use crate::bound::{Cell, HessianBound};
use crate::budget::Stop;
use crate::number::cholesky::factorise;
use crate::number::lane::Lane;
use crate::number::{Rational, Round, Scalar};

/// With the leading block `L₁₁L₁₁ᵀ` and the row `l` of the failing pivot `j`: `v = (−L₁₁^(−T) l, 1, 0 …)`
/// has `vᵀMv` = the pivot.
fn descent(n: usize, j: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut v = vec![0.0; n];
    v[j] = 1.0;
    for i in (0..j).rev() {
        let above: f64 = (i + 1..j).map(|k| entry(k, i) * v[k]).sum();
        v[i] = (-entry(j, i) - above) / entry(i, i);
    }
    v
}

/// From the factor in a lane.
pub(super) fn of_factor<S: Scalar, const L: usize>(
    n: usize,
    pivot: usize,
    lane: usize,
    factor: &[Lane<S, L>],
) -> Vec<f64> {
    descent(n, pivot, |i, k| factor[i * n + k][lane].to_f64(Round::Down))
}

/// Where the matrix at the centre of a cell is not positive definite.
pub(super) fn of_loewner(
    bound: &HessianBound,
    cell: &Cell,
    lambda: &Rational,
    stop: &Stop,
) -> Option<Vec<f64>> {
    let n = bound.order();
    let mut factor = bound.about(&cell.centre(), lambda, stop)?;
    let pivot = factorise(n, &mut factor, *stop).err()?;
    Some(descent(n, pivot, |i, k| factor[i * n + k]))
}

/// Where the constant Hessian is not positive semidefinite: exactly, up to the last rounding.
pub(super) fn of_constant(bound: &HessianBound, lambda: &Rational) -> Option<Vec<f64>> {
    let (n, mut h) = (bound.order(), bound.constant_at(lambda)?);
    let (j, row) = eliminate(n, &mut h, Stop::default()).err()??;
    let mut v = vec![Rational::new(); n];
    v[j] = Rational::from(1);
    if let Some(i) = row {
        // On (e_j, e_i): 2st·h_ij + t²·h_ii < 0 for t = 1, s = −(h_ii + 1)/(2h_ij).
        v[j] = -Rational::from(&h[i * n + i] + 1u32) / Rational::from(&h[i * n + j] * 2u32);
        v[i] = Rational::from(1);
    }
    // In the original coordinates: Lᵀv is that in the first j rows.
    for k in (0..j).rev() {
        let mut sum = Rational::new();
        for i in k + 1..n {
            sum += Rational::from(&h[i * n + k] * &v[i]);
        }
        v[k] = -sum;
    }
    Some(v.iter().map(Rational::to_f64).collect())
}
