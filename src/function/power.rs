//! Integer powers: the k-th derivative of `xⁿ` is `n(n−1)…(n−k+1)·xⁿ⁻ᵏ`.

use super::Parity;
use super::univariate::{Jet, ORDERS, Turn, Univariate};
use crate::number::{Constant, Endpoint, Interval};
use rug::Rational;
use rug::ops::Pow;

/// The exponent `n`, neither 0 nor 1.
#[derive(Clone, Copy)]
pub(super) struct Power(pub i32);

/// Exact powers with more bits than this are not computed: towers of powers would fill the memory.
const MAX_BITS: u64 = 1 << 22;

impl Power {
    /// The k-th derivative's coefficient, at most 1000·1001·1002 in size, and its exponent.
    fn derivative(self, order: usize) -> (i64, i32) {
        let order = order as i32;
        ((0..order).map(|i| i64::from(self.0 - i)).product(), self.0 - order)
    }
}

/// `xᵐ`; undefined for negative `m` if 0 lies in `x`. The reciprocal comes first: it cannot underflow to 0
/// where `x^(−m)` would.
#[inline]
fn integer_power<E: Endpoint>(x: &Interval<E>, m: i32) -> Interval<E> {
    if m < 0 { x.recip().power(m.unsigned_abs()) } else { x.power(m.unsigned_abs()) }
}

impl Univariate for Power {
    const NAME: &'static str = "power";

    fn parity(self) -> Parity {
        if self.0 % 2 == 0 { Parity::Even } else { Parity::Odd }
    }

    fn is_defined_at(self, q: &Rational) -> bool {
        self.0 >= 0 || !q.is_zero()
    }

    fn exact(self, q: &Rational, order: usize) -> Option<Rational> {
        let (coefficient, exponent) = self.derivative(order);
        let bits = q.numer().significant_bits().max(q.denom().significant_bits());
        if !self.is_defined_at(q) || u64::from(bits) * u64::from(exponent.unsigned_abs()) > MAX_BITS {
            return None;
        }
        if coefficient == 0 {
            return Some(Rational::new());
        }
        Some(Rational::from(q.pow(exponent)) * coefficient)
    }

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        self.ranges(ORDERS, x)
    }

    fn turning_points(self, order: usize) -> &'static [Turn] {
        let (_, exponent) = self.derivative(order);
        if exponent > 0 && exponent % 2 == 0 { const { &[Turn::exact(0.0, 0.0)] } } else { &[] }
    }

    fn product_turning_points(self) -> Option<[&'static [Constant]; 2]> {
        // f·f′ = 2x³ and f·f″ = 2x²: the slopes are 6x² and 4x.
        (self.0 == 2).then_some(const { [&[Constant::Exact(0.0)], &[]] })
    }

    fn is_continuous_on<E: Endpoint>(self, _order: usize, x: &Interval<E>) -> bool {
        self.0 >= 0 || !x.contains_zero()
    }

    #[inline]
    fn ranges<E: Endpoint, const N: usize>(self, orders: [usize; N], x: &Interval<E>) -> [Interval<E>; N] {
        orders.map(|order| match self.derivative(order) {
            (0, _) => integer_power(x, 0).times(0.0),
            (1, exponent) => integer_power(x, exponent),
            (coefficient, exponent) => integer_power(x, exponent).times(coefficient as f64),
        })
    }
}
