//! `β + αη + κT₂(η) ± δ` contains the functions, derivatives and products that it stands for, by references over
//! MPFR; and δ is of third order.

use super::function::reference;
use jensen::function::Function;
use jensen::kind::{Parabola, Parabolas};
use jensen::number::{Interval, Rational, Scalar};
use proptest::prelude::*;
use rug::Float;

/// The functions with parabolas, and `q` with `f′ = q(f)`.
const FUNCTIONS: [(Function, [i32; 3]); 2] = [(Function::Tanh, [1, 0, -1]), (Function::Sigmoid, [0, 1, -1])];
/// What the references may be off by, relative to their size.
const REFERENCE_ERROR: u32 = 300;

fn exact(x: f64) -> Rational {
    Rational::from_f64(x).unwrap()
}

fn contains<S: Scalar>(parabola: &Parabola<S>, place: &Rational, truth: &Float) -> bool {
    let Parabola { centre, slope, bend, error } = parabola;
    let [centre, slope, bend, error] = [centre, slope, bend, error].map(|x| x.to_rational().unwrap());
    let truth = truth.to_rational().unwrap();
    let slack = Rational::from(truth.abs_ref()) >> REFERENCE_ERROR;
    let square = Rational::from(place.square_ref()) * 2u32 - 1u32;
    (centre + slope * place + bend * square - truth).abs() <= error + slack
}

fn check<S: Scalar>(f: Function, centre: f64, radius: f64, places: &[f64], context: S::Context) {
    let number = |x| S::from_f64(x, context);
    let parabolas = Parabolas::enclosing(f, &number(centre), &number(radius)).unwrap();
    for place in places.iter().copied().chain([-1.0, 0.0, 1.0]).map(exact) {
        let at = Float::with_val(2000, exact(centre) + exact(radius) * &place);
        let values = [0, 1, 2].map(|order| reference(f, order, &at).unwrap());
        let products = [1, 2].map(|order| Float::with_val(4000, &values[0] * &values[order]));
        let curves = parabolas.derivatives.iter().chain(&parabolas.products);
        for (parabola, truth) in curves.zip(values.iter().chain(&products)) {
            assert!(
                contains(parabola, &place, truth),
                "{f:?} on {centre:e} ± {radius:e} at {place}: {parabola:?} misses {:e}",
                truth.to_f64()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn parabolas_contain(
        centre in prop_oneof![-7.0..7.0f64, (-60..0i32).prop_map(|e| 2f64.powi(e))],
        (size, exponent) in (0.5..1.0f64, -60..4i32),
        places in prop::collection::vec(-1.0..1.0f64, 4),
    ) {
        for (f, _) in FUNCTIONS {
            let radius = size * 2f64.powi(exponent);
            check::<f64>(f, centre, radius, &places, ());
            check::<Float>(f, centre, radius, &places[..1], 90);
        }
    }
}

/// A cubic leaves `r³/24·|f‴|`.
#[test]
fn errors_are_of_third_order() {
    for (f, _) in FUNCTIONS {
        for centre in [-1.3, 0.0, 0.4, 2.1] {
            for radius in [0.2, 0.05, 1e-3] {
                let [parabola, ..] = Parabolas::enclosing(f, &centre, &radius).unwrap().derivatives;
                let third = f.range(3, &Interval::new(centre - radius, centre + radius)).magnitude();
                let bound = radius.powi(3) / 24.0 * third + radius.powi(4) / 8.0 + 1e-14;
                assert!(parabola.error <= bound, "{f:?} on {centre} ± {radius}: {:e}", parabola.error);
            }
        }
    }
}

fn product(p: &[f64], q: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; p.len() + q.len() - 1];
    for (i, a) in p.iter().enumerate() {
        for (j, b) in q.iter().enumerate() {
            result[i + j] += a * b;
        }
    }
    result
}

/// `dp(f)/dx = p′(f)·q(f)`.
fn derivative(p: &[f64], q: &[f64]) -> Vec<f64> {
    let slope: Vec<f64> = p.iter().enumerate().skip(1).map(|(k, c)| k as f64 * c).collect();
    product(&slope, q)
}

#[test]
fn fourth_derivatives_follow_from_the_differential_equation() {
    for (f, q) in FUNCTIONS {
        let q = q.map(f64::from);
        let function = vec![0.0, 1.0];
        let first = derivative(&function, &q);
        let second = derivative(&first, &q);
        let products = [product(&function, &first), product(&function, &second)];
        let [times_first, times_second] = products;
        let curves = [function, first, second, times_first, times_second];
        for (fourth, curve) in f.fourths().unwrap().iter().zip(curves) {
            let expected = (0..4).fold(curve, |p, _| derivative(&p, &q));
            assert_eq!(*fourth, expected, "{f:?}");
        }
    }
}
