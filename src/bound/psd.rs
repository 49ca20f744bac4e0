//! The test that symmetric matrices with symbols are positive semidefinite, whatever the symbols' values.
//!
//! **Theorem A.** Let `F(ε) = M + Σ_k ε_k A_k + Δ` with `|ε_k| ≤ 1` and `Δ` symmetric, `|Δ| ≤ E` entrywise;
//! let `W` be any square matrix and `U ≥ |WᵀMW − I| + Σ_k |WᵀA_kW| + |W|ᵀE|W|` entrywise. If `Ux < x` for
//! one vector `x > 0`, every `F(ε)` is positive definite.
//!
//! *Proof.* `S = WᵀFW − I` is symmetric with `|S| ≤ U`, hence `|S| ≤ min(U, Uᵀ)` and its spectral radius
//! is at most that of `U`, which `Ux < x` bounds below 1 (Collatz–Wielandt). So `WᵀFW = I + S` is positive
//! definite; `Wu = 0` would give `0 = uᵀWᵀFWu > 0` unless `u = 0`, so `W` is invertible and `F` is positive
//! definite. ∎ Nothing need be known about `W` and `x`: here `W = L^(−T)` with the floating Cholesky factor
//! of `M`, and `x` comes from power steps. A part of `Δ` that is given row by row adds what `remainder.rs` says
//! instead of `|W|ᵀE|W|`.
//!
//! Rounding: entry by entry, a computed `WᵀAW` differs from the exact one by at most
//! `γ |W|ᵀ|A||W|` with `γ = (2n + 4)u` (two products of length n, and the conversion of a slack); so
//! `γ(|M| + Σ|A_k|)` joins `E`, and the non-negative products are inflated (Higham, *Accuracy and
//! Stability*, 2002, §3.5). A NaN fails every comparison.
//!
//! **Theorem D** (diagonal dominance, not strict). If `M_ii − Σ_k|A_k|_ii − E_ii ≥ Σ_{j≠i}` of the entries'
//! greatest absolute values in every row, every `F(ε)` is positive semidefinite (Gershgorin). All in
//! directed rounding, exact where the numbers are, so that singular matrices such as `[0]` pass. It is for
//! matrices without symbols, all of whose `Δ` is in `E`.
//!
//! Where Theorem A falls a little short, the signs of the largest symbols are tried (`signs.rs`).
//!
//! Several matrices go side by side, one a lane; the test passes where it does in every lane.

use super::matrix::{
    Lane, SymbolicMatrix, add, add_magnitude, add_product, add_to_each, combine, divide, inflate, magnitude,
    multiply, splat, take_product,
};
use super::remainder::{Images, Remainder};
use super::signs::{self, Family};
use crate::number::{Round, Scalar};

/// Entries of `W` beyond this are refused, so that what underflows in a product is not blown up by the next.
pub(super) const LARGEST_SCALE: f64 = 1e100;
/// Covers every underflow in `WᵀAW` and `|W|ᵀE|W|`: at most n³ of 2^−1075, each multiplied by `W` once more at most.
pub(super) const UNDERFLOW: f64 = 1e-100;
/// Where the spectral radius of `U` is above this, choosing signs will not help.
const HOPELESS: f64 = 1.7;
/// Power steps towards the vector `x`.
const POWER_STEPS: usize = 12;

/// Why the test failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Too wide in this lane; see [`Workspace::shares`].
    Wide(usize),
    /// `M` is not positive definite in this lane as far as floats can tell; see [`Workspace::direction`].
    Indefinite(usize),
    /// Something is not finite.
    NotFinite,
}

/// Working memory.
#[derive(Debug)]
pub(super) struct Workspace<S, const L: usize> {
    /// `L`, then `W = L^(−T)`, row-major.
    factor: Vec<Lane<S, L>>,
    whitener: Vec<Lane<S, L>>,
    /// A column of `(M, A_1, …)W`, one row after another.
    half: Vec<Lane<S, L>>,
    /// `WᵀMW − I, WᵀA_1W, …` of each entry.
    whitened: Vec<Lane<S, L>>,
    /// `E` and the rounding of the products; `|W|`.
    sizes: Vec<Lane<S, L>>,
    /// The columns' sums of `|W|`.
    lengths: Vec<Lane<S, L>>,
    /// A column of `E|W|`.
    slack: Vec<Lane<S, L>>,
    /// The share of the remainder in `U`.
    remainder: Vec<Lane<S, L>>,
    /// `U`.
    bound: Vec<Lane<S, L>>,
    images: Images<S, L>,
    vector: Vec<Lane<S, L>>,
    image: Vec<Lane<S, L>>,
    /// Whether a lane is far from being proved.
    hopeless: bool,
    /// A direction `v` with `vᵀMv ≤ 0`.
    pub direction: Vec<f64>,
}

impl<S, const L: usize> Default for Workspace<S, L> {
    fn default() -> Self {
        Workspace {
            factor: Vec::new(),
            whitener: Vec::new(),
            half: Vec::new(),
            whitened: Vec::new(),
            sizes: Vec::new(),
            lengths: Vec::new(),
            slack: Vec::new(),
            remainder: Vec::new(),
            bound: Vec::new(),
            images: Images::default(),
            vector: Vec::new(),
            image: Vec::new(),
            hopeless: false,
            direction: Vec::new(),
        }
    }
}

/// How much each symbol, and each row's remainder, is to blame in a lane where the test failed: by what it
/// contributes to `xᵀUx`, or to `vᵀFv` where `v` is a direction with `vᵀMv ≤ 0`.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    /// One a symbol.
    pub symbols: Vec<f64>,
    /// One a row.
    pub remainder: Vec<f64>,
    /// `Wx` or `v`: where the bound is worst.
    pub worst: Vec<f64>,
}

impl Shares {
    fn clear(&mut self, order: usize, symbols: usize) {
        for (part, length) in
            [(&mut self.symbols, symbols), (&mut self.remainder, order), (&mut self.worst, order)]
        {
            part.clear();
            part.resize(length, 0.0);
        }
    }

    /// The shares in `vᵀFv`.
    pub fn along<S: Scalar, const L: usize>(&mut self, m: &SymbolicMatrix<S, L>, lane: usize, v: &[f64]) {
        self.clear(m.order, m.symbols);
        for k in 0..m.order {
            for l in k..m.order {
                let at = m.at(k, l);
                let weight = v[k] * v[l] * if k == l { 1.0 } else { 2.0 };
                for (share, a) in self.symbols.iter_mut().zip(&m.terms(at)[1..]) {
                    *share += weight * a[lane].to_f64(Round::Up);
                }
                let remainder = 0.5 * weight.abs() * m.radius[at][lane].to_f64(Round::Up);
                self.remainder[k] += remainder;
                self.remainder[l] += remainder;
            }
        }
        self.symbols.iter_mut().for_each(|share| *share = share.abs());
        self.worst.copy_from_slice(v);
    }
}

/// Proves every matrix of the families, with these parts of `Δ` beside `E`, positive semidefinite, by Theorem D or Theorem A.
#[inline(always)]
pub(super) fn proves_psd<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    w.vector.clear();
    w.image.clear();
    if m.order == 0 {
        return Ok(());
    }
    // With symbols Theorem A is sharper wherever it applies.
    let dominant = std::array::from_fn(|v| {
        m.symbols == 0 && remainders.is_empty() && m.is_finite() && is_dominant(m, v)
    });
    if dominant.iter().all(|d| *d) {
        return Ok(());
    }
    contracts(m, remainders, &dominant, w).map_err(|failure| {
        // What is not finite fails; only the reason is still to be told.
        let is_suspect = match failure {
            Failure::Wide(v) => w.image.iter().any(|x| !x[v].is_finite()) || w.image.is_empty(),
            _ => true,
        };
        if is_suspect && !m.is_finite() { Failure::NotFinite } else { failure }
    })
}

/// Theorem A in the lanes that are not proved yet.
#[inline(always)]
fn contracts<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    proved: &[bool; L],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    factorise(m, proved, w)?;
    invert(m.order, w);
    let limit = S::from_f64(if S::HAS_WIDE_EXPONENTS { f64::INFINITY } else { LARGEST_SCALE }, m.context);
    for v in (0..L).filter(|&v| !proved[v]) {
        if !w.whitener.iter().all(|x| x[v].magnitude() <= limit) {
            return Err(Failure::Wide(v));
        }
    }
    whiten(m, remainders, w);
    let proved = contracting(m.order, proved, w);
    match (0..L).find(|&v| !proved[v] && !w.is_settled_by_signs(m, v)) {
        None => Ok(()),
        Some(v) => Err(Failure::Wide(v)),
    }
}

/// Theorem D in a lane.
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

/// `M = LLᵀ`; where a pivot is not positive, the direction that shows it. Lanes that are proved already may
/// have any factor.
#[inline(always)]
fn factorise<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    proved: &[bool; L],
    w: &mut Workspace<S, L>,
) -> Result<(), Failure> {
    let n = m.order;
    let zero = S::zero(m.context);
    let one = S::from_f64(1.0, m.context);
    w.factor.clear();
    w.factor.resize(n * n, splat(&zero));
    for j in 0..n {
        for i in j..n {
            let mut sum = m.centre(m.at(i, j)).clone();
            for k in 0..j {
                take_product(&mut sum, &w.factor[i * n + k], &w.factor[j * n + k]);
            }
            if i > j {
                let pivot = &w.factor[j * n + j];
                divide(&mut sum, pivot);
                w.factor[i * n + j] = sum;
                continue;
            }
            for (v, sum) in sum.iter_mut().enumerate() {
                if *sum > zero {
                    *sum = sum.square_root();
                } else if proved[v] {
                    *sum = one.clone();
                } else {
                    w.direction = descent(n, j, v, &w.factor);
                    return Err(Failure::Indefinite(v));
                }
            }
            w.factor[j * n + j] = sum;
        }
    }
    Ok(())
}

/// With the leading block `L₁₁L₁₁ᵀ` and the row `l` of the failing pivot `j`: `v = (−L₁₁^(−T) l, 1, 0 …)`
/// has `vᵀMv` = the pivot.
fn descent<S: Scalar, const L: usize>(n: usize, j: usize, lane: usize, factor: &[Lane<S, L>]) -> Vec<f64> {
    let mut v = vec![0.0; n];
    v[j] = 1.0;
    let entry = |i: usize, k: usize| factor[i * n + k][lane].to_f64(Round::Down);
    for i in (0..j).rev() {
        let above: f64 = (i + 1..j).map(|k| entry(k, i) * v[k]).sum();
        v[i] = (-entry(j, i) - above) / entry(i, i);
    }
    v
}

/// `W = L^(−T)`: upper triangular, column `j` solves `Lᵀ W_j = e_j`; stored row-major.
#[inline(always)]
fn invert<S: Scalar, const L: usize>(n: usize, w: &mut Workspace<S, L>) {
    let Some(first) = w.factor.first() else { return };
    let context = first[0].context();
    let (zero, one) = (S::zero(context), S::from_f64(1.0, context));
    w.whitener.clear();
    w.whitener.resize(n * n, splat(&zero));
    for i in (0..n).rev() {
        let mut inverse = splat(&one);
        divide(&mut inverse, &w.factor[i * n + i]);
        for j in i..n {
            let mut sum: Lane<S, L> = splat(if i == j { &one } else { &zero });
            for k in i + 1..=j {
                take_product(&mut sum, &w.factor[k * n + i], &w.whitener[k * n + j]);
            }
            multiply(&mut sum, &inverse);
            w.whitener[i * n + j] = sum;
        }
    }
}

/// Fills `bound` with `U` (full, symmetric), and `whitened` and `remainder` with what it is made of.
#[inline(always)]
fn whiten<S: Scalar, const L: usize>(
    m: &SymbolicMatrix<S, L>,
    remainders: &[Remainder<'_, S, L>],
    w: &mut Workspace<S, L>,
) {
    let n = m.order;
    let width = m.symbols + 1;
    let zero = splat(&S::zero(m.context));
    // What is not written below is never read.
    let buffers = [&mut w.half, &mut w.whitened, &mut w.bound, &mut w.slack, &mut w.sizes];
    for (buffer, length) in buffers.into_iter().zip([n * width, n * n * width, n * n, n, 2 * n * n]) {
        buffer.resize(length, zero.clone());
    }
    w.remainder.clear();
    w.remainder.resize(n * n, zero.clone());
    // E with the rounding of what follows, and |W|.
    let (sizes, magnitudes) = w.sizes.split_at_mut(n * n);
    for i in 0..n {
        for j in i..n {
            let at = m.at(i, j);
            let mut size = m.size(at);
            for size in &mut size {
                *size = size.roundings(2 * n + 4);
            }
            add(&mut size, &m.radius[at]);
            sizes[at] = size;
            magnitudes[at] = magnitude(&w.whitener[at]);
        }
    }
    w.lengths.clear();
    for l in 0..n {
        let mut length = zero.clone();
        for k in 0..l + 1 {
            add(&mut length, &magnitudes[k * n + l]);
        }
        w.lengths.push(length);
    }
    let mut operations = 2 * n + 8;
    for remainder in remainders {
        operations += 2 * remainder.locals();
        remainder.add_whitened(n, &w.whitener, &w.lengths, &mut w.images, &mut w.remainder);
    }
    let inflations = 1 + operations / 2048;
    let one = S::from_f64(1.0, m.context);
    let wide = S::HAS_WIDE_EXPONENTS;
    let underflow = if wide { zero[0].inflate() } else { S::from_f64(UNDERFLOW, m.context) };
    for l in 0..n {
        // Column l of (M, A_1, …)·W, all symbols side by side, and of E|W|.
        for i in 0..l + 1 {
            let column = (0..l + 1).map(|j| (&w.whitener[j * n + l], m.terms(m.at(i, j))));
            combine(&mut w.half[i * width..(i + 1) * width], false, column);
            let mut slack = zero.clone();
            for j in 0..l + 1 {
                add_product(&mut slack, &sizes[m.at(i, j)], &magnitudes[j * n + l]);
            }
            w.slack[i] = slack;
        }
        for k in 0..l + 1 {
            let entry = &mut w.whitened[(k * n + l) * width..(k * n + l + 1) * width];
            let column = (0..k + 1).map(|i| (&w.whitener[i * n + k], &w.half[i * width..(i + 1) * width]));
            combine(entry, false, column);
            let mut slack = zero.clone();
            for i in 0..k + 1 {
                add_product(&mut slack, &magnitudes[i * n + k], &w.slack[i]);
            }
            if k == l {
                add_to_each(&mut entry[0], &one.neg());
            }
            let mut remainder = slack;
            add(&mut remainder, &w.remainder[k * n + l]);
            add_to_each(&mut remainder, &underflow);
            for _ in 0..inflations {
                inflate(&mut remainder);
            }
            let mut total = remainder.clone();
            for s in entry.iter() {
                add_magnitude(&mut total, s);
            }
            inflate(&mut total);
            w.remainder[k * n + l] = remainder;
            w.bound[k * n + l] = total.clone();
            w.bound[l * n + k] = total;
        }
    }
}

/// The lanes in which `Ux < x` for the vector that a few power steps find.
#[inline(always)]
fn contracting<S: Scalar, const L: usize>(
    n: usize,
    proved: &[bool; L],
    w: &mut Workspace<S, L>,
) -> [bool; L] {
    let Some(first) = w.bound.first() else { return [true; L] };
    let context = first[0].context();
    let zero = S::zero(context);
    let floor = S::from_f64(1.0 / 1024.0, context);
    let hopeless = S::from_f64(HOPELESS, context);
    let mut proved = *proved;
    w.vector.clear();
    w.vector.resize(n, splat(&S::from_f64(1.0, context)));
    for _ in 0..POWER_STEPS {
        apply(n, &w.bound, &w.vector, &mut w.image);
        let each = |v: usize, test: &dyn Fn(&S, &S) -> bool| {
            w.image.iter().zip(&w.vector).all(|(image, x)| test(&image[v], &x[v]))
        };
        // Inflated: an upper bound of Ux, and x > 0 by the floor.
        proved = std::array::from_fn(|v| proved[v] || each(v, &|image, x| image.inflate() < *x));
        // Where Ux > κx, the spectral radius is above κ, and no other x will do.
        let is_hopeless = |v: usize| !proved[v] && each(v, &|image, x| *image > hopeless.times(x));
        w.hopeless = (0..L).any(is_hopeless);
        if w.hopeless || proved.iter().all(|p| *p) {
            break;
        }
        let mut largest = splat::<S, L>(&zero);
        for image in &w.image {
            largest = std::array::from_fn(|v| {
                if image[v] > largest[v] { image[v].clone() } else { largest[v].clone() }
            });
        }
        for (x, image) in w.vector.iter_mut().zip(&w.image) {
            x.clone_from(image);
            divide(x, &largest);
            add_to_each(x, &floor);
        }
    }
    proved
}

#[inline(always)]
fn apply<S: Scalar, const L: usize>(
    n: usize,
    matrix: &[Lane<S, L>],
    x: &[Lane<S, L>],
    into: &mut Vec<Lane<S, L>>,
) {
    into.clear();
    for row in matrix.chunks_exact(n) {
        let mut sum = splat(&S::zero(x[0][0].context()));
        for (a, b) in row.iter().zip(x) {
            add_product(&mut sum, a, b);
        }
        into.push(sum);
    }
}

impl<S: Scalar, const L: usize> Workspace<S, L> {
    /// Whether choosing the signs of the largest symbols proves a lane (`signs.rs`).
    fn is_settled_by_signs(&self, m: &SymbolicMatrix<S, L>, lane: usize) -> bool {
        if self.hopeless || m.symbols == 0 {
            return false;
        }
        let lane = |entries: &[Lane<S, L>]| entries.iter().map(|x| x[lane].clone()).collect::<Vec<S>>();
        signs::proves(&Family {
            order: m.order,
            symbols: m.symbols,
            terms: &lane(&self.whitened),
            remainder: &lane(&self.remainder),
            vector: &lane(&self.vector),
        })
    }

    /// After [`Failure::Wide`]: what is to blame in that lane.
    pub fn shares(&self, order: usize, symbols: usize, lane: usize, shares: &mut Shares) {
        let n = order;
        let float = |x: &Lane<S, L>| x[lane].to_f64(Round::Up);
        shares.clear(n, symbols);
        // The whitening did not come about: nothing is known.
        if self.vector.len() != n || self.whitened.len() != n * n * (symbols + 1) {
            return;
        }
        let x: Vec<f64> = self.vector.iter().map(float).collect();
        for k in 0..n {
            for l in k..n {
                let weight = x[k] * x[l] * if k == l { 1.0 } else { 2.0 };
                let entry = &self.whitened[(k * n + l) * (symbols + 1)..(k * n + l + 1) * (symbols + 1)];
                for (share, s) in shares.symbols.iter_mut().zip(&entry[1..]) {
                    *share += weight * float(s).abs();
                }
                let remainder = 0.5 * weight * float(&self.remainder[k * n + l]);
                shares.remainder[k] += remainder;
                shares.remainder[l] += remainder;
            }
        }
        for i in 0..n {
            shares.worst[i] = (i..n).map(|j| float(&self.whitener[i * n + j]) * x[j]).sum();
        }
    }
}
