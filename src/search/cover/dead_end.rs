//! What stops a walk at a cell for good.

use crate::bound::{Cell, Shortfall};

/// A cell that is neither proved nor worth a split, and what the leaf test says of it.
#[derive(Clone, Debug)]
pub(in crate::search) struct DeadEnd {
    pub cell: Cell,
    pub shortfall: Shortfall,
}

/// What ends a walk early.
#[derive(Clone, Debug)]
pub(in crate::search) enum Obstruction {
    /// At this point the Hessian has negative curvature in this direction, as far as floats can tell.
    Refuted { point: Vec<f64>, direction: Vec<f64> },
    /// Nothing helps here.
    Blocked(DeadEnd),
}

/// A float point of the cell: the middle, or a finite end of an unbounded side.
pub(in crate::search) fn centre(cell: &Cell) -> Vec<f64> {
    let middle = |(&l, &u): (&f64, &f64)| match (l.is_finite(), u.is_finite()) {
        (true, true) => l / 2.0 + u / 2.0,
        (true, false) => l,
        (false, true) => u,
        (false, false) => 0.0,
    };
    cell.lower.iter().zip(&cell.upper).map(middle).collect()
}
