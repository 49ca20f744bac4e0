//! Fundamental domains: which cells a cover may skip because symmetry proves them elsewhere. For symmetries `g` and the first
//! parameter k in a given order that is not pinned and with `(gθ)_k ≢ θ_k`, a leaf may be skipped where `θ_k ≤ (gθ)_k`
//! (theory.md, C5).

use super::Cell;
use crate::expression::Signed;
use crate::problem::{Problem, Symmetry};

/// The part of a domain that a cover must prove: all but where one of these `θ_k ≤ ±θ_j` holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FundamentalDomain(Vec<(usize, Signed)>);

impl FundamentalDomain {
    /// For symmetries that are proved elsewhere, and an order of parameters.
    pub fn new(problem: &Problem, symmetries: &[Symmetry], order: &[usize]) -> Self {
        let free: Vec<usize> =
            order.iter().copied().filter(|&k| !problem.domain.limits[k].is_pinned()).collect();
        let mut comparisons = Vec::new();
        for g in symmetries {
            let moved = |&&k: &&usize| g.parameters[k] != Signed { index: k, is_negative: false };
            if let Some(&k) = free.iter().find(moved) {
                let comparison = (k, g.parameters[k]);
                if !comparisons.contains(&comparison) {
                    comparisons.push(comparison);
                }
            }
        }
        FundamentalDomain(comparisons)
    }

    /// The units of work that it takes to look at a cell.
    pub fn work(&self) -> u64 {
        10 * self.0.len() as u64
    }

    /// Whether the cell need not be proved.
    pub fn misses(&self, cell: &Cell) -> bool {
        self.0.iter().any(|&(k, Signed { index, is_negative })| {
            let least = if is_negative { -cell.upper[index] } else { cell.lower[index] };
            cell.upper[k] <= least
        })
    }
}
