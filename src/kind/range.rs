//! Intervals with exact ends that may be infinite, and that may be open: not attained (theory.md, M10).
//!
//! On unbounded domains a sign often hangs on what is approached and never reached, as in `σ(x) − 1 < 0`. An end that
//! is called open is never attained by the true values; one that is called closed may be, or not.
//!
//! An end with too many bits is dropped: the range is unbounded there, which is true of any.

use super::{Exact, Kind};
use crate::function::Function;
use crate::number::Number;
use rug::Rational;
use std::fmt;

/// A finite end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    at: Rational,
    is_open: bool,
}

/// Ends with more bits are dropped: a short formula, squared again and again, would fill the memory.
const MAX_BITS: u32 = 1 << 16;

impl End {
    /// A new end, unless it is too long.
    fn new(at: Rational, is_open: bool) -> Option<End> {
        let bits = at.numer().significant_bits().max(at.denom().significant_bits());
        (bits <= MAX_BITS).then_some(End { at, is_open })
    }
}

/// What a value ranges over; `None` is unbounded on that side, and the poison has no range at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(Option<[Option<End>; 2]>);

impl Range {
    /// All numbers between two limits; `None` is unbounded on that side.
    pub fn between(lower: &Option<Rational>, upper: &Option<Rational>) -> Self {
        let end = |q: &Option<Rational>| q.as_ref().map(|q| End { at: q.clone(), is_open: false });
        Range(Some([end(lower), end(upper)]))
    }

    /// Whether all values are below 0.
    pub fn is_negative(&self) -> bool {
        self.negated().is_positive()
    }

    /// Whether all values are above 0.
    fn is_positive(&self) -> bool {
        self.lower().is_some_and(|end| end.at > 0 || end.at == 0 && end.is_open)
    }

    /// Whether no value is below 0.
    fn is_at_least_zero(&self) -> bool {
        self.lower().is_some_and(|end| end.at >= 0)
    }

    /// The finite ends.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Rational> {
        self.0.iter().flatten().flatten().map(|end| &end.at)
    }

    fn lower(&self) -> Option<&End> {
        self.0.as_ref()?[0].as_ref()
    }

    /// The value, if there is only one.
    fn value(&self) -> Option<&Rational> {
        match self.0.as_ref()? {
            [Some(lower), Some(upper)] if lower.at == upper.at => Some(&lower.at),
            _ => None,
        }
    }

    fn whole() -> Self {
        Range(Some([None, None]))
    }

    fn open(lower: Option<i32>, upper: Option<i32>) -> Self {
        Range(Some([lower, upper].map(|end| end.map(|q| End { at: q.into(), is_open: true }))))
    }

    /// `(0, q]`.
    fn up_to(q: Rational) -> Self {
        Range(Some([Some(End { at: Rational::new(), is_open: true }), Some(End { at: q, is_open: false })]))
    }

    /// `[0, ∞)`.
    fn at_least_zero() -> Self {
        Range(Some([Some(End { at: Rational::new(), is_open: false }), None]))
    }

    fn negated(&self) -> Self {
        self.scaled(&Rational::from(-1))
    }

    fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_zero() && self.is_defined() {
            return Self::exact(factor, ());
        }
        let scaled = |end: &Option<End>| {
            end.as_ref().and_then(|end| End::new(Rational::from(&end.at * factor), end.is_open))
        };
        Range(self.0.as_ref().map(|ends| {
            let [lower, upper] = [scaled(&ends[0]), scaled(&ends[1])];
            if *factor < 0 { [upper, lower] } else { [lower, upper] }
        }))
    }

    /// The product of two ranges without values below 0.
    fn product(&self, other: &Self) -> Self {
        let (Some([a, b]), Some([c, d])) = (&self.0, &other.0) else { return Range(None) };
        // A factor that may be 0 makes the product 0, whatever the other one is.
        let may_be_zero = |end: &End| end.at == 0 && !end.is_open;
        let lower = a.as_ref().zip(c.as_ref()).and_then(|(a, c)| {
            let is_open = (a.is_open || c.is_open) && !may_be_zero(a) && !may_be_zero(c);
            End::new(Rational::from(&a.at * &c.at), is_open)
        });
        let upper = b.as_ref().zip(d.as_ref()).and_then(|(b, d)| {
            let is_open = (b.is_open || d.is_open) && b.at > 0 && d.at > 0;
            End::new(Rational::from(&b.at * &d.at), is_open)
        });
        Range(Some([lower, upper]))
    }

    /// A positive power.
    fn power(&self, n: i32) -> Self {
        let is_never_zero = self.is_positive() || self.is_negative();
        match n % 2 {
            0 if is_never_zero => Self::open(Some(0), None),
            0 => Self::at_least_zero(),
            _ if self.is_positive() => Self::open(Some(0), None),
            _ if self.is_negative() => Self::open(None, Some(0)),
            _ if self.is_at_least_zero() => Self::at_least_zero(),
            _ => Self::whole(),
        }
    }

    /// What a function takes on the whole line, and its derivatives; `None` where nothing is known.
    fn image(f: Function, order: usize) -> Option<Self> {
        use Function::{Abs, Atan, Cos, Erf, Exp, Expm1, Relu, Sigmoid, Sin, Softplus, Tanh};
        Some(match (f, order) {
            (Exp, _) | (Expm1, 1..) | (Softplus, 0) | (Erf, 1) => Self::open(Some(0), None),
            (Expm1, 0) => Self::open(Some(-1), None),
            (Sigmoid, 0) | (Softplus, 1) => Self::open(Some(0), Some(1)),
            (Sigmoid, 1) | (Softplus, 2) => Self::up_to(Rational::from((1, 4))),
            (Tanh, 0) | (Erf, 0) => Self::open(Some(-1), Some(1)),
            (Tanh, 1) | (Atan, 1) => Self::up_to(Rational::from(1)),
            (Abs | Relu, 0) => Self::at_least_zero(),
            (Sin | Cos, _) => {
                let end = |q: i32| Some(End { at: q.into(), is_open: false });
                Range(Some([end(-1), end(1)]))
            }
            (Atan, 0) => Self::open(Some(-2), Some(2)),
            _ => return None,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some([lower, upper]) = &self.0 else { return f.write_str("no known range") };
        match lower {
            None => f.write_str("(−∞, ")?,
            Some(End { at, is_open }) => write!(f, "{}{at}, ", if *is_open { '(' } else { '[' })?,
        }
        match upper {
            None => f.write_str("∞)"),
            Some(End { at, is_open }) => write!(f, "{at}{}", if *is_open { ')' } else { ']' }),
        }
    }
}

impl Number for Range {
    type Context = ();

    fn exact(q: &Rational, (): ()) -> Self {
        let end = Some(End { at: q.clone(), is_open: false });
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
            let (a, b) = own[side].as_ref().zip(others[side].as_ref())?;
            End::new(Rational::from(&a.at + &b.at), a.is_open || b.is_open)
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
                    _ => Self::whole(),
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
