//! The error function: with `g = 2/√π·e^(−x²)`, `f′ = g`, `f″ = −2xg`, `f‴ = (4x² − 2)g`, `f⁗ = (12x − 8x³)g`.

use super::Parity;
use super::univariate::{AtZero, Jet, Turn, TurnTable, Univariate};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Erf;

/// 2/√π
const SLOPE: Constant = Constant::decimal(
    "1.128379167095512573896158903121545171688101258657997713688171443421284936882986828973487320",
);
/// f″(1/√2) = −√(8/(πe))
const SECOND: Turn = Turn::decimal(
    "0.707106781186547524400844362104849039284835937688474036588339868995366239231053519425193767",
    "-0.967882898076573399191320771742242619314687882949740101950220337124400254280333178033245178",
);
/// f‴(0) = −4/√π
const CENTRE: Turn = Turn::new(
    Constant::Exact(0.0),
    Constant::decimal(
        "-2.256758334191025147792317806243090343376202517315995427376342886842569873765973657946974640",
    ),
);
/// f‴(√(3/2)) = 8/√(πe³)
const THIRD: Turn = Turn::decimal(
    "1.224744871391589049098642037352945695982973740328335064216346283625480188728657513269929716",
    "1.007101697048694330557304762485533407185328706720752734309046264123244148441639885815563028",
);

impl Univariate for Erf {
    const NAME: &'static str = "erf";
    const PARITY: Parity = Parity::Odd;
    const AT_ZERO: AtZero = [Some((0, 1)), None, Some((0, 1)), None];
    const TURNS: TurnTable = [
        &[],
        &[Turn::new(Constant::Exact(0.0), SLOPE)],
        &[SECOND.odd(), SECOND],
        &[THIRD.even(), CENTRE, THIRD],
    ];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let square = x.square();
        let slope = Interval::constant(&SLOPE, x.context()).mul(&square.neg().increasing(Elementary::Exp));
        let second = x.mul(&slope).times(-2.0);
        let third = square.times(4.0).plus(-2.0).mul(&slope);
        [x.increasing(Elementary::Erf), slope, second, third]
    }
}
