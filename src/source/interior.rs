//! A point strictly inside a domain that is cut, as a proposal: the checker looks for itself.
//!
//! The centre of the ball, or the middle of the box, where that serves; else projections in turn onto what cuts the domain, each
//! moved inwards by a margin, with smaller and smaller margins; then the shortest rounding that is still inside. Sums, products and
//! roots of floats alone, so that a file gives the same point on every machine.

use crate::problem::{Ball, Domain, HalfSpace, Limits};
use rug::Rational;

/// Margins, each a quarter of the one before, and the rounds of projections for each.
const MARGINS: i32 = 20;
const ROUNDS: usize = 500;
/// Bits behind the point that are kept, from few to many.
const BITS: [i32; 8] = [0, 2, 4, 8, 16, 32, 64, 128];

/// A point strictly inside, in the parameters that are not pinned, if one is found.
pub(super) fn find(domain: &Domain) -> Option<Vec<Rational>> {
    let first = first(domain);
    if domain.is_interior(&first) {
        return Some(first);
    }
    let start: Vec<f64> = first.iter().map(Rational::to_f64).collect();
    (1..=MARGINS).find_map(|k| {
        let inner = Inner { domain, margin: 0.25f64.powi(k) };
        let mut x = start.clone();
        for _ in 0..ROUNDS {
            if !inner.project(&mut x) {
                break;
            }
        }
        BITS.iter().find_map(|bits| rounded(&x, *bits, domain).filter(|point| domain.is_interior(point)))
    })
}

/// What is known exactly: pinned values, the ball's centre, middles, ends, 0.
fn first(domain: &Domain) -> Vec<Rational> {
    let coordinate = |(k, limits): (usize, &Limits)| match (&limits.lower, &limits.upper, &domain.ball) {
        (Some(value), _, _) if limits.is_pinned() => value.clone(),
        (_, _, Some(ball)) => ball.center[k].clone(),
        (Some(lower), Some(upper), _) => Rational::from(lower + upper) / 2u32,
        (Some(lower), None, _) => Rational::from(lower + 1u32),
        (None, Some(upper), _) => Rational::from(upper - 1u32),
        (None, None, _) => Rational::new(),
    };
    domain.limits.iter().enumerate().map(coordinate).collect()
}

fn rounded(x: &[f64], bits: i32, domain: &Domain) -> Option<Vec<Rational>> {
    let scale = 2f64.powi(bits);
    let number = |(x, limits): (&f64, &Limits)| match &limits.lower {
        Some(value) if limits.is_pinned() => Some(value.clone()),
        _ => {
            let scaled = x * scale;
            // Large numbers have no bits to lose.
            Rational::from_f64(if scaled.is_finite() && scaled.abs() < 2f64.powi(52) { scaled.round() / scale } else { *x })
        }
    };
    x.iter().zip(&domain.limits).map(number).collect()
}

/// The domain with each of its borders moved inwards.
struct Inner<'a> {
    domain: &'a Domain,
    /// Relative to the width of the box, to the radius, and to what a half-space's terms range over.
    margin: f64,
}

impl Inner<'_> {
    /// One projection onto each; whether the point has moved.
    fn project(&self, x: &mut [f64]) -> bool {
        let mut has_moved = false;
        for half_space in &self.domain.half_spaces {
            has_moved |= self.into_half_space(half_space, x);
        }
        if let Some(ball) = &self.domain.ball {
            has_moved |= self.into_ball(ball, x);
        }
        for (x, limits) in x.iter_mut().zip(&self.domain.limits).filter(|(_, limits)| !limits.is_pinned()) {
            let [lower, upper] = [&limits.lower, &limits.upper].map(|end| end.as_ref().map(Rational::to_f64));
            let room = self.margin * width(limits);
            let nearest = lower.map_or(*x, |lower| x.max(lower + room));
            let nearest = upper.map_or(nearest, |upper| nearest.min(upper - room));
            has_moved |= nearest != *x;
            *x = nearest;
        }
        has_moved
    }

    fn into_half_space(&self, HalfSpace { coefficients, bound }: &HalfSpace, x: &mut [f64]) -> bool {
        let terms: Vec<(usize, f64)> = coefficients.iter().map(|(k, a)| (*k, a.to_f64())).collect();
        let free = || terms.iter().filter(|(k, _)| !self.domain.limits[*k].is_pinned());
        let range: f64 = free().map(|(k, a)| a.abs() * width(&self.domain.limits[*k])).sum();
        let square: f64 = free().map(|(_, a)| a * a).sum();
        let excess = terms.iter().map(|(k, a)| a * x[*k]).sum::<f64>() - bound.to_f64() + self.margin * range;
        if excess <= 0.0 || square == 0.0 {
            return false;
        }
        free().for_each(|(k, a)| x[*k] -= excess / square * a);
        true
    }

    fn into_ball(&self, ball: &Ball, x: &mut [f64]) -> bool {
        let radius = ball.radius.to_f64() * (1.0 - self.margin);
        let axes = || ball.center.iter().zip(&ball.scales).map(|(c, s)| (c.to_f64(), s.to_f64()));
        let distance = x.iter().zip(axes()).map(|(x, (c, s))| ((x - c) / s).powi(2)).sum::<f64>().sqrt();
        if distance <= radius {
            return false;
        }
        x.iter_mut().zip(axes()).for_each(|(x, (c, _))| *x = c + radius / distance * (*x - c));
        true
    }
}

/// The width of the box in a parameter; 1 where it is unbounded.
fn width(limits: &Limits) -> f64 {
    limits.lower.as_ref().zip(limits.upper.as_ref()).map_or(1.0, |(lower, upper)| Rational::from(upper - lower).to_f64())
}
