//! The test that symmetric matrices `F(ε) = M + Σ_k ε_k A_k + Δ` are positive semidefinite, whatever `|ε_k| ≤ 1` and symmetric
//! `|Δ| ≤ E` are; several side by side, one a lane.
//!
//! By Theorem A (theory.md, L5): of `W` and `x`, which `advice/whitening.rs` proposes, nothing need be known, for that `W` is
//! upper triangular and of moderate size, and `Ux < x`, is seen here; a NaN fails every comparison. Or by Theorem D (theory.md,
//! L8), for matrices without symbols, all of whose `Δ` is in `E`.

use super::matrix::SymbolicMatrix;
use super::remainder::Remainder;
use super::signs::{self, Family};
use super::whitening::{is_moderate, whiten};
use super::workspace::{Failure, Workspace};
use crate::advice::whitening::{contracted, factorise, invert};
use crate::number::lane::{Lane, image, splat};
use crate::number::{Round, Scalar};

/// The rounding analysis holds up to this order.
pub(crate) const MAX_ORDER: usize = 2000;
/// Components of the vector `x` are at least so large.
const FLOOR: f64 = 1.0 / 1024.0;

/// Proves every matrix of the families, with these parts of `Δ` beside `E`, positive semidefinite, by Theorem D or Theorem A.
#[inline(always)]
pub(crate) fn proves_psd<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    w.vector.clear();
    w.image.clear();
    w.failure = None;
    if m.order == 0 {
        return Ok(());
    }
    // With symbols Theorem A is sharper wherever it applies.
    let is_plain = m.symbols == 0 && remainders.is_empty();
    if is_plain && !m.is_finite() {
        return Err(Failure::NotFinite);
    }
    let dominant = std::array::from_fn(|v| is_plain && is_dominant(m, v));
    if dominant.iter().all(|d| *d) {
        return Ok(());
    }
    contracts(m, remainders, &dominant, w).inspect_err(|failure| w.failure = Some(*failure))
}

/// Theorem A in the lanes that are not proved yet.
#[inline(always)]
fn contracts<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    proved: &[bool; L],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    let n = m.order;
    factorise(n, |i, j| m.centre(m.at(i, j)), proved, &mut w.factor, w.stop)
        .map_err(|(lane, pivot)| Failure::Indefinite { lane, pivot })?;
    invert(n, &w.factor, &mut w.whitener, w.stop);
    enclose(m, remainders, proved, w)?;
    let floor = S::from_f64(FLOOR, m.context);
    w.vector.resize(n, splat(&floor));
    let has_hope = contracted(&w.bound, *proved, &floor, &mut w.vector, &mut w.image);
    settle(m, proved, has_hope, w)
}

/// The bound `U` for the `W` that is proposed, whatever it is.
#[inline(always)]
pub(crate) fn enclose<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    proved: &[bool; L],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    if let Some(v) = (0..L).find(|&v| !proved[v] && !is_moderate(m.order, w, v)) {
        return Err(Failure::Wide(v));
    }
    if whiten(m, remainders, w) { Ok(()) } else { Err(Failure::Wide(0)) }
}

/// Whether `Ux < x` for the `x` that is proposed, whatever it is, or signs settle what remains.
#[inline(always)]
pub(crate) fn settle<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    proved: &[bool; L],
    has_hope: bool,
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    let is_vector = m.order > 0 && w.vector.len() == m.order;
    if is_vector {
        image(&w.bound, &w.vector, &mut w.image);
    }
    let holds = |v: usize| {
        let has_floor = is_vector && w.vector.iter().all(|x| x[v] >= FLOOR);
        // Inflated: an upper bound of Ux, and x > 0 by the floor.
        let contracts = || w.image.iter().zip(&w.vector).all(|(image, x)| image[v].inflate() < x[v]);
        has_floor && (contracts() || has_hope && is_settled_by_signs(m, w, v))
    };
    match (0..L).find(|&v| !proved[v] && !holds(v)) {
        None => Ok(()),
        Some(v) => Err(Failure::Wide(v)),
    }
}

fn is_dominant<S: Scalar, const L: usize>(m: &SymbolicMatrix<S, L>, v: usize) -> bool {
    let zero = S::zero(m.context);
    (0..m.order).all(|i| {
        let mut burden = m.deviation_up(i, i, v);
        for j in (0..m.order).filter(|&j| j != i) {
            let size = m.centre(m.at(i, j))[v].magnitude().add(&m.deviation_up(i, j, v), Round::Up);
            burden = burden.add(&size, Round::Up);
        }
        m.centre(m.at(i, i))[v].add(&burden.neg(), Round::Down) >= zero
    })
}

/// Whether choosing the signs of the largest symbols proves a lane (`signs.rs`).
fn is_settled_by_signs<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    w: &Workspace<S, L>,
    lane: usize,
) -> bool {
    let lane = |entries: &[Lane<S, L>]| entries.iter().map(|x| x[lane].clone()).collect::<Vec<S>>();
    let (terms, remainder, vector) = (&lane(&w.whitened), &lane(&w.remainder), &lane(&w.vector));
    m.symbols > 0 && signs::proves(&Family { order: m.order, symbols: m.symbols, terms, remainder, vector })
}
