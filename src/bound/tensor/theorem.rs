//! Theorem C (theory.md, L17): if `M ≻ 0`, `d_s > 0` and `MZM − Σ_s d_s A_s Z A_s ≻ 0` for a `Z = CCᵀ`, then
//! `M + Σ_s ε_s A_s ≻ 0` where `Σ ε_s²/d_s ≤ 1`: for all `|ε_s| ≤ 1` if `Σ 1/d_s ≤ 1`, for all `‖ε‖₂ ≤ 1` if `d_s ≥ 1`. Whatever `C` and `d` are proposed (`advice/positive_map.rs`), it is proved
//! with them.
//!
//! Rounding: all of `F = (MC)(MC)ᵀ − Σ d_s (A_sC)(A_sC)ᵀ` errs by `γ_k (|M||C||C|ᵀ|M| + Σ d_s |A_s||C||C|ᵀ|A_s|)` at most,
//! `k = 3n + symbols + 16`, whose row sums products with vectors tell.

use super::image::{Image, Workspace};
use super::linear::LinearPart;
use crate::advice::positive_map::{Powers, Proposal};
use crate::budget::{Stop, spread};
use crate::error::Shortfall;
use crate::number::cholesky::proves_psd;
use crate::number::{Endpoint, Round};

/// Proposals tried one after the other.
pub(crate) const POWERS: usize = 5;

/// Weights are no larger: their roots multiply what underflows.
const LARGEST_WEIGHT: f64 = 1e12;

/// Parts of the sum over the symbols, whatever the number of threads.
const GROUPS: usize = 16;

/// Proves `M + Σ ε_s A_s ≻ 0`.
pub(super) fn proves(m: &[f64], linear: &LinearPart, threads: usize, stop: Stop) -> Result<(), Shortfall> {
    let n = linear.order;
    if n == 0 {
        return Ok(());
    }
    if !proves_psd(n, &mut m.to_vec(), |_| f64::MIN_POSITIVE, stop) {
        return Err(Shortfall::Wide);
    }
    let powers = Powers::new(n, m, linear.is_round).ok_or(Shortfall::Wide)?;
    let mut proposal = powers.first(linear.symbols, |s| linear.matrix(s));
    for _ in 0..POWERS {
        let map = Map::new(m, linear, &proposal, threads, stop)?;
        if map.is_contraction(linear.symbols) {
            return Ok(());
        }
        proposal =
            powers.next(&map.image.sum, linear.symbols, |s| linear.matrix(s)).ok_or(Shortfall::Wide)?;
    }
    Err(Shortfall::Wide)
}

/// `MZM` and `Φ(Z) = Σ d_s A_s Z A_s`.
pub(crate) struct Map {
    n: usize,
    square: Image,
    image: Image,
}

impl Map {
    /// For a proposal; [`Shortfall::Wide`] for one that is none.
    pub fn new(
        m: &[f64],
        linear: &LinearPart,
        proposal: &Proposal,
        threads: usize,
        stop: Stop,
    ) -> Result<Self, Shortfall> {
        let n = linear.order;
        is_valid(proposal, linear).then_some(()).ok_or(Shortfall::Wide)?;
        let mut square = Image::zero(n);
        square.add(&proposal.factor, 1.0, &mut Workspace::of(m.to_vec()));
        let mut image = Image::zero(n);
        for part in parts(linear, proposal, threads.clamp(1, GROUPS), stop) {
            image.merge(&part);
        }
        if stop.is_set() { Err(Shortfall::Stopped) } else { Ok(Map { n, square, image }) }
    }

    /// Whether `MZM − Φ(Z) ≻ 0`.
    pub fn is_contraction(&self, symbols: usize) -> bool {
        let Map { n, square, image } = self;
        let mut difference: Vec<f64> = square.sum.iter().zip(&image.sum).map(|(x, y)| x - y).collect();
        let mass: Vec<f64> = square.mass.iter().zip(&image.mass).map(|(x, y)| x + y).collect();
        // Four times γ_k: for the sums of sizes are rounded too.
        let unit = 2.0 * f64::EPSILON * (3 * n + symbols + 32) as f64;
        // An underflow errs by 2^−1075; squares of the entries that multiply it are in the mass. One in the mass itself is
        // multiplied by d ≤ 10¹², γ_k and a row sum at most.
        let total: f64 = mass.iter().sum();
        let factors = (1.0 + total) * (1.0 + square.reach.max(image.reach));
        let underflow = f64::MIN_POSITIVE * (n * n * (symbols + 1)) as f64 * factors;
        let slack = |i: usize| mass[i] * unit + underflow;
        total.is_finite() && proves_psd(*n, &mut difference, slack, Stop::default())
    }
}

/// Whether `Z` and `d` have the right sizes, `0 < d_s ≤ 10¹²` and `Σ ε_s²/d_s ≤ 1` for all symbols.
fn is_valid(Proposal { factor, weights }: &Proposal, linear: &LinearPart) -> bool {
    let inverse = |d: &f64| (1.0 / d).next_up();
    let share = || weights.iter().fold(0.0, |sum, d| Endpoint::add(&sum, &inverse(d), Round::Up));
    weights.len() == linear.symbols
        && factor.len() == linear.order * linear.order
        && weights.iter().all(|d| *d > 0.0 && *d <= LARGEST_WEIGHT)
        && if linear.is_round { weights.iter().all(|d| *d >= 1.0) } else { share() <= 1.0 }
}

/// The parts of `Φ(Z)`, in order; unfinished once this is set.
fn parts(linear: &LinearPart, proposal: &Proposal, threads: usize, stop: Stop) -> Vec<Image> {
    let Proposal { factor, weights } = proposal;
    let n = linear.order;
    let part = |group: usize, workspace: &mut Workspace| {
        let mut image = Image::zero(n);
        for s in (group..linear.symbols).step_by(GROUPS).take_while(|_| !stop.is_set()) {
            workspace.fill(linear.matrix(s));
            image.add(factor, weights[s], workspace);
        }
        image
    };
    let of_thread = |index: usize| {
        let mut workspace = Workspace::of(vec![0.0; n * n]);
        let groups = (index..GROUPS).step_by(threads);
        groups.map(|group| (group, part(group, &mut workspace))).collect::<Vec<_>>()
    };
    let mut parts: Vec<_> = spread(threads, of_thread).into_iter().flatten().collect();
    parts.sort_by_key(|(group, _)| *group);
    parts.into_iter().map(|(_, part)| part).collect()
}
