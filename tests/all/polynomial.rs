//! Signs of polynomials in λ on `[0, ∞)`, against polynomials with known roots.

use crate::support::{numbers, q};
use jensen::budget::Budget;
use jensen::function::Function;
use jensen::kind::Kind;
use jensen::kind::{Exact, InLambda, Over};
use jensen::number::{Number, Polynomial, Rational};
use proptest::prelude::*;
use rug::Integer;

fn polynomial(coefficients: &str) -> Polynomial {
    Polynomial::new(numbers(coefficients))
}

fn product(factors: &[Polynomial]) -> Polynomial {
    let times = |a: &Polynomial, b: &Polynomial| {
        let shifted =
            |k: usize| Polynomial::new([vec![Rational::new(); k], b.coefficients().to_vec()].concat());
        let terms = a.coefficients().iter().enumerate();
        terms.fold(Polynomial::default(), |sum, (k, c)| sum.plus(c, &shifted(k)))
    };
    factors.iter().fold(Polynomial::new(vec![1.into()]), |product, factor| times(&product, factor))
}

#[test]
fn signs() {
    for (coefficients, is_positive, is_at_least_zero) in [
        ("", false, true),
        ("0", false, true),
        ("1", true, true),
        ("-1", false, false),
        ("0 1", false, true),
        ("0 0 3 1", false, true),
        ("0 -1", false, false),
        ("3 2 2", true, true),
        ("1 -2 1", false, false),
        ("1 -1 1", true, true),
        ("1 -5/2 1", false, false),
        ("1 0 0 -1", false, false),
        // (λ − 1)² + 10⁻²⁰, and minus that.
        ("100000000000000000001/100000000000000000000 -2 1", true, true),
        ("99999999999999999999/100000000000000000000 -2 1", false, false),
        // Wilkinson's, with all roots in 1 … 7.
        ("-5040 13068 -13132 6769 -1960 322 -28 1", false, false),
        ("5040 13068 13132 6769 1960 322 28 1", true, true),
    ] {
        let p = polynomial(coefficients);
        let budget = Budget::default();
        assert_eq!(p.is_positive(&budget), is_positive, "{coefficients}");
        assert_eq!(p.is_plainly_at_least_zero(&budget), is_at_least_zero, "{coefficients}");
        assert!(!budget.is_spent(), "{coefficients}");
    }
}

#[test]
fn what_size_costs() {
    let budget = Budget::new(1_000_000);
    let huge = q(&"9".repeat(9_999));
    let p = Polynomial::new(vec![huge.clone(), Rational::from(-1), huge]);
    assert!(!p.is_positive(&budget) && budget.is_spent());
    // Without a negative coefficient size does not matter.
    let budget = Budget::new(0);
    let plain = Polynomial::new(vec![1.into(); 1_000]);
    assert!(plain.is_positive(&budget) && !budget.is_spent());
}

fn small() -> impl Strategy<Value = Rational> {
    (-12..=12_i32, 1..=5_u32).prop_map(Rational::from)
}

proptest! {
    /// Products of `λ − r` and of quadratics without a real root: positive if and only if no r is ≥ 0.
    #[test]
    fn known_roots(roots in prop::collection::vec(small(), 0..5), pairs in prop::collection::vec((small(), small()), 0..3)) {
        let linear = roots.iter().map(|r| Polynomial::new(vec![Rational::from(-r), 1.into()]));
        // (λ − a)² + b² + 1/9
        let quadratic = pairs.iter().map(|(a, b)| {
            let constant = Rational::from(a * a) + Rational::from(b * b) + Rational::from((1, 9));
            Polynomial::new(vec![constant, Rational::from(-2 * a), 1.into()])
        });
        let factors: Vec<Polynomial> = linear.chain(quadratic).collect();
        let p = product(&factors);
        prop_assert_eq!(p.is_positive(&Budget::default()), roots.iter().all(|r| *r < 0));
        for factor in &factors {
            let rest = p.divided_by(factor).expect("a factor");
            prop_assert_eq!(product(&[rest, factor.clone()]), p.clone());
        }
        prop_assert_eq!(p.plus(&1.into(), &Polynomial::new(vec![1.into()])).divided_by(&polynomial("1 1")).is_some(),
            p.at(&(-1).into()) == -1);
    }

    /// Over rational functions formulas have the values that they have at each λ.
    #[test]
    fn rational_functions_agree_with_their_values(
        p in prop::collection::vec(small(), 0..4),
        r in prop::collection::vec(small(), 0..4),
        lambda in 0..9_i32,
        n in 2..5_i32,
    ) {
        let q = polynomial("2 0 1");
        let budget = Budget::boundless();
        let over = Over { coefficients: (), denominator: &q, budget: &budget };
        let lambda = Rational::from((lambda, 2));
        let (p, r) = (Polynomial::new(p), Polynomial::new(r));
        let [x, y] = [&p, &r].map(|p| InLambda::<Exact>::quotient(p, over));
        let at = |p: &Polynomial| p.at(&lambda) / q.at(&lambda);
        let value = |number: &InLambda<'_, Exact>| {
            let (numerator, is_exact) = number.lower_numerator().expect("a value");
            assert!(is_exact);
            (0..number.power()).fold(numerator.at(&lambda), |value, _| value / q.at(&lambda))
        };
        prop_assert_eq!(value(&x.add(&y)), at(&p) + at(&r));
        prop_assert_eq!(value(&x.mul(&y)), at(&p) * at(&r));
        let power = (1..n).fold(at(&p), |product, _| product * at(&p));
        prop_assert_eq!(value(&x.apply(Function::Power(n), 0)), power);
        for f in [Function::Abs, Function::Relu] {
            let found = x.apply(f, 0);
            if found.is_defined() {
                prop_assert_eq!(Some(value(&found)), f.exact(&at(&p), 0));
            }
        }
    }
}

/// What is no rational function, or too large, is undefined.
#[test]
fn what_is_not_known_is_undefined() {
    let q = polynomial("1 1");
    let budget = Budget::boundless();
    let over = Over { coefficients: (), denominator: &q, budget: &budget };
    let number = |p: &str| InLambda::<Exact>::quotient(&polynomial(p), over);
    assert!(number("2 2").constant().is_some());
    assert!(!number("1 2").apply(Function::Tanh, 0).is_defined());
    assert!(!number("1 2").apply(Function::Power(-1), 0).is_defined());
    assert!(!number("1 -3 1").apply(Function::Relu, 0).is_defined());
    assert!(!number("1 -2 1").apply(Function::Relu, 0).is_defined());
    assert!(number("3 -2 1").apply(Function::Relu, 0).is_defined());
    assert!(!number("-1").apply(Function::Sqrt, 0).is_defined());
    assert!(number("1 2").apply(Function::Power(64), 0).is_defined());
    assert!(!number("1 2").apply(Function::Power(65), 0).is_defined());
    // Powers of the denominator alone grow too.
    let squared = |times: usize| (0..times).fold(number("1"), |x, _| x.mul(&x));
    assert!(squared(6).is_defined() && !squared(40).is_defined());
    let undefined = number("1 2").apply(Function::Exp, 0);
    assert!(!undefined.mul(&number("0")).is_defined() && !undefined.add(&number("1 2 3")).is_defined());
}

/// Few digits, but 65 denominators without a common factor: cleared, they would keep Sturm's chain busy for half a minute.
#[test]
fn chains_without_measure_end() {
    let coefficient = |k: u32| {
        let denominator = (Integer::from(1) << 200) + 2 * k + 1;
        let sign = if k.is_multiple_of(2) { 1 } else { -1 };
        Rational::from((Integer::from(sign), denominator))
    };
    let p = Polynomial::new((0..=64).map(coefficient).collect());
    assert!(p.is_small());
    let budget = Budget::default();
    assert!(!p.is_positive(&budget) && budget.is_spent());
    let (short, budget) = (Polynomial::new((0..=4).map(coefficient).collect()), Budget::default());
    assert!(short.is_positive(&budget) && !budget.is_spent());
}
