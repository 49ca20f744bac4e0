//! What rounding costs the affine methods, counted once for a problem and added to the matrix's `E` once for all vertices:
//! `k·u` times the *size* of a total, which bounds the absolute values of all that is added to it, times the greatest `|t^m|`
//! of the cell and the coefficients' absolute values (theory.md, L15).

use crate::bound::local::form::Coefficient;
use crate::bound::local::summand::Data;
use crate::number::{Round, Scalar};

/// Roundings on a term's way apart from those that are counted: powers of `t` and products with them,
/// coefficients of `P` and their products, quotients of symbols, sums over the symbols of a form.
const FEW_ROUNDINGS: usize = 64;
/// Coefficients of `P` that are off by more roundings than this are not worth it.
const LARGEST_ERROR: f64 = 1024.0;
/// Coefficients of local coordinates are at least so large, and at most its inverse, for affine forms.
const SMALLEST_SLOPE: f64 = 1e-50;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Charge {
    pub roundings: usize,
}

impl Charge {
    /// For so many terms of an entry and of a total, and coefficients off by `units` roundings; `None` where that is too much.
    pub fn new(additions: usize, steps: usize, units: f64) -> Option<Self> {
        (units <= LARGEST_ERROR).then(|| {
            // Twice for a product of two coefficients.
            let k = 2 * (additions + steps) + 4 * units.ceil() as usize + FEW_ROUNDINGS;
            Charge { roundings: k + k / 1024 + 1 }
        })
    }

    /// The radius of a term of this size that is off by `radius` before.
    pub fn cover<S: Scalar>(self, size: &S, radius: &S) -> S {
        let radius = radius.plus(&size.roundings(self.roundings)).inflate();
        (1..self.inflations()).fold(radius, |radius, _| radius.inflate())
    }

    /// How often a sum of that many terms must be inflated: `inflate` covers 2¹² operations.
    pub fn inflations(self) -> usize {
        // Once more for the coefficients of P, which are off by less than 2⁻⁴² of themselves.
        2 + self.roundings / 2048
    }
}

/// How many roundings a coefficient of `P` is off by at most; infinite where one is so small or large that
/// products of two may under- or overflow.
pub(super) fn coefficient_error<S: Scalar>(data: &Data<S>) -> f64 {
    let terms = data.rows.iter().flat_map(|row| &row.forms).flat_map(|form| &form.terms);
    let error = |term: &Coefficient<S>| {
        let size = term.centre.magnitude();
        let moderate = SMALLEST_SLOPE..=1.0 / SMALLEST_SLOPE;
        let is_moderate = S::HAS_WIDE_EXPONENTS || moderate.contains(&size.to_f64(Round::Down));
        let error = term.error.over(&size.roundings(1)).to_f64(Round::Up);
        // What is no number counts as infinite.
        if is_moderate && error >= 0.0 { error } else { f64::INFINITY }
    };
    terms.map(error).fold(0.0, f64::max)
}
