//! Sharp quadratic enclosures of a univariate function on `c ± r`: with `η = (x − c)/r ∈ [−1, 1]`,
//! `f(x) ∈ β + αη + κT₂(η) ± δ`, `T₂(η) = 2η² − 1`, by the cubic through three values and a slope; on wide intervals, where
//! `max|f⁗|r⁴` is large, the line of [`Lines::enclosing`] (theory.md, A8).

use super::line::{Curve, Sample};
use super::{Line, Lines};
use crate::function::Function;
use crate::number::{Interval, Number, Scalar};

/// The degree of the polynomials in [`Function::fourths`], at most.
const DEGREE: usize = 8;

/// `β + αη + κT₂(η) ± δ`.
#[derive(Clone, Copy, Debug)]
pub struct Parabola<S> {
    /// β.
    pub centre: S,
    /// α.
    pub slope: S,
    /// κ.
    pub bend: S,
    /// δ ≥ 0.
    pub error: S,
}

/// The parabolas of a function's derivatives and products on one interval.
#[derive(Clone, Copy, Debug)]
pub struct Parabolas<S> {
    /// For `f`, `f′` and `f″`.
    pub derivatives: [Parabola<S>; 3],
    /// For `f·f′` and `f·f″`.
    pub products: [Parabola<S>; 2],
}

impl<S: Scalar> Parabolas<S> {
    /// The parabolas on `centre ± radius`, where the function's fourth derivatives are bounded.
    pub fn enclosing(f: Function, centre: &S, radius: &S) -> Option<Self> {
        let fourths = f.fourths()?;
        let [c, r] = [centre, radius].map(|x| Interval::point(x.clone()));
        let sample = |at: Interval<S>| Sample::new(f, at);
        let samples = [sample(c.sub(&r)), sample(c.clone()), sample(c.add(&r))];
        let value = |sample: &Sample<S>| Curve::Derivative(0).value(sample);
        let range = value(&samples[0]).hull(&value(&samples[2])).centred();
        let of = |curve, fourth| Parabola::through(curve, &samples, radius, &largest(fourth, &range));
        let mut derivatives: [Parabola<S>; 3] = std::array::from_fn(|k| of(Curve::Derivative(k), fourths[k]));
        let mut products: [Parabola<S>; 2] =
            std::array::from_fn(|k| of(Curve::Product(k + 1), fourths[3 + k]));
        if derivatives.iter().chain(&products).all(Parabola::is_sharp) {
            return Some(Parabolas { derivatives, products });
        }
        let lines = Lines::enclosing(f, &samples[0].at.hull(&samples[2].at));
        let straight = derivatives.iter_mut().zip(&lines.derivatives);
        let straight = straight.chain(products.iter_mut().zip(lines.products.iter().flatten()));
        straight.for_each(|(parabola, line)| parabola.straighten(line, centre, radius));
        Some(Parabolas { derivatives, products })
    }
}

impl<S: Scalar> Parabola<S> {
    /// Whether what is neither linear nor square is little beside the square.
    fn is_sharp(&self) -> bool {
        self.error <= self.bend.magnitude().times(&S::from_f64(0.25, self.bend.context()))
    }

    /// Takes a line instead where that is sharper: `αx + b ± d = (αc + b) + αr·η ± d`.
    fn straighten(&mut self, line: &Line<S>, centre: &S, radius: &S) {
        let context = radius.context();
        let half = S::from_f64(0.5, context);
        let middle = line.slope.times(centre);
        let slope = line.slope.times(radius);
        let size = middle.magnitude().plus(&line.offset.magnitude()).plus(&slope.magnitude());
        let error = line.error.plus(&size.roundings(3)).inflate();
        let own = self.error.plus(&self.bend.magnitude().times(&half));
        if error < own || own.is_nan() {
            *self = Parabola { centre: middle.plus(&line.offset), slope, bend: S::zero(context), error };
        }
    }

    fn through(curve: Curve, samples: &[Sample<S>; 3], radius: &S, fourth: &S) -> Self {
        let context = radius.context();
        let number = |x| S::from_f64(x, context);
        let half = number(0.5);
        let [low, middle, high] = samples;
        let [(below, below_error), (at, at_error), (above, above_error)] =
            [low, middle, high].map(|sample| curve.value(sample).centred());
        let (tangent, tangent_error) = curve.slope(middle).centred();
        let rise = tangent.times(radius);
        let mean = |a: &S, b: &S| a.plus(b).times(&half);
        let square = mean(&above, &below).minus(&at);
        let cube = mean(&above, &below.neg()).minus(&rise);
        let bend = square.times(&half);
        let slope = rise.plus(&cube.times(&number(0.75)));
        let uncertain = below_error.plus(&at_error).plus(&above_error).plus(&tangent_error.times(radius));
        let size = [&below, &at, &above, &rise].iter().fold(number(0.0), |sum, x| sum.plus(&x.magnitude()));
        let r2 = radius.times(radius);
        let error = cube
            .magnitude()
            .times(&number(0.25))
            .plus(&uncertain.times(&number(4.0)))
            .plus(&size.roundings(16))
            .plus(&r2.times(&r2).times(fourth).over(&number(96.0)));
        Parabola { centre: at.plus(&bend), slope, bend, error: error.inflate() }
    }
}

/// A bound of a polynomial's absolute value on `t = m ± ρ`: `Σ_j |q_j|ρ^j`, the `q_j` by repeated division by `t − m`, with
/// `4n` roundings added for the `3n` that are made, for the largest n.
fn largest<S: Scalar>(polynomial: &[f64], (centre, radius): &(S, S)) -> S {
    let context = centre.context();
    let mut shifted: [S; DEGREE + 1] = std::array::from_fn(|_| S::zero(context));
    let degree = polynomial.len() - 1;
    let reach = centre.magnitude().plus(radius);
    let mut size = S::zero(context);
    for (k, c) in polynomial.iter().enumerate().rev() {
        shifted[k] = S::from_f64(*c, context);
        size = size.times(&reach).plus(&shifted[k].magnitude());
    }
    for first in 0..degree {
        for k in (first..degree).rev() {
            shifted[k] = shifted[k].plus(&shifted[k + 1].times(centre));
        }
    }
    let sum = shifted[..=degree]
        .iter()
        .rev()
        .fold(S::zero(context), |sum, q| sum.times(radius).plus(&q.magnitude()));
    sum.plus(&size.roundings(4 * DEGREE)).inflate()
}
