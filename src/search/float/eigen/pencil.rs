//! The direction that maximises `vᵀMv / vᵀBv` for symmetric `M` and positive definite `B`, in floating point.
//!
//! Inverse iteration `v ← (σB − M)⁻¹Bv` from above the spectrum. With `ρ` the quotient of
//! `v`, `σ = ρ + δ` is above it exactly if `σB − M` has a Cholesky factor, and then the top eigenvector grows
//! most; `δ` follows the residual down, so the convergence is quadratic, and a `v` near the top takes two or
//! three steps.
//!
//! Source: Parlett, *The Symmetric Eigenvalue Problem* (1998), chapter 4.

use crate::search::float::vector::{dot, normalise};

/// Steps of the inverse iteration.
const STEPS: usize = 60;
/// It ends at a residual of this size, relative to the matrix.
const RESIDUAL: f64 = 1e-10;
/// The least `δ`, relative to the matrices.
const NEAREST: f64 = 1e-8;
/// What is mixed into a direction that may lack the top eigenvector.
const MIXTURE: f64 = 1e-2;

/// `M` and `B` in full, row-major, scaled so that `B` has a unit diagonal; and what they are worked in.
#[derive(Clone, Debug)]
pub(super) struct Pencil {
    m: Vec<f64>,
    b: Vec<f64>,
    /// `v` of the unscaled matrices over that of the scaled ones.
    scaling: Vec<f64>,
    /// The Cholesky factor of `B`, its lower triangle, where `B` is not the unit matrix.
    root: Option<Vec<f64>>,
    factor: Vec<f64>,
    images: [Vec<f64>; 2],
}

impl Pencil {
    /// Room for matrices of this size.
    pub fn new(size: usize) -> Self {
        let square = vec![0.0; size * size];
        Pencil {
            m: square.clone(),
            b: square.clone(),
            scaling: vec![1.0; size],
            root: None,
            factor: square,
            images: [vec![0.0; size], vec![0.0; size]],
        }
    }

    /// Takes these matrices, by their entries; `floor > 0` is added to `B`'s diagonal. If `B` is not positive definite
    /// then, its diagonal stands in.
    pub fn set(&mut self, m: impl Fn(usize, usize) -> f64, b: impl Fn(usize, usize) -> f64, floor: f64) {
        let size = self.size();
        for (i, scaling) in self.scaling.iter_mut().enumerate() {
            *scaling = 1.0 / (b(i, i).max(0.0) + floor).sqrt();
        }
        let mut is_unit = true;
        for (i, j) in (0..size).flat_map(|i| (0..size).map(move |j| (i, j))) {
            let factor = self.scaling[i] * self.scaling[j];
            self.m[i * size + j] = m(i, j) * factor;
            self.b[i * size + j] = if i == j { 1.0 } else { b(i, j) * factor };
            is_unit &= i == j || self.b[i * size + j] == 0.0;
        }
        if is_unit {
            self.root = None;
            return;
        }
        let mut root = self.root.take().unwrap_or_else(|| vec![0.0; size * size]);
        if factorise(1.0, &self.b, |_| 0.0, &mut root) {
            self.root = Some(root);
        } else {
            self.b.fill(0.0);
            self.b.iter_mut().step_by(size + 1).for_each(|b| *b = 1.0);
        }
    }

    pub fn size(&self) -> usize {
        self.scaling.len()
    }

    pub fn is_finite(&self) -> bool {
        self.m.iter().chain(&self.b).all(|x| x.is_finite())
    }

    /// Whether `M` is 0.
    pub fn is_flat(&self) -> bool {
        self.m.iter().all(|x| *x == 0.0)
    }

    /// `M`, scaled.
    pub fn numerator(&self) -> &[f64] {
        &self.m
    }

    /// The Cholesky factor of `B`, scaled, where it is not the unit matrix.
    pub fn root(&self) -> Option<&[f64]> {
        self.root.as_deref()
    }

    /// `v` of the unscaled matrices over that of the scaled ones.
    pub fn scaling(&self) -> &[f64] {
        &self.scaling
    }

    /// The maximiser, scaled to largest component ±1, from a first guess. `None` where an entry is not
    /// finite.
    pub fn top(&mut self, guess: &[f64]) -> Option<Vec<f64>> {
        let scale = self.m.iter().fold(f64::MIN_POSITIVE, |size, x| size.max(x.abs()));
        if !self.is_finite() {
            return None;
        }
        let mut v: Vec<f64> = guess.iter().zip(&self.scaling).map(|(v, s)| v / s).collect();
        if !normalise(&mut v) {
            v.fill(1.0);
        }
        let (mut quotient, mut residual) = self.residual(&v);
        for step in 0..STEPS {
            let mut shift = (2.0 * residual).max(NEAREST * scale);
            while !factorise(quotient + shift, &self.b, |k| self.m[k], &mut self.factor) {
                // Something is above: it may be missing from v.
                v.iter_mut().enumerate().for_each(|(i, x)| *x += MIXTURE * noise(step, i));
                shift *= 4.0;
                if !(quotient + shift).is_finite() {
                    return None;
                }
            }
            let [image, _] = &mut self.images;
            product(&self.b, &v, image);
            solve(&self.factor, image);
            v.copy_from_slice(image);
            if !normalise(&mut v) {
                return None;
            }
            (quotient, residual) = self.residual(&v);
            if residual <= RESIDUAL * scale && shift <= 100.0 * NEAREST * scale {
                break;
            }
        }
        v.iter_mut().zip(&self.scaling).for_each(|(v, s)| *v *= s);
        normalise(&mut v).then_some(v)
    }

    /// The quotient `ρ` and the size of `Mv − ρBv`, relative to `Bv`.
    fn residual(&mut self, v: &[f64]) -> (f64, f64) {
        let [m, b] = &mut self.images;
        product(&self.m, v, m);
        product(&self.b, v, b);
        let quotient = dot(v, m) / dot(v, b);
        let square: f64 = m.iter().zip(&*b).map(|(m, b)| (m - quotient * b).powi(2)).sum();
        (quotient, (square / dot(b, b)).sqrt())
    }
}

/// The Cholesky factor of `σB − M`, its lower triangle, the entries of `M` by their places; `false` where there is
/// none.
fn factorise(sigma: f64, b: &[f64], m: impl Fn(usize) -> f64, factor: &mut [f64]) -> bool {
    let n = factor.len().isqrt();
    for i in 0..n {
        for j in 0..=i {
            let known = dot(&factor[i * n..i * n + j], &factor[j * n..j * n + j]);
            let rest = sigma * b[i * n + j] - m(i * n + j) - known;
            if i != j {
                factor[i * n + j] = rest / factor[j * n + j];
            } else if rest > 0.0 {
                factor[i * n + i] = rest.sqrt();
            } else {
                return false;
            }
        }
    }
    true
}

fn product(matrix: &[f64], v: &[f64], image: &mut [f64]) {
    image.iter_mut().zip(matrix.chunks_exact(v.len())).for_each(|(y, row)| *y = dot(row, v));
}

/// `x ← G⁻ᵀG⁻¹x`.
fn solve(factor: &[f64], x: &mut [f64]) {
    let n = x.len();
    for i in 0..n {
        x[i] = (x[i] - dot(&factor[i * n..i * n + i], &x[..i])) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| factor[k * n + i] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i * n + i];
    }
}

/// A fixed sequence without symmetries, in [−1, 1].
fn noise(step: usize, i: usize) -> f64 {
    ((1 + step + 31 * i) as f64 * std::f64::consts::SQRT_2).fract() * 2.0 - 1.0
}
