//! The univariate functions, one file each.
//!
//! Other functions are combinations, made when a formula or network is lowered: `leaky-relu_s(z) = s·z + (1−s)·relu(z)`,
//! `elu_α(z) = α·elu(z) + (1−α)·relu(z)`, `huber_δ(r) = δ²·huber(r/δ)`, `max(a, b) = b + relu(a − b)`.

mod abs;
mod atan;
mod bend;
mod elu;
mod erf;
mod exp;
mod gelu;
mod huber;
mod log;
mod piecewise;
mod power;
mod profile;
mod relu;
mod sigmoid;
mod silu;
mod sin;
mod softplus;
mod sqrt;
mod tanh;
mod univariate;

use self::{
    abs::Abs, atan::Atan, elu::Elu, erf::Erf, exp::Exp, exp::Expm1, gelu::Gelu, huber::Huber, log::Log,
    log::Log1p, power::Power, relu::Relu, sigmoid::Sigmoid, silu::Silu, sin::Cos, sin::Sin,
    softplus::Softplus, sqrt::Sqrt, tanh::Tanh, univariate::Univariate,
};
use crate::number::{Endpoint, Interval};
pub use bend::Bend;
pub use profile::Profile;
use rug::Rational;

/// A univariate function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// `x^n` for an integer `n` other than 0 and 1, `|n| ≤ 1000`; undefined at 0 for negative `n`.
    Power(i32),
    /// `e^x`.
    Exp,
    /// `e^x − 1`.
    Expm1,
    /// Natural logarithm, for `x > 0`.
    Log,
    /// `log(1 + x)`, for `x > −1`.
    Log1p,
    /// Square root, for `x ≥ 0`; its derivatives for `x > 0`.
    Sqrt,
    /// Hyperbolic tangent.
    Tanh,
    /// `1/(1 + e^(−x))`.
    Sigmoid,
    /// `log(1 + e^x)`.
    Softplus,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Arc tangent.
    Atan,
    /// `2/√π ∫₀ˣ e^(−t²) dt`.
    Erf,
    /// `|x|`; kink at 0.
    Abs,
    /// `max(x, 0)`; kink at 0.
    Relu,
    /// `x` for `x ≥ 0`, `e^x − 1` below; its second derivative jumps at 0.
    Elu,
    /// `x·Φ(x)` with the normal distribution function Φ.
    Gelu,
    /// `x·sigmoid(x)`.
    Silu,
    /// `x²/2` for `|x| ≤ 1`, `|x| − 1/2` beyond; its second derivative jumps at ±1.
    Huber,
}

/// How a function behaves under `x → −x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// `f(−x) = f(x)`.
    Even,
    /// `f(−x) = −f(x)`.
    Odd,
    /// Neither.
    None,
}

/// How smooth a function is in the interior of its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Smoothness {
    /// Continuous with kinks: the first derivative jumps.
    C0,
    /// Continuously differentiable, the derivative Lipschitz: the second derivative jumps.
    C11,
    /// Analytic.
    C2,
}

/// The largest exponent of a power, and with a minus sign the least.
pub const MAX_EXPONENT: u32 = 1000;

/// The largest order of derivative that functions offer.
pub const MAX_ORDER: usize = 3;

/// Places where a derivative turns: disjoint thin enclosures in increasing order, at most four.
pub type Turns<E> = [Option<Interval<E>>; 4];

/// Passes the function's own type to an expression; the types are called as the functions are.
macro_rules! dispatch {
    ($function:expr, $f:ident => $body:expr) => {
        dispatch!(
            $function, $f, $body, Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Sin, Cos, Atan, Erf,
            Abs, Relu, Elu, Gelu, Silu, Huber
        )
    };
    ($function:expr, $f:ident, $body:expr, $($name:ident),*) => {
        match $function {
            Function::Power(n) => {
                let $f = Power(n);
                $body
            }
            $(Function::$name => {
                let $f = $name;
                $body
            })*
        }
    };
}

fn name_of<F: Univariate>(_: F) -> &'static str {
    F::NAME
}

fn smoothness_of<F: Univariate>(_: F) -> Smoothness {
    F::SMOOTHNESS
}

impl Function {
    /// Every function but [`Function::Power`].
    pub const NAMED: [Function; 18] = {
        use Function::*;
        [
            Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Sin, Cos, Atan, Erf, Abs, Relu, Elu, Gelu,
            Silu, Huber,
        ]
    };

    /// The name in formulas and certificates; `power` stands for `^`.
    pub fn name(self) -> &'static str {
        dispatch!(self, f => name_of(f))
    }

    /// The function of this name, `Power` excepted.
    pub fn from_name(name: &str) -> Option<Function> {
        Self::NAMED.into_iter().find(|f| f.name() == name)
    }

    /// Behaviour under `x → −x`.
    pub fn parity(self) -> Parity {
        dispatch!(self, f => f.parity())
    }

    /// Smoothness inside the domain.
    pub fn smoothness(self) -> Smoothness {
        dispatch!(self, f => smoothness_of(f))
    }

    /// Whether the function has a value at `q`.
    pub fn is_defined_at(self, q: &Rational) -> bool {
        dispatch!(self, f => f.is_defined_at(q))
    }

    /// The derivative of this order at `q`, where it exists, is known to be rational, and has no millions of bits.
    pub fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        dispatch!(self, f => f.exact(q, order))
    }

    /// Enclosures of `[f, f′, f″, f‴]` on any interval, sharp on thin ones, sharing one elementary evaluation. Undefined where a
    /// derivative does not exist somewhere on it (at a jump of f″ as [`Function::range`]).
    #[inline]
    pub fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        dispatch!(self, f => f.thin(x))
    }

    /// The sharp range of the derivative of this order (0..=3) over `x`. Undefined where `x` leaves the domain, or meets a kink
    /// for order ≥ 1. At a jump of f″ the hull of both sides for order 2, undefined for order 3.
    #[inline]
    pub fn range<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Interval<E> {
        let [range] = dispatch!(self, f => f.ranges([order], x));
        range
    }

    /// The ranges of `[f, f′, f″]` over `x`, as [`Function::range`], in less time.
    #[inline]
    pub fn jet<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; 3] {
        dispatch!(self, f => f.ranges([0, 1, 2], x))
    }

    /// Thin enclosures, in increasing order, of all places in `x` between which the derivative of this order (0..=3) is monotone;
    /// `None` where there are more than four, or where it jumps on `x` or is undefined on it.
    pub fn turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        dispatch!(self, f => f.turns(order, x))
    }

    /// As [`Function::turns`], for the slope of `f` times its derivative of order 1 or 2; `None` where that is not known.
    pub fn product_turns<E: Endpoint>(self, order: usize, x: &Interval<E>) -> Option<Turns<E>> {
        dispatch!(self, f => f.product_turns(order, x))
    }

    /// Whether products of the function with its own derivatives have sharp lines of their own.
    pub fn has_product_turns(self) -> bool {
        dispatch!(self, f => f.product_turning_points().is_some())
    }

    /// For a function that solves `f′ = q(f)` with a polynomial `q` and is increasing: the fourth derivatives of `f`, `f′`,
    /// `f″`, `f·f′` and `f·f″` as polynomials in `f`, coefficients from the constant on.
    pub fn fourths(self) -> Option<[&'static [f64]; 5]> {
        dispatch!(self, f => f.fourths())
    }

    /// Whether `f(cx) = c·f(x)` for every `c ≥ 0`; then f has no kink but one at 0.
    pub fn is_homogeneous(self) -> bool {
        matches!(self, Function::Abs | Function::Relu)
    }

    /// Whether `f″ ≥ 0` on the whole line, at jumps on both sides.
    pub fn is_convex(self) -> bool {
        *self.range(2, &Interval::<f64>::real(())).lower() >= 0.0
    }
}
