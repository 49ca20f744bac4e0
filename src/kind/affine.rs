//! Affine forms with squares: `c + Σ_k b_k ε_k + Σ_k p_k τ_k + [−r, r]`, `ε_k ∈ [−1, 1]`, `τ_k = 2ε_k² − 1` (theory.md, A9).
//! They remember how a value depends on the cell's coordinates, so that sums cancel what intervals would add up.
//!
//! A function of a form with one symbol is replaced by a parabola ([`Affine::bent`]) where [`Parabolas`](super::Parabolas) has
//! one, others by the line of [`Lines::enclosing`]. All but `r` is rounded to nearest, and all rounding errors go into `r`.

use super::{Kind, Line, Lines, Parabola};
use crate::function::Function;
use crate::number::{Interval, Number, Round, Scalar};
use rug::Rational;

/// A form with `D` symbols; undefined where the centre or the radius is not finite.
#[derive(Clone, Copy, Debug)]
pub struct Affine<S, const D: usize> {
    /// The constant term.
    pub centre: S,
    /// The symbols' coefficients.
    pub coefficients: [S; D],
    /// The squares' coefficients.
    pub squares: [S; D],
    /// All else, and all rounding errors; ≥ 0.
    pub radius: S,
}

impl<S: Scalar, const D: usize> Affine<S, D> {
    /// An enclosure of an interval, without symbols; undefined unless it is bounded.
    pub fn enclosing(x: &Interval<S>) -> Self {
        let (centre, radius) = x.centred();
        let zeros = || std::array::from_fn(|_| S::zero(centre.context()));
        Affine { coefficients: zeros(), squares: zeros(), centre: centre.clone(), radius }
    }

    /// `Σ_k |b_k|` and `Σ_k |p_k|`, to nearest.
    fn spreads(&self) -> [S; 2] {
        let zero = || S::zero(self.centre.context());
        let sum = |numbers: &[S; D]| numbers.iter().fold(zero(), |sum, x| sum.plus(&x.magnitude()));
        [sum(&self.coefficients), sum(&self.squares)]
    }

    /// `|c| + Σ_k |b_k| + Σ_k |p_k| + r`, to nearest.
    pub fn magnitude(&self) -> S {
        let [linear, square] = self.spreads();
        self.centre.magnitude().plus(&linear).plus(&square).plus(&self.radius)
    }

    /// The interval hull.
    pub fn hull(&self) -> Interval<S> {
        let reach = self.reach();
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

    /// The only symbol, where there is one and next to nothing else.
    pub fn only_symbol(&self) -> Option<usize> {
        let zero = S::zero(self.centre.context());
        let k = self.coefficients.iter().position(|b| *b != zero)?;
        let is_alone = self.coefficients[k + 1..].iter().all(|b| *b == zero)
            && self.squares.iter().all(|p| *p == zero)
            && self.radius.times(&S::from_f64(1024.0, self.centre.context()))
                <= self.coefficients[k].magnitude();
        is_alone.then_some(k)
    }

    /// Half the width of an interval about the centre that holds all.
    pub fn reach(&self) -> S {
        let [linear, square] = self.spreads();
        linear.plus(&square).plus(&self.radius).inflate()
    }

    /// By a parabola on `centre ± reach`, where `k` is the only symbol (theory.md, A8).
    pub fn bent(&self, k: usize, reach: &S, parabola: &Parabola<S>) -> Self {
        let context = self.centre.context();
        let zero = S::zero(context);
        let own = &self.coefficients[k];
        let size = own.magnitude();
        let slack = reach.minus(&size).plus(&self.radius).over(reach).inflate();
        let twist = slack
            .times(&S::from_f64(4.0, context))
            .plus(&slack.times(&slack).times(&S::from_f64(2.0, context)));
        let slope = &parabola.slope;
        let mut result = Affine {
            centre: parabola.centre.clone(),
            coefficients: std::array::from_fn(|_| zero.clone()),
            squares: std::array::from_fn(|_| zero.clone()),
            radius: parabola
                .error
                .plus(&slack.times(&slope.magnitude()))
                .plus(&twist.times(&parabola.bend.magnitude()))
                .inflate(),
        };
        result.coefficients[k] = if *own < zero { slope.neg() } else { slope.clone() };
        result.squares[k] = parabola.bend.clone();
        result
    }

    /// `α·self + β ± δ`.
    fn along(&self, line: &Line<S>) -> Self {
        let slope = &line.slope;
        let scaled = self.centre.times(slope);
        let centre = scaled.plus(&line.offset);
        let coefficients: [S; D] = std::array::from_fn(|k| self.coefficients[k].times(slope));
        let squares: [S; D] = std::array::from_fn(|k| self.squares[k].times(slope));
        let [linear, square] = self.spreads();
        let size = linear.plus(&square).times(&slope.magnitude());
        let size = size.plus(&scaled.magnitude()).plus(&centre.magnitude());
        let radius = self.radius.times(&slope.magnitude()).plus(&line.error).plus(&size.roundings(2));
        Affine { centre, coefficients, squares, radius: radius.inflate() }
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
        let mut sums = |x: &[S; D], y: &[S; D]| -> [S; D] {
            std::array::from_fn(|k| {
                let sum = x[k].plus(&y[k]);
                size = size.plus(&sum.magnitude());
                sum
            })
        };
        let coefficients = sums(&self.coefficients, &other.coefficients);
        let squares = sums(&self.squares, &other.squares);
        let radius = self.radius.plus(&other.radius).plus(&size.roundings(2)).inflate();
        Affine { centre, coefficients, squares, radius }
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
        let mixed = |x: &[S; D], y: &[S; D], k: usize| a.centre.times(&y[k]).plus(&b.centre.times(&x[k]));
        let coefficients = std::array::from_fn(|k| mixed(&a.coefficients, &b.coefficients, k));
        let squares = std::array::from_fn(|k| {
            let product = a.coefficients[k].times(&b.coefficients[k]);
            mixed(&a.squares, &b.squares, k).plus(&product.times(&half))
        });
        let ([spread_a, bow_a], [spread_b, bow_b]) = (a.spreads(), b.spreads());
        let reach_a = a.centre.magnitude().plus(&spread_a).plus(&bow_a);
        let reach_b = b.centre.magnitude().plus(&spread_b).plus(&bow_b);
        // Σ_{j≠k} |a_j b_k| and all products with squares, all computed values being within 2¹² roundings.
        let products = spread_a.times(&spread_b).inflate();
        let nonlinear = products
            .minus(&square_size)
            .plus(&bow_a.times(&spread_b))
            .plus(&spread_a.times(&bow_b))
            .plus(&bow_a.times(&bow_b));
        let rounding = reach_a.times(&reach_b).roundings(2 * D + 10);
        let radius =
            a.radius.times(&reach_b).plus(&b.radius.times(&reach_a)).plus(&a.radius.times(&b.radius));
        let radius = radius.plus(&nonlinear).plus(&rounding);
        Affine { centre, coefficients, squares, radius: radius.inflate() }
    }
}

impl<S: Scalar, const D: usize> Kind for Affine<S, D> {
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
            let square = match self.only_symbol() {
                Some(_) => self.mul(self),
                None => self.along(&Line::of_square(&self.hull())),
            };
            let two = Self::enclosing(&Interval::point(S::from_f64(2.0, context)));
            return [square, self.add(self), two];
        }
        self.along_derivatives(&Lines::enclosing(f, &self.hull()))
    }

    fn products(&self, f: Function) -> [Self; 2] {
        let lines = Lines::enclosing(f, &self.hull());
        self.along_products(&lines, || self.jet(f))
    }
}
