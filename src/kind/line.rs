//! Sharp linear enclosures of a univariate function: `f(x) ∈ αx + β ± δ` for all `x ∈ X`.
//!
//! Let `g(x) = f(x) − αx` (theory.md, A7). Any slope α is sound; β and δ are the middle and the radius of an enclosure
//! of `g(X)`, found by the pieces of `X` on which `f′` is monotone, that is on which `g` is convex or
//! concave:
//!
//! * a convex `g` on `[s, e]` is at most `max(g(s), g(e))`, and at least its tangent at any `ξ`, hence
//!   at least `g(ξ) + min(g′(ξ)(s − ξ), g′(ξ)(e − ξ))`; where `g′` has one sign, `g` is monotone;
//! * a concave one the other way round;
//! * near a turning point of `f′` itself, a few ulps wide, `g` is enclosed naturally.
//!
//! The slope is the one that is best for a cubic: the chord's slope `s`, corrected by an eighth of what
//! the mean of the end slopes exceeds it.
//!
//! Where `f′` has no monotone pieces (a jump of f″), the mean value form serves: with `f′(X) ⊆ α ± ρ`,
//! `f(x) ∈ f(c) + α(x − c) ± ρ|x − c|`, which holds for Lipschitz `f` too. Without a derivative, `α = 0`.

use crate::function::{Function, Turns};
use crate::number::{Interval, Number, Scalar};

/// `αx + β ± δ`.
#[derive(Clone, Copy, Debug)]
pub struct Line<S> {
    /// α.
    pub slope: S,
    /// β.
    pub offset: S,
    /// δ ≥ 0; not finite where there is no enclosure.
    pub error: S,
}

/// A function's enclosed derivatives of orders 0 to 3 at a thin place.
pub(super) struct Sample<S> {
    pub(super) at: Interval<S>,
    values: [Interval<S>; 4],
}

impl<S: Scalar> Sample<S> {
    pub(super) fn new(f: Function, at: Interval<S>) -> Self {
        Sample { values: f.thin(&at), at }
    }
}

/// What is enclosed by a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    /// The derivative of this order, 0 to 2.
    Derivative(usize),
    /// The function times its derivative of this order, 1 or 2.
    Product(usize),
}

impl Curve {
    pub(super) fn value<S: Scalar>(self, at: &Sample<S>) -> Interval<S> {
        match self {
            Curve::Derivative(order) => at.values[order].clone(),
            Curve::Product(order) => at.values[0].mul(&at.values[order]),
        }
    }

    /// `(f·f⁽ᵏ⁾)′ = f′·f⁽ᵏ⁾ + f·f⁽ᵏ⁺¹⁾`.
    pub(super) fn slope<S: Scalar>(self, at: &Sample<S>) -> Interval<S> {
        let values = &at.values;
        match self {
            Curve::Derivative(order) => values[order + 1].clone(),
            Curve::Product(order) => values[1].mul(&values[order]).add(&values[0].mul(&values[order + 1])),
        }
    }

    /// Where the slope turns on `x`.
    fn turns<S: Scalar>(self, f: Function, x: &Interval<S>) -> Option<Turns<S>> {
        match self {
            Curve::Derivative(order) => f.turns(order + 1, x),
            Curve::Product(order) => f.product_turns(order, x),
        }
    }
}

/// The lines of a function's derivatives and products on one interval.
#[derive(Clone, Copy, Debug)]
pub struct Lines<S> {
    /// For `f`, `f′` and `f″`.
    pub derivatives: [Line<S>; 3],
    /// For `f·f′` and `f·f″`, where [`Function::has_product_turns`].
    pub products: Option<[Line<S>; 2]>,
}

impl<S: Scalar> Lines<S> {
    /// The lines on `x`, sharing the evaluations at the ends and in the middle.
    pub fn enclosing(f: Function, x: &Interval<S>) -> Self {
        let context = x.lower().context();
        if !(x.lower().is_finite() && x.upper().is_finite()) {
            let derivatives = std::array::from_fn(|order| Line::flat(f.range(order, x)));
            return Lines { derivatives, products: None };
        }
        let half = S::from_f64(0.5, context);
        let middle = x.lower().times(&half).plus(&x.upper().times(&half));
        let ends = [x.lower(), x.upper()].map(|end| Sample::new(f, Interval::point(end.clone())));
        let middle = Sample::new(f, Interval::point(middle));
        let derivatives = std::array::from_fn(|order| {
            if x.is_point() {
                return Line::flat(ends[0].values[order].clone());
            }
            Line::by_pieces(f, Curve::Derivative(order), x, &ends, &middle)
                .or_else(|| Line::by_mean_value(f, order, x, &middle))
                .unwrap_or_else(|| Line::flat(f.range(order, x)))
        });
        let product = |order| {
            let curve = Curve::Product(order);
            if x.is_point() {
                return Some(Line::flat(curve.value(&ends[0])));
            }
            Line::by_pieces(f, curve, x, &ends, &middle)
        };
        let products = f.has_product_turns().then(|| Some([product(1)?, product(2)?])).flatten();
        Lines { derivatives, products }
    }
}

impl<S: Scalar> Line<S> {
    /// The line for `x²`, whose `g` is `(x − c)²` up to a constant: `c² + 2c(x − c) + [0, r²]`.
    pub fn of_square(x: &Interval<S>) -> Self {
        let context = x.lower().context();
        let half = S::from_f64(0.5, context);
        let centre = x.lower().times(&half).plus(&x.upper().times(&half));
        let slope = centre.plus(&centre);
        let c = Interval::point(centre);
        let square = c.mul(&c);
        let end = |e: &S| Interval::point(e.clone()).sub(&c);
        let reach = end(x.upper()).hull(&end(x.lower()).neg()).hull(&Interval::point(S::zero(context)));
        let radius = Interval::point(reach.upper().clone());
        let excess = Interval::point(S::zero(context)).hull(&radius.mul(&radius));
        // c² + 2c(x − c) = 2c·x − c².
        Self::with_range(slope, &excess.sub(&square))
    }

    fn flat(range: Interval<S>) -> Self {
        let slope = S::zero(range.lower().context());
        Self::with_range(slope, &range)
    }

    /// `slope·x + [range]`.
    fn with_range(slope: S, range: &Interval<S>) -> Self {
        let (offset, error) = range.centred();
        Line { slope, offset, error }
    }

    /// The enclosure by monotone pieces of the next derivative; `None` where there are none, or values
    /// are undefined.
    fn by_pieces(
        f: Function,
        curve: Curve,
        x: &Interval<S>,
        ends: &[Sample<S>; 2],
        middle: &Sample<S>,
    ) -> Option<Self> {
        let turns = curve.turns(f, x)?;
        let slope = cubic_slope(curve, ends);
        let shift = Deviation { curve, slope: Interval::point(slope.clone()) };
        let mut range: Option<Interval<S>> = None;
        let mut extend = |part: Interval<S>| {
            range = Some(range.take().map_or(part.clone(), |r| r.hull(&part)));
        };
        let middle = turns[0].is_none().then_some(middle);
        // Between turning places the brackets' near ends stand for the piece's ends.
        let mut start = Sample { at: ends[0].at.clone(), values: ends[0].values.clone() };
        for turn in turns.into_iter().flatten() {
            let near = Sample::new(f, Interval::point(turn.lower().clone()));
            let far = Sample::new(f, Interval::point(turn.upper().clone()));
            if x.lower() < turn.lower() {
                extend(shift.on_piece(f, &start, &near, None));
            }
            extend(shift.value(&Sample::new(f, turn)));
            start = far;
        }
        if start.at.upper() < x.upper() {
            extend(shift.on_piece(f, &start, &ends[1], middle));
        }
        let range = range?;
        range.is_defined().then(|| Self::with_range(slope, &range))
    }

    fn by_mean_value(f: Function, order: usize, x: &Interval<S>, middle: &Sample<S>) -> Option<Self> {
        let derivative = f.range(order + 1, x);
        let centre = &middle.at;
        if !(derivative.is_defined() && derivative.lower().is_finite() && derivative.upper().is_finite()) {
            return None;
        }
        let half = S::from_f64(0.5, x.lower().context());
        let slope = derivative.lower().times(&half).plus(&derivative.upper().times(&half));
        let alpha = Interval::point(slope.clone());
        let deviation = derivative.sub(&alpha).mul(&x.sub(centre));
        let range = middle.values[order].sub(&alpha.mul(centre)).add(&deviation);
        range.is_defined().then(|| Self::with_range(slope, &range))
    }
}

/// The slope that is best for a cubic: with the chord's slope `s` and the mean `d` of the end slopes,
/// `s − (d − s)/8`. Floats suffice: any slope is sound.
fn cubic_slope<S: Scalar>(curve: Curve, ends: &[Sample<S>; 2]) -> S {
    let context = ends[0].at.lower().context();
    let rise = curve.value(&ends[1]).lower().minus(curve.value(&ends[0]).lower());
    let run = ends[1].at.lower().minus(ends[0].at.lower());
    let chord = rise.over(&run);
    let half = S::from_f64(0.5, context);
    let mean = curve.slope(&ends[0]).lower().plus(curve.slope(&ends[1]).lower()).times(&half);
    let slope = chord.minus(&mean.minus(&chord).times(&S::from_f64(0.125, context)));
    if slope.is_finite() { slope } else { chord }
}

/// `g(x) = curve(x) − αx`.
struct Deviation<S> {
    curve: Curve,
    slope: Interval<S>,
}

impl<S: Scalar> Deviation<S> {
    fn value(&self, at: &Sample<S>) -> Interval<S> {
        self.curve.value(at).sub(&self.slope.mul(&at.at))
    }

    fn derivative(&self, at: &Sample<S>) -> Interval<S> {
        self.curve.slope(at).sub(&self.slope)
    }

    /// The range of `g` between two places where the curve's slope is monotone between.
    fn on_piece(
        &self,
        f: Function,
        start: &Sample<S>,
        end: &Sample<S>,
        middle: Option<&Sample<S>>,
    ) -> Interval<S> {
        let zero = S::zero(self.slope.lower().context());
        let ends = self.value(start).hull(&self.value(end));
        let (first, last) = (self.derivative(start), self.derivative(end));
        let one_sign = (*first.lower() >= zero && *last.lower() >= zero)
            || (*first.upper() <= zero && *last.upper() <= zero);
        if one_sign {
            return ends;
        }
        let own;
        let touch = match middle {
            Some(middle) => middle,
            None => {
                own = Sample::new(f, Interval::point(secant_root(start, end, &first, &last)));
                &own
            }
        };
        let (value, derivative) = (self.value(touch), self.derivative(touch));
        let step = |to: &Sample<S>| derivative.mul(&to.at.sub(&touch.at));
        let tangent = value.add(&step(start).hull(&step(end)));
        // Convex: between the tangent and the ends; concave likewise; so where the enclosures of the end
        // slopes do not tell which, the hull of all is right in both cases.
        let rising = first.upper() <= last.lower();
        let falling = last.upper() <= first.lower();
        let all = ends.hull(&tangent);
        if rising {
            Interval::new(all.lower().clone(), ends.upper().clone())
        } else if falling {
            Interval::new(ends.lower().clone(), all.upper().clone())
        } else {
            all
        }
    }
}

/// Where the secant through the two derivative values vanishes; any place between is sound.
fn secant_root<S: Scalar>(start: &Sample<S>, end: &Sample<S>, first: &Interval<S>, last: &Interval<S>) -> S {
    let (s, e) = (start.at.lower(), end.at.upper());
    let (a, b) = (first.lower().magnitude(), last.lower().magnitude());
    let share = a.over(&a.plus(&b));
    let root = s.plus(&e.minus(s).times(&share));
    if root.is_finite() && *s <= root && root <= *e { root } else { s.clone() }
}
