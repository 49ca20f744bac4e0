//! Constant Hessians: exact rational `LDLᵀ`, singular matrices included (theory.md, L10).

use crate::budget::Stop;
use crate::number::Rational;

/// Where elimination ends: at a negative pivot, or at one that is zero with another entry in this row of its column.
pub(crate) type End = (usize, Option<usize>);

/// Eliminates a symmetric n×n matrix (row-major) exactly, as far as it is positive semidefinite: all of it if it is.
/// Below the diagonal the multipliers take the place of what they eliminate.
/// Fails with where it is not, and with `None` where it was to stop.
pub(crate) fn eliminate(n: usize, h: &mut [Rational], stop: Stop) -> Result<(), Option<End>> {
    for j in 0..n {
        if h[j * n + j] < 0 {
            return Err(Some((j, None)));
        }
        if h[j * n + j].is_zero() {
            match (j + 1..n).find(|&i| !h[i * n + j].is_zero()) {
                None => continue,
                row => return Err(Some((j, row))),
            }
        }
        for i in j + 1..n {
            if stop.is_set() {
                return Err(None);
            }
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
