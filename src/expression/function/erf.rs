//! The error function: with `g = 2/√π·e^(−x²)`,
//! `f′ = g`, `f″ = −2xg`, `f‴ = (4x² − 2)g`, `f⁗ = (12x − 8x³)g`.

use super::univariate::Univariate;
use super::{MAX_ORDER, Parity};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number};
use rug::Rational;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

#[derive(Clone, Copy)]
pub(super) struct Erf;

/// 2/√π
const SLOPE: Constant = Constant::irrational(
    FRAC_2_SQRT_PI,
    "1.128379167095512573896158903121545171688101258657997713688171443421284936882986828973487320",
);
/// 1/√2
const FIRST: Constant = Constant::irrational(
    FRAC_1_SQRT_2.next_down(),
    "0.707106781186547524400844362104849039284835937688474036588339868995366239231053519425193767",
);
/// √(3/2)
const SECOND: Constant = Constant::irrational(
    1.224744871391589,
    "1.224744871391589049098642037352945695982973740328335064216346283625480188728657513269929716",
);

impl Univariate for Erf {
    const NAME: &'static str = "erf";

    fn parity(self) -> Parity {
        Parity::Odd
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        (q.is_zero() && order.is_multiple_of(2)).then(Rational::new)
    }

    fn float(self, x: f64) -> [f64; MAX_ORDER + 1] {
        let g = FRAC_2_SQRT_PI * (-x * x).exp();
        [core_math::erf(x), g, -2.0 * x * g, (4.0 * x * x - 2.0) * g]
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let square = x.square();
        let slope = Interval::constant(&SLOPE, x.context()).mul(&square.neg().increasing(Elementary::Exp));
        let second = x.mul(&slope).times(-2.0);
        let third = square.times(4.0).plus(-2.0).mul(&slope);
        [x.increasing(Elementary::Erf), slope, second, third]
    }

    fn turning_points(self, order: usize) -> &'static [Constant] {
        match order {
            0 => &[],
            1 => &[Constant::Exact(0.0)],
            2 => &const { [FIRST.neg(), FIRST] },
            _ => &const { [SECOND.neg(), Constant::Exact(0.0), SECOND] },
        }
    }
}
