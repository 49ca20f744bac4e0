//! Functions and their derivatives: containment against MPFR formulas of their own, sharpness, exact
//! values, and the completeness of the turning points.

use jensen::function::{Function, Parity};
use jensen::number::{Endpoint, Interval, Number, Rational};
#[cfg(feature = "search")]
use jensen::search::derivatives;
use proptest::prelude::*;
use rug::Float;
use rug::float::Constant;
use rug::ops::Pow;

/// The references' precision in bits.
const PRECISION: u32 = 600;

/// Every named function and some powers.
pub(super) fn functions() -> impl Iterator<Item = Function> {
    let powers = [-7, -2, -1, 2, 3, 4, 5, 9].map(Function::Power);
    Function::NAMED.into_iter().chain(powers)
}

fn float(x: f64) -> Float {
    Float::with_val(PRECISION, x)
}

/// Standard formulas of the derivatives, unlike those of the library where there is a choice. `None` where
/// they do not exist.
pub(super) fn reference(f: Function, order: usize, x: &Float) -> Option<Float> {
    let x = x.clone();
    let one = float(1.0);
    let sign = |x: &Float| if *x < 0 { -1 } else { 1 };
    let decay = || Float::with_val(PRECISION, -&x).exp();
    let density =
        || Float::with_val(PRECISION, -x.clone().square() / 2u32).exp() / (float(2.0) * pi()).sqrt();
    let distribution = || (Float::with_val(PRECISION, -&x) / float(2.0).sqrt()).erfc() / 2u32;
    // By e^(−|x|), which does not overflow: σ(−x) = 1 − σ(x).
    let logistic = |order: usize| {
        let u = Float::with_val(PRECISION, -x.clone().abs()).exp();
        let denominator = Float::with_val(PRECISION, &u + 1u32).pow(order as u32 + 1);
        let numerator = match order {
            0 if x < 0 => u,
            0 => one.clone(),
            1 => u,
            2 => u.clone() * (u - 1u32) * sign(&x),
            _ => u.clone() * (u.clone().square() - u * 4u32 + 1u32),
        };
        numerator / denominator
    };
    let outside = match f {
        Function::Power(n) => n < 0 && x.is_zero(),
        Function::Log => x <= 0,
        Function::Log1p => x <= -1,
        Function::Sqrt => x < 0 || (order > 0 && x.is_zero()),
        Function::Abs | Function::Relu => order > 0 && x.is_zero(),
        Function::Elu => order > 1 && x.is_zero(),
        Function::Huber => order > 1 && (x == 1 || x == -1),
        _ => false,
    };
    if outside {
        return None;
    }
    Some(match (f, order) {
        (Function::Power(n), _) => {
            let coefficient: i64 = (0..order as i32).map(|i| i64::from(n - i)).product();
            if coefficient == 0 { float(0.0) } else { x.pow(n - order as i32) * coefficient }
        }
        (Function::Exp, _) => x.exp(),
        (Function::Expm1, 0) => x.exp_m1(),
        (Function::Expm1, _) => x.exp(),
        (Function::Log, 0) => x.ln(),
        (Function::Log1p, 0) => x.ln_1p(),
        (Function::Log1p, _) => return reference(Function::Log, order, &(x + 1u32)),
        (Function::Log, 1) => x.pow(-1),
        (Function::Log, 2) => x.square().recip() * -1i32,
        (Function::Log, _) => x.pow(-3) * 2u32,
        (Function::Sqrt, 0) => x.sqrt(),
        (Function::Sqrt, 1) => x.pow(-0.5) / 2u32,
        (Function::Sqrt, 2) => x.pow(-1.5) / -4i32,
        (Function::Sqrt, _) => x.pow(-2.5) * 3u32 / 8u32,
        (Function::Tanh, 0) => x.tanh(),
        // Far out the quotients of hyperbolic functions overflow: tanh x = 2σ(2x) − 1.
        (Function::Tanh, _) if x.clone().abs() > 1000 => {
            return reference(Function::Sigmoid, order, &(x * 2u32)).map(|value| value << (order as u32 + 1));
        }
        (Function::Tanh, 1) => x.cosh().pow(-2),
        (Function::Tanh, 2) => -(x.clone().sinh() * 2u32) / x.cosh().pow(3),
        (Function::Tanh, _) => (x.clone().sinh().square() * 4u32 - 2u32) / x.cosh().pow(4),
        (Function::Sigmoid, _) => logistic(order),
        (Function::Softplus, 0) if x > 0 => x.clone() + decay().ln_1p(),
        (Function::Softplus, 0) => x.exp().ln_1p(),
        (Function::Softplus, _) => logistic(order - 1),
        (Function::Sin, 0) | (Function::Cos, 3) => x.sin(),
        (Function::Sin, 1) | (Function::Cos, 0) => x.cos(),
        (Function::Sin, 2) | (Function::Cos, 1) => -x.sin(),
        (Function::Sin, _) | (Function::Cos, _) => -x.cos(),
        (Function::Atan, 0) => x.atan(),
        (Function::Atan, 1) => (x.square() + 1u32).pow(-1),
        (Function::Atan, 2) => -(x.clone() * 2u32) * (x.square() + 1u32).pow(-2),
        (Function::Atan, _) => (x.clone().square() * 6u32 - 2u32) * (x.square() + 1u32).pow(-3),
        (Function::Erf, 0) => x.erf(),
        (Function::Erf, _) => {
            let slope = Float::with_val(PRECISION, -x.clone().square()).exp() * 2u32 / pi().sqrt();
            match order {
                1 => slope,
                2 => x * slope * -2,
                _ => (x.square() * 4u32 - 2u32) * slope,
            }
        }
        (Function::Gelu, 0) => x.clone() * distribution(),
        (Function::Gelu, 1) => distribution() + x.clone() * density(),
        (Function::Gelu, 2) => (2u32 - x.clone().square()) * density(),
        (Function::Gelu, _) => (x.clone().pow(3) - x.clone() * 4u32) * density(),
        (Function::Silu, 0) => x.clone() * logistic(0),
        (Function::Silu, _) => logistic(order - 1) * order as u32 + x.clone() * logistic(order),
        (Function::Abs, 0) => x.abs(),
        (Function::Abs, 1) => float(f64::from(sign(&x))),
        (Function::Relu, 0) => x.max(&float(0.0)),
        (Function::Relu, 1) => float(if x > 0 { 1.0 } else { 0.0 }),
        (Function::Abs | Function::Relu, _) => float(0.0),
        (Function::Elu, 0) => {
            if x >= 0 {
                x
            } else {
                x.exp_m1()
            }
        }
        (Function::Elu, 1) if x >= 0 => one,
        (Function::Elu, _) => {
            if x > 0 {
                float(0.0)
            } else {
                x.exp()
            }
        }
        (Function::Huber, 0) => {
            if x.clone().abs() <= 1 {
                x.square() / 2u32
            } else {
                x.abs() - 0.5
            }
        }
        (Function::Huber, 1) => x.clamp(&-1, &1),
        (Function::Huber, 2) => float(if x.abs() < 1 { 1.0 } else { 0.0 }),
        (Function::Huber, _) => float(0.0),
    })
}

fn pi() -> Float {
    Float::with_val(PRECISION, Constant::Pi)
}

/// Whether the interval holds a number, known up to the references' rounding; beyond MPFR's range it is
/// unbounded.
fn holds<E: Endpoint + PartialOrd<Float>>(x: &Interval<E>, value: &Float) -> bool {
    if value.is_infinite() {
        return if *value > 0 { *x.upper() >= *value } else { *x.lower() <= *value };
    }
    let error = Float::with_val(PRECISION, value >> 300_u32).abs();
    *x.lower() <= Float::with_val(PRECISION, value + &error)
        && *x.upper() >= Float::with_val(PRECISION, value - &error)
}

/// Whether the derivative must be defined on an interval; at jumps of f″ its two sides count.
fn is_defined_on(f: Function, order: usize, x: &Interval<f64>) -> bool {
    let (lower, zero) = (*x.lower(), x.contains_zero());
    match f {
        Function::Power(n) => n > 0 || !zero,
        Function::Log => lower > 0.0,
        Function::Log1p => lower > -1.0,
        Function::Sqrt => lower > 0.0 || (order == 0 && lower == 0.0),
        Function::Abs | Function::Relu => order == 0 || !zero,
        Function::Elu => order < 3 || !zero,
        Function::Huber => order < 3 || !(x.contains(&1.0) || x.contains(&-1.0)),
        _ => true,
    }
}

/// Where something happens in a function or its derivatives: turning points, jumps, kinks, borders.
pub(super) fn special(f: Function) -> Vec<f64> {
    let mut places = vec![0.0, 1.0, -1.0, 5e-324, -5e-324];
    for side in [Interval::new(-9.0, -1e-9), Interval::new(1e-9, 9.0), Interval::new(-9.0, 9.0)] {
        for order in 0..4 {
            places.extend(f.turns(order, &side).into_iter().flatten().flatten().map(|turn| *turn.lower()));
        }
        for order in 1..3 {
            let turns = f.product_turns(order, &side).into_iter().flatten().flatten();
            places.extend(turns.map(|turn| *turn.lower()));
        }
    }
    places
}

/// Numbers a few units from such a place of any function, or near it.
fn near_special() -> impl Strategy<Value = f64> {
    let places: Vec<f64> = functions().flat_map(special).collect();
    (prop::sample::select(places), -3..=3_i32, -1.0..1.0_f64, -60..-1_i32, any::<bool>()).prop_map(
        |(place, units, m, e, is_close)| {
            if !is_close {
                return place + m * 2_f64.powi(e);
            }
            let step = |x: f64| if units < 0 { x.next_down() } else { x.next_up() };
            (0..units.abs()).fold(place, |x, _| step(x))
        },
    )
}

/// Numbers of any size, zero with its sign and the ends of the range included.
fn extreme() -> impl Strategy<Value = f64> {
    let ends = vec![0.0, -0.0, f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324];
    prop_oneof![
        (1.0..2.0_f64, -1074..1024_i32, any::<bool>())
            .prop_map(|(m, e, negative)| m * 2_f64.powi(e) * if negative { -1.0 } else { 1.0 }),
        prop::sample::select(ends),
    ]
}

fn any_argument() -> impl Strategy<Value = f64> {
    prop_oneof![argument(), near_special(), extreme()]
}

/// Arguments of many sizes.
fn argument() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-5_i32..=5).prop_map(f64::from),
        -6.0..6.0_f64,
        -50.0..50.0_f64,
        (-1.0..1.0_f64, -60..18_i32).prop_map(|(m, e)| m * 2_f64.powi(e)),
        prop::sample::select(vec![-800.0, 800.0, -745.2, 709.9, -40.0, 40.0, 1e-300, -5e-324]),
    ]
}

fn interval() -> impl Strategy<Value = Interval<f64>> {
    interval_of(argument)
}

fn interval_of<S: Strategy<Value = f64>>(end: impl Fn() -> S) -> impl Strategy<Value = Interval<f64>> {
    (end(), end(), 0..9).prop_map(|(a, b, kind)| match kind {
        0 => Interval::point(a),
        1 => Interval::new(a, a.next_up()),
        2 => Interval::new(f64::NEG_INFINITY, a),
        3 => Interval::new(a, f64::INFINITY),
        4 => Interval::real(()),
        _ => Interval::new(a.min(b), a.max(b)),
    })
}

fn members(x: &Interval<f64>, inside: [f64; 3]) -> Vec<f64> {
    let (lower, upper) = (x.lower().max(-1e5), x.upper().min(1e5));
    let mut members: Vec<f64> = inside.iter().map(|t| lower * (1.0 - t) + upper * t).collect();
    members.extend([lower, upper, 0.0, 1.0, -1.0, 2.0, *x.lower(), *x.upper()]);
    members.retain(|p| x.contains(p) && p.is_finite());
    members
}

fn at_precision(x: &Interval<f64>, precision: u32) -> Interval<Float> {
    Interval::new(Float::from_f64(*x.lower(), precision), Float::from_f64(*x.upper(), precision))
}

proptest! {
    #[test]
    fn ranges_contain_all_values(x in interval_of(any_argument), inside in prop::array::uniform3(0.0..=1.0)) {
        let precise = at_precision(&x, 100);
        for f in functions() {
            let (thin, jet) = (f.thin(&x), f.jet(&x));
            for order in 0..4 {
                let range = f.range(order, &x);
                let precise_range = f.range(order, &precise);
                let defined = is_defined_on(f, order, &x);
                prop_assert_eq!(range.is_defined(), defined, "{:?} {} on {:?}", f, order, x);
                prop_assert_eq!(precise_range.is_defined(), defined, "{:?} {} on {:?}", f, order, x);
                prop_assert_eq!(thin[order].is_defined(), defined, "thin {:?} {} on {:?}", f, order, x);
                if order < 3 && defined {
                    prop_assert_eq!((jet[order].lower(), jet[order].upper()), (range.lower(), range.upper()));
                }
                for p in members(&x, inside) {
                    let Some(value) = reference(f, order, &float(p)).filter(|_| defined) else { continue };
                    prop_assert!(holds(&range, &value), "{f:?} {order} at {p:e}: {range:?} {value:e}");
                    prop_assert!(holds(&thin[order], &value), "thin {f:?} {order} at {p:e} in {x:?}: {:?}", thin[order]);
                    prop_assert!(holds(&precise_range, &value), "{f:?} {order} at {p:e}: {precise_range:?}");
                }
            }
        }
    }

    #[test]
    fn points_have_values_a_few_units_wide(x in argument()) {
        for f in functions() {
            for order in 0..4 {
                if reference(f, order, &float(x)).is_none() {
                    continue;
                }
                let value = f.range(order, &Interval::point(x));
                let width = value.upper() - value.lower();
                let scale = value.magnitude();
                let unit = f64::EPSILON * scale.max(1.0);
                prop_assert!(width <= 32.0 * unit, "{:?} {} at {:e}: {:?} {}", f, order, x, value, width / unit);
            }
        }
    }

    #[test]
    fn ranges_grow_with_the_interval(x in interval(), y in interval()) {
        let both = x.hull(&y);
        for f in functions() {
            for order in 0..4 {
                let (small, large) = (f.range(order, &x), f.range(order, &both));
                if !large.is_defined() {
                    continue;
                }
                let slack = |end: f64| 32.0 * f64::EPSILON * end.abs().max(1.0);
                prop_assert!(small.is_defined());
                prop_assert!(large.lower() - slack(*small.lower()) <= *small.lower(), "{:?} {} {:?}", f, order, x);
                prop_assert!(large.upper() + slack(*small.upper()) >= *small.upper(), "{:?} {} {:?}", f, order, x);
            }
        }
    }

    #[cfg(feature = "search")]
    #[test]
    fn ranges_are_sharp(a in -8.0..8.0_f64, b in -8.0..8.0_f64) {
        let x = Interval::new(a.min(b), a.max(b));
        const STEPS: i32 = 1000;
        for f in functions() {
            for order in 0..4 {
                let range = f.range(order, &x);
                if !range.is_defined() || range.upper().max(-range.lower()) > 1e6 {
                    continue;
                }
                let values = (0..=STEPS).map(|i| {
                    let t = f64::from(i) / f64::from(STEPS);
                    derivatives(f, (x.lower() * (1.0 - t) + x.upper() * t).clamp(*x.lower(), *x.upper()))[order]
                });
                let (least, greatest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, g), v| (l.min(v), g.max(v)));
                let slack = 0.01 * (greatest - least) + 1e-9;
                let jump = f.smoothness() == jensen::function::Smoothness::C11 && order == 2;
                prop_assert!(jump || least - range.lower() <= slack, "{:?} {} on {:?}: {:?}", f, order, x, range);
                prop_assert!(jump || range.upper() - greatest <= slack, "{:?} {} on {:?}: {:?}", f, order, x, range);
            }
        }
    }

    #[test]
    fn exact_values_are_right(p in -60_i32..60, q in 1_u32..16) {
        let q = Rational::from((p, q)).square() * p.signum();
        let at: Interval<f64> = Number::exact(&q, ());
        for f in functions() {
            for order in 0..4 {
                let precise = reference(f, order, &Float::with_val(PRECISION, &q));
                prop_assert!(f.is_defined_at(&q) == reference(f, 0, &Float::with_val(PRECISION, &q)).is_some());
                let Some(value) = f.exact(&q, order) else { continue };
                let precise = precise.expect("an exact value exists");
                let error = Float::with_val(PRECISION, &precise - &value).abs();
                prop_assert!(error <= Float::with_val(PRECISION, &precise >> 300_u32).abs(), "{:?} {} at {}", f, order, q);
                prop_assert!(holds(&f.range(order, &at), &Float::with_val(PRECISION, &value)));
            }
        }
    }

    #[cfg(feature = "search")]
    #[test]
    fn floats_are_close(x in -30.0..30.0_f64) {
        for f in functions() {
            for (order, float_value) in derivatives(f, x).into_iter().enumerate() {
                let Some(value) = reference(f, order, &float(x)) else { continue };
                let error = Float::with_val(PRECISION, &value - float_value).abs();
                let bound = Float::with_val(PRECISION, value.abs() + 1u32) >> 40_u32;
                prop_assert!(error <= bound, "{:?} {} at {}: {}", f, order, x, float_value);
            }
        }
    }

    #[test]
    fn parity_holds(x in argument()) {
        for f in functions() {
            let value = |x: f64| reference(f, 0, &float(x)).map_or(f64::NAN, |value| value.to_f64());
            let (there, here) = (value(-x), value(x));
            match f.parity() {
                Parity::Even => prop_assert!(there == here || there.is_nan()),
                Parity::Odd => prop_assert!(there == -here || there.is_nan()),
                Parity::None => {}
            }
        }
    }
}

#[test]
fn rational_values_are_known() {
    let known = |f: Function, p: i32, order, value: Option<(i32, u32)>| {
        assert_eq!(f.exact(&Rational::from((p, 9)), order), value.map(Rational::from), "{f:?} {order}");
    };
    for (f, values) in [
        (Function::Exp, [Some((1, 1)); 4]),
        (Function::Expm1, [Some((0, 1)), Some((1, 1)), Some((1, 1)), Some((1, 1))]),
        (Function::Log, [None; 4]),
        (Function::Log1p, [Some((0, 1)), Some((1, 1)), Some((-1, 1)), Some((2, 1))]),
        (Function::Sqrt, [Some((0, 1)), None, None, None]),
        (Function::Tanh, [Some((0, 1)), Some((1, 1)), Some((0, 1)), Some((-2, 1))]),
        (Function::Sigmoid, [Some((1, 2)), Some((1, 4)), Some((0, 1)), Some((-1, 8))]),
        (Function::Softplus, [None, Some((1, 2)), Some((1, 4)), Some((0, 1))]),
        (Function::Sin, [Some((0, 1)), Some((1, 1)), Some((0, 1)), Some((-1, 1))]),
        (Function::Cos, [Some((1, 1)), Some((0, 1)), Some((-1, 1)), Some((0, 1))]),
        (Function::Atan, [Some((0, 1)), Some((1, 1)), Some((0, 1)), Some((-2, 1))]),
        (Function::Erf, [Some((0, 1)), None, Some((0, 1)), None]),
        (Function::Abs, [Some((0, 1)), None, None, None]),
        (Function::Relu, [Some((0, 1)), None, None, None]),
        (Function::Elu, [Some((0, 1)), Some((1, 1)), None, None]),
        (Function::Gelu, [Some((0, 1)), Some((1, 2)), None, Some((0, 1))]),
        (Function::Silu, [Some((0, 1)), Some((1, 2)), Some((1, 2)), Some((0, 1))]),
        (Function::Huber, [Some((0, 1)), Some((0, 1)), Some((1, 1)), Some((0, 1))]),
    ] {
        for (order, value) in values.into_iter().enumerate() {
            known(f, 0, order, value);
        }
    }
    known(Function::Sqrt, 4, 0, Some((2, 3)));
    known(Function::Sqrt, 4, 1, Some((3, 4)));
    known(Function::Sqrt, 5, 0, None);
    known(Function::Sqrt, -4, 0, None);
    known(Function::Log, 9, 0, Some((0, 1)));
    known(Function::Log, 3, 2, Some((-9, 1)));
    known(Function::Huber, -9, 1, Some((-1, 1)));
    known(Function::Huber, -9, 2, None);
    known(Function::Power(-1), 3, 1, Some((-9, 1)));
    known(Function::Power(-1), 0, 0, None);
    known(Function::Tanh, 1, 0, None);
    // Towers of powers are refused before they are computed.
    let tall = Function::Power(1000).exact(&Rational::from(3), 0).unwrap();
    let taller = Function::Power(1000).exact(&tall, 0).unwrap();
    assert_eq!(Function::Power(1000).exact(&taller, 0), None);
}

#[test]
fn ranges_over_the_whole_line_and_at_known_places() {
    let real = Interval::<f64>::real(());
    let infinity = f64::INFINITY;
    let range = |f: Function, order, x: Interval<f64>| {
        let range = f.range(order, &x);
        (*range.lower(), *range.upper())
    };
    assert_eq!(range(Function::Tanh, 0, real), (-1.0, 1.0));
    assert_eq!(range(Function::Tanh, 1, real), (0.0, 1.0));
    assert_eq!(range(Function::Sigmoid, 0, real), (0.0, 1.0));
    assert_eq!(range(Function::Sigmoid, 1, real), (0.0, 0.25));
    assert_eq!(range(Function::Softplus, 0, real), (0.0, infinity));
    assert_eq!(range(Function::Sin, 0, real), (-1.0, 1.0));
    assert_eq!(range(Function::Cos, 3, Interval::new(0.0, 7.0)), (-1.0, 1.0));
    assert_eq!(range(Function::Exp, 2, real), (0.0, infinity));
    assert_eq!(range(Function::Expm1, 0, real), (-1.0, infinity));
    assert_eq!(range(Function::Atan, 1, real), (0.0, 1.0));
    assert_eq!(range(Function::Erf, 0, real), (-1.0, 1.0));
    assert_eq!(range(Function::Power(2), 0, real), (0.0, infinity));
    assert_eq!(range(Function::Power(3), 0, real), (-infinity, infinity));
    assert_eq!(range(Function::Power(3), 3, real), (6.0, 6.0));
    assert_eq!(range(Function::Power(-1), 0, Interval::new(2.0, infinity)), (0.0, 0.5));
    assert_eq!(range(Function::Log, 0, Interval::new(1.0, infinity)), (0.0, infinity));
    assert_eq!(range(Function::Sqrt, 0, Interval::new(4.0, infinity)), (2.0, infinity));
    assert_eq!(range(Function::Sqrt, 1, Interval::new(4.0, infinity)), (0.0, 0.25));
    assert!(range(Function::Gelu, 2, real).0.is_finite());
    assert_eq!(range(Function::Silu, 1, Interval::new(30.0, infinity)).0, 1.0);
    assert_eq!(range(Function::Abs, 0, Interval::new(-3.0, 2.0)), (0.0, 3.0));
    assert_eq!(range(Function::Abs, 1, Interval::new(-3.0, -2.0)), (-1.0, -1.0));
    assert_eq!(range(Function::Relu, 0, Interval::new(-3.0, 2.0)), (0.0, 2.0));
    assert_eq!(range(Function::Elu, 2, Interval::new(0.0, 1.0)), (0.0, 1.0));
    assert_eq!(range(Function::Elu, 2, Interval::new(0.5, 1.0)), (0.0, 0.0));
    assert_eq!(range(Function::Huber, 0, Interval::new(-3.0, 0.5)), (0.0, 2.5));
    assert_eq!(range(Function::Huber, 1, Interval::new(-3.0, 0.5)), (-1.0, 0.5));
    assert_eq!(range(Function::Huber, 2, Interval::new(-0.5, 0.5)), (1.0, 1.0));
    assert_eq!(range(Function::Huber, 2, Interval::new(0.5, 1.0)), (0.0, 1.0));
}

#[test]
fn undefined_stays_undefined() {
    let (double, precise) = (Interval::<f64>::undefined(()), Interval::<Float>::undefined(100));
    for f in functions() {
        assert!(f.jet(&double).iter().chain(&f.thin(&double)).all(|value| !value.is_defined()), "{f:?}");
        assert!((0..4).all(|order| !f.range(order, &double).is_defined()), "{f:?}");
        assert!((0..4).all(|order| !f.range(order, &precise).is_defined()), "{f:?}");
    }
}

#[test]
fn names_are_read_back() {
    for f in Function::NAMED {
        assert_eq!(Function::from_name(f.name()), Some(f));
    }
    assert_eq!(Function::Power(2).name(), "power");
    for name in ["power", "Tanh", "", "log2"] {
        assert_eq!(Function::from_name(name), None);
    }
}

/// The sign of the slope of the derivative of this order at `x`, by a symmetric difference.
fn slope_sign(f: Function, order: usize, x: &Float, step: &Float) -> i32 {
    let at = |x: Float| reference(f, order, &x).unwrap();
    let (above, below) = (at(Float::with_val(PRECISION, x + step)), at(Float::with_val(PRECISION, x - step)));
    let difference = Float::with_val(PRECISION, &above - &below);
    // A constant derivative's difference is nothing but rounding.
    let noise = (Float::with_val(PRECISION, above.abs() + below.abs())) >> (PRECISION - 8);
    if difference.clone().abs() <= noise { 0 } else { if difference > 0 { 1 } else { -1 } }
}

/// A long interval inside the domain and away from jumps.
fn smooth_parts(f: Function, order: usize) -> Vec<(f64, f64)> {
    let halves = vec![(-12.0, -1.0 / 64.0), (1.0 / 64.0, 12.0)];
    match f {
        Function::Log | Function::Sqrt => vec![(1.0 / 64.0, 12.0)],
        Function::Log1p => vec![(-0.75, 12.0)],
        Function::Power(n) if n < 0 => halves,
        Function::Abs | Function::Relu if order > 0 => halves,
        Function::Elu if order > 1 => halves,
        Function::Huber if order > 1 => vec![(-12.0, -1.25), (-0.75, 0.75), (1.25, 12.0)],
        Function::Sin | Function::Cos => vec![(-6.0, 6.0), (100.0, 112.0)],
        _ => vec![(-12.0, 12.0)],
    }
}

/// On a fine grid the slope changes its sign in the cells that hold one turning point and in no others, and
/// it changes its sign across the 90-digit bracket of each.
#[test]
fn turns_are_complete_and_right() {
    const CELLS: i32 = 700;
    let step = float(1.0) >> 200_u32;
    for f in functions() {
        for order in 0..4 {
            for (from, to) in smooth_parts(f, order) {
                let name = format!("{f:?} of order {order} on [{from}, {to}]");
                let x = Interval::new(from, to);
                let turns: Vec<Interval<f64>> =
                    f.turns(order, &x).expect(&name).into_iter().flatten().collect();
                let precise: Vec<Interval<Float>> =
                    f.turns(order, &at_precision(&x, 320)).expect(&name).into_iter().flatten().collect();
                assert_eq!(turns.len(), precise.len(), "{name}");

                for (turn, bracket) in turns.iter().zip(&precise) {
                    assert!(turn.lower() <= bracket.lower() && bracket.upper() <= turn.upper(), "{name}");
                    assert!(*turn.upper() <= turn.lower().next_up().next_up(), "{name}");
                    let width = Float::with_val(PRECISION, bracket.upper() - bracket.lower());
                    assert!(width < float(1e-80), "{name}");
                    let margin = float(1.0) >> 330_u32;
                    let before = Float::with_val(PRECISION, bracket.lower() - &margin);
                    let after = Float::with_val(PRECISION, bracket.upper() + &margin);
                    let signs = [before, after].map(|x| slope_sign(f, order, &x, &step));
                    assert!(signs[0] * signs[1] == -1 || f == Function::Abs, "{name}: {signs:?}");

                    // The extreme is known to the last digit of each kind of number.
                    let value = reference(f, order, bracket.lower()).expect(&name);
                    let is_least = signs[0] < 0;
                    let near = Interval::new(turn.lower() - 1e-6, turn.upper() + 1e-6);
                    let range = f.range(order, &near);
                    let precise_range = f.range(order, &at_precision(&near, 320));
                    let (range, precise_range, value) = if is_least {
                        (range.neg(), precise_range.neg(), -value)
                    } else {
                        (range, precise_range, value)
                    };
                    assert!(
                        *range.upper() >= value && range.upper().next_down() <= value,
                        "{name}: {range:?}"
                    );
                    let excess = Float::with_val(PRECISION, precise_range.upper() - &value);
                    assert!(
                        excess.clone().abs() < 1e-80 && excess >= -(float(1.0) >> 500_u32),
                        "{name}: {excess}"
                    );
                }
                assert!(turns.windows(2).all(|pair| pair[0].upper() < pair[1].lower()), "{name}");

                // Irrational grid points, so that none of them is a turning point.
                let places: Vec<f64> = (1..CELLS)
                    .map(|i| from + (to - from) * (f64::from(i) - 0.123_456_789) / f64::from(CELLS))
                    .collect();
                let signs: Vec<i32> =
                    places.iter().map(|x| slope_sign(f, order, &float(*x), &step)).collect();
                for (cell, sign) in places.windows(2).zip(signs.windows(2)) {
                    let inside = turns
                        .iter()
                        .filter(|turn| cell[0] < *turn.lower() && *turn.upper() < cell[1])
                        .count();
                    let changes = sign[0] * sign[1] == -1;
                    assert!(inside == usize::from(changes), "{name} in {cell:?}: {inside} turns, {sign:?}");
                }
            }
        }
    }
}

/// Between the turns of `(f·f⁽ᵏ⁾)′` it is monotone, one way and the other in turn.
#[test]
fn products_turn_where_they_say() {
    let known: Vec<Function> = functions().filter(|f| f.has_product_turns()).collect();
    assert!(known.len() >= 3);
    for (f, order) in known.into_iter().flat_map(|f| [(f, 1), (f, 2)]) {
        let x = Interval::new(-6.0, 6.0);
        let turns: Vec<Interval<f64>> = f.product_turns(order, &x).unwrap().into_iter().flatten().collect();
        let slope = |x: f64| {
            let at = Float::with_val(PRECISION, x);
            let value = |order| reference(f, order, &at).unwrap();
            Float::with_val(PRECISION, value(1) * value(order)) + value(0) * value(order + 1)
        };
        let ends: Vec<f64> =
            turns.iter().flat_map(|turn| [*turn.lower(), *turn.upper()]).chain([6.0]).collect();
        let mut start = -6.0;
        let mut before = None;
        for piece in ends.chunks(2) {
            let places: Vec<f64> =
                (0..=64).map(|i| start + (piece[0] - start) * f64::from(i) / 64.0).collect();
            let rises: Vec<bool> = places.windows(2).map(|pair| slope(pair[1]) > slope(pair[0])).collect();
            assert!(rises.iter().all(|rise| *rise == rises[0]), "{f:?} {order} on [{start}, {}]", piece[0]);
            assert!(before.is_none_or(|before: bool| before != rises[0]), "{f:?} {order}");
            before = Some(rises[0]);
            start = piece.get(1).copied().unwrap_or(6.0);
        }
    }
}

#[test]
fn turns_are_refused_where_there_are_none_or_too_many() {
    let refused = |f: Function, order, lower, upper| {
        assert!(f.turns(order, &Interval::new(lower, upper)).is_none(), "{f:?} {order}");
    };
    refused(Function::Sin, 0, 0.0, 100.0);
    refused(Function::Cos, 2, f64::NEG_INFINITY, 0.0);
    refused(Function::Relu, 1, -1.0, 1.0);
    refused(Function::Abs, 2, 0.0, 1.0);
    refused(Function::Elu, 2, -1.0, 0.0);
    refused(Function::Huber, 2, 0.0, 1.0);
    refused(Function::Log, 0, 0.0, 1.0);
    refused(Function::Log1p, 0, -1.0, 1.0);
    refused(Function::Sqrt, 1, 0.0, 1.0);
    refused(Function::Power(-2), 0, -1.0, 1.0);
    refused(Function::Tanh, 0, f64::NAN, 1.0);
    let turns = Function::Huber.turns(1, &Interval::new(-3.0, 3.0)).unwrap();
    assert!(turns.iter().all(Option::is_none));
    let [first, second, ..] = Function::Tanh.turns(2, &Interval::new(0.0, f64::INFINITY)).unwrap();
    assert!(first.is_some() && second.is_none());
}
