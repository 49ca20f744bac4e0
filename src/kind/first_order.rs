//! Affine forms in any number of symbols, in doubles: `c + Σ_a b_a ε_a + [−r, r]` for all `|ε_a| ≤ 1`, or for `‖ε‖₂ ≤ 1` alone
//! (theory.md, A16).
//!
//! As [`Affine`](super::Affine) without squares. A form without coefficients is a number with an error.

use super::{Kind, Line, Lines};
use crate::function::Function;
use crate::number::{Endpoint, Interval, Number, Round, Scalar};
use rug::Rational;

/// A form; undefined where the centre or the radius is not finite.
#[derive(Clone, Debug)]
pub struct FirstOrder {
    /// The constant term.
    pub centre: f64,
    /// The symbols' coefficients: all, or none where all are 0.
    pub coefficients: Vec<f64>,
    /// All else, and all rounding errors; ≥ 0.
    pub radius: f64,
    /// Whether it holds for `‖ε‖₂ ≤ 1` alone: so do forms without coefficients.
    pub is_round: bool,
}

impl FirstOrder {
    /// The rounding analysis holds up to so many symbols.
    pub const MAX_SYMBOLS: usize = 1000;

    /// An enclosure of an interval, without symbols; undefined unless it is bounded.
    pub fn enclosing(x: &Interval<f64>) -> Self {
        let (centre, radius) = x.centred();
        FirstOrder { centre, coefficients: Vec::new(), radius, is_round: true }
    }

    /// How far a value may be from the centre, at least.
    pub fn reach(&self) -> f64 {
        (self.spread() + self.radius).inflate()
    }

    /// The coefficient of a symbol.
    pub fn coefficient(&self, symbol: usize) -> f64 {
        self.coefficients.get(symbol).copied().unwrap_or(0.0)
    }

    /// The interval hull.
    pub fn hull(&self) -> Interval<f64> {
        let reach = self.reach();
        Interval::new(
            Endpoint::add(&self.centre, &-reach, Round::Down),
            Endpoint::add(&self.centre, &reach, Round::Up),
        )
    }

    /// The negative.
    pub fn neg(&self) -> Self {
        FirstOrder {
            centre: -self.centre,
            coefficients: self.coefficients.iter().map(|b| -b).collect(),
            ..*self
        }
    }

    /// The greatest `Σ_a b_a ε_a`, to nearest: `Σ_a |b_a|`, or `‖b‖₂` and a little, as squares may underflow.
    fn spread(&self) -> f64 {
        let sizes = self.coefficients.iter().map(|b| b.abs());
        match self.is_round {
            true if sizes.len() > 0 => (sizes.map(|b| b * b).sum::<f64>() + f64::MIN_POSITIVE).sqrt(),
            _ => sizes.sum(),
        }
    }

    /// `α·self + β ± δ`.
    fn along(&self, line: &Line<f64>) -> Self {
        let scaled = self.centre * line.slope;
        let centre = scaled + line.offset;
        let size = self.spread() * line.slope.abs() + scaled.abs() + centre.abs();
        let radius = self.radius * line.slope.abs() + line.error + size.roundings(2);
        let coefficients = if line.slope == 0.0 {
            Vec::new()
        } else {
            self.coefficients.iter().map(|b| b * line.slope).collect()
        };
        FirstOrder { centre, coefficients, radius: radius.inflate(), ..*self }
    }
}

impl Number for FirstOrder {
    type Context = ();

    fn exact(q: &Rational, context: ()) -> Self {
        Self::enclosing(&Interval::exact(q, context))
    }

    fn undefined(context: ()) -> Self {
        Self::enclosing(&Interval::undefined(context))
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.centre.is_finite() && self.radius.is_finite()
    }

    fn add(&self, other: &Self) -> Self {
        let centre = self.centre + other.centre;
        let (one, two) = (&self.coefficients, &other.coefficients);
        let (coefficients, size): (Vec<f64>, f64) = match (one.is_empty(), two.is_empty()) {
            (_, true) => (one.clone(), 0.0),
            (true, _) => (two.clone(), 0.0),
            _ => {
                let sums: Vec<f64> = one.iter().zip(two).map(|(x, y)| x + y).collect();
                let size = sums.iter().map(|x| x.abs()).sum();
                (sums, size)
            }
        };
        let radius = self.radius + other.radius + (centre.abs() + size).roundings(2);
        FirstOrder {
            centre,
            coefficients,
            radius: radius.inflate(),
            is_round: self.is_round && other.is_round,
        }
    }

    fn mul(&self, other: &Self) -> Self {
        let (a, b) = (self, other);
        let (spread_a, spread_b) = (a.spread(), b.spread());
        let products = || a.coefficients.iter().zip(&b.coefficients).map(|(x, y)| x * y);
        let (square, square_size) = (products().sum::<f64>(), products().map(f64::abs).sum::<f64>());
        let centre = a.centre * b.centre + 0.5 * square;
        let coefficients = match (a.coefficients.is_empty(), b.coefficients.is_empty()) {
            (true, _) => b.coefficients.iter().map(|y| a.centre * y).collect(),
            (_, true) => a.coefficients.iter().map(|x| x * b.centre).collect(),
            _ => {
                a.coefficients.iter().zip(&b.coefficients).map(|(x, y)| a.centre * y + b.centre * x).collect()
            }
        };
        let is_round = a.is_round && b.is_round;
        let product = (spread_a * spread_b).inflate();
        // ε² = ½ ± ½, and all other products of symbols; or (b·ε)(c·ε), whose eigenvalues are ½(b·c ± ‖b‖‖c‖).
        let nonlinear = if is_round { 0.5 * product } else { product - 0.5 * square_size };
        let (reach_a, reach_b) = (a.centre.abs() + spread_a, b.centre.abs() + spread_b);
        let symbols = a.coefficients.len().max(b.coefficients.len());
        let rounding = (reach_a * reach_b).roundings(2 * symbols + 10);
        let radius = a.radius * reach_b + b.radius * reach_a + a.radius * b.radius + nonlinear + rounding;
        FirstOrder { centre, coefficients, radius: radius.inflate(), is_round }
    }
}

impl Kind for FirstOrder {
    fn apply(&self, f: Function, order: usize) -> Self {
        let x = self.hull();
        match Lines::enclosing(f, &x).derivatives.get(order) {
            Some(line) => self.along(line),
            None => Self::enclosing(&f.range(order, &x)),
        }
    }

    fn jet(&self, f: Function) -> [Self; 3] {
        let x = self.hull();
        if f == Function::Power(2) {
            let two = Self::enclosing(&Interval::point(2.0));
            return [self.along(&Line::of_square(&x)), self.add(self), two];
        }
        Lines::enclosing(f, &x).derivatives.each_ref().map(|line| self.along(line))
    }
}
