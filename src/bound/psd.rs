//! The test that a symmetric matrix with symbols is positive semidefinite, whatever their values.
//!
//! **Theorem A.** Let `F(ε) = M + Σ_k ε_k A_k + Δ` with `|ε_k| ≤ 1` and `Δ` symmetric, `|Δ| ≤ E` entrywise;
//! let `W` be any square matrix and `U ≥ |WᵀMW − I| + Σ_k |WᵀA_kW| + |W|ᵀE|W|` entrywise. If `Ux < x` for
//! one vector `x > 0`, every `F(ε)` is positive definite.
//!
//! *Proof.* `S = WᵀFW − I` is symmetric with `|S| ≤ U`, hence `|S| ≤ min(U, Uᵀ)` and its spectral radius
//! is at most that of `U`, which `Ux < x` bounds below 1 (Collatz–Wielandt). So `WᵀFW = I + S` is positive
//! definite; `Wu = 0` would give `0 = uᵀWᵀFWu > 0` unless `u = 0`, so `W` is invertible and `F` is positive
//! definite. ∎ Nothing need be known about `W` and `x`: here `W = L^(−T)` with the floating Cholesky factor
//! of `M`, and `x` comes from power steps.
//!
//! Rounding: entry by entry, a computed `WᵀAW` differs from the exact one by at most
//! `γ |W|ᵀ|A||W|` with `γ = (2n + 4)u` (two products of length n, and the conversion of a slack); so
//! `γ(|M| + Σ|A_k|)` joins `E`, and the non-negative products are inflated (Higham, *Accuracy and
//! Stability*, 2002, §3.5). A NaN fails every comparison.
//!
//! **Theorem D** (diagonal dominance, not strict). If `M_ii − Σ_k|A_k|_ii − E_ii ≥ Σ_{j≠i}` of the entries'
//! greatest absolute values in every row, every `F(ε)` is positive semidefinite (Gershgorin). All in
//! directed rounding, exact where the numbers are, so that singular matrices such as `[0]` pass.

use super::matrix::SymbolicMatrix;
use crate::number::{Round, Scalar};

/// Numbers beyond this are refused, so that no product under- or overflows unnoticed.
const LARGEST_SCALE: f64 = 1e100;
/// Covers every underflow in the products: at most n³ of 2^−1074 each, scaled by at most 10^100 twice.
const UNDERFLOW: f64 = 1e-100;
/// Power steps towards the vector `x`.
const POWER_STEPS: usize = 12;

/// Why the test failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Too wide; see [`Workspace::shares`].
    Wide,
    /// `M` is not positive definite as far as floats can tell; see [`Workspace::direction`].
    Indefinite,
    /// Something is not finite.
    NotFinite,
}

/// Working memory.
#[derive(Debug)]
pub(super) struct Workspace<S> {
    /// `L`, then `W = L^(−T)`, row-major.
    factor: Vec<S>,
    whitener: Vec<S>,
    half: Vec<S>,
    bound: Vec<S>,
    slack: Vec<S>,
    vector: Vec<S>,
    image: Vec<S>,
    /// How much each symbol, and each row's `E`, contributes to `xᵀUx`.
    pub shares: Vec<f64>,
    /// A direction `v` with `vᵀMv ≤ 0`.
    pub direction: Vec<f64>,
}

impl<S> Default for Workspace<S> {
    fn default() -> Self {
        Workspace {
            factor: Vec::new(),
            whitener: Vec::new(),
            half: Vec::new(),
            bound: Vec::new(),
            slack: Vec::new(),
            vector: Vec::new(),
            image: Vec::new(),
            shares: Vec::new(),
            direction: Vec::new(),
        }
    }
}

/// Proves every matrix of the family positive semidefinite, by Theorem D or Theorem A.
pub(super) fn proves_psd<S: Scalar>(m: &SymbolicMatrix<S>, w: &mut Workspace<S>) -> Result<(), Failure> {
    if m.order == 0 || is_dominant(m) {
        return Ok(());
    }
    if !m.is_finite() {
        return Err(Failure::NotFinite);
    }
    w.shares.clear();
    w.shares.resize(m.symbols + m.order, 0.0);
    factorise(m, w)?;
    invert(m.order, w);
    let limit = S::from_f64(LARGEST_SCALE, m.context);
    if !w.whitener.iter().all(|x| x.magnitude() <= limit) {
        return Err(Failure::Wide);
    }
    whiten(m, w);
    if is_contraction(m.order, w) { Ok(()) } else { Err(Failure::Wide) }
}

/// Theorem D.
fn is_dominant<S: Scalar>(m: &SymbolicMatrix<S>) -> bool {
    let zero = S::zero(m.context);
    (0..m.order).all(|i| {
        let mut burden = m.deviation_up(i, i);
        for j in (0..m.order).filter(|&j| j != i) {
            let size = m.centre[m.at(i, j)].magnitude().add(&m.deviation_up(i, j), Round::Up);
            burden = burden.add(&size, Round::Up);
        }
        m.centre[m.at(i, i)].add(&burden.neg(), Round::Down) >= zero
    })
}

/// `M = LLᵀ`; where a pivot is not positive, the direction that shows it.
fn factorise<S: Scalar>(m: &SymbolicMatrix<S>, w: &mut Workspace<S>) -> Result<(), Failure> {
    let n = m.order;
    let zero = S::zero(m.context);
    w.factor.clear();
    w.factor.resize(n * n, zero.clone());
    for j in 0..n {
        for i in j..n {
            let mut sum = m.centre[m.at(i, j)].clone();
            for k in 0..j {
                sum = sum.minus(&w.factor[i * n + k].times(&w.factor[j * n + k]));
            }
            if i > j {
                w.factor[i * n + j] = sum.over(&w.factor[j * n + j]);
            } else if sum > zero {
                w.factor[j * n + j] = sum.square_root();
            } else {
                w.direction = descent(n, j, &w.factor);
                return Err(Failure::Indefinite);
            }
        }
    }
    Ok(())
}

/// With the leading block `L₁₁L₁₁ᵀ` and the row `l` of the failing pivot `j`: `v = (−L₁₁^(−T) l, 1, 0 …)`
/// has `vᵀMv` = the pivot.
fn descent<S: Scalar>(n: usize, j: usize, factor: &[S]) -> Vec<f64> {
    let mut v = vec![0.0; n];
    v[j] = 1.0;
    let entry = |i: usize, k: usize| factor[i * n + k].to_f64(Round::Down);
    for i in (0..j).rev() {
        let above: f64 = (i + 1..j).map(|k| entry(k, i) * v[k]).sum();
        v[i] = (-entry(j, i) - above) / entry(i, i);
    }
    v
}

/// `W = L^(−T)`: upper triangular, column `j` solves `Lᵀ W_j = e_j`; stored row-major.
fn invert<S: Scalar>(n: usize, w: &mut Workspace<S>) {
    let Some(first) = w.factor.first() else { return };
    let context = first.context();
    let one = S::from_f64(1.0, context);
    w.whitener.clear();
    w.whitener.resize(n * n, S::zero(context));
    for j in 0..n {
        for i in (0..=j).rev() {
            let mut sum = if i == j { one.clone() } else { S::zero(context) };
            for k in i + 1..=j {
                sum = sum.minus(&w.factor[k * n + i].times(&w.whitener[k * n + j]));
            }
            w.whitener[i * n + j] = sum.over(&w.factor[i * n + i]);
        }
    }
}

/// Fills `bound` with `U` (full, symmetric) and `shares` with what a branching rule needs.
fn whiten<S: Scalar>(m: &SymbolicMatrix<S>, w: &mut Workspace<S>) {
    let n = m.order;
    let width = m.symbols + 1;
    let zero = S::zero(m.context);
    for (buffer, length) in [(&mut w.half, n * n * width), (&mut w.bound, n * n), (&mut w.slack, n * n)] {
        buffer.clear();
        buffer.resize(length, zero.clone());
    }
    // E and the rounding of what follows, carried through |W|: first |W|ᵀ… from the right.
    for i in 0..n {
        for l in 0..n {
            let mut slack = zero.clone();
            for j in 0..=l {
                let at = m.at(i, j);
                let size = m.size(at).roundings(2 * n + 4);
                let e = m.radius[at].plus(&size);
                slack = slack.plus(&e.times(&w.whitener[j * n + l].magnitude()));
            }
            w.slack[i * n + l] = slack;
        }
    }
    // half[i][l] = Σ_j (M, A_1, …)[i][j] · W[j][l], all symbols side by side.
    for i in 0..n {
        for j in 0..n {
            let at = m.at(i, j);
            let linear = &m.linear[at * m.symbols..(at + 1) * m.symbols];
            for l in j..n {
                let factor = w.whitener[j * n + l].clone();
                let row = &mut w.half[(i * n + l) * width..(i * n + l + 1) * width];
                row[0] = row[0].plus(&factor.times(&m.centre[at]));
                for (sum, a) in row[1..].iter_mut().zip(linear) {
                    *sum = sum.plus(&factor.times(a));
                }
            }
        }
    }
    let one = S::from_f64(1.0, m.context);
    let underflow = S::from_f64(UNDERFLOW, m.context);
    let mut entry: Vec<S> = vec![zero.clone(); width];
    for k in 0..n {
        for l in k..n {
            entry.fill(zero.clone());
            let mut slack = zero.clone();
            for i in 0..=k {
                let factor = &w.whitener[i * n + k];
                slack = slack.plus(&factor.magnitude().times(&w.slack[i * n + l]));
                let row = &w.half[(i * n + l) * width..(i * n + l + 1) * width];
                for (sum, a) in entry.iter_mut().zip(row) {
                    *sum = sum.plus(&factor.times(a));
                }
            }
            if k == l {
                entry[0] = entry[0].minus(&one);
            }
            let mut total = slack.inflate().plus(&underflow);
            let twice = if k == l { 1.0 } else { 2.0 };
            for (share, s) in w.shares.iter_mut().zip(&entry[1..]) {
                *share += twice * s.magnitude().to_f64(Round::Up);
            }
            for own in [k, l] {
                w.shares[m.symbols + own] += 0.5 * twice * slack.to_f64(Round::Up);
            }
            for s in &entry {
                total = total.plus(&s.magnitude());
            }
            let total = total.inflate();
            w.bound[k * n + l] = total.clone();
            w.bound[l * n + k] = total;
        }
    }
}

/// Whether `Ux < x` for the vector that a few power steps find.
fn is_contraction<S: Scalar>(n: usize, w: &mut Workspace<S>) -> bool {
    let Some(first) = w.bound.first() else { return true };
    let context = first.context();
    let floor = S::from_f64(1.0 / 1024.0, context);
    w.vector.clear();
    w.vector.resize(n, S::from_f64(1.0, context));
    for _ in 0..POWER_STEPS {
        multiply(n, &w.bound, &w.vector, &mut w.image);
        // Inflated: an upper bound of Ux, and x > 0 by the floor.
        if w.image.iter().zip(&w.vector).all(|(image, x)| image.inflate() < *x) {
            return true;
        }
        let largest = w.image.iter().fold(S::zero(context), |a, b| if *b > a { b.clone() } else { a });
        for (x, image) in w.vector.iter_mut().zip(&w.image) {
            *x = image.over(&largest).plus(&floor);
        }
    }
    false
}

fn multiply<S: Scalar>(n: usize, matrix: &[S], x: &[S], into: &mut Vec<S>) {
    into.clear();
    into.extend((0..n).map(|i| {
        let zero = S::zero(x[0].context());
        matrix[i * n..(i + 1) * n].iter().zip(x).fold(zero, |sum, (a, b)| sum.plus(&a.times(b)))
    }));
}
