//! `x·s` with the sigmoid `s`; the k-th derivative is `k·s⁽ᵏ⁻¹⁾ + x·s⁽ᵏ⁾`.

use super::MAX_ORDER;
use super::sigmoid::{ZERO, float_logistic, logistic};
use super::univariate::{Univariate, exact_at_zero};
use crate::number::{Constant, Endpoint, Interval, Number};
use rug::Rational;

#[derive(Clone, Copy)]
pub(super) struct Silu;

/// −x at the minimum: f′ = 0.
const LEAST: Constant = Constant::irrational(
    1.278464542761073,
    "1.278464542761073795109358739022980155439477488619745765453178105535029375459949898192049842",
);
/// f″ = 0
const FIRST: Constant = Constant::irrational(
    2.3993572805154675,
    "2.399357280515467667832739697282283888522917576837214417830955567836249450447694959998173984",
);
/// f‴ = 0
const SECOND: Constant = Constant::irrational(
    3.4358409935351104,
    "3.435840993535110688951641343852116787773140810208372564227958045805762888580004511768251916",
);
/// f⁗ = 0
const INNER: Constant = Constant::irrational(
    1.031958241780749,
    "1.031958241780749123401265915941922735013749472405747564076600716480934157962480659396366855",
);
/// f⁗ = 0
const OUTER: Constant = Constant::irrational(
    4.429235100557228,
    "4.429235100557227979566416521983015403933586850081048667517356738767886683666344873716830074",
);

impl Univariate for Silu {
    const NAME: &'static str = "silu";

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        exact_at_zero(q, order, [Some((0, 1)), Some((1, 2)), Some((1, 2)), Some((0, 1))])
    }

    fn float(self, x: f64) -> [f64; MAX_ORDER + 1] {
        let [s, first, second, third] = float_logistic(x);
        [x * s, s + x * first, 2.0 * first + x * second, 3.0 * second + x * third]
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> [Interval<E>; MAX_ORDER + 1] {
        let ([s, first, second, third], _) = logistic(x);
        [
            x.mul(&s),
            s.add(&x.mul(&first)),
            first.times(2.0).add(&x.mul(&second)),
            second.times(3.0).add(&x.mul(&third)),
        ]
    }

    fn turning_points(self, order: usize) -> &'static [Constant] {
        match order {
            0 => &const { [LEAST.neg()] },
            1 => &const { [FIRST.neg(), FIRST] },
            2 => &const { [SECOND.neg(), ZERO, SECOND] },
            _ => &const { [OUTER.neg(), INNER.neg(), INNER, OUTER] },
        }
    }
}
