//! `x·Φ(x)` with the normal distribution function `Φ(x) = erfc(−x/√2)/2` and its density φ:
//! `f′ = Φ + xφ`, `f″ = (2 − x²)φ`, `f‴ = x(x² − 4)φ`, `f⁗ = (−x⁴ + 7x² − 4)φ`.

use super::univariate::{AtZero, Jet, Turn, TurnTable, Univariate};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Gelu;

/// √2
const ROOT_TWO: Constant = Constant::decimal(
    "1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534",
);
/// 1/√(2π) = φ(0)
const DENSITY: Constant = Constant::decimal(
    "0.398942280401432677939946059934381868475858631164934657665925829670657925899301838501252333",
);
/// The minimum: f′ = 0.
const LEAST: Turn = Turn::decimal(
    "-0.751791524693564457457904946779524039664471153423453848386539565620846265797346951384094072",
    "-0.169971207479903661693868470982433922832852392418237751961128955788044686614256137368293996",
);
/// f′(−√2)
const FIRST_LOW: Turn = Turn::decimal(
    "-1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534",
    "-0.128904145185154786340744442261973312332487013952786213495343297783444434980176209719738184",
);
/// f′(√2)
const FIRST_HIGH: Turn = Turn::decimal(
    "1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534",
    "1.128904145185154786340744442261973312332487013952786213495343297783444434980176209719738184",
);
/// f″(0) = √(2/π)
const CENTRE: Turn = Turn::new(
    Constant::Exact(0.0),
    Constant::decimal(
        "0.797884560802865355879892119868763736951717262329869315331851659341315851798603677002504667",
    ),
);
/// f″(2) = −√(2/π)/e²
const SECOND: Turn = Turn::new(
    Constant::Exact(2.0),
    Constant::decimal(
        "-0.107981933026376103901128400821427163479629080893716614936235486789302454852186388414995941",
    ),
);
/// f‴ at √((7 − √33)/2)
const INNER: Turn = Turn::decimal(
    "0.792286991393261277793743197582407158492141645889486484501437583332275812850121904813848606",
    "-0.778769635055732286695520340419766140622245644595707126850298317753580253313727839352027904",
);
/// f‴ at √((7 + √33)/2)
const OUTER: Turn = Turn::decimal(
    "2.524337798962138571321189539088279525434946899699867112557244562784208829758921941894994792",
    "0.098741658611469635954441943594254872995803568442024628345917779878422160441403291622775104",
);

impl Univariate for Gelu {
    const NAME: &'static str = "gelu";
    const AT_ZERO: AtZero = [Some((0, 1)), Some((1, 2)), None, Some((0, 1))];
    const TURNS: TurnTable = [
        &[LEAST],
        &[FIRST_LOW, FIRST_HIGH],
        &[SECOND.even(), CENTRE, SECOND],
        &[OUTER.odd(), INNER.odd(), INNER, OUTER],
    ];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let constant = |c| Interval::constant(c, x.context());
        let square = x.square();
        let phi = constant(&DENSITY).mul(&square.times(-0.5).increasing(Elementary::Exp));
        let distribution = x.neg().div(&constant(&ROOT_TWO)).decreasing(Elementary::Erfc).times(0.5);
        [
            x.mul(&distribution),
            distribution.add(&x.mul(&phi)),
            square.neg().plus(2.0).mul(&phi),
            square.plus(-4.0).mul(x).mul(&phi),
        ]
    }
}
