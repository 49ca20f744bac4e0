//! Lower bounds of a row's Hessian in the Loewner order: one matrix of numbers below all that an enclosure
//! allows.
//!
//! What is uncertain is charged to the diagonal, one-sidedly, with `r ≥ 0` and any `τ > 0`:
//!
//! ```text
//! q·e_a e_aᵀ ⪰ q_lower·e_a e_aᵀ
//! ±r (e_a e_bᵀ + e_b e_aᵀ) ⪰ −r (τ e_a e_aᵀ + e_b e_bᵀ/τ)                                       (Young)
//! w g gᵀ ⪰ w (c gᵀ + g cᵀ − c cᵀ) ⪰ w [(1 − Σ r_a τ_a) c cᵀ − Σ (r_a/τ_a) e_a e_aᵀ]            w ≥ 0
//! w g gᵀ ⪰ w [(1 + Σ r_a τ_a) c cᵀ + Σ (r_a/τ_a + r_a Σ_b r_b t_b/t_a) e_a e_aᵀ]               w ≤ 0
//! ```
//!
//! for `g ∈ c ± r`; the second line of `w g gᵀ` may be replaced by `w g gᵀ ⪰ 0`. The best τ follow a *metric*,
//! a positive definite matrix near the Hessian to be tested: with its Gram matrix `Γ` of the local coordinates
//! and `t_a = √Γ_aa`, `τ = t_b/t_a` and `τ_a = t_a/√(cᵀΓc)`. Whatever floats these are, the bounds are true.
//!
//! **Pieces.** If a cell is the union of pieces with `K ⪰ K_s` on piece s, and `M ⪯ K_s` for all s, then
//! `K ⪰ M` on the cell. `M` is found one piece after another, `M − (M − K_s)₊` for `M`, positive parts being taken
//! in the metric; `M ⪯ K_s` is then proved.
//!
//! Rounding: a bound is made of fewer than `k` additions to each entry, each of a value that fewer than 16
//! operations gave, so that it errs by at most `2(k + 16)u` times the sum of all that was added anywhere: this
//! is the `error`. An underflow errs by 2^−1075 at most, which later factors multiply.

use super::adjoint::{Component, Outer, Terms, centred};
use super::dense::{factorise, positive_part, proves_psd};
use super::plan::Plan;

/// The Gram matrix of the local coordinates in a metric.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    pub order: usize,
    pub matrix: Vec<f64>,
    /// `√Γ_aa`, or 1 where floats do not tell: only guesses depend on it.
    pub norms: Vec<f64>,
    /// Whether a local coordinate depends on a parameter that is not pinned.
    pub varies: Vec<bool>,
    /// The direction in which the metric is least, in the local coordinates, of length 1 in the metric.
    pub critical: Vec<f64>,
}

impl Gram {
    pub fn new(varies: Vec<bool>, matrix: Vec<f64>, critical: Vec<f64>) -> Self {
        let order = varies.len();
        let norm = |a: usize| {
            let square = matrix[a * order + a];
            if square > 0.0 && square.is_finite() { square.sqrt() } else { 1.0 }
        };
        Gram { order, norms: (0..order).map(norm).collect(), matrix, varies, critical }
    }
}

/// `K ⪰ matrix − error·I` in the local coordinates that vary.
#[derive(Clone, Debug)]
pub(super) struct Minorant {
    pub matrix: Vec<f64>,
    pub error: f64,
}

/// The lower bound by the formulas above.
pub(super) fn minorant(plan: &Plan, terms: &Terms, gram: &Gram) -> Minorant {
    let n = gram.order;
    let mut sum =
        Sum { order: n, matrix: vec![0.0; n * n], mass: 0.0, additions: 16, underflow: f64::MIN_POSITIVE };
    add_terms(plan, terms, gram, &mut sum);
    let error = 2.0 * f64::EPSILON * sum.additions as f64 * sum.mass + 2.0 * sum.underflow;
    Minorant { matrix: sum.matrix, error }
}

/// The lower bound's value in the critical direction, as far as floats can tell.
pub(super) fn value(plan: &Plan, terms: &Terms, gram: &Gram) -> f64 {
    let mut value = Value { direction: &gram.critical, value: 0.0 };
    add_terms(plan, terms, gram, &mut value);
    value.value
}

/// What the terms' lower bounds are added to.
trait Target {
    /// `x·e_a e_aᵀ`.
    fn add_diagonal(&mut self, a: usize, x: f64);
    /// `x·(e_a e_bᵀ + e_b e_aᵀ)`.
    fn add_pair(&mut self, a: usize, b: usize, x: f64);
    /// `weight·(1 ∓ spread)·c cᵀ`, less for a positive weight and more for a negative one.
    fn add_square<'c>(
        &mut self,
        weight: f64,
        spread: f64,
        gradient: impl Iterator<Item = &'c Component> + Clone,
    );
    /// That underflows may hide `MIN_POSITIVE` times these factors.
    fn add_underflow(&mut self, factors: f64);
}

fn add_terms(plan: &Plan, terms: &Terms, gram: &Gram, target: &mut impl Target) {
    for (&(a, b), entry) in plan.pairs.iter().zip(&terms.entries) {
        if !gram.varies[a] || !gram.varies[b] || (entry.is_point() && *entry.lower() == 0.0) {
            continue;
        }
        if a == b {
            target.add_diagonal(a, *entry.lower());
        } else {
            let (centre, radius) = centred(entry);
            target.add_pair(a, b, centre);
            let tau = gram.norms[b] / gram.norms[a];
            target.add_diagonal(a, -(radius * tau));
            target.add_diagonal(b, -(radius / tau));
        }
    }
    for outer in &terms.outer {
        add_outer(outer, terms, gram, target);
    }
}
/// The lower bound of `weight·g gᵀ`.
fn add_outer(outer: &Outer, terms: &Terms, gram: &Gram, target: &mut impl Target) {
    let weight = outer.weight;
    let gradient = || terms.gradient(outer).iter().filter(|g| gram.varies[g.local]);
    // √(cᵀΓc) and Σ r_a t_a.
    let row = |g: &Component| &gram.matrix[g.local * gram.order..][..gram.order];
    let image = |g| gradient().map(|h| h.centre * row(g)[h.local]).sum::<f64>();
    let square: f64 = gradient().map(|g| g.centre * image(g)).sum();
    let length = square.max(0.0).sqrt();
    let reach: f64 = gradient().map(|g| g.radius * gram.norms[g.local]).sum();
    // Σ r_a τ_a = reach/length. A positive outer product is kept where its trace in the metric is positive.
    let keeps = length > 2.0 * reach;
    if weight >= 0.0 && !keeps {
        return;
    }
    // A direction of no length costs the same whatever its τ.
    let length = if length > 1e-9 * reach {
        length
    } else if reach > 0.0 {
        reach
    } else {
        1.0
    };
    let spread: f64 = gradient().map(|g| g.radius * (gram.norms[g.local] / length)).sum();
    for g in gradient() {
        let tau = gram.norms[g.local] / length;
        let linear = g.radius / tau;
        let quadratic = g.radius * (reach / gram.norms[g.local]);
        let charge = if weight >= 0.0 { -linear } else { linear + quadratic };
        target.add_diagonal(g.local, weight * charge);
    }
    target.add_square(weight, spread, gradient());
    // What underflows in the reach is divided by a norm.
    let least = gradient().map(|g| gram.norms[g.local]).fold(f64::INFINITY, f64::min);
    let radii: f64 = gradient().map(|g| g.radius).sum();
    target.add_underflow((1.0 + weight.abs()) * (1.0 + radii) * (1.0 + 1.0 / least));
}

/// The matrix, with what its rounding may hide.
struct Sum {
    order: usize,
    matrix: Vec<f64>,
    /// The sum of the absolute values of all additions.
    mass: f64,
    /// At least the additions to any one entry, and 16.
    additions: usize,
    /// What underflows may hide.
    underflow: f64,
}

impl Target for Sum {
    fn add_diagonal(&mut self, a: usize, x: f64) {
        self.matrix[a * self.order + a] += x;
        self.mass += x.abs();
        self.additions += 1;
    }

    fn add_pair(&mut self, a: usize, b: usize, x: f64) {
        self.matrix[a * self.order + b] += x;
        self.matrix[b * self.order + a] += x;
        self.mass += 2.0 * x.abs();
    }

    fn add_square<'c>(
        &mut self,
        weight: f64,
        spread: f64,
        gradient: impl Iterator<Item = &'c Component> + Clone,
    ) {
        let factor = weight * (1.0 - spread.copysign(weight));
        let mut rest = gradient.clone();
        while let Some(g) = rest.next() {
            let scaled = factor * g.centre;
            self.add_diagonal(g.local, scaled * g.centre);
            rest.clone().for_each(|h| self.add_pair(g.local, h.local, scaled * h.centre));
            // The spread's sum errs by the number of its terms.
            self.additions += 1;
        }
        let size: f64 = gradient.map(|g| g.centre.abs()).sum();
        let square = (1.0 + size) * (1.0 + size);
        self.mass += weight.abs() * (1.0 + spread) * size * size;
        self.add_underflow((1.0 + weight.abs()) * square);
    }

    fn add_underflow(&mut self, factors: f64) {
        self.underflow += f64::MIN_POSITIVE * factors;
    }
}

/// The matrix's value in one direction.
struct Value<'a> {
    direction: &'a [f64],
    value: f64,
}

impl Target for Value<'_> {
    fn add_diagonal(&mut self, a: usize, x: f64) {
        self.value += x * self.direction[a] * self.direction[a];
    }

    fn add_pair(&mut self, a: usize, b: usize, x: f64) {
        self.value += 2.0 * x * self.direction[a] * self.direction[b];
    }

    fn add_square<'c>(
        &mut self,
        weight: f64,
        spread: f64,
        gradient: impl Iterator<Item = &'c Component> + Clone,
    ) {
        let along: f64 = gradient.map(|g| g.centre * self.direction[g.local]).sum();
        self.value += weight * (1.0 - spread.copysign(weight)) * along * along;
    }

    fn add_underflow(&mut self, _: f64) {}
}

/// A matrix below all of the given ones, with its own `error`; they come in any order, and the first is the
/// one to stay near.
pub(super) fn below_all(minorants: &[Minorant], gram: &Gram) -> Minorant {
    // Without pieces nothing is known.
    let [first, others @ ..] = minorants else {
        return Minorant { matrix: vec![f64::NAN; gram.order * gram.order], error: f64::NAN };
    };
    if others.is_empty() {
        return first.clone();
    }
    let active: Vec<usize> = (0..gram.order).filter(|&a| gram.varies[a]).collect();
    let Some(frame) = Frame::new(&active, gram) else { return trivial(minorants, gram) };
    let mut m = frame.enter(&first.matrix, gram.order);
    for other in others {
        let k = frame.enter(&other.matrix, gram.order);
        let difference: Vec<f64> = m.iter().zip(&k).map(|(x, y)| x - y).collect();
        if is_negative(frame.order, &difference) {
            continue;
        }
        for (x, excess) in m.iter_mut().zip(positive_part(frame.order, &difference)) {
            *x -= excess;
        }
    }
    let mut result = Minorant { matrix: frame.leave(&m, gram.order), error: 0.0 };
    let size =
        minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs())).fold(0.0, f64::max);
    // The matrix touches the pieces' ones: a little room is needed, and more where the frame is skew.
    for power in [-44, -38, -32, -26, -20] {
        result.error = size * 2.0_f64.powi(power);
        if minorants.iter().all(|k| is_below(&result, k, &active, gram.order)) {
            return result;
        }
    }
    trivial(minorants, gram)
}

/// Whether a matrix is negative semidefinite, as far as floats can tell.
fn is_negative(n: usize, a: &[f64]) -> bool {
    let mut negative: Vec<f64> = a.iter().map(|x| -x).collect();
    let size = negative.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    (0..n).for_each(|i| negative[i * n + i] += 1e-12 * size);
    factorise(n, &mut negative).is_ok()
}

/// Proves `m − m.error ⪯ k − k.error` on the active coordinates.
fn is_below(m: &Minorant, k: &Minorant, active: &[usize], n: usize) -> bool {
    let order = active.len();
    let mut difference = Vec::with_capacity(order * order);
    let mut largest = 0.0_f64;
    for &a in active {
        for &b in active {
            let (x, y) = (k.matrix[a * n + b], m.matrix[a * n + b]);
            largest = largest.max(x.abs()).max(y.abs());
            difference.push(x - y);
        }
    }
    (0..order).for_each(|i| difference[i * order + i] += m.error);
    // Two roundings an entry, and the other's error.
    let slack = k.error + 4.0 * f64::EPSILON * order as f64 * (largest + m.error) + f64::MIN_POSITIVE;
    proves_psd(order, &mut difference, |_| slack)
}

/// Below all: minus a diagonal that dominates each.
fn trivial(minorants: &[Minorant], gram: &Gram) -> Minorant {
    let n = gram.order;
    let sizes = minorants.iter().map(|m| m.matrix.iter().fold(m.error, |s, x| s + x.abs()));
    // What is not finite must stay so: `max` would drop a NaN.
    let burden = sizes.fold(0.0_f64, |a, b| if a.is_finite() && b.is_finite() { a.max(b) } else { f64::NAN });
    let mut matrix = vec![0.0; n * n];
    (0..n).for_each(|a| matrix[a * n + a] = -burden);
    Minorant { matrix, error: burden * f64::EPSILON * (n * n + 8) as f64 }
}

/// The coordinates in which the metric is the identity: `Γ = CCᵀ`, `K ↦ CᵀKC`.
struct Frame<'a> {
    active: &'a [usize],
    order: usize,
    factor: Vec<f64>,
    /// `C^(−1)`.
    inverse: Vec<f64>,
}

impl<'a> Frame<'a> {
    fn new(active: &'a [usize], gram: &Gram) -> Option<Self> {
        let (n, order) = (active.len(), gram.order);
        let mut factor = vec![0.0; n * n];
        for (i, &a) in active.iter().enumerate() {
            for (j, &b) in active.iter().enumerate() {
                factor[i * n + j] = gram.matrix[a * order + b];
            }
            // Local coordinates may depend on each other.
            factor[i * n + i] *= 1.0 + 1e-10;
        }
        factorise(n, &mut factor).ok()?;
        for i in 0..n {
            factor[i * n + i + 1..(i + 1) * n].fill(0.0);
        }
        let mut inverse = vec![0.0; n * n];
        for j in 0..n {
            for i in j..n {
                let unit = if i == j { 1.0 } else { 0.0 };
                let sum: f64 = (j..i).map(|k| factor[i * n + k] * inverse[k * n + j]).sum();
                inverse[i * n + j] = (unit - sum) / factor[i * n + i];
            }
        }
        Some(Frame { active, order: n, factor, inverse })
    }

    /// `CᵀKC`.
    fn enter(&self, k: &[f64], order: usize) -> Vec<f64> {
        let active: Vec<f64> =
            self.active.iter().flat_map(|&a| self.active.iter().map(move |&b| k[a * order + b])).collect();
        congruence(self.order, &active, &self.factor)
    }

    /// `C^(−T)KC^(−1)`, symmetric to the last bit.
    fn leave(&self, k: &[f64], order: usize) -> Vec<f64> {
        let local = congruence(self.order, k, &self.inverse);
        let mut result = vec![0.0; order * order];
        for (i, &a) in self.active.iter().enumerate() {
            for (j, &b) in self.active.iter().enumerate().skip(i) {
                result[a * order + b] = local[i * self.order + j];
                result[b * order + a] = local[i * self.order + j];
            }
        }
        result
    }
}

/// `CᵀKC` for a lower triangular `C`.
fn congruence(n: usize, k: &[f64], c: &[f64]) -> Vec<f64> {
    let mut half = vec![0.0; n * n];
    for i in 0..n {
        for l in 0..n {
            let factor = k[i * n + l];
            for j in 0..=l {
                half[i * n + j] += factor * c[l * n + j];
            }
        }
    }
    let mut result = vec![0.0; n * n];
    for l in 0..n {
        for i in 0..=l {
            let factor = c[l * n + i];
            for j in 0..n {
                result[i * n + j] += factor * half[l * n + j];
            }
        }
    }
    result
}
