//! Truncated Taylor series `c₀ + c₁t + … + c_{T−1}t^{T−1}` over any kind of number, other series included (theory.md, A11).

use super::Kind;
use crate::function::Function;
use crate::number::Number;
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

impl<C: Number, const T: usize> Number for Taylor<C, T> {
    type Context = C::Context;

    fn exact(q: &Rational, context: C::Context) -> Self {
        Self::constant(C::exact(q, context), &C::exact(&Rational::new(), context))
    }

    fn undefined(context: C::Context) -> Self {
        Taylor(std::array::from_fn(|_| C::undefined(context)))
    }

    fn is_defined(&self) -> bool {
        self.0.iter().all(C::is_defined)
    }

    fn add(&self, other: &Self) -> Self {
        Taylor(std::array::from_fn(|k| self.0[k].add(&other.0[k])))
    }

    /// `(ab)_k = Σ_{i ≤ k} a_i b_{k−i}`.
    fn mul(&self, other: &Self) -> Self {
        Taylor(std::array::from_fn(|k| {
            (1..=k).fold(self.0[0].mul(&other.0[k]), |sum, i| sum.add(&self.0[i].mul(&other.0[k - i])))
        }))
    }

    fn context(&self) -> C::Context {
        self.0[0].context()
    }
}

impl<C: Kind, const T: usize> Kind for Taylor<C, T> {
    /// `f(c₀ + h) = f + f′h + f″h²/2 + f‴h³/6` with `h = c₁t + c₂t² + c₃t³`, hence
    /// `f, f′c₁, f′c₂ + f″c₁²/2, f′c₃ + f″c₁c₂ + f‴c₁³/6`.
    fn apply(&self, f: Function, order: usize) -> Self {
        let fraction = |q: u32| C::exact(&Rational::from((1, q)), self.context());
        let derivative = |j: usize| self.0[0].apply(f, order + j);
        let c = &self.0;
        let mut coefficients: [C; T] = std::array::from_fn(|_| c[0].clone());
        coefficients[0] = derivative(0);
        if T > 1 {
            let first = derivative(1);
            for k in 1..T {
                coefficients[k] = first.mul(&c[k]);
            }
        }
        if T > 2 {
            let second = derivative(2);
            let square = second.mul(&c[1]).mul(&c[1]).mul(&fraction(2));
            coefficients[2] = coefficients[2].add(&square);
            if T > 3 {
                let mixed = second.mul(&c[1]).mul(&c[2]);
                let cube = derivative(3).mul(&c[1]).mul(&c[1]).mul(&c[1]).mul(&fraction(6));
                coefficients[3] = coefficients[3].add(&mixed).add(&cube);
            }
        }
        Taylor(coefficients)
    }
}
