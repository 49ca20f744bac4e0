//! Domains and penalties: how they are made, and what is asked of them besides a proof.

use crate::number::Rational;
use crate::problem::{Domain, Limits, Penalty};

impl Limits {
    /// `[lower, upper]`.
    pub fn new(lower: Rational, upper: Rational) -> Self {
        Limits { lower: Some(lower), upper: Some(upper) }
    }

    /// The whole line.
    pub fn real() -> Self {
        Limits { lower: None, upper: None }
    }

    /// Whether `x` lies within.
    pub fn contains(&self, x: &Rational) -> bool {
        self.exceeded_by(x).is_none()
    }

    /// Whether both limits are finite.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }
}

impl Domain {
    /// Whether the point lies in the box, exactly.
    pub fn contains(&self, point: &[Rational]) -> bool {
        self.0.len() == point.len() && self.0.iter().zip(point).all(|(limits, x)| limits.contains(x))
    }

    /// Whether every parameter is bounded on both sides.
    pub fn is_bounded(&self) -> bool {
        self.0.iter().all(Limits::is_bounded)
    }
}

impl Penalty {
    /// `Σ (θ_i)²`, the default.
    pub fn square(dimension: usize) -> Self {
        Penalty::Separable {
            square: vec![Rational::from(1); dimension],
            absolute: vec![Rational::new(); dimension],
            center: vec![Rational::new(); dimension],
        }
    }
}
