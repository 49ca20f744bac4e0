//! First-order affine forms: `c + Σ_k b_k ε_k + [−r, r]` with shared symbols `ε_k ∈ [−1, 1]`.
//!
//! An affine form remembers *how* a value depends on the cell's coordinates, so that sums cancel what
//! intervals would add up. Products keep the linear part and charge the rest to `r`:
//! `Σ_k a_k b_k ε_k² ∈ ½Σ a_k b_k ± ½Σ|a_k b_k|`, and the mixed terms by their absolute values. A
//! univariate function is replaced by the line of [`Lines::enclosing`].
//!
//! Rounding. Centre and coefficients are rounded to nearest, and a bound of every rounding error goes
//! into `r`: with unit roundoff `u`, a sum or product that is stored as `x` is off by at most
//! `u|x| + tiny`. `r` itself is a sum of non-negative terms whose own rounding is covered by
//! [`Scalar::inflate`].
//!
//! Source: de Figueiredo and Stolfi, *Affine arithmetic: concepts and applications* (2004).

use super::{Endpoint, Interval, Line, Lines, Number, Round};
use crate::expression::Function;
use rug::{Float, Rational};

/// A floating-point type with known unit roundoff, computed to nearest.
pub trait Scalar: Endpoint {
    /// Zero.
    fn zero(context: Self::Context) -> Self;
    /// `self + other`, to nearest.
    fn plus(&self, other: &Self) -> Self;
    /// `self − other`, to nearest.
    fn minus(&self, other: &Self) -> Self;
    /// `self · other`, to nearest.
    fn times(&self, other: &Self) -> Self;
    /// `self / other`, to nearest.
    fn over(&self, other: &Self) -> Self;
    /// `√self`, to nearest; NaN below zero.
    fn square_root(&self) -> Self;
    /// `|self|`.
    fn magnitude(&self) -> Self;
    /// `k·u·self`: the error of `k` roundings of values whose magnitudes add up to `self`, `k < 2¹²`.
    fn roundings(&self, k: usize) -> Self;
    /// An upper bound of the exact sum of products of non-negative numbers that was evaluated to
    /// nearest in fewer than 2¹² operations with result `self`, underflow included.
    fn inflate(&self) -> Self;
    /// The bit pattern, for types that have one.
    fn bits(&self) -> Option<u64>;
    /// Whether exponents are so wide that no product under- or overflows in practice.
    const HAS_WIDE_EXPONENTS: bool;
}

/// `2^−53`.
const UNIT: f64 = f64::EPSILON / 2.0;
/// `1 + 2^−40`, above `(1 + u)^(2¹²)`.
const INFLATION: f64 = 1.0 + 1.0 / 1_099_511_627_776.0;

impl Scalar for f64 {
    const HAS_WIDE_EXPONENTS: bool = false;
    #[inline]
    fn zero((): ()) -> f64 {
        0.0
    }
    #[inline]
    fn plus(&self, other: &f64) -> f64 {
        self + other
    }
    #[inline]
    fn minus(&self, other: &f64) -> f64 {
        self - other
    }
    #[inline]
    fn times(&self, other: &f64) -> f64 {
        self * other
    }
    #[inline]
    fn over(&self, other: &f64) -> f64 {
        self / other
    }
    #[inline]
    fn square_root(&self) -> f64 {
        self.sqrt()
    }
    #[inline]
    fn magnitude(&self) -> f64 {
        self.abs()
    }
    #[inline]
    fn roundings(&self, k: usize) -> f64 {
        self * (UNIT * k as f64)
    }
    #[inline]
    fn inflate(&self) -> f64 {
        // Fewer than 2^12 underflows of at most 2^−1075 each.
        self * INFLATION + f64::MIN_POSITIVE
    }
    #[inline]
    fn bits(&self) -> Option<u64> {
        Some(self.to_bits())
    }
}

impl Scalar for Float {
    const HAS_WIDE_EXPONENTS: bool = true;
    fn zero(precision: u32) -> Float {
        Float::new(precision)
    }
    fn plus(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self + other)
    }
    fn minus(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self - other)
    }
    fn times(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self * other)
    }
    fn over(&self, other: &Float) -> Float {
        Float::with_val(self.prec(), self / other)
    }
    fn square_root(&self) -> Float {
        self.clone().sqrt()
    }
    fn magnitude(&self) -> Float {
        self.clone().abs()
    }
    fn roundings(&self, k: usize) -> Float {
        // MPFR numbers of p bits have unit roundoff 2^−p.
        Float::with_val(self.prec(), self * k as u32) >> self.prec()
    }
    fn inflate(&self) -> Float {
        // (1 + 2^−p)^(2¹²) < 1 + 2^(13−p), and MPFR's smallest number is far below any other.
        let tiny = Float::with_val(self.prec(), 1) >> 1_000_000_u32;
        let slack = Float::with_val(self.prec(), self >> (self.prec() - 14));
        Float::with_val(self.prec(), self + slack) + tiny
    }
    fn bits(&self) -> Option<u64> {
        None
    }
}

/// `centre + Σ_k coefficients_k ε_k + [−radius, radius]` with `D` symbols; undefined where the centre or
/// the radius is not finite.
#[derive(Clone, Copy, Debug)]
pub struct Affine<S, const D: usize> {
    /// The constant term.
    pub centre: S,
    /// The symbols' coefficients.
    pub coefficients: [S; D],
    /// What is not linear, and all rounding errors; ≥ 0.
    pub radius: S,
}

impl<S: Scalar, const D: usize> Affine<S, D> {
    /// An enclosure of an interval, without symbols; undefined unless it is bounded.
    pub fn enclosing(x: &Interval<S>) -> Self {
        let context = x.lower().context();
        let half = S::from_f64(0.5, context);
        let centre = x.lower().times(&half).plus(&x.upper().times(&half));
        let radius = x.upper().add(&centre.neg(), Round::Up);
        let below = centre.add(&x.lower().neg(), Round::Up);
        let radius = if below > radius { below } else { radius };
        Affine { centre, coefficients: std::array::from_fn(|_| S::zero(context)), radius }
    }

    /// `Σ_k |b_k|`, to nearest.
    fn spread(&self) -> S {
        let zero = S::zero(self.centre.context());
        self.coefficients.iter().fold(zero, |sum, b| sum.plus(&b.magnitude()))
    }

    /// `|c| + Σ_k |b_k| + r`, to nearest.
    pub fn magnitude(&self) -> S {
        self.centre.magnitude().plus(&self.spread()).plus(&self.radius)
    }

    /// The interval hull.
    pub fn hull(&self) -> Interval<S> {
        let reach = self.spread().plus(&self.radius).inflate();
        Interval::new(self.centre.add(&reach.neg(), Round::Down), self.centre.add(&reach, Round::Up))
    }

    /// `[f, f′, f″]` by their lines.
    pub fn along_derivatives(&self, lines: &Lines<S>) -> [Self; 3] {
        lines.derivatives.each_ref().map(|line| self.along(line))
    }

    /// `[f·f′, f·f″]` by their lines, or from the derivatives.
    pub fn along_products(&self, lines: &Lines<S>, jet: impl FnOnce() -> [Self; 3]) -> [Self; 2] {
        match &lines.products {
            Some(products) => products.each_ref().map(|line| self.along(line)),
            None => {
                let [value, slope, curvature] = jet();
                [value.mul(&slope), value.mul(&curvature)]
            }
        }
    }

    /// `α·self + β ± δ`.
    fn along(&self, line: &Line<S>) -> Self {
        let slope = &line.slope;
        let scaled = self.centre.times(slope);
        let centre = scaled.plus(&line.offset);
        let coefficients: [S; D] = std::array::from_fn(|k| self.coefficients[k].times(slope));
        let size =
            self.spread().times(&slope.magnitude()).plus(&scaled.magnitude()).plus(&centre.magnitude());
        let radius = self.radius.times(&slope.magnitude()).plus(&line.error).plus(&size.roundings(2));
        Affine { centre, coefficients, radius: radius.inflate() }
    }
}

impl<S: Scalar, const D: usize> Number for Affine<S, D> {
    type Context = S::Context;

    fn exact(q: &Rational, context: S::Context) -> Self {
        Self::enclosing(&Interval::exact(q, context))
    }

    fn undefined(context: S::Context) -> Self {
        Self::enclosing(&Interval::undefined(context))
    }

    fn context(&self) -> S::Context {
        self.centre.context()
    }

    fn is_defined(&self) -> bool {
        self.centre.is_finite() && self.radius.is_finite()
    }

    #[inline]
    fn add(&self, other: &Self) -> Self {
        let centre = self.centre.plus(&other.centre);
        let mut size = centre.magnitude();
        let coefficients: [S; D] = std::array::from_fn(|k| {
            let b = self.coefficients[k].plus(&other.coefficients[k]);
            size = size.plus(&b.magnitude());
            b
        });
        let radius = self.radius.plus(&other.radius).plus(&size.roundings(2)).inflate();
        Affine { centre, coefficients, radius }
    }

    #[inline]
    fn mul(&self, other: &Self) -> Self {
        let (a, b) = (self, other);
        let context = a.centre.context();
        let half = S::from_f64(0.5, context);
        let (mut square, mut square_size) = (S::zero(context), S::zero(context));
        for k in 0..D {
            let product = a.coefficients[k].times(&b.coefficients[k]);
            square = square.plus(&product);
            square_size = square_size.plus(&product.magnitude());
        }
        let centre = a.centre.times(&b.centre).plus(&square.times(&half));
        let coefficients = std::array::from_fn(|k| {
            a.centre.times(&b.coefficients[k]).plus(&b.centre.times(&a.coefficients[k]))
        });
        let (spread_a, spread_b) = (a.spread(), b.spread());
        let reach_a = a.centre.magnitude().plus(&spread_a);
        let reach_b = b.centre.magnitude().plus(&spread_b);
        // Σ_{j≠k} |a_j b_k| + ½ Σ |a_k b_k|, all computed values being within 2¹² roundings.
        let products = spread_a.times(&spread_b).inflate();
        let nonlinear = products.minus(&square_size.times(&half));
        let rounding = reach_a.times(&reach_b).roundings(2 * D + 8);
        let radius = a
            .radius
            .times(&reach_b)
            .plus(&b.radius.times(&reach_a))
            .plus(&a.radius.times(&b.radius))
            .plus(&nonlinear)
            .plus(&rounding);
        Affine { centre, coefficients, radius: radius.inflate() }
    }

    fn apply(&self, f: Function, order: usize) -> Self {
        let x = self.hull();
        match Lines::enclosing(f, &x).derivatives.get(order) {
            Some(line) => self.along(line),
            None => Self::enclosing(&f.range(order, &x)),
        }
    }

    #[inline]
    fn jet(&self, f: Function) -> [Self; 3] {
        let context = self.centre.context();
        if f == Function::Power(2) {
            let line = Line::of_square(&self.hull());
            let two = Self::enclosing(&Interval::point(S::from_f64(2.0, context)));
            return [self.along(&line), self.add(self), two];
        }
        self.along_derivatives(&Lines::enclosing(f, &self.hull()))
    }

    fn products(&self, f: Function) -> [Self; 2] {
        let lines = Lines::enclosing(f, &self.hull());
        self.along_products(&lines, || self.jet(f))
    }
}
