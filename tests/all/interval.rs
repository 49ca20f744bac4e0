//! Interval operations: containment and sharpness against exact rationals and MPFR.

use jensen::number::{Elementary, Endpoint, Interval, Number, Rational, Round};
use proptest::prelude::*;
use rug::Float;
use rug::ops::Pow;

/// Finite numbers of every size, many of them exact in few bits.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-9_i32..=9).prop_map(f64::from),
        -10.0..10.0_f64,
        (-1.0..1.0_f64, -70..70_i32).prop_map(|(m, e)| m * 2_f64.powi(e)),
        // The last digit of a product of two of these is far from the others, and may underflow alone.
        (30..50_i32, -540..-440_i32).prop_map(|(k, e)| (1.0 + 2_f64.powi(-k)) * 2_f64.powi(e)),
        any::<f64>().prop_filter("finite", |x| x.is_finite()),
        prop::sample::select(vec![f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324, 0.1, -0.0]),
    ]
}

/// Bounded and unbounded intervals, and points.
fn interval() -> impl Strategy<Value = Interval<f64>> {
    (number(), number(), 0..8).prop_map(|(a, b, kind)| match kind {
        0 => Interval::point(a),
        1 => Interval::new(f64::NEG_INFINITY, a),
        2 => Interval::new(a, f64::INFINITY),
        3 => Interval::real(()),
        _ => Interval::new(a.min(b), a.max(b)),
    })
}

/// A real number of the interval: an end, or one in between, or far out.
fn member(x: &Interval<f64>, t: f64) -> f64 {
    let lower = x.lower().max(-f64::MAX);
    let upper = x.upper().min(f64::MAX);
    (lower * (1.0 - t) + upper * t).clamp(lower, upper)
}

fn exact(x: f64) -> Rational {
    Rational::from_f64(x).unwrap()
}

/// Whether a rational lies in the interval.
fn holds<E: Endpoint>(x: &Interval<E>, q: &Rational) -> bool {
    let below = x.lower().to_rational().map_or(*x.lower() == f64::NEG_INFINITY, |lower| lower <= *q);
    let above = x.upper().to_rational().map_or(*x.upper() == f64::INFINITY, |upper| upper >= *q);
    below && above
}

/// Whether `x` is the nearest double to `q` in this direction.
fn is_nearest(x: f64, q: &Rational, round: Round) -> bool {
    let beyond = |x: f64, q: &Rational| match Rational::from_f64(x) {
        Some(x) => x > *q,
        None => x == f64::INFINITY,
    };
    match round {
        Round::Down => !beyond(x, q) && beyond(x.next_up(), q),
        Round::Up => !beyond(-x, &Rational::from(-q)) && beyond((-x).next_up(), &Rational::from(-q)),
    }
}

fn at_precision(x: &Interval<f64>, precision: u32) -> Interval<Float> {
    Interval::new(Float::from_f64(*x.lower(), precision), Float::from_f64(*x.upper(), precision))
}

const DIRECTIONS: [Round; 2] = [Round::Down, Round::Up];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn operations_on_doubles_round_to_the_nearest(a in number(), b in number()) {
        for round in DIRECTIONS {
            prop_assert!(is_nearest(a.add(&b, round), &(exact(a) + exact(b)), round), "{a:e} + {b:e}");
            prop_assert!(is_nearest(a.mul(&b, round), &(exact(a) * exact(b)), round), "{a:e} * {b:e}");
            if b != 0.0 {
                prop_assert!(is_nearest(a.div(&b, round), &(exact(a) / exact(b)), round), "{a:e} / {b:e}");
            }
        }
    }

    #[test]
    fn square_roots_round_to_the_nearest(a in number()) {
        let x = a.abs();
        let (lower, upper) = x.elementary(Elementary::Sqrt);
        prop_assert!(exact(lower).square() <= exact(x) && exact(x) <= exact(upper).square());
        prop_assert!(upper == lower || upper == lower.next_up());
        prop_assert!((upper == lower) == (exact(lower).square() == exact(x)));
        if x < 1e150 {
            let square = x.mul(&x, Round::Down);
            if exact(square) == exact(x).square() {
                prop_assert_eq!(square.elementary(Elementary::Sqrt), (x, x));
            }
        }
    }

    #[test]
    fn rationals_round_to_the_nearest(p in any::<i128>(), q in any::<i128>(), shift in -1100..1100_i32) {
        let power = rug::Integer::from(1) << shift.unsigned_abs();
        let q = Rational::from((p, if q == 0 { 1 } else { q }));
        let q = if shift < 0 { q / power } else { q * power };
        for round in DIRECTIONS {
            prop_assert!(is_nearest(f64::from_rational(&q, round, ()), &q, round));
        }
    }

    #[test]
    fn operations_contain_all_members(x in interval(), y in interval(), s in 0.0..=1.0, t in 0.0..=1.0) {
        for (s, t) in [(s, t), (0.0, t), (1.0, t), (s, 0.0), (s, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
            let (p, q) = (member(&x, s), member(&y, t));
            let (a, b) = (exact(p), exact(q));
            prop_assert!(holds(&x.add(&y), &Rational::from(&a + &b)));
            prop_assert!(holds(&x.sub(&y), &Rational::from(&a - &b)));
            prop_assert!(holds(&x.mul(&y), &Rational::from(&a * &b)));
            prop_assert!(holds(&x.neg(), &Rational::from(-&a)));
            prop_assert!(holds(&x.abs(), &a.clone().abs()));
            prop_assert!(holds(&x.square(), &a.clone().square()));
            prop_assert!(holds(&x.hull(&y), &a) && holds(&x.hull(&y), &b));
            prop_assert!(holds(&x.plus(q), &Rational::from(&a + &b)));
            prop_assert!(holds(&x.times(q), &Rational::from(&a * &b)));
            prop_assert!(x.contains(&p) && x.magnitude() >= p.abs());
            prop_assert!(p != 0.0 || x.contains_zero());
            if !y.contains_zero() {
                prop_assert!(holds(&x.div(&y), &Rational::from(&a / &b)), "{x:?} / {y:?} at {p:e}, {q:e}");
                prop_assert!(holds(&y.recip(), &b.clone().recip()));
            }
            match x.intersect(&y) {
                Some(both) => prop_assert_eq!(both.contains(&p), y.contains(&p)),
                None => prop_assert!(!y.contains(&p)),
            }
            let positive = if p > 0.0 { a.clone() } else { Rational::new() };
            prop_assert!(holds(&x.positive_part(), &positive));

            let (wide_x, wide_y) = (at_precision(&x, 60), at_precision(&y, 60));
            prop_assert!(holds(&wide_x.add(&wide_y), &Rational::from(&a + &b)));
            prop_assert!(holds(&wide_x.mul(&wide_y), &Rational::from(&a * &b)));
            prop_assert!(holds(&wide_x.square(), &a.clone().square()));
            prop_assert!(holds(&wide_x.mul(&wide_y).to_f64(), &Rational::from(&a * &b)));
            if !y.contains_zero() {
                prop_assert!(holds(&wide_x.div(&wide_y), &Rational::from(&a / &b)));
            }
        }
        prop_assert_eq!(x.div(&y).is_defined(), !y.contains_zero());
    }

    #[test]
    fn bounded_results_are_the_tightest(a in number(), b in number(), c in number(), d in number()) {
        let x = Interval::new(a.min(b), a.max(b));
        let y = Interval::new(c.min(d), c.max(d));
        let corners = |operation: fn(Rational, Rational) -> Rational| {
            let mut values: Vec<Rational> = [(a, c), (a, d), (b, c), (b, d)]
                .map(|(p, q)| operation(exact(p), exact(q)))
                .into();
            values.sort();
            [values[0].clone(), values[3].clone()]
        };
        let mut cases = vec![(x.add(&y), corners(|p, q| p + q)), (x.sub(&y), corners(|p, q| p - q))];
        cases.push((x.mul(&y), corners(|p, q| p * q)));
        if !y.contains_zero() {
            cases.push((x.div(&y), corners(|p, q| p / q)));
        }
        for (result, [least, greatest]) in cases {
            prop_assert!(is_nearest(*result.lower(), &least, Round::Down));
            prop_assert!(is_nearest(*result.upper(), &greatest, Round::Up));
        }
    }

    #[test]
    fn powers_contain_all_members(x in interval(), t in 0.0..=1.0, n in 0..12_u32) {
        for t in [t, 0.0, 1.0] {
            let power = exact(member(&x, t)).pow(n as i32);
            prop_assert!(holds(&x.power(n), &power));
            prop_assert!(holds(&at_precision(&x, 60).power(n), &power));
        }
        if n % 2 == 0 {
            prop_assert!(*x.power(n).lower() >= 0.0);
        }
    }

    #[test]
    fn elementary_functions_are_enclosed(a in number(), s in -40.0..40.0_f64) {
        for x in [a, s] {
            for (f, reference) in references() {
                let (lower, upper) = x.elementary(f);
                let value = reference(Float::with_val(200, x));
                prop_assert_eq!(lower.is_nan(), value.is_none(), "{:?} at {:e}", f, x);
                let Some(value) = value else { continue };
                prop_assert!(lower <= value && upper >= value, "{:?} at {:e}", f, x);
                prop_assert!(upper <= lower.next_up().next_up());
                let (lower, upper) = Float::with_val(100, x).elementary(f);
                prop_assert!(lower <= value && upper >= value, "{:?} at {:e}", f, x);
            }
        }
    }
}

type Reference = fn(Float) -> Option<Float>;

/// The elementary functions by MPFR, rounded to nearest.
fn references() -> [(Elementary, Reference); 11] {
    [
        (Elementary::Exp, |x| Some(x.exp())),
        (Elementary::Expm1, |x| Some(x.exp_m1())),
        (Elementary::Log, |x| (x > 0).then(|| x.ln())),
        (Elementary::Log1p, |x| (x > -1).then(|| x.ln_1p())),
        (Elementary::Sqrt, |x| (x >= 0).then(|| x.sqrt())),
        (Elementary::Tanh, |x| Some(x.tanh())),
        (Elementary::Sin, |x| Some(x.sin())),
        (Elementary::Cos, |x| Some(x.cos())),
        (Elementary::Atan, |x| Some(x.atan())),
        (Elementary::Erf, |x| Some(x.erf())),
        (Elementary::Erfc, |x| Some(x.erfc())),
    ]
}

#[test]
fn known_values_and_limits_are_exact() {
    let infinity = f64::INFINITY;
    for (f, x, value) in [
        (Elementary::Exp, 0.0, 1.0),
        (Elementary::Exp, -infinity, 0.0),
        (Elementary::Exp, infinity, infinity),
        (Elementary::Expm1, 0.0, 0.0),
        (Elementary::Expm1, -infinity, -1.0),
        (Elementary::Log, 1.0, 0.0),
        (Elementary::Log, infinity, infinity),
        (Elementary::Log1p, 0.0, 0.0),
        (Elementary::Sqrt, 2.25, 1.5),
        (Elementary::Sqrt, infinity, infinity),
        (Elementary::Tanh, 0.0, 0.0),
        (Elementary::Tanh, -infinity, -1.0),
        (Elementary::Sin, 0.0, 0.0),
        (Elementary::Cos, 0.0, 1.0),
        (Elementary::Atan, 0.0, 0.0),
        (Elementary::Erf, 0.0, 0.0),
        (Elementary::Erf, infinity, 1.0),
        (Elementary::Erfc, 0.0, 1.0),
        (Elementary::Erfc, infinity, 0.0),
        (Elementary::Erfc, -infinity, 2.0),
    ] {
        assert_eq!(x.elementary(f), (value, value), "{f:?} at {x}");
        let (lower, upper) = Float::with_val(80, x).elementary(f);
        assert_eq!((lower, upper), (Float::with_val(80, value), Float::with_val(80, value)), "{f:?} at {x}");
    }
}

#[test]
fn exact_results_are_not_widened() {
    let of = |lower: f64, upper: f64| Interval::new(lower, upper);
    let same = |x: Interval<f64>, lower: f64, upper: f64| {
        assert_eq!((*x.lower(), *x.upper()), (lower, upper));
    };
    same(of(1.0, 1.0).add(&of(2.0, 2.0)).mul(&of(0.5, 0.5)), 1.5, 1.5);
    same(of(-1.0, 2.0).mul(&of(6.0, 6.0)), -6.0, 12.0);
    same(Number::exact(&Rational::from(i64::MIN), ()), i64::MIN as f64, i64::MIN as f64);
    same(of(-1.0, 2.0).square(), 0.0, 4.0);
    same(of(1.0, 3.0).div(&of(-4.0, -2.0)), -1.5, -0.25);
    let sum = of(0.1, 0.1).add(&of(0.2, 0.2));
    assert_eq!(sum.lower().next_up(), *sum.upper());
    let tenth: Interval<f64> = Number::exact(&Rational::from((1, 10)), ());
    assert_eq!(tenth.lower().next_up(), *tenth.upper());
}

#[test]
fn unbounded_and_undefined() {
    let infinity = f64::INFINITY;
    let ray = Interval::new(3.0, infinity);
    let zero = Interval::point(0.0);
    assert!(ray.mul(&zero).contains_zero() && ray.mul(&zero).is_point());
    assert_eq!(*ray.sub(&ray).lower(), -infinity);
    assert_eq!(*ray.sub(&ray).upper(), infinity);
    assert_eq!(*ray.recip().lower(), 0.0);
    let huge = Interval::point(f64::MAX);
    assert_eq!((*huge.add(&huge).lower(), *huge.add(&huge).upper()), (f64::MAX, infinity));
    let tiny = Interval::point(5e-324);
    assert_eq!((*tiny.mul(&tiny).lower(), *tiny.mul(&tiny).upper()), (0.0, 5e-324));

    let undefined = Interval::<f64>::undefined(());
    assert!(!Interval::new(2.0, 1.0).is_defined());
    for x in [zero, ray, undefined] {
        let poisoned = [
            x.add(&undefined),
            undefined.sub(&x),
            x.mul(&undefined),
            undefined.mul(&x),
            undefined.div(&huge),
            huge.div(&undefined),
            x.hull(&undefined),
            undefined.hull(&x),
            undefined.plus(1.0),
            undefined.times(0.0),
            undefined.abs(),
            undefined.neg(),
            undefined.power(0),
            undefined.square(),
            undefined.positive_part(),
            undefined.recip(),
            undefined.increasing(Elementary::Exp),
            undefined.decreasing(Elementary::Erfc),
        ];
        assert!(poisoned.iter().all(|result| !result.is_defined()));
        assert!(x.intersect(&undefined).is_none() && undefined.intersect(&x).is_none());
    }
    assert!(!undefined.contains_zero() && !undefined.is_point() && undefined.magnitude().is_nan());
}
