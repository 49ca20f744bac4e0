//! Taylor series obey the identities of the functions, coefficient by coefficient up to the third order:
//! the rule `curvature` rests on the second and on whether the third is defined.

use crate::function::functions;
use crate::support::q;
use jensen::function::Function;
use jensen::kind::Kind;
use jensen::kind::{Exact, Taylor};
use jensen::number::{Interval, Number, Rational};
use proptest::prelude::*;
use rug::Float;

type Series<N> = Taylor<N, 4>;
type Wide = Interval<Float>;

/// Bits of the intervals; identities must hold to within half of them.
const PRECISION: u32 = 300;

fn number() -> impl Strategy<Value = Rational> {
    (-60..=60_i32, 1..=24_u32).prop_map(Rational::from)
}

fn coefficients() -> impl Strategy<Value = [Rational; 4]> {
    prop::array::uniform4(number())
}

fn series<N: Kind>(coefficients: &[Rational; 4], context: N::Context) -> Series<N> {
    Taylor(std::array::from_fn(|k| N::exact(&coefficients[k], context)))
}

fn constant<N: Kind>(text: &str, context: N::Context) -> Series<N> {
    Series::exact(&q(text), context)
}

/// Two enclosures of the same numbers: they meet, and are narrow enough for this to say something.
fn agree(left: &Series<Wide>, right: &Series<Wide>) -> Result<(), TestCaseError> {
    for (a, b) in left.0.iter().zip(&right.0) {
        prop_assert!(a.intersect(b).is_some(), "{a:?} {b:?}");
        for x in [a, b] {
            let width = Float::with_val(PRECISION, x.upper() - x.lower());
            let limit = Float::with_val(PRECISION, x.magnitude() + 1u32) >> (PRECISION / 2);
            prop_assert!(width <= limit, "{x:?}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn powers_are_products(c in coefficients(), n in 2..7_i32) {
        let x: Series<Exact> = series(&c, ());
        let product = (1..n).fold(x.clone(), |product, _| product.mul(&x));
        prop_assert_eq!(&x.apply(Function::Power(n), 0), &product);
        let inverse = x.apply(Function::Power(-n), 0);
        prop_assert_eq!(inverse.is_defined(), c[0] != 0);
        if inverse.is_defined() {
            prop_assert_eq!(inverse.mul(&product), constant("1", ()));
        }
    }

    #[test]
    fn functions_obey_their_identities(c in coefficients(), d in coefficients()) {
        let (x, y): (Series<Wide>, Series<Wide>) = (series(&c, PRECISION), series(&d, PRECISION));
        let number = |text: &str| constant::<Wide>(text, PRECISION);
        let of = |f: Function, x: &Series<Wide>| x.apply(f, 0);
        let minus = |x: &Series<Wide>| x.mul(&number("-1"));
        let (one, two, half) = (number("1"), number("2"), number("1/2"));
        let square = |x: &Series<Wide>| x.mul(x);
        let recip = |x: &Series<Wide>| of(Function::Power(-1), x);

        agree(&of(Function::Exp, &x.add(&y)), &of(Function::Exp, &x).mul(&of(Function::Exp, &y)))?;
        agree(&of(Function::Expm1, &x).add(&one), &of(Function::Exp, &x))?;
        agree(&of(Function::Log, &of(Function::Exp, &x)), &x)?;
        agree(&of(Function::Log1p, &of(Function::Expm1, &x)), &x)?;
        agree(&square(&of(Function::Sin, &x)).add(&square(&of(Function::Cos, &x))), &one)?;
        let [sin, cos] = [Function::Sin, Function::Cos];
        let sum = of(sin, &x).mul(&of(cos, &y)).add(&of(cos, &x).mul(&of(sin, &y)));
        agree(&of(sin, &x.add(&y)), &sum)?;
        let positive = square(&x).add(&one);
        agree(&square(&of(Function::Sqrt, &positive)), &positive)?;
        // tanh x = 2σ(2x) − 1, σ(x) = 1/(1 + e^(−x)), softplus x = log(1 + e^x), silu x = xσ(x)
        let sigmoid = of(Function::Sigmoid, &x);
        agree(&of(Function::Tanh, &x), &of(Function::Sigmoid, &x.mul(&two)).mul(&two).add(&number("-1")))?;
        agree(&sigmoid, &recip(&of(Function::Exp, &minus(&x)).add(&one)))?;
        agree(&of(Function::Softplus, &x), &of(Function::Log1p, &of(Function::Exp, &x)))?;
        agree(&of(Function::Silu, &x), &x.mul(&sigmoid))?;
        // sin(atan x)·√(1 + x²) = x, erf by its slope below, gelu x = x(1 + erf(x/√2))/2
        let root = of(Function::Sqrt, &positive);
        agree(&of(sin, &of(Function::Atan, &x)).mul(&root), &x)?;
        let scaled = x.mul(&recip(&of(Function::Sqrt, &two)));
        agree(&of(Function::Gelu, &x), &x.mul(&half).mul(&of(Function::Erf, &scaled).add(&one)))?;
        if c[0] != 0 {
            let [abs, relu] = [Function::Abs, Function::Relu].map(|f| of(f, &x));
            agree(&abs, &of(Function::Sqrt, &square(&x)))?;
            agree(&relu, &x.add(&abs).mul(&half))?;
            let elu = if c[0] > 0 { x.clone() } else { of(Function::Expm1, &x) };
            agree(&of(Function::Elu, &x), &elu)?;
        }
        let size = c[0].clone().abs();
        if size < 1 {
            agree(&of(Function::Huber, &x), &square(&x).mul(&half))?;
        } else if size > 1 {
            agree(&of(Function::Huber, &x), &of(Function::Abs, &x).add(&number("-1/2")))?;
        }
    }

    /// `d/dt erf(x(t)) = 2/√π·e^(−x²)·x′(t)`, with `√π = Γ(1/2)` by MPFR.
    #[test]
    fn erf_has_its_slope(c in coefficients()) {
        let x: Series<Wide> = series(&c, PRECISION);
        let erf = x.apply(Function::Erf, 0);
        let pi = Float::with_val(PRECISION, rug::float::Constant::Pi);
        let (mut below, mut above) = (pi.clone(), pi);
        below.next_down();
        above.next_up();
        let near = Interval::new(below, above);
        let two = Series::exact(&q("2"), PRECISION);
        let factor = Taylor::constant(near, &Interval::exact(&Rational::new(), PRECISION)).apply(Function::Sqrt, 0);
        let decay = x.mul(&x).mul(&Series::exact(&q("-1"), PRECISION)).apply(Function::Exp, 0);
        let slope = decay.mul(&two).mul(&factor.apply(Function::Power(-1), 0));
        let derivative = |s: &Series<Wide>| {
            let times = |k: usize| s.0[k].mul(&Interval::exact(&Rational::from(k as u32), PRECISION));
            Taylor([times(1), times(2), times(3), Interval::exact(&Rational::new(), PRECISION)])
        };
        let (left, mut right) = (derivative(&erf), slope.mul(&derivative(&x)));
        right.0[3] = left.0[3].clone();
        agree(&left, &right)?;
    }

    /// Whatever the direction, a series along which a function is not analytic is undefined.
    #[test]
    fn kinks_jumps_and_borders_poison(c in coefficients()) {
        let at = |place: &str| {
            let mut c = c.clone();
            c[0] = q(place);
            (series::<Exact>(&c, ()), series::<Wide>(&c, PRECISION))
        };
        for f in functions() {
            for place in ["0", "1", "-1", "2"] {
                let (exact, wide) = at(place);
                let is_bad = match (f, place) {
                    (Function::Power(n), "0") => n < 0,
                    (Function::Log | Function::Sqrt | Function::Abs | Function::Relu | Function::Elu, "0") => true,
                    (Function::Log | Function::Sqrt | Function::Log1p | Function::Huber, "-1") => true,
                    (Function::Huber, "1") => true,
                    _ => false,
                };
                prop_assert_eq!(wide.apply(f, 0).is_defined(), !is_bad, "{:?} at {}", f, place);
                prop_assert!(!(is_bad && exact.apply(f, 0).is_defined()), "{:?} at {}", f, place);
            }
        }
    }
}
