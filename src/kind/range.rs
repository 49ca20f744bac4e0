//! Intervals with exact ends that may be infinite, and that may be open: not attained (theory.md, M10).
//!
//! On unbounded domains a sign often hangs on what is approached and never reached, as in `σ(x) − 1 < 0`. An end that
//! is called open is never attained by the true values; one that is called closed may be, or not.
//!
//! An end with too many bits is undefined: the range is unbounded there, which is true of any.

use super::{Exact, Kind};
use crate::function::Function;
use crate::number::Number;
use rug::Rational;

/// An end of a range: undefined where the range is unbounded on that side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    at: Exact,
    is_open: bool,
}

impl End {
    fn new(at: Exact, is_open: bool) -> End {
        End { at, is_open }
    }

    /// Where it is, and whether it is open; `None` at infinity.
    pub fn finite(&self) -> Option<(&Rational, bool)> {
        self.at.value().map(|at| (at, self.is_open))
    }
}

/// What a value ranges over; the poison has no range at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(Option<[End; 2]>);

impl Range {
    /// All numbers between two limits; `None` is unbounded on that side.
    pub fn between(lower: &Option<Rational>, upper: &Option<Rational>) -> Self {
        let at = |q: &Option<Rational>| q.clone().map_or(Exact::undefined(()), Exact::from);
        Range(Some([End::new(at(lower), false), End::new(at(upper), false)]))
    }

    /// The ends, unless it is undefined.
    pub fn ends(&self) -> Option<&[End; 2]> {
        self.0.as_ref()
    }

    /// Whether all values are below 0.
    pub fn is_negative(&self) -> bool {
        self.negated().is_positive()
    }

    /// Whether all values are above 0.
    fn is_positive(&self) -> bool {
        self.lower().is_some_and(|(at, is_open)| *at > 0 || at.is_zero() && is_open)
    }

    /// Whether no value is below 0.
    fn is_at_least_zero(&self) -> bool {
        self.lower().is_some_and(|(at, _)| *at >= 0)
    }

    fn lower(&self) -> Option<(&Rational, bool)> {
        self.0.as_ref()?[0].finite()
    }

    /// The value, if there is only one.
    fn value(&self) -> Option<&Rational> {
        let [lower, upper] = self.0.as_ref()?;
        lower.at.value().filter(|at| upper.at.value() == Some(*at))
    }

    /// Between these, which are open or closed both.
    fn of(is_open: bool, lower: Option<i32>, upper: Option<i32>) -> Self {
        let at = |q: Option<i32>| q.map_or(Exact::undefined(()), |q| Exact::from(Rational::from(q)));
        Range(Some([End::new(at(lower), is_open), End::new(at(upper), is_open)]))
    }

    /// `(0, q]`.
    fn up_to(q: Rational) -> Self {
        Range(Some([End::new(Exact::from(Rational::new()), true), End::new(Exact::from(q), false)]))
    }

    fn negated(&self) -> Self {
        self.scaled(&Rational::from(-1))
    }

    fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_zero() && self.is_defined() {
            return Self::exact(factor, ());
        }
        let by = Exact::from(factor.clone());
        Range(self.0.as_ref().map(|ends| {
            let [lower, upper] = ends.each_ref().map(|end| End::new(end.at.mul(&by), end.is_open));
            if *factor < 0 { [upper, lower] } else { [lower, upper] }
        }))
    }

    /// The product of two ranges without values below 0.
    fn product(&self, other: &Self) -> Self {
        let (Some([a, b]), Some([c, d])) = (&self.0, &other.0) else { return Range(None) };
        // A factor that may be 0 makes the product 0, whatever the other one is.
        let is_zero = |end: &End| end.at.value().is_some_and(Rational::is_zero);
        let may_be_zero = |end: &End| is_zero(end) && !end.is_open;
        let lower = (a.is_open || c.is_open) && !may_be_zero(a) && !may_be_zero(c);
        let upper = (b.is_open || d.is_open) && !is_zero(b) && !is_zero(d);
        Range(Some([End::new(a.at.mul(&c.at), lower), End::new(b.at.mul(&d.at), upper)]))
    }

    /// A positive power.
    fn power(&self, n: i32) -> Self {
        let is_never_zero = self.is_positive() || self.is_negative();
        match n % 2 {
            0 if is_never_zero => Self::of(true, Some(0), None),
            0 => Self::of(false, Some(0), None),
            _ if self.is_positive() => Self::of(true, Some(0), None),
            _ if self.is_negative() => Self::of(true, None, Some(0)),
            _ if self.is_at_least_zero() => Self::of(false, Some(0), None),
            _ => Self::of(false, None, None),
        }
    }

    /// What a function takes on the whole line, and its derivatives; `None` where nothing is known.
    fn image(f: Function, order: usize) -> Option<Self> {
        use Function::{Abs, Atan, Cos, Erf, Exp, Expm1, Relu, Sigmoid, Sin, Softplus, Tanh};
        Some(match (f, order) {
            (Exp, _) | (Expm1, 1..) | (Softplus, 0) | (Erf, 1) => Self::of(true, Some(0), None),
            (Expm1, 0) => Self::of(true, Some(-1), None),
            (Sigmoid, 0) | (Softplus, 1) => Self::of(true, Some(0), Some(1)),
            (Sigmoid, 1) | (Softplus, 2) => Self::up_to(Rational::from((1, 4))),
            (Tanh, 0) | (Erf, 0) => Self::of(true, Some(-1), Some(1)),
            (Tanh, 1) | (Atan, 1) => Self::up_to(Rational::from(1)),
            (Abs | Relu, 0) => Self::of(false, Some(0), None),
            (Sin | Cos, _) => Self::of(false, Some(-1), Some(1)),
            (Atan, 0) => Self::of(true, Some(-2), Some(2)),
            _ => return None,
        })
    }
}

impl Number for Range {
    type Context = ();

    fn exact(q: &Rational, (): ()) -> Self {
        let end = End::new(Exact::from(q.clone()), false);
        Range(Some([end.clone(), end]))
    }

    fn undefined((): ()) -> Self {
        Range(None)
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.0.is_some()
    }

    fn add(&self, other: &Self) -> Self {
        let (Some(own), Some(others)) = (&self.0, &other.0) else { return Range(None) };
        let end = |side: usize| {
            let (a, b) = (&own[side], &others[side]);
            End::new(a.at.add(&b.at), a.is_open || b.is_open)
        };
        Range(Some([end(0), end(1)]))
    }

    fn mul(&self, other: &Self) -> Self {
        if !self.is_defined() || !other.is_defined() {
            return Range(None);
        }
        match (self.value(), other.value()) {
            (Some(q), _) => other.scaled(q),
            (_, Some(q)) => self.scaled(q),
            _ => {
                let [own, others] = [self, other].map(|x| {
                    let negated = x.negated();
                    if x.is_at_least_zero() {
                        Some((x.clone(), false))
                    } else {
                        negated.is_at_least_zero().then_some((negated, true))
                    }
                });
                match (own, others) {
                    (Some((a, a_is_negative)), Some((b, b_is_negative))) => {
                        let product = a.product(&b);
                        if a_is_negative != b_is_negative { product.negated() } else { product }
                    }
                    _ => Self::of(false, None, None),
                }
            }
        }
    }
}

impl Kind for Range {
    fn apply(&self, f: Function, order: usize) -> Self {
        if !self.is_defined() {
            return Range(None);
        }
        if let Some(value) = self.value().and_then(|q| Exact::from(q.clone()).apply(f, order).into_value()) {
            return Self::exact(&value, ());
        }
        match (f, order) {
            (Function::Power(n @ 1..), 0) => self.power(n),
            (Function::Power(n @ 2..), 1) => self.power(n - 1).scaled(&Rational::from(n)),
            (Function::Power(_), _) => Range(None),
            _ => Self::image(f, order).unwrap_or(Range(None)),
        }
    }
}
