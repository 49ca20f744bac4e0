//! Constant Hessians: exact rational `LDLᵀ`, singular matrices included.
//!
//! A symmetric matrix is positive semidefinite iff elimination meets only positive pivots, or zero pivots
//! whose whole remaining row is zero (Golub and Van Loan, *Matrix Computations*, 2013, §4.2.8).

use crate::number::Rational;

/// Whether the symmetric n×n matrix (row-major) is positive semidefinite, exactly. Where it is not, a
/// direction `v` with `vᵀHv < 0`. Below the diagonal the multipliers take the place of what they eliminate.
pub(super) fn psd_or_descent(n: usize, mut h: Vec<Rational>) -> Result<(), Vec<Rational>> {
    for j in 0..n {
        if h[j * n + j] < 0 {
            let mut v = vec![Rational::new(); n];
            v[j] = Rational::from(1);
            return Err(back(n, j, &h, v));
        }
        if h[j * n + j].is_zero() {
            let Some(i) = (j + 1..n).find(|&i| !h[i * n + j].is_zero()) else { continue };
            // On (e_j, e_i): 2st·h_ij + t²·h_ii < 0 for t = 1, s = −(h_ii + 1)/(2h_ij).
            let mut v = vec![Rational::new(); n];
            v[j] = -Rational::from(&h[i * n + i] + 1u32) / Rational::from(&h[i * n + j] * 2u32);
            v[i] = Rational::from(1);
            return Err(back(n, j, &h, v));
        }
        for i in j + 1..n {
            let factor = Rational::from(&h[i * n + j] / &h[j * n + j]);
            if factor.is_zero() {
                continue;
            }
            for k in j + 1..n {
                let product = Rational::from(&factor * &h[j * n + k]);
                h[i * n + k] -= product;
            }
            h[i * n + j] = factor;
        }
    }
    Ok(())
}

/// The direction in the original coordinates: solves `Lᵀv = u` for the first `j` rows.
fn back(n: usize, j: usize, multipliers: &[Rational], mut v: Vec<Rational>) -> Vec<Rational> {
    for k in (0..j).rev() {
        let mut sum = Rational::new();
        for i in k + 1..n {
            sum += Rational::from(&multipliers[i * n + k] * &v[i]);
        }
        v[k] = -sum;
    }
    v
}
