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
        let limits = cell.limits(context);
        let split = |x| {
            let form = Affine::<S, 0>::enclosing(x);
            (form.centre, form.radius)
        };
        let (centre, radius) = limits.iter().map(split).unzip();
        Frame { limits, centre, radius, context }
    }
}
