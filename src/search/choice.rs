//! Which parameter of a cell is split.

use crate::bound::Cell;

/// Of the parameters that can be split at all and score above 0, the one with the greatest score; the first of several.
pub(super) fn greatest(cell: &Cell, score: impl Fn(usize) -> f64) -> Option<usize> {
    let splittable = (0..cell.lower.len()).filter(|&k| cell.midpoint(k).is_some());
    let positive = splittable.filter(|&k| score(k) > 0.0);
    positive.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)))
}

/// The same by the widths of the cell, each times a weight.
pub(super) fn widest(cell: &Cell, weight: impl Fn(usize) -> f64) -> Option<usize> {
    greatest(cell, |k| (cell.upper[k] - cell.lower[k]) * weight(k))
}
