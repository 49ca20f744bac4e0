//! The part of a cell that is in the domain, exactly, and a point of it.

use crate::bound::cell::Cell;
use crate::number::{Endpoint, Interval, Rational};
use crate::problem::{Domain, Limits};

/// See the module.
pub(super) struct Place {
    pub point: Vec<Rational>,
    pub limits: Vec<Limits>,
}

impl Place {
    /// `None` where nothing of the cell is in the domain; the point is `preferred` where that is in the cell.
    pub fn new(cell: &Cell, domain: &Domain, preferred: &[Rational]) -> Option<Place> {
        let limits = cell.lower.iter().zip(&cell.upper).zip(&domain.0).map(|((l, u), domain)| {
            let [l, u] = [l, u].map(|end| Rational::from_f64(*end));
            let larger = |a: Option<Rational>, b: &Option<Rational>| a.max(b.clone());
            let smaller = |a: Option<Rational>, b: &Option<Rational>| match (a, b) {
                (Some(a), Some(b)) => Some(a.min(b.clone())),
                (a, b) => a.or(b.clone()),
            };
            Limits { lower: larger(l, &domain.lower), upper: smaller(u, &domain.upper) }
        });
        let limits: Vec<Limits> = limits.collect();
        let is_empty = |l: &Limits| matches!((&l.lower, &l.upper), (Some(a), Some(b)) if a > b);
        if limits.iter().any(is_empty) {
            return None;
        }
        let is_inside = preferred.iter().zip(&limits).all(|(x, limits)| limits.contains(x));
        let point = if is_inside { preferred.to_vec() } else { limits.iter().map(centre).collect() };
        Some(Place { point, limits })
    }

    /// Whether the point lies within the limits.
    pub fn is_inside(&self) -> bool {
        self.point.iter().zip(&self.limits).all(|(x, limits)| limits.contains(x))
    }
}

/// The cell's coordinates as intervals.
pub(super) fn box_of<E: Endpoint>(cell: &Cell, context: E::Context) -> Vec<Interval<E>> {
    let end = |x: &f64| E::from_f64(*x, context);
    cell.lower.iter().zip(&cell.upper).map(|(l, u)| Interval::new(end(l), end(u))).collect()
}

/// A point between the limits: the middle, or a finite limit.
fn centre(limits: &Limits) -> Rational {
    match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) => Rational::from(lower + upper) / 2u32,
        (Some(end), None) | (None, Some(end)) => end.clone(),
        (None, None) => Rational::new(),
    }
}
