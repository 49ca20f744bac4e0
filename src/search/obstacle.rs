//! Is what stands in the way of a cover there for good?
//!
//! Bounded cells are halved until their enclosures are narrow, so a function whose second derivative is
//! still undefined then is in the way of every cover. Where a cell is unbounded, or an enclosure overflows,
//! a smaller box may help, unless the function is in the way at a single point already.

use crate::bound::{Cell, HessianBound, Method, Obstacle, Scratch, Shortfall};
use crate::problem::Problem;
use rug::Rational;

/// Bits of the bound's precise methods, which are not used here.
const PRECISION: u32 = 53;

/// The obstacle that no cover of this box can get past, if this one, or another at the box's point
/// nearest to 0, is that.
pub fn lasting(obstacle: &Obstacle, problem: &Problem) -> Option<Obstacle> {
    if is_local(obstacle) {
        return Some(obstacle.clone());
    }
    let root = Cell::root(&problem.domain);
    let nearest: Vec<f64> =
        root.lower.iter().zip(&root.upper).map(|(l, u)| 0.0_f64.max(*l).min(*u)).collect();
    let point = Cell { lower: nearest.clone(), upper: nearest };
    let bound = HessianBound::of_objective(problem, PRECISION);
    match bound.prove(&point, &Rational::from(1), Method::Interval, &mut Scratch::default()) {
        Err(Shortfall::Undefined(found)) if is_local(&found) => Some(found),
        _ => None,
    }
}

/// Whether it is a function at an argument that is enclosed from both sides.
pub fn is_local(obstacle: &Obstacle) -> bool {
    let (lower, upper) = obstacle.argument;
    obstacle.node.is_some() && !lower.is_infinite() && !upper.is_infinite()
}
