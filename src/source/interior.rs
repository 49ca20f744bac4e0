//! A point strictly inside a domain that is cut, as a proposal: the checker looks for itself.
//!
//! The centre of the ball, or the middle of the box, where that serves; else projections in turn onto what cuts the domain, each
//! moved inwards by a margin, with smaller and smaller margins; then the shortest rounding that is still inside. Sums, products and
//! roots of floats alone, so that a file gives the same point on every machine.

use crate::advice::inside::{Cuts, width};
use crate::problem::{Domain, Limits};
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
    let cuts = Cuts::new(domain);
    let start: Vec<f64> = first.iter().map(Rational::to_f64).collect();
    (1..=MARGINS).find_map(|k| {
        let mut x = start.clone();
        let mut rounds = 0..ROUNDS;
        while rounds.next().is_some() && approach(domain, &cuts, &mut x, 0.25f64.powi(k)) {}
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
            Rational::from_f64(if scaled.is_finite() && scaled.abs() < 2f64.powi(52) {
                scaled.round() / scale
            } else {
                *x
            })
        }
    };
    x.iter().zip(&domain.limits).map(number).collect()
}

/// One projection onto each border, moved inwards; whether the point has moved.
fn approach(domain: &Domain, cuts: &Cuts, x: &mut [f64], margin: f64) -> bool {
    let mut has_moved = cuts.approach(x, margin);
    for (x, limits) in x.iter_mut().zip(&domain.limits).filter(|(_, limits)| !limits.is_pinned()) {
        let [lower, upper] = [&limits.lower, &limits.upper].map(|end| end.as_ref().map(Rational::to_f64));
        let room = margin * width(limits);
        let nearest = lower.map_or(*x, |lower| x.max(lower + room));
        let nearest = upper.map_or(nearest, |upper| nearest.min(upper - room));
        has_moved |= nearest != *x;
        *x = nearest;
    }
    has_moved
}
