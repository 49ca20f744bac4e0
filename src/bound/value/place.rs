//! The part of a cell that is in the domain, exactly, and a point of it.

use crate::bound::cell::Cell;
use crate::number::Rational;
use crate::problem::{Domain, Limits};

pub(super) struct Place {
    pub point: Vec<Rational>,
    pub limits: Vec<Limits>,
}

impl Place {
    pub fn new(cell: &Cell, domain: &Domain, preferred: &[Rational]) -> Option<Place> {
        let limits = cell.lower.iter().zip(&cell.upper).zip(&domain.limits).map(|((l, u), domain)| {
            let [l, u] = [l, u].map(|end| Rational::from_f64(*end));
            let smaller = |a: Option<Rational>, b: &Option<Rational>| match (a, b) {
                (Some(a), Some(b)) => Some(a.min(b.clone())),
                (a, b) => a.or(b.clone()),
            };
            Limits { lower: l.max(domain.lower.clone()), upper: smaller(u, &domain.upper) }
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

    pub fn is_inside(&self) -> bool {
        self.point.iter().zip(&self.limits).all(|(x, limits)| limits.contains(x))
    }
}

fn centre(limits: &Limits) -> Rational {
    match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) => Rational::from(lower + upper) / 2u32,
        (Some(end), None) | (None, Some(end)) => end.clone(),
        (None, None) => Rational::new(),
    }
}
