//! Fundamental domains: which cells a cover may skip because symmetry proves them elsewhere.
//!
//! *Theorem.* Let S be symmetries of `f_λ`'s Hessian and of the box D ([`crate::problem::Invariance`]), G the
//! finite group they generate, and let an order of some parameters be given. For `g ∈ S` let k be the first
//! parameter in this order that is not pinned and with `(gθ)_k ≢ θ_k`; say `(gθ)_k = ±θ_j`. Let a tree's leaves
//! cover D, and let every leaf either be proved or lie, for some `g ∈ S`, where `θ_k ≤ (gθ)_k`. Then every
//! point of D has an image under G in a proved leaf.
//!
//! *Proof.* Call θ generic if `(hθ)_k ≠ (ghθ)_k` for all `h ∈ G` and all `g ∈ S` with their k. As no such equation
//! holds identically on D, these points are dense in D. Let θ be generic, and θ′ the greatest member
//! of its orbit in the lexicographic order of the parameters' order. θ′ lies in a leaf. If that one were not proved, there were `g ∈ S`
//! with `θ′_k ≤ (gθ′)_k`, hence `<`, while the parameters before k are equal (pinned ones, for `gD = D` pins
//! both alike): gθ′ were greater. So θ′ lies in a proved leaf, and θ in an image of one. These images
//! are closed and finitely many; the dense set in their union makes it contain D.
//!
//! This is the first coordinate of the lex-leader constraint of Crawford, Ginsberg, Luks and Roy,
//! *Symmetry-breaking predicates for search problems* (1996); equality in it costs nothing here, as the proved
//! property is closed.

use super::Cell;
use crate::expression::Signed;
use crate::problem::{Problem, Symmetry};

/// `θ_k ≤ ±θ_j`: the part of the domain that need not be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Comparison {
    k: usize,
    image: Signed,
}

/// The part of a domain that a cover must prove.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FundamentalDomain(Vec<Comparison>);

impl FundamentalDomain {
    /// For symmetries that are proved elsewhere, and an order of parameters.
    pub fn new(problem: &Problem, symmetries: &[Symmetry], order: &[usize]) -> Self {
        let free: Vec<usize> = order.iter().copied().filter(|&k| !problem.domain.0[k].is_pinned()).collect();
        let mut comparisons: Vec<Comparison> = Vec::new();
        for g in symmetries {
            let moved = |&&k: &&usize| g.parameters[k] != Signed { index: k, is_negative: false };
            if let Some(&k) = free.iter().find(moved) {
                let comparison = Comparison { k, image: g.parameters[k] };
                if !comparisons.contains(&comparison) {
                    comparisons.push(comparison);
                }
            }
        }
        FundamentalDomain(comparisons)
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// The units of work that it takes to look at a cell.
    pub fn work(&self) -> u64 {
        10 * self.0.len() as u64
    }

    /// Whether the cell need not be proved.
    pub fn misses(&self, cell: &Cell) -> bool {
        self.0.iter().any(|&Comparison { k, image: Signed { index, is_negative } }| {
            let least = if is_negative { -cell.upper[index] } else { cell.lower[index] };
            cell.upper[k] <= least
        })
    }
}
