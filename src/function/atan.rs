//! The arc tangent: with `w = 1/(1 + x²)`, `f′ = w`, `f″ = −2xw²`, `f‴ = (6 − 8w)w²`, `f⁗ = 24x(1 − x²)w⁴`.

use super::Parity;
use super::univariate::{Jet, Turn, TurnTable, Univariate};
use crate::number::{Elementary, Endpoint, Interval, Number};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Atan;

/// f″(1/√3) = −3√3/8
const SECOND: Turn = Turn::decimal(
    "0.577350269189625764509148780501957455647601751270126876018602326483977672302933345693715395",
    "-0.649519052838328985072792378064702137603551970178892735520927617294474881340800013905429820",
);

impl Univariate for Atan {
    const NAME: &'static str = "atan";
    const PARITY: Parity = Parity::Odd;
    const TURNS: TurnTable = [
        &[],
        &[Turn::exact(0.0, 1.0)],
        &[SECOND.odd(), SECOND],
        &[Turn::exact(-1.0, 0.5), Turn::exact(0.0, -2.0), Turn::exact(1.0, 0.5)],
    ];

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let w = (q.clone().square() + 1u32).recip();
        match order {
            0 => q.is_zero().then(Rational::new),
            1 => Some(w),
            2 => Some(-(w.square() * q) * 2u32),
            _ => Some((6u32 - Rational::from(&w * 8u32)) * w.square()),
        }
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let w = x.square().plus(1.0).recip();
        let square = w.square();
        let second = square.mul(x).times(-2.0);
        let third = w.times(-8.0).plus(6.0).mul(&square);
        [x.increasing(Elementary::Atan), w, second, third]
    }
}
