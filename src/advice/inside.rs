//! What cuts a box, in floating point: points are moved into it, exactly enough to be rounded to exact ones.

use crate::number::Rational;
use crate::problem::{Domain, Limits};

/// Rounds of projections.
const ROUNDS: usize = 8;
/// What a point may miss, relative to the size of what is compared.
const SLACK: f64 = 1e-13;

/// Ball and half-spaces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts {
    ball: Option<Ball>,
    half_spaces: Vec<HalfSpace>,
    interior: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Ball {
    radius: f64,
    /// Centres and scales.
    axes: Vec<(f64, f64)>,
}

#[derive(Clone, Debug)]
struct HalfSpace {
    /// Of the parameters that are not pinned.
    coefficients: Vec<(usize, f64)>,
    bound: f64,
    /// How far its terms range over the box.
    range: f64,
    /// The sum of the squares of the coefficients.
    square: f64,
}

impl Cuts {
    pub fn new(domain: &Domain) -> Self {
        let ball = domain.ball().map(|ball| Ball {
            radius: ball.radius.to_f64(),
            axes: ball.center.iter().zip(&ball.scales).map(|(c, s)| (c.to_f64(), s.to_f64())).collect(),
        });
        let half_spaces = domain.half_spaces.iter().map(|half| {
            let (mut coefficients, mut bound) = (Vec::new(), half.bound.to_f64());
            for (k, a) in &half.coefficients {
                match &domain.limits[*k] {
                    limits if !limits.is_pinned() => coefficients.push((*k, a.to_f64())),
                    limits => bound -= a.to_f64() * limits.lower.as_ref().map_or(0.0, |x| x.to_f64()),
                }
            }
            let square = coefficients.iter().map(|(_, a)| a * a).sum();
            let range = coefficients.iter().map(|(k, a)| a.abs() * width(&domain.limits[*k])).sum();
            HalfSpace { coefficients, bound, range, square }
        });
        let interior = domain.interior.iter().flatten().map(|x| x.to_f64()).collect();
        Cuts { ball, half_spaces: half_spaces.collect(), interior }
    }

    /// One projection onto each; whether the point has moved. Borders are moved inwards by a margin, relative to the radius, and to
    /// what a half-space's terms range over.
    pub fn approach(&self, x: &mut [f64], margin: f64) -> bool {
        let mut has_moved = false;
        for half_space in &self.half_spaces {
            has_moved |= half_space.project(x, margin);
        }
        if let Some(ball) = &self.ball {
            has_moved |= ball.project(x, margin);
        }
        has_moved
    }

    /// Moves a point into ball and half-spaces, and what `clamp` says: by projections in turn, and what they leave towards the
    /// point inside.
    pub fn settle(&self, x: &mut [f64], clamp: impl Fn(usize, f64) -> f64) {
        if self.ball.is_none() && self.half_spaces.is_empty() {
            return;
        }
        for _ in 0..ROUNDS {
            if !self.approach(x, 0.0) {
                return;
            }
            for (i, x) in x.iter_mut().enumerate() {
                *x = clamp(i, *x);
            }
        }
        let kept = self.half_spaces.iter().map(|half_space| half_space.kept(x, &self.interior));
        let kept = kept.chain(self.ball.iter().map(|ball| ball.kept(x, &self.interior)));
        let share = kept.fold(1.0, f64::min);
        if share < 1.0 {
            x.iter_mut().zip(&self.interior).for_each(|(x, p)| *x = p + share * (*x - p));
        }
    }
}

/// The width of the box in a parameter; 1 where it is unbounded.
pub(crate) fn width(limits: &Limits) -> f64 {
    let ends = limits.lower.as_ref().zip(limits.upper.as_ref());
    ends.map_or(1.0, |(lower, upper)| Rational::from(upper - lower).to_f64())
}

impl Ball {
    fn distance(&self, x: &[f64]) -> f64 {
        let square = |(x, (c, s)): (&f64, &(f64, f64))| ((x - c) / s).powi(2);
        x.iter().zip(&self.axes).map(square).sum::<f64>().sqrt()
    }

    /// Towards the centre; whether the point has moved.
    fn project(&self, x: &mut [f64], margin: f64) -> bool {
        let (distance, radius) = (self.distance(x), self.radius * (1.0 - margin));
        if distance <= radius * (1.0 + SLACK) {
            return false;
        }
        let share = radius / distance;
        x.iter_mut().zip(&self.axes).for_each(|(x, (c, _))| *x = c + share * (*x - c));
        true
    }

    /// The share of the way from the point inside that stays in the ball, at least.
    fn kept(&self, x: &[f64], interior: &[f64]) -> f64 {
        let (here, inside) = (self.distance(x), self.distance(interior));
        if here <= self.radius { 1.0 } else { (self.radius - inside) / (here - inside) }
    }
}

impl HalfSpace {
    fn excess(&self, x: &[f64]) -> f64 {
        self.coefficients.iter().map(|(k, a)| a * x[*k]).sum::<f64>() - self.bound
    }

    fn project(&self, x: &mut [f64], margin: f64) -> bool {
        let excess = self.excess(x) + margin * self.range;
        let size = self.coefficients.iter().map(|(k, a)| (a * x[*k]).abs()).sum::<f64>() + self.bound.abs();
        if excess <= SLACK * size || self.square == 0.0 {
            return false;
        }
        self.coefficients.iter().for_each(|(k, a)| x[*k] -= excess / self.square * a);
        true
    }

    fn kept(&self, x: &[f64], interior: &[f64]) -> f64 {
        let (here, inside) = (self.excess(x), self.excess(interior));
        if here <= 0.0 { 1.0 } else { inside / (inside - here) }
    }
}
