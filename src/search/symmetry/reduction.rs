//! Which symmetries a cover uses, and in which order it compares parameters.
//!
//! The stabiliser chain with the order's parameters for base holds what is wanted: for every image that symmetry can
//! give a base parameter, while those before it stay, one element. The order puts first what the search splits
//! first, for a cell can be skipped only after its comparison has been split.

use super::generators::generators;
use super::group::Group;
use crate::budget::Budget;
use crate::certificate::Reduction;
use crate::problem::{Invariance, Part, Problem, Symmetry};

/// What a cover's symmetries leave as it is.
const PARTS: [Part; 3] = [Part::Domain, Part::PenaltyCurvature, Part::Objective];
/// Parameters from which on no cover is bisected deep enough for symmetry to tell.
const MOST_PARAMETERS: usize = 64;
/// The most symmetries that a certificate names.
const MOST_SYMMETRIES: usize = 1000;

/// The symmetries that a cover may use.
pub(in crate::search) fn symmetries(problem: &Problem) -> Vec<Symmetry> {
    if problem.dimension() > MOST_PARAMETERS { Vec::new() } else { generators(problem, &PARTS, &|| false) }
}

/// The reduction by the group of these symmetries; `splits` says how often each parameter was split in a
/// trial. `None` without symmetries.
pub(in crate::search) fn reduction(
    problem: &Problem,
    generators: &[Symmetry],
    splits: &[usize],
) -> Option<Reduction> {
    let mut order: Vec<usize> = (0..problem.dimension()).collect();
    order.sort_by_key(|&k| (std::cmp::Reverse(splits.get(k).copied().unwrap_or(0)), k));
    let group = Group::new(Symmetry::identity(problem), generators, &order, usize::MAX);
    let (mut symmetries, mut order) = (Vec::new(), Vec::new());
    for (base, elements) in group.transversals() {
        order.push(base);
        symmetries.extend(elements.cloned());
    }
    symmetries.truncate(MOST_SYMMETRIES);
    (!symmetries.is_empty()).then_some(Reduction { symmetries, order })
}

/// Whether a reduction is one of this problem.
pub(in crate::search) fn holds(problem: &Problem, reduction: &Reduction) -> bool {
    let budget = Budget::default();
    let mut invariance = Invariance::new(problem, &budget);
    reduction.symmetries.iter().all(|g| PARTS.into_iter().all(|part| invariance.keeps(part, g)))
}
