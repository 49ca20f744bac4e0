//! The hyperbolic tangent: with `t = tanh x`,
//! `f′ = 1 − t²`, `f″ = −2t(1 − t²)`, `f‴ = (6t² − 2)(1 − t²)`, `f⁗ = 8t(2 − 3t²)(1 − t²)`,
//! `(f·f′)″ = (12t³ − 8t)(1 − t²)`, which vanishes with f⁗.

use super::Parity;
use super::univariate::{AtZero, Jet, Turn, TurnTable, Univariate};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Tanh;

/// f″(artanh √(1/3)) = −4/(3√3)
const SECOND: Turn = Turn::decimal(
    "0.658478948462408354312523173653984222013490985733758239884236128460230092708221988037109506",
    "-0.769800358919501019345531707335943274196802335026835834691469768645303563070577794258287194",
);
/// f‴(artanh √(2/3)) = 2/3
const THIRD: Turn = Turn::decimal(
    "1.146215834780588843900393655674007715810934120007855123802508222415673927861928286742027538",
    "0.666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666",
);

/// `(f·f″)″ = (−4 + 36t² − 40t⁴)(1 − t²)` vanishes where `t² = (9 ± √41)/20`.
const PRODUCT_NEAR: Constant = Constant::decimal(
    "0.377274783240707963865989269687692900726808953182026452117007090345598138996731931114395807",
);
const PRODUCT_FAR: Constant = Constant::decimal(
    "1.365164304610277119839505358925774187097113558464795426545785097844765470252214449788663081",
);

impl Univariate for Tanh {
    const NAME: &'static str = "tanh";
    const PARITY: Parity = Parity::Odd;
    const AT_ZERO: AtZero = [Some((0, 1)), Some((1, 1)), Some((0, 1)), Some((-2, 1))];
    const TURNS: TurnTable = [
        &[],
        &[Turn::exact(0.0, 1.0)],
        &[SECOND.odd(), SECOND],
        &[THIRD.even(), Turn::exact(0.0, -2.0), THIRD],
    ];

    const FOURTHS: Option<[&'static [f64]; 5]> = Some([
        &[0.0, 16.0, 0.0, -40.0, 0.0, 24.0],
        &[16.0, 0.0, -136.0, 0.0, 240.0, 0.0, -120.0],
        &[0.0, -272.0, 0.0, 1232.0, 0.0, -1680.0, 0.0, 720.0],
        &[0.0, 136.0, 0.0, -616.0, 0.0, 840.0, 0.0, -360.0],
        &[80.0, 0.0, -1232.0, 0.0, 3872.0, 0.0, -4400.0, 0.0, 1680.0],
    ]);

    const PRODUCT_TURNS: Option<[&'static [Constant]; 2]> = Some([
        &[THIRD.even().at, Constant::Exact(0.0), THIRD.at],
        &[PRODUCT_FAR.neg(), PRODUCT_NEAR.neg(), PRODUCT_NEAR, PRODUCT_FAR],
    ]);

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let t = x.increasing(Elementary::Tanh);
        let square = t.square();
        let slope = square.neg().plus(1.0);
        let second = t.mul(&slope).times(-2.0);
        let third = square.times(6.0).plus(-2.0).mul(&slope);
        [t, slope, second, third]
    }
}
