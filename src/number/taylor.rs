//! Truncated Taylor series `c₀ + c₁t + … + c_{T−1}t^{T−1}` over any kind of number.
//!
//! Evaluating a graph at `θ + t·v` gives the derivatives along the line: `c₁ = v·∇f` and
//! `2c₂ = vᵀ∇²f v`, without a Hessian. Series nest: over a series in `s` with `T = 2` one gets the
//! mixed derivatives that a gradient of the curvature needs.
//!
//! Source: Griewank and Walther, *Evaluating Derivatives* (2008), chapter 13.

use super::Number;
use crate::expression::Function;
use rug::Rational;

/// A truncated series with `T` coefficients, `1 ≤ T ≤ 4`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taylor<C, const T: usize>(pub [C; T]);

impl<C: Number, const T: usize> Taylor<C, T> {
    /// The constant `c` as a series; `zero` is the kind's zero.
    pub fn constant(c: C, zero: &C) -> Self {
        let mut coefficients = std::array::from_fn(|_| zero.clone());
        coefficients[0] = c;
        Taylor(coefficients)
    }
}
