//! One-sided numbers against difference quotients: the rule `kink` rests on their jump.

use crate::support::{problem, q};
use jensen::budget::Budget;
use jensen::function::Function;
use jensen::kind::Kind;
use jensen::kind::{Exact, OneSided, Taylor};
use jensen::number::{Interval, Number, Rational};
use jensen::problem::{Objective, Problem};
use proptest::prelude::*;

/// Formulas that are piecewise polynomial near 0 along every line, and smooth beside it.
const FORMULAS: [&str; 8] = [
    "(1 - relu(x + y))^2",
    "abs(x)*relu(y) - x^2",
    "max(x, y) + min(2*x, x^2)",
    "relu(x - relu(y)) - abs(abs(x) - y)",
    "abs(relu(x) - relu(y))^3 + y",
    "huber(x)*abs(y) + elu(relu(x)) - relu(x)",
    "x/(1 + abs(y)) - relu(2*y)",
    "relu(x)*relu(-x) + abs(3*x - 2*y)",
];

fn loss<N: Kind>(problem: &Problem, at: &[N], context: N::Context) -> N {
    Objective::new(problem, context).loss(at)
}

/// `f(θ + tv)`.
fn moved(problem: &Problem, line: &[(Rational, Rational)], t: &Rational) -> Option<Rational> {
    let at: Vec<Exact> = line.iter().map(|(x, v)| Exact::from(Rational::from(v * t) + x)).collect();
    loss(problem, &at, ()).into_value()
}

fn coordinate() -> impl Strategy<Value = (Rational, Rational)> {
    (-2..=2_i32, -3..=3_i32).prop_map(|(x, v)| (x.into(), v.into()))
}

proptest! {
    /// Difference quotients over `h` and `h/2` are off by about a multiple of h: their extrapolation is off by less.
    #[test]
    fn slopes_are_limits_of_difference_quotients(
        index in 0..FORMULAS.len(),
        line in prop::array::uniform2(coordinate()),
    ) {
        let problem = problem(FORMULAS[index], "x -9 9, y -9 9");
        let budget = Budget::boundless();
        let context = ((), &budget);
        let at: Vec<OneSided<'_, Exact>> =
            line.iter().map(|(x, v)| OneSided::coordinate(x, v, context)).collect();
        let found = loss(&problem, &at, context);
        let Some(here) = moved(&problem, &line, &Rational::new()) else { return Ok(()) };
        prop_assert_eq!(found.value().value(), Some(&here));
        let quotient = |h: Rational| Some((moved(&problem, &line, &h)? - &here) / h);
        let slope = |side: i32| {
            let h = Rational::from((side, 1_000_000));
            Some(quotient(h.clone() / 2u32)? * 2u32 - quotient(h)?)
        };
        let (Some(right), Some(left)) = (slope(1), slope(-1)) else { return Ok(()) };
        let is_near = |a: &Rational, b: &Rational| Rational::from(a - b).abs() < Rational::from((1, 100_000));
        let value = |number: &Exact| number.value().cloned().expect("every kink here is met exactly");
        prop_assert!(is_near(&value(found.right()), &right), "{} {right}", value(found.right()));
        let jump = Rational::from(&right - &left);
        prop_assert!(is_near(&value(found.jump()), &jump), "{} {jump}", value(found.jump()));
    }

    /// Where there is no kink the right derivative is that of the Taylor series, and nothing jumps.
    #[test]
    fn what_is_smooth_does_not_jump(x in -40..40_i32, v in -9..9_i32) {
        let f = "tanh(x)^2*exp(x) - log(50 + x)/(60 + x) + sin(softplus(x))";
        let problem = problem(f, "x -9 9");
        let (x, v) = (Rational::from((x, 7)), Rational::from(v));
        let series = Taylor([Interval::exact(&x, ()), Interval::exact(&v, ())]);
        let smooth = loss::<Taylor<Interval<f64>, 2>>(&problem, &[series], ());
        let budget = Budget::boundless();
        let context = ((), &budget);
        let line = [OneSided::coordinate(&x, &v, context)];
        let found = loss::<OneSided<'_, Interval<f64>>>(&problem, &line, context);
        prop_assert!(found.right().intersect(&smooth.0[1]).is_some());
        prop_assert_eq!([*found.jump().lower(), *found.jump().upper()], [0.0; 2]);
    }
}

/// Whether an argument is at a kink is known exactly, or not at all.
#[test]
fn kinks_are_met_exactly() {
    let budget = Budget::boundless();
    let number = |x: &str, v: &str| OneSided::<Interval<f64>>::coordinate(&q(x), &q(v), ((), &budget));
    // A third is no double, yet 3·(1/3) − 1 is 0.
    let zero = number("1/3", "1").mul(&number("3", "0")).add(&number("-1", "0"));
    let kink = zero.apply(Function::Relu, 0);
    assert!(kink.is_defined());
    assert_eq!([*kink.right().lower(), *kink.right().upper()], [3.0; 2]);
    assert_eq!([*kink.jump().lower(), *kink.jump().upper()], [3.0; 2]);
    // tanh(x)·x² + 10⁻³⁰ is positive, and too near to 0 for doubles.
    let near = number("1", "1").apply(Function::Tanh, 0);
    let near = near.add(&near.mul(&number("-1", "0"))).add(&number("1/1000000000000000000000000000000", "0"));
    assert!(!near.apply(Function::Relu, 0).is_defined());
    assert!(near.apply(Function::Huber, 0).is_defined());
    // 0·e and relu(−e) are 0 whatever e is, and stay so beside what is rational.
    let e = number("1", "1").apply(Function::Exp, 0);
    let product = number("0", "1").mul(&e);
    let cut = e.mul(&number("-1", "0")).apply(Function::Relu, 0);
    let third = number("1/3", "0");
    let zero = product.add(&cut).add(&third).add(&third.mul(&number("-1", "0")));
    let kink = zero.apply(Function::Abs, 0);
    assert!(kink.is_defined() && kink.jump().contains(&(2.0 * 1_f64.exp())));
    // e + (−e) is 0 too, but no enclosure tells.
    assert!(!e.add(&e.mul(&number("-1", "0"))).apply(Function::Abs, 0).is_defined());
    // The kink of a square root is no kink of the kind that a slope follows through.
    assert!(!number("0", "1").apply(Function::Sqrt, 0).is_defined());
    assert!(!number("0", "1").apply(Function::Power(-1), 0).is_defined());
    assert!(!number("0", "0").mul(&number("-1", "0").apply(Function::Log, 0)).is_defined());
}
