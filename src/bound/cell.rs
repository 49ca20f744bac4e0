//! Cells: boxes with `f64` endpoints, the nodes of a bisection tree (theory.md, C4).

use crate::number::{Endpoint, Interval, Round};
use crate::problem::Domain;

/// A box, possibly unbounded. The root cell encloses the domain (outward rounding), so a proof on all
/// cells of a tree is a proof on the domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Lower ends, one a parameter; −∞ where unbounded.
    pub lower: Vec<f64>,
    /// Upper ends; +∞ where unbounded.
    pub upper: Vec<f64>,
}

impl Cell {
    /// The tightest cell around a domain.
    pub fn root(domain: &Domain) -> Self {
        let end = |q: &Option<rug::Rational>, round, infinite| {
            q.as_ref().map_or(infinite, |q| f64::from_rational(q, round, ()))
        };
        Cell {
            lower: domain.limits.iter().map(|l| end(&l.lower, Round::Down, f64::NEG_INFINITY)).collect(),
            upper: domain.limits.iter().map(|l| end(&l.upper, Round::Up, f64::INFINITY)).collect(),
        }
    }

    /// Its coordinates as intervals.
    pub(super) fn limits<E: Endpoint>(&self, context: E::Context) -> Vec<Interval<E>> {
        let end = |x: &f64| E::from_f64(*x, context);
        self.lower.iter().zip(&self.upper).map(|(l, u)| Interval::new(end(l), end(u))).collect()
    }

    /// The middle of a bounded cell, roughly.
    pub fn centre(&self) -> Vec<f64> {
        self.lower.iter().zip(&self.upper).map(|(l, u)| l / 2.0 + u / 2.0).collect()
    }

    /// The point that a split in variable `k` cuts at: `lower/2 + upper/2` in `f64`. `None` where the
    /// cell is unbounded in `k` or no `f64` lies strictly inside.
    pub fn midpoint(&self, k: usize) -> Option<f64> {
        let middle = self.lower[k] / 2.0 + self.upper[k] / 2.0;
        (self.lower[k] < middle && middle < self.upper[k]).then_some(middle)
    }

    /// The lower and the upper half.
    pub fn split(&self, k: usize) -> Option<[Cell; 2]> {
        let middle = self.midpoint(k)?;
        let (mut low, mut high) = (self.clone(), self.clone());
        low.upper[k] = middle;
        high.lower[k] = middle;
        Some([low, high])
    }
}
