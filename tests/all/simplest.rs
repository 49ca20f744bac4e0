//! Simplest rational numbers against their definition.

use jensen::number::Rational;
use jensen::search::simplest_between;
use proptest::prelude::*;

/// The definition: the least denominator whose multiples hit the interval, then the least numerator.
fn simplest_by_search(lower: &Rational, upper: &Rational) -> Rational {
    let denominator = (1..).find(|q| Rational::from(lower * q).ceil() <= Rational::from(upper * q));
    let q: u32 = denominator.unwrap();
    let (least, greatest) = (Rational::from(lower * q).ceil(), Rational::from(upper * q).floor());
    let numerator = if least > 0 {
        least
    } else if greatest < 0 {
        greatest
    } else {
        Rational::new()
    };
    numerator / q
}

fn small_rational() -> impl Strategy<Value = Rational> {
    (-400_i32..400, 1_u32..120).prop_map(Rational::from)
}

#[test]
fn simplest_of_long_expansions() {
    // Quotients of Fibonacci numbers have the longest expansions of all.
    let (mut a, mut b) = (rug::Integer::from(1), rug::Integer::from(1));
    for _ in 0..20_000 {
        let next = rug::Integer::from(&a + &b);
        (a, b) = (b, next);
    }
    let q = Rational::from((b, a));
    assert_eq!(simplest_between(&q, &q), q);
    let error = Rational::from((1, 1_000_000));
    let near = simplest_between(&Rational::from(&q - &error), &Rational::from(&q + &error));
    assert!(*near.denom() < 1_000);
}

proptest! {
    #[test]
    fn simplest_is_the_simplest(a in small_rational(), b in small_rational()) {
        let (lower, upper) = if a <= b { (a, b) } else { (b, a) };
        prop_assert_eq!(simplest_between(&lower, &upper), simplest_by_search(&lower, &upper));
    }
}
