//! The logistic function `s = 1/(1 + e^(−x))`, with `c = 1 − s`:
//! `f′ = sc`, `f″ = sc(c − s)`, `f‴ = sc(1 − 6sc)`, `f⁗ = sc(c − s)(1 − 12sc)`.
//!
//! With `u = e^(−|x|)`, which cannot overflow, `s` and `c` are `1/(1 + u)` and `u/(1 + u)`: both keep their
//! relative accuracy however far `x` is from 0.

use super::MAX_ORDER;
use super::univariate::{AtZero, Jet, Turn, TurnTable, Univariate};
use crate::number::{Constant, Elementary, Endpoint, Interval, Number};

#[derive(Clone, Copy)]
pub(super) struct Sigmoid;

/// `[s, s′, s″, s‴]` and `e^(−|x|)` on a thin interval.
#[inline]
pub(super) fn logistic<E: Endpoint>(x: &Interval<E>) -> ([Interval<E>; MAX_ORDER + 1], Interval<E>) {
    let decay = x.abs().neg().increasing(Elementary::Exp);
    let large = decay.plus(1.0).recip();
    let small = decay.mul(&large);
    let product = large.mul(&small);
    let (s, c) = if *x.lower() >= 0.0 {
        (large, small)
    } else if *x.upper() <= 0.0 {
        (small, large)
    } else {
        (large.hull(&small), large.hull(&small))
    };
    let second = product.mul(&c.sub(&s));
    let third = product.times(-6.0).plus(1.0).mul(&product);
    ([s, product, second, third], decay)
}

/// f″(log(2 + √3)) = −√3/18
const SECOND: Turn = Turn::decimal(
    "1.316957896924816708625046347307968444026981971467516479768472256920460185416443976074219013",
    "-0.096225044864937627418191463416992909274600291878354479336433721080662945383822224282285899",
);
/// f‴(log(5 + 2√6)) = 1/24
const THIRD: Turn = Turn::decimal(
    "2.292431669561177687800787311348015431621868240015710247605016444831347855723856573484055076",
    "0.041666666666666666666666666666666666666666666666666666666666666666666666666666666666666666",
);

/// `(f·f′)″ = s²c(4 − 15s + 12s²)` vanishes where `s = (15 ∓ √33)/24`.
const FIRST_LEFT: Constant = Constant::decimal(
    "0.465663179870001502313640869420553625108184407694103799916987483018730989814403499673705359",
);
const FIRST_RIGHT: Constant = Constant::decimal(
    "1.851957540989892121148105112336906761259184676414614308158347502005518233753792930885432013",
);
/// `(f·f″)″ = s²c(4 − 33s + 68s² − 40s³)` vanishes at the logits of that cubic's three roots.
const SECOND_LEFT: Constant = Constant::decimal(
    "1.499946889177236456086863511792820671461628324235161554896154586921751799537856728527955442",
);
const SECOND_MIDDLE: Constant = Constant::decimal(
    "0.374847828860875900566193294307775960735189029093763266227017411746253234217353690500638137",
);
const SECOND_RIGHT: Constant = Constant::decimal(
    "2.511393421436251174355134460401397846877439563861908796910497194162285809259892469239043959",
);

impl Univariate for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const AT_ZERO: AtZero = [Some((1, 2)), Some((1, 4)), Some((0, 1)), Some((-1, 8))];
    const TURNS: TurnTable = [
        &[],
        &[Turn::exact(0.0, 0.25)],
        &[SECOND.odd(), SECOND],
        &[THIRD.even(), Turn::exact(0.0, -0.125), THIRD],
    ];

    const FOURTHS: Option<[&'static [f64]; 5]> = Some([
        &[0.0, 1.0, -15.0, 50.0, -60.0, 24.0],
        &[0.0, 1.0, -31.0, 180.0, -390.0, 360.0, -120.0],
        &[0.0, 1.0, -63.0, 602.0, -2100.0, 3360.0, -2520.0, 720.0],
        &[0.0, 0.0, 16.0, -211.0, 855.0, -1500.0, 1200.0, -360.0],
        &[0.0, 0.0, 16.0, -373.0, 2417.0, -6780.0, 9400.0, -6360.0, 1680.0],
    ]);

    const PRODUCT_TURNS: Option<[&'static [Constant]; 2]> =
        Some([&[FIRST_LEFT.neg(), FIRST_RIGHT], &[SECOND_LEFT.neg(), SECOND_MIDDLE, SECOND_RIGHT]]);

    #[inline]
    fn thin<E: Endpoint>(self, x: &Interval<E>) -> Jet<E> {
        logistic(x).0
    }
}
