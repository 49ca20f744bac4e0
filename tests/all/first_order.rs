//! First-order forms contain what they stand for, in exact rational arithmetic: at random values of their symbols in the cube or in
//! the ball, and of their residuals.

use jensen::function::Function;
use jensen::kind::{FirstOrder, Kind};
use jensen::number::{Number, Rational};
use proptest::prelude::*;

const SYMBOLS: usize = 5;

fn exact(x: f64) -> Rational {
    Rational::from_f64(x).unwrap()
}

/// Mantissas of about one binary exponent, zero at times.
fn number(exponents: std::ops::Range<i32>) -> impl Strategy<Value = f64> {
    let mantissa = prop_oneof![4 => -1.0..1.0f64, 1 => Just(0.0)];
    (mantissa, exponents).prop_map(|(m, exponent)| m * 2f64.powi(exponent))
}

/// Symbols in the cube, often at a vertex; and divided by a little more than their length, or by less where they are in the ball.
fn symbols() -> impl Strategy<Value = [f64; SYMBOLS]> {
    let share = prop_oneof![-1.0..1.0f64, Just(-1.0), Just(1.0), Just(0.0)];
    prop::array::uniform5(share)
}

/// The same within the unit ball, next to the sphere.
fn on_sphere(symbols: [f64; SYMBOLS]) -> [Rational; SYMBOLS] {
    let symbols = symbols.map(exact);
    let square: Rational = symbols.iter().map(|x| Rational::from(x.square_ref())).sum();
    let mut length = exact(square.to_f64().sqrt().max(1e-3));
    while Rational::from(length.square_ref()) < square {
        length *= exact(1.0 + f64::EPSILON);
    }
    symbols.map(|x| x / &length)
}

/// `value − Σ b ε` is within the radius of the centre.
fn assert_contains(form: &FirstOrder, symbols: &[Rational; SYMBOLS], value: &Rational) {
    let linear = form.coefficients.iter().zip(symbols).map(|(b, s)| exact(*b) * s);
    let rest = Rational::from(value - &linear.sum::<Rational>()) - exact(form.centre);
    assert!(rest.abs() <= exact(form.radius), "{form:?} at {symbols:?} is {value}");
    let away = (value - exact(form.centre)).abs();
    assert!(away <= exact(form.reach()), "{form:?} at {symbols:?} is {value}");
}

#[derive(Clone, Debug)]
struct Leaf {
    centre: f64,
    coefficients: [f64; SYMBOLS],
    radius: f64,
    residual: f64,
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let range = || -40..8;
    let coefficients = prop::array::uniform5(number(-600..8));
    (number(range()), coefficients, number(range()), -1.0..=1.0f64).prop_map(
        |(centre, coefficients, radius, residual)| Leaf {
            centre,
            coefficients,
            radius: radius.abs(),
            residual,
        },
    )
}

fn known(leaf: &Leaf, symbols: &[Rational; SYMBOLS], is_round: bool) -> (FirstOrder, Rational) {
    let Leaf { centre, coefficients, radius, residual } = leaf;
    let linear = coefficients.iter().zip(symbols).map(|(b, s)| exact(*b) * s);
    let value = exact(*centre) + linear.sum::<Rational>() + exact(*radius) * exact(*residual);
    let form = FirstOrder { centre: *centre, coefficients: coefficients.to_vec(), radius: *radius, is_round };
    (form, value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn sums_products_and_powers_contain_their_values(
        leaves in prop::array::uniform3(leaf()),
        symbols in symbols(),
        is_round: bool,
        steps in prop::collection::vec((0..4usize, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6),
    ) {
        let symbols = if is_round { on_sphere(symbols) } else { symbols.map(exact) };
        let third = Rational::from((1, 3));
        let mut all: Vec<_> = leaves.iter().map(|leaf| known(leaf, &symbols, is_round)).collect();
        all.push((FirstOrder::exact(&third, ()), third));
        for (step, one, other) in steps {
            let ((x, p), (y, q)) = (one.get(&all).clone(), other.get(&all).clone());
            let (form, value) = match step {
                0 => (x.add(&y), p + q),
                1 => (x.mul(&y), p * q),
                2 => (x.apply(Function::Power(2), 0), Rational::from(p.square_ref())),
                _ => (x.jet(Function::Power(3))[0].clone(), Rational::from(p.square_ref()) * p),
            };
            prop_assume!(form.is_defined());
            assert_contains(&form, &symbols, &value);
            all.push((form, value));
        }
    }
}

/// `(b·ε)(c·ε)` for opposite directions comes to both ends of its range.
#[test]
fn a_product_on_the_ball_is_as_wide_as_it_must_be() {
    let form =
        |b: [f64; 2]| FirstOrder { centre: 0.0, coefficients: b.to_vec(), radius: 0.0, is_round: true };
    let product = form([1.0, 0.0]).mul(&form([0.0, 1.0]));
    assert!((0.5..0.5 + 1e-9).contains(&product.reach()));
    let square = form([3.0, 4.0]).mul(&form([3.0, 4.0]));
    assert_eq!(square.centre, 12.5);
    assert!((12.5..12.5 + 1e-9).contains(&square.radius));
    let in_cube = |b: [f64; 2]| FirstOrder { is_round: false, ..form(b) };
    assert!(!form([1.0, 0.0]).add(&in_cube([0.0, 1.0])).is_round);
}
