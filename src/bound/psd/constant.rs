//! Constant Hessians: exact rational `LDLᵀ`, singular matrices included.
//!
//! A symmetric matrix is positive semidefinite iff elimination meets only positive pivots, or zero pivots
//! whose whole remaining row is zero (Golub and Van Loan, *Matrix Computations*, 2013, §4.2.8).

use crate::number::Rational;

/// Where elimination ends: at a negative pivot, or at one that is zero with another entry in this row of its column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub pivot: usize,
    pub row: Option<usize>,
}

/// Eliminates a symmetric n×n matrix (row-major) exactly, as far as it is positive semidefinite: all of it if it is.
/// Below the diagonal the multipliers take the place of what they eliminate.
///
/// # Errors
/// Where it is not.
pub(crate) fn eliminate(n: usize, h: &mut [Rational]) -> Result<(), Failure> {
    for j in 0..n {
        if h[j * n + j] < 0 {
            return Err(Failure { pivot: j, row: None });
        }
        if h[j * n + j].is_zero() {
            match (j + 1..n).find(|&i| !h[i * n + j].is_zero()) {
                None => continue,
                row => return Err(Failure { pivot: j, row }),
            }
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
