//! `αx + β ± δ` contains the function and its derivatives, at random points and at the ends of random
//! intervals, by formulas of the tests' own; and δ is of second order where the function is smooth.

use super::function::{functions, reference, special};
use jensen::function::{Function, Smoothness};
use jensen::kind::{Line, Lines};
use jensen::number::{Endpoint, Interval, Number, Rational, Scalar};
use proptest::prelude::*;
use rug::Float;

/// What the references may be off by, relative to their size: far below any rounding of a line.
const REFERENCE_ERROR: u32 = 300;

fn exact(x: f64) -> Rational {
    Rational::from_f64(x).unwrap()
}

/// Whether the line contains the function at `x`; true where there is no line.
fn contains<S: Scalar>(line: &Line<S>, x: f64, truth: &Float) -> bool {
    let numbers = [&line.slope, &line.offset, &line.error].map(Endpoint::to_rational);
    let [Some(slope), Some(offset), Some(error)] = numbers else { return true };
    let Some(truth) = truth.to_rational() else { return true };
    let slack = Rational::from(truth.abs_ref()) >> REFERENCE_ERROR;
    (slope * exact(x) + offset - truth).abs() <= error + slack
}

/// The lines of `f` on `[a, b]` contain its derivatives at the ends and at the given places between.
fn check<S: Scalar>(f: Function, [a, b]: [f64; 2], places: &[f64], context: S::Context) {
    let x = Interval::new(S::from_f64(a, context), S::from_f64(b, context));
    let between = places.iter().map(|share| (a + (b - a) * share).clamp(a, b));
    let points: Vec<f64> = between.chain([a, b]).collect();
    let Lines { derivatives, products } = Lines::enclosing(f, &x);
    for (i, line) in products.iter().flatten().enumerate() {
        for &point in &points {
            let at = Float::with_val(600, point);
            let factors = [0, i + 1].map(|order| reference(f, order, &at).unwrap());
            let truth = Float::with_val(1200, &factors[0] * &factors[1]);
            assert!(
                contains(line, point, &truth),
                "{f:?} product {i} on [{a:e}, {b:e}] at {point:e}: {line:?}"
            );
        }
    }
    for (order, line) in derivatives.iter().enumerate() {
        assert!(!(line.error.is_finite() && line.error < 0.0));
        for &point in &points {
            match reference(f, order, &Float::with_val(600, point)) {
                Some(truth) => assert!(
                    contains(line, point, &truth),
                    "{f:?} {order} on [{a:e}, {b:e}] at {point:e}: {line:?} misses {:e}",
                    truth.to_f64(),
                ),
                // A jump of f″ has two values; everything else undefined must leave no line.
                None if f.smoothness() == Smoothness::C11 => {}
                None => assert!(!line.error.is_finite(), "{f:?} {order} at {point}"),
            }
        }
    }
    if f == Function::Power(2) {
        let line = Line::of_square(&x);
        for &point in &points {
            assert!(contains(&line, point, &Float::with_val(600, point).square()));
        }
    }
}

/// Two ends: anywhere, or around a special place, from a few ulps to wide.
fn ends(f: Function) -> impl Strategy<Value = [f64; 2]> {
    let places = special(f);
    // The references' exponentials have millions of digits far out.
    let is_algebraic = matches!(f, Function::Power(_) | Function::Sqrt | Function::Abs | Function::Huber);
    let largest = if is_algebraic { 140 } else { 9 };
    let near = (0..places.len(), -60..3i32, -60..3i32, -1.0..1.0f64, -1.0..1.0f64).prop_map(
        move |(i, below, above, p, q)| {
            let (a, b) = (places[i] + p * 2f64.powi(below), places[i] + q * 2f64.powi(above));
            [a.min(b), a.max(b)]
        },
    );
    let anywhere = (-12.0..12.0f64, -50..4i32).prop_map(|(a, width)| [a, a + 2f64.powi(width)]);
    let scaled = (-700..largest, 0.0..1.0f64, any::<bool>()).prop_map(|(exponent, share, negative)| {
        let (a, b) = (share * 2f64.powi(exponent), 2f64.powi(exponent));
        if negative { [-b, -a] } else { [a, b] }
    });
    prop_oneof![4 => near, 4 => anywhere, 1 => scaled]
}

#[test]
fn lines_contain() {
    for f in functions() {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
            cases: 800,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let strategy = (ends(f), prop::collection::vec(0.0..1.0f64, 4));
        let outcome = runner.run(&strategy, |(ends, places)| {
            check::<f64>(f, ends, &places, ());
            check::<Float>(f, ends, &places[..1], 90);
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{failure}"));
    }
}

/// The best line leaves `w²/16·|f″|` of a parabola on a width `w`; a cubic's part vanishes faster.
#[test]
fn errors_are_of_second_order() {
    let smooth = functions().filter(|f| f.smoothness() == Smoothness::C2);
    for f in smooth {
        for centre in [0.3, 0.9, 1.7, 2.6] {
            for width in [0.125, 0.01, 1e-4] {
                let x = Interval::new(centre - width / 2.0, centre + width / 2.0);
                let lines = Lines::enclosing(f, &x).derivatives;
                for (order, line) in lines.iter().enumerate().take(2) {
                    let size = f.range(order, &x).magnitude() + 4.0 * f.range(order + 1, &x).magnitude();
                    let bound = width * width / 14.0 * f.range(order + 2, &x).magnitude();
                    let next = if order == 0 { width.powi(3) * f.range(3, &x).magnitude() } else { 0.0 };
                    let error = line.error;
                    assert!(
                        error <= bound * (1.0 + 4.0 * width) + next + 1e-13 * size,
                        "{f:?} {order} at {centre} ± {width}: {error:e} above {bound:e}",
                    );
                }
            }
        }
    }
}

#[test]
fn kinks_have_a_value_and_no_slope() {
    for f in [Function::Relu, Function::Abs] {
        for [a, b] in [[-1.0, 1.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 0.0], [-0.0, -0.0]] {
            let [value, slope, curvature] = Lines::enclosing(f, &Interval::new(a, b)).derivatives;
            assert!(value.error.is_finite());
            assert!(!slope.error.is_finite() && !curvature.error.is_finite(), "{f:?} on [{a}, {b}]");
        }
        let [_, slope, curvature] = Lines::enclosing(f, &Interval::new(5e-324, 1.0)).derivatives;
        assert!(slope.error.is_finite() && curvature.error.is_finite());
    }
    for (f, border) in [
        (Function::Log, 0.0),
        (Function::Log1p, -1.0),
        (Function::Power(-1), 0.0),
        (Function::Power(-2), 0.0),
    ] {
        let lines = Lines::enclosing(f, &Interval::new(border, border + 1.0)).derivatives;
        assert!(lines.iter().all(|line| !line.error.is_finite()), "{f:?}");
        let undefined = Lines::enclosing(f, &Interval::<f64>::undefined(())).derivatives;
        assert!(undefined.iter().all(|line| !line.error.is_finite()));
    }
}
