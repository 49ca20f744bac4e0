//! The scalar functions in plain floating point.

use crate::function::{Function, MAX_ORDER};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// `[f, f′, f″, f‴]` at a place.
type Jet = [f64; MAX_ORDER + 1];

/// `[f, f′, f″, f‴]` at `x`. At kinks and jumps the right limit; NaN outside the domain.
pub fn derivatives(f: Function, x: f64) -> Jet {
    match f {
        Function::Power(n) => power(n, x),
        Function::Exp => [x.exp(); MAX_ORDER + 1],
        Function::Expm1 => expm1(x),
        Function::Log => log(x, x.ln()),
        Function::Log1p => log(1.0 + x, x.ln_1p()),
        Function::Sqrt => {
            let root = x.sqrt();
            [root, 0.5 / root, -0.25 / (root * x), 0.375 / (root * x * x)]
        }
        Function::Tanh => {
            let t = x.tanh();
            let slope = 1.0 - t * t;
            [t, slope, -2.0 * t * slope, (6.0 * t * t - 2.0) * slope]
        }
        Function::Sigmoid => logistic(x),
        Function::Softplus => {
            let [s, first, second, _] = logistic(x);
            [x.max(0.0) + (-x.abs()).exp().ln_1p(), s, first, second]
        }
        Function::Sin => {
            let (sin, cos) = x.sin_cos();
            [sin, cos, -sin, -cos]
        }
        Function::Cos => {
            let (sin, cos) = x.sin_cos();
            [cos, -sin, -cos, sin]
        }
        Function::Atan => {
            let w = 1.0 / (1.0 + x * x);
            [x.atan(), w, -2.0 * x * w * w, (6.0 - 8.0 * w) * w * w]
        }
        Function::Erf => {
            let g = FRAC_2_SQRT_PI * (-x * x).exp();
            [core_math::erf(x), g, -2.0 * x * g, (4.0 * x * x - 2.0) * g]
        }
        Function::Abs => [x.abs(), if x < 0.0 { -1.0 } else { 1.0 }, 0.0, 0.0],
        Function::Relu if x < 0.0 => [0.0; MAX_ORDER + 1],
        Function::Relu => [x, 1.0, 0.0, 0.0],
        Function::Elu if x < 0.0 => expm1(x),
        Function::Elu => [x, 1.0, 0.0, 0.0],
        Function::Gelu => {
            let phi = 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * (-0.5 * x * x).exp();
            let distribution = 0.5 * core_math::erfc(-x * FRAC_1_SQRT_2);
            [x * distribution, distribution + x * phi, (2.0 - x * x) * phi, x * (x * x - 4.0) * phi]
        }
        Function::Silu => {
            let [s, first, second, third] = logistic(x);
            [x * s, s + x * first, 2.0 * first + x * second, 3.0 * second + x * third]
        }
        Function::Huber if (-1.0..1.0).contains(&x) => [0.5 * x * x, x, 1.0, 0.0],
        Function::Huber => [x.abs() - 0.5, x.signum(), 0.0, 0.0],
    }
}

fn expm1(x: f64) -> Jet {
    let slope = x.exp();
    [x.exp_m1(), slope, slope, slope]
}

/// The logarithm of `x`, given its value.
fn log(x: f64, value: f64) -> Jet {
    if x <= 0.0 {
        return [f64::NAN; MAX_ORDER + 1];
    }
    let w = 1.0 / x;
    [value, w, -w * w, 2.0 * w * w * w]
}

fn logistic(x: f64) -> Jet {
    let decay = (-x.abs()).exp();
    let (large, small) = (1.0 / (1.0 + decay), decay / (1.0 + decay));
    let (s, c) = if x >= 0.0 { (large, small) } else { (small, large) };
    [s, s * c, s * c * (c - s), s * c * (1.0 - 6.0 * s * c)]
}

/// `xⁿ`, whose derivatives are `n(n − 1)…·xⁿ⁻ᵏ`.
fn power(n: i32, x: f64) -> Jet {
    if n < 0 && x == 0.0 {
        return [f64::NAN; MAX_ORDER + 1];
    }
    std::array::from_fn(|order| {
        let order = order as i32;
        let coefficient: i64 = (0..order).map(|k| i64::from(n - k)).product();
        if coefficient == 0 { 0.0 } else { coefficient as f64 * x.powi(n - order) }
    })
}
