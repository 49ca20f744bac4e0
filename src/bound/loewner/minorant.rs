//! Lower bounds of a row's Hessian in the Loewner order: one matrix of numbers below all that an enclosure
//! allows (theory.md, L12). What is uncertain is charged to the diagonal, with `r ≥ 0` and any `τ > 0`:
//!
//! ```text
//! q·e_a e_aᵀ ⪰ q_lower·e_a e_aᵀ
//! ±r (e_a e_bᵀ + e_b e_aᵀ) ⪰ −r (τ e_a e_aᵀ + e_b e_bᵀ/τ)                                       (Young)
//! w g gᵀ ⪰ w [(1 − Σ r_a τ_a) c cᵀ − Σ (r_a/τ_a) e_a e_aᵀ], or 0                                w ≥ 0
//! w g gᵀ ⪰ w [(1 + Σ r_a τ_a) c cᵀ + Σ (r_a/τ_a + r_a Σ_b r_b t_b/t_a) e_a e_aᵀ]               w ≤ 0
//! ```
//!
//! for `g ∈ c ± r`. The best τ follow a *metric* near the Hessian to be tested: with its Gram matrix `Γ` of the local
//! coordinates and `t_a = √Γ_aa`, `τ = t_b/t_a` and `τ_a = t_a/√(cᵀΓc)`. Whatever floats these are, the bounds are true.
//!
//! Rounding: fewer than `k` additions to each entry, each of a value that fewer than 16 operations gave, err by at most
//! `(k + 16)u` times the sum of all that was added anywhere: four times this is the `error`. An underflow errs by 2^−1075
//! at most, which later factors multiply.

use super::terms::{Component, Outer, Terms};
use crate::advice::gram::Gram;
use crate::bound::adjoint::plan::Plan;

/// `K ⪰ matrix − error·I` in the local coordinates that vary.
#[derive(Clone, Debug)]
pub(crate) struct Minorant {
    pub matrix: Vec<f64>,
    pub error: f64,
}

/// The lower bound by the formulas above, for local coordinates some of which vary.
pub(crate) fn minorant(plan: &Plan, terms: &Terms, varies: &[bool], gram: &Gram) -> Minorant {
    gathered(varies, gram, |sum| sum.add_terms(plan, terms))
}

/// What is added up, as a lower bound with its error.
pub(crate) fn gathered(varies: &[bool], gram: &Gram, add: impl FnOnce(&mut Sum<'_>)) -> Minorant {
    let n = varies.len();
    // Any metric is sound whose norms are positive.
    let is_norm = |norm: &f64| *norm > 0.0 && norm.is_finite();
    if gram.matrix.len() != n * n || gram.norms.len() != n || !gram.norms.iter().all(is_norm) {
        return Minorant { matrix: vec![f64::NAN; n * n], error: f64::NAN };
    }
    let matrix = vec![0.0; n * n];
    let mut sum = Sum { varies, gram, matrix, mass: 0.0, additions: 16, underflow: f64::MIN_POSITIVE };
    add(&mut sum);
    let error = 2.0 * f64::EPSILON * sum.additions as f64 * sum.mass + 2.0 * sum.underflow;
    Minorant { matrix: sum.matrix, error }
}

pub(crate) struct Sum<'a> {
    varies: &'a [bool],
    gram: &'a Gram,
    matrix: Vec<f64>,
    mass: f64,
    /// At least the additions to any one entry, and 16.
    additions: usize,
    /// What underflows may hide: `MIN_POSITIVE` times the factors that they may be multiplied by.
    underflow: f64,
}

impl Sum<'_> {
    fn add_terms(&mut self, plan: &Plan, terms: &Terms) {
        let varies = self.varies;
        for (&(a, b), entry) in plan.pairs.iter().zip(&terms.entries) {
            if !varies[a] || !varies[b] || (entry.is_point() && *entry.lower() == 0.0) {
                continue;
            }
            if a == b {
                self.add_diagonal(a, *entry.lower());
            } else {
                let (centre, radius) = entry.centred();
                self.add_entry(a, b, centre, radius);
            }
        }
        for outer in &terms.outer {
            self.add_outer(outer, terms);
        }
    }

    fn add_outer(&mut self, outer: &Outer, terms: &Terms) {
        let Sum { varies, gram, .. } = *self;
        let weight = outer.weight;
        let gradient = || terms.gradient(outer).iter().filter(|g| varies[g.local]);
        let (length, reach) = (self.length(gradient()), self.reach(gradient()));
        // Σ r_a τ_a = reach/length. A positive outer product is kept where its trace in the metric is positive.
        let keeps = length > 2.0 * reach;
        if weight >= 0.0 && !keeps {
            return;
        }
        let length = divisor(length, reach);
        let mut spread = 0.0;
        for g in gradient() {
            let tau = gram.norms[g.local] / length;
            spread += g.radius * tau;
            let linear = g.radius / tau;
            let quadratic = g.radius * (reach / gram.norms[g.local]);
            let charge = if weight >= 0.0 { -linear } else { linear + quadratic };
            self.add_diagonal(g.local, weight * charge);
        }
        self.add_square(weight, spread, gradient());
        self.add_quotients(1.0 + weight.abs(), gradient());
    }

    /// `(centre ± radius)(e_a e_bᵀ + e_b e_aᵀ)`, counted once for `a = b`.
    pub fn add_entry(&mut self, a: usize, b: usize, centre: f64, radius: f64) {
        if a == b {
            self.add_diagonal(a, centre);
            self.add_diagonal(a, -radius);
            return;
        }
        self.add_pair(a, b, centre);
        let tau = self.gram.norms[b] / self.gram.norms[a];
        self.add_diagonal(a, -(radius * tau));
        self.add_diagonal(b, -(radius / tau));
    }

    /// `±(c ηᵀ + η cᵀ)` for a gradient's centre `c` and `|η| ≤` its radius.
    pub fn add_crossed(&mut self, gradient: &[Component]) {
        let norms = &self.gram.norms;
        let length = divisor(self.length(gradient.iter()), self.reach(gradient.iter()));
        let mut spread = 0.0;
        for g in gradient {
            spread += g.radius * (norms[g.local] / length);
            self.add_diagonal(g.local, -(g.radius * (length / norms[g.local])));
        }
        self.add_square(-spread, 0.0, gradient.iter());
        self.add_quotients(1.0 + length, gradient.iter());
    }

    /// `weight·γγᵀ` for a weight that is negative and `|γ| ≤` the gradient's radii.
    pub fn add_spread(&mut self, weight: f64, gradient: &[Component]) {
        let norms = &self.gram.norms;
        let reach = self.reach(gradient.iter());
        for g in gradient {
            self.add_diagonal(g.local, weight * (g.radius * (reach / norms[g.local])));
        }
        self.additions += gradient.len();
        self.add_quotients(1.0 + weight.abs(), gradient.iter());
    }

    /// `√(cᵀΓc)`.
    fn length<'c>(&self, gradient: impl Iterator<Item = &'c Component> + Clone) -> f64 {
        let row = |g: &Component| &self.gram.matrix[g.local * self.varies.len()..];
        let image = |g| gradient.clone().map(|h| h.centre * row(g)[h.local]).sum::<f64>();
        gradient.clone().map(|g| g.centre * image(g)).sum::<f64>().max(0.0).sqrt()
    }

    /// `Σ r_a t_a`.
    fn reach<'c>(&self, gradient: impl Iterator<Item = &'c Component>) -> f64 {
        gradient.map(|g| g.radius * self.gram.norms[g.local]).sum()
    }

    fn add_diagonal(&mut self, a: usize, x: f64) {
        self.matrix[a * self.varies.len() + a] += x;
        self.mass += x.abs();
        self.additions += 1;
    }

    fn add_pair(&mut self, a: usize, b: usize, x: f64) {
        self.matrix[a * self.varies.len() + b] += x;
        self.matrix[b * self.varies.len() + a] += x;
        self.mass += 2.0 * x.abs();
    }

    /// `weight·(1 ∓ spread)·c cᵀ`, less for a positive weight and more for a negative one.
    pub fn add_square<'c>(
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

    /// What underflows in the reach is divided by a norm.
    fn add_quotients<'c>(&mut self, factor: f64, gradient: impl Iterator<Item = &'c Component> + Clone) {
        let norms = gradient.clone().map(|g| self.gram.norms[g.local]);
        let least = norms.fold(f64::INFINITY, f64::min);
        let radii: f64 = gradient.map(|g| g.radius).sum();
        self.add_underflow(factor * (1.0 + radii) * (1.0 + 1.0 / least));
    }

    fn add_underflow(&mut self, factors: f64) {
        self.underflow += f64::MIN_POSITIVE * factors;
    }
}

/// The length by which `τ` is divided: a direction of no length costs the same whatever its `τ`.
fn divisor(length: f64, reach: f64) -> f64 {
    if length > 1e-9 * reach {
        length
    } else if reach > 0.0 {
        reach
    } else {
        1.0
    }
}
