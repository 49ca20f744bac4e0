//! The direction that maximises `vᵀMv / vᵀBv` for symmetric `M` and positive definite `B`, in floating point.
//!
//! Inverse iteration `v ← (σB − M)⁻¹Bv` from above the spectrum. With `ρ` the quotient of
//! `v`, `σ = ρ + δ` is above it exactly if `σB − M` has a Cholesky factor, and then the top eigenvector grows
//! most; `δ` follows the residual down, so the convergence is quadratic, and a `v` near the top takes two or
//! three steps.
//!
//! Source: Parlett, *The Symmetric Eigenvalue Problem* (1998), chapter 4.

use super::vector::{dot, normalise};

/// Steps of the inverse iteration.
const STEPS: usize = 60;
/// It ends at a residual of this size, relative to the matrix.
const RESIDUAL: f64 = 1e-10;
/// The least `δ`, relative to the matrices.
const NEAREST: f64 = 1e-8;
/// What is mixed into a direction that may lack the top eigenvector.
const MIXTURE: f64 = 1e-2;

/// `M` and `B` in full, row-major, scaled so that `B` has a unit diagonal.
#[derive(Clone, Debug)]
pub(in crate::search) struct Pencil {
    m: Vec<f64>,
    b: Vec<f64>,
    /// `v` of the unscaled matrices over that of the scaled ones.
    scaling: Vec<f64>,
}

impl Pencil {
    /// `floor > 0` is added to `B`'s diagonal. If `B` is not positive definite then, its diagonal stands in.
    pub fn new(mut m: Vec<f64>, mut b: Vec<f64>, size: usize, floor: f64) -> Self {
        let curvature = |i: usize| b[i * (size + 1)].max(0.0) + floor;
        let scaling: Vec<f64> = (0..size).map(|i| 1.0 / curvature(i).sqrt()).collect();
        for (i, j) in (0..size).flat_map(|i| (0..size).map(move |j| (i, j))) {
            let factor = scaling[i] * scaling[j];
            m[i * size + j] *= factor;
            b[i * size + j] = if i == j { 1.0 } else { b[i * size + j] * factor };
        }
        let mut pencil = Pencil { m: vec![0.0; size * size], b, scaling };
        if !pencil.factorise(1.0, &mut vec![0.0; size * size]) {
            pencil.b.fill(0.0);
            pencil.b.iter_mut().step_by(size + 1).for_each(|b| *b = 1.0);
        }
        pencil.m = m;
        pencil
    }

    /// The maximiser, scaled to largest component ±1, from a first guess. `None` where an entry is not
    /// finite.
    pub fn top(&self, guess: &[f64]) -> Option<Vec<f64>> {
        let n = guess.len();
        let scale = self.m.iter().fold(f64::MIN_POSITIVE, |size, x| size.max(x.abs()));
        if !self.m.iter().chain(&self.b).all(|x| x.is_finite()) {
            return None;
        }
        let mut v: Vec<f64> = guess.iter().zip(&self.scaling).map(|(v, s)| v / s).collect();
        if !normalise(&mut v) {
            v.fill(1.0);
        }
        let (mut factor, mut image) = (vec![0.0; n * n], vec![0.0; n]);
        let (mut quotient, mut residual) = self.residual(&v);
        for step in 0..STEPS {
            let mut shift = (2.0 * residual).max(NEAREST * scale);
            while !self.factorise(quotient + shift, &mut factor) {
                // Something is above: it may be missing from v.
                v.iter_mut().enumerate().for_each(|(i, x)| *x += MIXTURE * noise(step, i));
                shift *= 4.0;
                if !(quotient + shift).is_finite() {
                    return None;
                }
            }
            product(&self.b, &v, &mut image);
            solve(&factor, &mut image);
            v.copy_from_slice(&image);
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
    fn residual(&self, v: &[f64]) -> (f64, f64) {
        let (mut m, mut b) = (vec![0.0; v.len()], vec![0.0; v.len()]);
        product(&self.m, v, &mut m);
        product(&self.b, v, &mut b);
        let quotient = dot(v, &m) / dot(v, &b);
        let square: f64 = m.iter().zip(&b).map(|(m, b)| (m - quotient * b).powi(2)).sum();
        (quotient, (square / dot(&b, &b)).sqrt())
    }

    /// The Cholesky factor of `σB − M`, its lower triangle; `false` where there is none.
    fn factorise(&self, sigma: f64, factor: &mut [f64]) -> bool {
        let n = self.scaling.len();
        for i in 0..n {
            for j in 0..=i {
                let known = dot(&factor[i * n..i * n + j], &factor[j * n..j * n + j]);
                let rest = sigma * self.b[i * n + j] - self.m[i * n + j] - known;
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
