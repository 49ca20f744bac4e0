//! Affine forms contain what they stand for, at random values of their symbols and residuals, in exact
//! rational arithmetic: sums, products and chains over many scales; functions of them by MPFR.

use super::function::functions;
use jensen::function::Function;
use jensen::kind::Kind;
use jensen::kind::{Affine, Parabolas};
use jensen::number::{Interval, Number, Rational, Scalar};
use proptest::prelude::*;
use rug::Float;

const SYMBOLS: usize = 3;
/// Functions with rational values.
const RATIONAL: [Function; 8] = [
    Function::Power(2),
    Function::Power(3),
    Function::Power(5),
    Function::Power(-1),
    Function::Power(-2),
    Function::Abs,
    Function::Relu,
    Function::Huber,
];
/// The precision in bits of what affine forms are compared with.
const REFERENCE: u32 = 700;

/// A form's numbers as `f64`, and a point of it: symbols and residual in [−1, 1].
#[derive(Clone, Debug)]
struct Member {
    centre: f64,
    coefficients: [f64; SYMBOLS],
    squares: [f64; SYMBOLS],
    radius: f64,
    residual: f64,
}

/// Numbers of about this binary exponent; zero at times, so that single error terms stand alone.
fn number(exponent: i32) -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => (-1.0..1.0f64).prop_map(move |m| m * 2f64.powi(exponent)),
        1 => prop_oneof![Just(0.0), Just(-0.0)],
    ]
}

/// A number in [−1, 1], often at an end, where bounds are attained.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![-1.0..1.0f64, Just(-1.0), Just(1.0)]
}

fn member(exponents: std::ops::Range<i32>) -> impl Strategy<Value = Member> {
    (exponents.clone(), exponents.clone(), exponents).prop_flat_map(|(centre, coefficient, radius)| {
        let numbers = || -> [_; SYMBOLS] { std::array::from_fn(|_| number(coefficient)) };
        (number(centre), numbers(), numbers(), number(radius), share()).prop_map(
            |(centre, coefficients, squares, radius, residual)| Member {
                centre,
                coefficients,
                squares,
                radius: radius.abs(),
                residual,
            },
        )
    })
}

fn exact(x: f64) -> Rational {
    Rational::from_f64(x).unwrap()
}

/// `τ = 2ε² − 1`.
fn square(symbol: f64) -> Rational {
    exact(symbol).square() * 2u32 - 1u32
}

impl Member {
    fn form<S: Scalar>(&self, context: S::Context) -> Affine<S, SYMBOLS> {
        let number = |x| S::from_f64(x, context);
        Affine {
            centre: number(self.centre),
            coefficients: self.coefficients.map(number),
            squares: self.squares.map(number),
            radius: number(self.radius),
        }
    }

    fn value(&self, symbols: &[f64; SYMBOLS]) -> Rational {
        let linear = self.coefficients.iter().zip(symbols).map(|(b, e)| exact(*b) * exact(*e));
        let square = self.squares.iter().zip(symbols).map(|(p, e)| exact(*p) * square(*e));
        linear
            .chain(square)
            .fold(exact(self.centre) + exact(self.radius) * exact(self.residual), |sum, term| sum + term)
    }
}

/// The interval that the form leaves for the value where the symbols are known; `None` if undefined.
fn rest<S: Scalar>(form: &Affine<S, SYMBOLS>, symbols: &[f64; SYMBOLS]) -> Option<[Rational; 2]> {
    let mut centre = form.centre.to_rational()?;
    for (b, e) in form.coefficients.iter().zip(symbols) {
        centre += b.to_rational()? * exact(*e);
    }
    for (p, e) in form.squares.iter().zip(symbols) {
        centre += p.to_rational()? * square(*e);
    }
    let radius = form.radius.to_rational()?;
    Some([Rational::from(&centre - &radius), centre + radius])
}

fn assert_contains<S: Scalar>(form: &Affine<S, SYMBOLS>, symbols: &[f64; SYMBOLS], value: &Rational) {
    if form.is_defined() {
        let [lower, upper] = rest(form, symbols).expect("a defined form has finite coefficients");
        assert!(lower <= *value && *value <= upper, "{form:?} at {symbols:?} misses {}", value.to_f64());
        let hull = form.hull();
        let inside = |end: &S, below: bool| {
            end.to_rational().is_none_or(|end| if below { end <= *value } else { *value <= end })
        };
        assert!(inside(hull.lower(), true) && inside(hull.upper(), false));
    }
}

/// Sums, products, squares and exact constants, one after another, each with an exact rational beside it.
fn check_chain<S: Scalar>(
    members: &[Member],
    symbols: &[f64; SYMBOLS],
    steps: &[(u8, usize, usize)],
    context: S::Context,
) {
    let mut known: Vec<(Affine<S, SYMBOLS>, Rational)> =
        members.iter().map(|m| (m.form(context), m.value(symbols))).collect();
    let third = Rational::from((1, 3));
    known.push((Affine::exact(&third, context), third));
    for &(operation, i, j) in steps {
        let ((a, p), (b, q)) = (&known[i % known.len()], &known[j % known.len()]);
        let result = match operation {
            0 => (a.add(b), Rational::from(p + q)),
            1 => (a.mul(b), Rational::from(p * q)),
            2 => (a.mul(a), Rational::from(p * p)),
            _ => {
                let f = RATIONAL[j % RATIONAL.len()];
                let [value, slope, curvature] = a.jet(f);
                for (order, form) in [(1, &slope), (2, &curvature)] {
                    if let Some(exact) = f.exact(p, order) {
                        assert_contains(form, symbols, &exact);
                    }
                }
                let Some(exact) = f.exact(p, 0) else {
                    assert!(!value.is_defined(), "{f:?} of {a:?} at a pole");
                    continue;
                };
                (value, exact)
            }
        };
        assert_contains(&result.0, symbols, &result.1);
        known.push(result);
    }
}

fn symbols() -> impl Strategy<Value = [f64; SYMBOLS]> {
    std::array::from_fn(|_| share())
}

fn steps(length: usize) -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((0..4u8, 0..64usize, 0..64usize), 1..length)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn chains_of_doubles_contain(
        members in prop::collection::vec(member(-4..4), 3),
        symbols in symbols(),
        steps in steps(7),
    ) {
        check_chain::<f64>(&members, &symbols, &steps, ());
    }

    #[test]
    fn chains_of_doubles_of_any_scale_contain(
        members in prop::collection::vec(member(-1070..1020), 3),
        symbols in symbols(),
        steps in steps(5),
    ) {
        check_chain::<f64>(&members, &symbols, &steps, ());
    }

    /// Near the smallest normal number every product underflows.
    #[test]
    fn chains_of_tiny_doubles_contain(
        members in prop::collection::vec(member(-560..-480), 3),
        symbols in symbols(),
        steps in steps(5),
    ) {
        check_chain::<f64>(&members, &symbols, &steps, ());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn chains_of_floats_contain(
        members in prop::collection::vec(member(-40..40), 3),
        symbols in symbols(),
        steps in steps(7),
        precision in prop_oneof![Just(53u32), Just(64), Just(200)],
    ) {
        check_chain::<Float>(&members, &symbols, &steps, precision);
    }

    #[test]
    fn functions_contain(member in prop_oneof![member(-3..3), member(-80..12)], symbols in symbols()) {
        let (double, float) = (member.form::<f64>(()), member.form::<Float>(120));
        let value = Interval::<Float>::exact(&member.value(&symbols), REFERENCE);
        for f in functions() {
            let (double, float) = (double.jet(f), float.jet(f));
            for order in 0..3 {
                let truth = f.range(order, &value);
                if !truth.is_defined() {
                    prop_assert!(!double[order].is_defined() && !float[order].is_defined(), "{f:?} {order}");
                    continue;
                }
                for rest in [rest(&double[order], &symbols), rest(&float[order], &symbols)] {
                    let Some([lower, upper]) = rest else { continue };
                    prop_assert!(
                        *truth.upper() >= lower && *truth.lower() <= upper,
                        "{f:?} {order}: {truth:?} not in [{}, {}]", lower.to_f64(), upper.to_f64(),
                    );
                }
            }
        }
    }
}

/// A form with next to nothing but one symbol, by parabolas.
fn check_bent<S: Scalar>(member: &Member, symbols: &[f64; SYMBOLS], context: S::Context) {
    let form = member.form::<S>(context);
    let symbol = form.only_symbol().expect("the radius is small");
    let reach = form.reach();
    let value = Interval::<Float>::exact(&member.value(symbols), REFERENCE);
    for f in [Function::Tanh, Function::Sigmoid] {
        let parabolas = Parabolas::enclosing(f, &form.centre, &reach).unwrap();
        let truths = [0, 1, 2].map(|order| f.range(order, &value));
        let products = [1, 2].map(|order| truths[0].mul(&truths[order]));
        let parabolas = parabolas.derivatives.iter().chain(&parabolas.products);
        for (parabola, truth) in parabolas.zip(truths.iter().chain(&products)) {
            let bent = form.bent(symbol, &reach, parabola);
            let [lower, upper] = rest(&bent, symbols).expect("bounded functions");
            assert!(*truth.upper() >= lower && *truth.lower() <= upper, "{f:?}: {form:?} gives {bent:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn bent_forms_contain(
        (centre, size, exponent) in (-6.0..6.0f64, prop_oneof![-1.0..-0.5f64, 0.5..1.0f64], -60..3),
        (radius, residual) in (prop_oneof![Just(0.0), 0.0..4e-4f64], share()),
        symbols in symbols(),
    ) {
        let size = size * 2f64.powi(exponent);
        let radius = radius * size.abs();
        let (coefficients, squares) = ([0.0, size, 0.0], [0.0; SYMBOLS]);
        let member = Member { centre, coefficients, squares, radius, residual };
        check_bent::<f64>(&member, &symbols, ());
        check_bent::<Float>(&member, &symbols, 90);
    }
}

#[test]
fn undefined_poisons() {
    let context = ();
    let undefined = Affine::<f64, SYMBOLS>::undefined(context);
    let zero = Affine::<f64, SYMBOLS>::exact(&Rational::new(), context);
    let infinite = Affine::<f64, SYMBOLS>::enclosing(&Interval::real(context));
    let huge = Affine { radius: f64::INFINITY, ..zero };
    for bad in [undefined, infinite, huge] {
        assert!(!bad.is_defined());
        for result in [bad.mul(&zero), zero.mul(&bad), bad.add(&zero), zero.add(&bad), bad.mul(&bad)] {
            assert!(!result.is_defined());
        }
        assert!(!bad.jet(Function::Exp)[0].is_defined());
    }
    for f in functions() {
        assert!(undefined.jet(f)[..2].iter().all(|x| !x.is_defined()), "{f:?}");
    }
}
