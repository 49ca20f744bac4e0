//! What becomes of one cell: it is proved, or split, or nothing helps. Of a cell that a ball or half-spaces cut the part in the
//! domain is proved, as the checker does; splits are the cell's.
//!
//! A cell that is not proved is split in the variable with the greatest share in the bound's width. A cell
//! whose centre matrix has a direction of negative curvature is not split: it is a counterexample. All this
//! depends on the problem, λ, the cell and its depth alone.

use super::dead_end::{DeadEnd, Obstruction, centre};
use crate::bound::{Cell, Method, Shortfall};
use crate::certificate::CoverLeaf;
use crate::search::branching::{Branching, Trial, sample};
use crate::search::choice::{greatest, widest};
use crate::search::names;
use itertools::Itertools;
use rug::Rational;

/// At every so many levels other tests than the sharpest have their turn too: the affine one where rows' bounds are
/// the sharpest, the natural interval one elsewhere, for it alone proves singular cells.
const OTHERS_EVERY: usize = 8;
/// Beyond this order, others that take more counted work than so much, about a second, have no turn.
const LARGE: usize = 100;
const OTHERS_WORK: u64 = 1_000_000_000;

/// What the leaf test says of a cell.
pub(super) enum Outcome {
    Proved(CoverLeaf),
    Split(usize),
    End(Obstruction),
}

/// The leaf test at one λ.
pub(super) struct Leaf<'a> {
    pub branching: &'a Branching<'a>,
    pub lambda: &'a Rational,
    /// Whether negative curvature ends the walk; else the cell is split like others.
    pub refutes: bool,
}

impl Leaf<'_> {
    /// The first method that proves the cell, or the shortfall of the sharpest.
    fn proof(&self, cell: &Cell, depth: usize, trial: &mut Trial) -> Result<Method, Shortfall> {
        let Branching { bound, .. } = self.branching;
        let sharpest = self.branching.sharpest(cell);
        if sharpest == Method::Constant {
            return self.branching.prove(cell, self.lambda, sharpest, trial).map(|()| sharpest);
        }
        // Where the sharpest fails, others rarely prove a cell.
        if depth.is_multiple_of(OTHERS_EVERY) {
            let others = self.branching.methods(cell).iter().copied().filter(|method| *method != sharpest);
            let natural = (sharpest == Method::Affine).then_some(Method::Interval);
            let mut others = others
                .chain(natural)
                .filter(|method| bound.order() <= LARGE || bound.leaf_work(*method) <= OTHERS_WORK);
            let mut prove =
                |method| bound.prove(cell, self.lambda, method, &mut trial.scratch).map(|()| method);
            if let Some(proved) = others.find_map(|method| prove(method).ok()) {
                return Ok(proved);
            }
        }
        let proved = self.branching.prove(cell, self.lambda, sharpest, trial).map(|()| sharpest);
        match proved {
            Err(Shortfall::Wide) if sharpest == Method::Loewner && depth == 0 => {
                let expanded = self.branching.prove_expanded(cell, self.lambda, trial);
                if expanded.is_ok() { Ok(Method::Tensor) } else { proved }
            }
            _ => proved,
        }
    }

    /// How deep splits go where nothing else says where to split.
    fn patience(&self) -> usize {
        24 + 8 * self.branching.bound.order()
    }

    /// What becomes of a cell.
    pub fn outcome(&self, cell: &Cell, depth: usize, trial: &mut Trial) -> Outcome {
        let bound = self.branching.bound;
        let Some(part) = bound.part(cell) else { return Outcome::Proved(CoverLeaf::Outside) };
        let shortfall = match self.proof(&part, depth, trial) {
            Ok(method) => return Outcome::Proved(names::of_method(method)),
            Err(shortfall) => shortfall,
        };
        let is_hopeless = match shortfall {
            Shortfall::Wide | Shortfall::Indefinite => {
                let point = centre(&part);
                let alone = Cell { lower: point.clone(), upper: point.clone() };
                let is_suspect = shortfall == Shortfall::Indefinite && self.refutes;
                if is_suspect && bound.part(&alone).is_some() && self.is_refuted(&point, trial.direction()) {
                    let direction = trial.direction().to_vec();
                    return Outcome::End(Obstruction::Refuted { point, direction });
                }
                let share = |k: usize| trial.shares().get(k).copied().unwrap_or(0.0);
                if let Some(k) = greatest(cell, share)
                    && (shortfall == Shortfall::Wide || depth < self.patience())
                {
                    return Outcome::Split(k);
                }
                false
            }
            Shortfall::Undefined | Shortfall::Stopped => false,
            Shortfall::Inapplicable => true,
        };
        // Only splitting is left; where it does not end, the node is in the way for good.
        match widest(cell, |_| 1.0) {
            Some(k) if depth < self.patience() && !is_hopeless => Outcome::Split(k),
            _ => Outcome::End(Obstruction::Blocked(DeadEnd { cell: part.into_owned(), shortfall })),
        }
    }

    /// Whether `vᵀ(∇²L + λ∇²P)v < 0` at the point, by floats.
    fn is_refuted(&self, point: &[f64], v: &[f64]) -> bool {
        let n = point.len();
        let (mut objective, mut penalty) = (vec![0.0; n * n], vec![0.0; n * n]);
        if !sample(self.branching.bound, point, &mut objective, &mut penalty) || v.len() != n {
            return false;
        }
        let lambda = self.lambda.to_f64();
        let form = (0..n)
            .cartesian_product(0..n)
            .map(|(i, j)| v[i] * v[j] * (objective[i * n + j] + lambda * penalty[i * n + j]));
        form.sum::<f64>() < 0.0
    }
}
