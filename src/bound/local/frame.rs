//! A cell's coordinates, as numbers of one type.

use crate::bound::cell::Cell;
use crate::kind::Affine;
use crate::number::{Interval, Scalar};

/// A cell's coordinates: `θ_k ∈ limits_k ⊆ centre_k ± radius_k`.
pub(crate) struct Frame<S: Scalar> {
    pub limits: Vec<Interval<S>>,
    pub centre: Vec<S>,
    pub radius: Vec<S>,
    pub context: S::Context,
}

impl<S: Scalar> Frame<S> {
    pub fn new(cell: &Cell, context: S::Context) -> Self {
        let end = |x: &f64| S::from_f64(*x, context);
        let limits: Vec<Interval<S>> =
            cell.lower.iter().zip(&cell.upper).map(|(l, u)| Interval::new(end(l), end(u))).collect();
        let (mut centre, mut radius) = (Vec::new(), Vec::new());
        for interval in &limits {
            let form = Affine::<S, 0>::enclosing(interval);
            centre.push(form.centre);
            radius.push(form.radius);
        }
        Frame { limits, centre, radius, context }
    }
}
