//! Theorem C (theory.md, L17): if `M ≻ 0`, `d_s > 0`, `Σ 1/d_s ≤ 1` and `MZM − Σ_s d_s A_s Z A_s ≻ 0` for a `Z = CCᵀ`, then
//! `M + Σ_s ε_s A_s ≻ 0` for all `|ε_s| ≤ 1`. Whatever `C` and `d` are proposed (`advice/positive_map.rs`), it is proved
//! with them.
//!
//! Rounding: all of `F = (MC)(MC)ᵀ − Σ d_s (A_sC)(A_sC)ᵀ` errs by `γ_k (|M||C||C|ᵀ|M| + Σ d_s |A_s||C||C|ᵀ|A_s|)` at most,
//! `k = 3n + symbols + 16`, whose row sums products with vectors tell.

use super::linear::LinearPart;
use super::product::add_product;
use crate::advice::positive_map::{Powers, Proposal};
use crate::budget::Stop;
use crate::error::Shortfall;
use crate::number::cholesky::proves_psd;
use crate::number::{Endpoint, Round};

/// Proposals tried one after the other.
pub(crate) const POWERS: usize = 5;

/// Weights are no larger: their roots multiply what underflows.
const LARGEST_WEIGHT: f64 = 1e12;

/// Proves `M + Σ ε_s A_s ≻ 0`.
pub(super) fn proves(m: &[f64], linear: &LinearPart, stop: Stop) -> Result<(), Shortfall> {
    let n = linear.order;
    if n == 0 {
        return Ok(());
    }
    if !proves_psd(n, &mut m.to_vec(), |_| f64::MIN_POSITIVE, stop) {
        return Err(Shortfall::Wide);
    }
    let powers = Powers::new(n, m).ok_or(Shortfall::Wide)?;
    let mut proposal = powers.first(linear.symbols, |s| linear.matrix(s));
    for _ in 0..POWERS {
        let map = Map::new(m, linear, &proposal, stop)?;
        if map.is_contraction(linear.symbols) {
            return Ok(());
        }
        proposal = powers.next(&map.image, linear.symbols, |s| linear.matrix(s)).ok_or(Shortfall::Wide)?;
    }
    Err(Shortfall::Wide)
}

/// `MZM` and `Φ(Z) = Σ d_s A_s Z A_s`, lower triangles.
pub(crate) struct Map<'a> {
    n: usize,
    factor: &'a [f64],
    square: Vec<f64>,
    image: Vec<f64>,
    /// Row sums of what rounding costs, but for `γ_k`.
    mass: Vec<f64>,
    /// The largest row sum of a matrix: what an underflow in the mass may be multiplied by.
    reach: f64,
    /// Working memory: a matrix in full, and its product with the factor.
    full: Vec<f64>,
    half: Vec<f64>,
}

impl<'a> Map<'a> {
    /// For a proposal; [`Shortfall::Wide`] for one that is none.
    pub fn new(
        m: &[f64],
        linear: &LinearPart,
        Proposal { factor, weights }: &'a Proposal,
        stop: Stop,
    ) -> Result<Self, Shortfall> {
        let n = linear.order;
        let inverse = |d: &f64| (1.0 / d).next_up();
        let share = weights.iter().fold(0.0, |sum, d| Endpoint::add(&sum, &inverse(d), Round::Up));
        let is_valid = weights.len() == linear.symbols
            && factor.len() == n * n
            && weights.iter().all(|d| *d > 0.0 && *d <= LARGEST_WEIGHT)
            && share <= 1.0;
        is_valid.then_some(()).ok_or(Shortfall::Wide)?;
        let zero = || vec![0.0; n * n];
        let (square, image, half) = (zero(), zero(), zero());
        let mut map =
            Map { n, factor, square, image, mass: vec![0.0; n], reach: 1.0, full: m.to_vec(), half };
        map.multiply(1.0);
        add_product(n, &map.half, &map.half, &mut map.square, true);
        for (s, d) in weights.iter().enumerate() {
            if stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            map.add(linear.matrix(s), *d);
        }
        Ok(map)
    }

    /// Adds `dAZA` for the lower triangle of a matrix.
    fn add(&mut self, matrix: &[f64], d: f64) {
        let n = self.n;
        for i in 0..n {
            for (j, x) in matrix[i * (i + 1) / 2..][..=i].iter().enumerate() {
                self.full[i * n + j] = *x;
                self.full[j * n + i] = *x;
            }
        }
        self.multiply(d);
        add_product(n, &self.half, &self.half, &mut self.image, true);
    }

    /// `√d·CᵀA`, and what it adds to the mass: the row sums of `d|A||C||C|ᵀ|A|`.
    fn multiply(&mut self, d: f64) {
        let n = self.n;
        self.half.fill(0.0);
        add_product(n, self.factor, &self.full, &mut self.half, false);
        let root = d.sqrt();
        self.half.iter_mut().for_each(|x| *x *= root);
        let sums: Vec<f64> = self.full.chunks_exact(n).map(|row| row.iter().map(|x| x.abs()).sum()).collect();
        self.reach = sums.iter().fold(self.reach, |most, sum| most.max(*sum));
        let mut inner = vec![0.0; n];
        for (row, x) in self.factor.chunks_exact(n).zip(&sums) {
            inner.iter_mut().zip(row).for_each(|(sum, c)| *sum += c.abs() * x);
        }
        let back = image_of_sizes(self.factor, &inner);
        let burden = image_of_sizes(&self.full, &back);
        self.mass.iter_mut().zip(burden).for_each(|(sum, x)| *sum += d * x);
    }

    /// Whether `MZM − Φ(Z) ≻ 0`.
    pub fn is_contraction(&self, symbols: usize) -> bool {
        let mut difference: Vec<f64> = self.square.iter().zip(&self.image).map(|(x, y)| x - y).collect();
        // Four times γ_k: for the sums of sizes are rounded too.
        let unit = 2.0 * f64::EPSILON * (3 * self.n + symbols + 32) as f64;
        // An underflow errs by 2^−1075; squares of the entries that multiply it are in the mass. One in the mass itself is
        // multiplied by d ≤ 10¹², γ_k and a row sum at most.
        let total: f64 = self.mass.iter().sum();
        let factors = (1.0 + total) * (1.0 + self.reach);
        let underflow = f64::MIN_POSITIVE * (self.n * self.n * (symbols + 1)) as f64 * factors;
        let slack = |i: usize| self.mass[i] * unit + underflow;
        total.is_finite() && proves_psd(self.n, &mut difference, slack, Stop::default())
    }
}

/// `|A|x` for `x ≥ 0`.
fn image_of_sizes(a: &[f64], x: &[f64]) -> Vec<f64> {
    a.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a.abs() * x).sum()).collect()
}
