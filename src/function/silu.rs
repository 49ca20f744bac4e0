//! `x·s` with the sigmoid `s`; the k-th derivative is `k·s⁽ᵏ⁻¹⁾ + x·s⁽ᵏ⁾`.

use super::sigmoid::logistic;
use super::univariate::{AtZero, Jet, Turn, TurnTable, Univariate};
use crate::number::{Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Silu;

/// The minimum: f′ = 0.
const LEAST: Turn = Turn::decimal(
    "-1.278464542761073795109358739022980155439477488619745765453178105535029375459949898192049842",
    "-0.278464542761073795109358739022980155439477488619745765453178105535029375459949898192049842",
);
/// The least slope: f″ = 0.
const FIRST_LOW: Turn = Turn::decimal(
    "-2.399357280515467667832739697282283888522917576837214417830955567836249450447694959998173984",
    "-0.099839320128866916958184924320570972130729394209303604457738891959062362611923739999543496",
);
/// The greatest slope: f″ = 0.
const FIRST_HIGH: Turn = Turn::decimal(
    "2.399357280515467667832739697282283888522917576837214417830955567836249450447694959998173984",
    "1.099839320128866916958184924320570972130729394209303604457738891959062362611923739999543496",
);
/// The least f″: f‴ = 0.
const SECOND: Turn = Turn::decimal(
    "3.435840993535110688951641343852116787773140810208372564227958045805762888580004511768251916",
    "-0.036914373199893185638291779772242286452392028244039021307768669617447917716276983071445478",
);
/// A turning point of f‴.
const INNER: Turn = Turn::decimal(
    "1.031958241780749123401265915941922735013749472405747564076600716480934157962480659396366855",
    "-0.308181515796479120417265228656049575613141400462190387926784215449047976306885569831012379",
);
/// A turning point of f‴.
const OUTER: Turn = Turn::decimal(
    "4.429235100557227979566416521983015403933586850081048667517356738767886683666344873716830074",
    "0.013862297655470339129666858924219826080044667990765519595637844587413452025282063393974884",
);

impl Univariate for Silu {
    const NAME: &'static str = "silu";
    const AT_ZERO: AtZero = [Some((0, 1)), Some((1, 2)), Some((1, 2)), Some((0, 1))];
    const TURNS: TurnTable = [
        &[LEAST],
        &[FIRST_LOW, FIRST_HIGH],
        &[SECOND.even(), Turn::exact(0.0, 0.5), SECOND],
        &[OUTER.odd(), INNER.odd(), INNER, OUTER],
    ];

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        let ([s, first, second, third], _) = logistic(x);
        [
            x.mul(&s),
            s.add(&x.mul(&first)),
            first.times(2.0).add(&x.mul(&second)),
            second.times(3.0).add(&x.mul(&third)),
        ]
    }
}
