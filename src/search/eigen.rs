//! The direction that maximises `vᵀMv / vᵀBv` for symmetric `M` and `B`, in floating point.
//!
//! Small matrices: with `B + εI = GGᵀ` (Cholesky) the top eigenvector `u` of `G⁻¹MG⁻ᵀ` gives `v = G⁻ᵀu`.
//! Large ones, known by their products only: the locally optimal conjugate gradient method, each step of
//! which solves the small problem on the span of the iterate, its residual and the last step (Knyazev,
//! *Toward the optimal preconditioned eigensolver*, SIAM Journal on Scientific Computing, 2001).

use super::ascent::dot;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Col, Mat, Par};

/// The share of the largest pivot below which a direction of the span counts as one that is there twice.
const NEGLIGIBLE: f64 = 1e-13;

/// `M` and `B` in full, row-major.
#[derive(Clone, Debug)]
pub(super) struct Pencil {
    pub size: usize,
    pub m: Vec<f64>,
    pub b: Vec<f64>,
}

impl Pencil {
    /// The maximiser, scaled to largest component ±1. `floor` is added to `B`'s diagonal. `None` where an
    /// entry is not finite or no eigenvector is found.
    pub fn top(&self, floor: f64) -> Option<Vec<f64>> {
        let n = self.size;
        let factor = cholesky(&self.b, n, floor)?;
        // M ← G⁻¹ M G⁻ᵀ, by columns and, M being symmetric, by rows.
        let mut whitened = Mat::from_fn(n, n, |i, j| self.m[i * n + j]);
        for _ in 0..2 {
            for j in 0..n {
                for i in 0..n {
                    let known: f64 = (0..i).map(|k| factor[i * n + k] * whitened[(k, j)]).sum();
                    whitened[(i, j)] = (whitened[(i, j)] - known) / factor[i * n + i];
                }
            }
            whitened = whitened.transpose().to_owned();
        }
        let mut v = top_eigenvector(&whitened)?;
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| factor[k * n + i] * v[k]).sum();
            v[i] = (v[i] - known) / factor[i * n + i];
        }
        normalise(&mut v).then_some(v)
    }
}

/// `G` with `GGᵀ = B + floor·I`, row-major lower triangle.
fn cholesky(b: &[f64], n: usize, floor: f64) -> Option<Vec<f64>> {
    let mut g = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| g[i * n + k] * g[j * n + k]).sum();
            let rest = b[i * n + j] - known;
            // A penalty that is not convex has no factor: the floor stands in for its bad pivots.
            g[i * n + j] = if i == j { (rest + floor).max(floor).sqrt() } else { rest / g[j * n + j] };
        }
    }
    g.iter().all(|x| x.is_finite()).then_some(g)
}

fn top_eigenvector(matrix: &Mat<f64>) -> Option<Vec<f64>> {
    let n = matrix.nrows();
    if matrix.col_iter().any(|c| c.iter().any(|x| !x.is_finite())) {
        return None;
    }
    let (mut values, mut vectors) = (Col::zeros(n), Mat::zeros(n, n));
    let scratch = self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, Default::default());
    self_adjoint_evd(
        matrix.as_ref(),
        values.as_diagonal_mut(),
        Some(vectors.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    )
    .ok()?;
    Some(vectors.col(n.checked_sub(1)?).iter().copied().collect())
}

/// Scales to largest component 1 in absolute value; `false` where that is impossible.
pub(super) fn normalise(v: &mut [f64]) -> bool {
    let largest = v.iter().copied().fold(0.0, |m: f64, x| if x.abs() > m.abs() { x } else { m });
    v.iter_mut().for_each(|x| *x /= largest);
    v.iter().all(|x| x.is_finite())
}

/// `v` with `Mv` and `Bv`.
#[derive(Clone, Debug)]
struct Image {
    v: Vec<f64>,
    m: Vec<f64>,
    b: Vec<f64>,
}

impl Image {
    fn combine(parts: &[&Image], weights: &[f64]) -> Image {
        let sum = |part: fn(&Image) -> &Vec<f64>| {
            let mut total = vec![0.0; parts[0].v.len()];
            for (image, weight) in parts.iter().zip(weights) {
                total.iter_mut().zip(part(image)).for_each(|(t, x)| *t += weight * x);
            }
            total
        };
        Image { v: sum(|i| &i.v), m: sum(|i| &i.m), b: sum(|i| &i.b) }
    }
}

/// Improves `v` by `steps` products; `product(v)` is `(Mv, Bv)`, with `B` positive definite.
pub(super) fn improve(
    v: Vec<f64>,
    steps: usize,
    mut product: impl FnMut(&[f64]) -> (Vec<f64>, Vec<f64>),
) -> Option<Vec<f64>> {
    let mut image = |v: Vec<f64>| {
        let (m, b) = product(&v);
        Image { v, m, b }
    };
    let mut top = image(v);
    let mut last: Option<Image> = None;
    for _ in 0..steps {
        let quotient = dot(&top.v, &top.m) / dot(&top.v, &top.b);
        let mut residual: Vec<f64> = top.m.iter().zip(&top.b).map(|(m, b)| m - quotient * b).collect();
        if !normalise(&mut residual) {
            break;
        }
        let residual = image(residual);
        let basis: Vec<&Image> = [&top, &residual].into_iter().chain(&last).collect();
        let gram = |part: fn(&Image) -> &Vec<f64>| -> Vec<f64> {
            basis.iter().flat_map(|x| basis.iter().map(|y| dot(&x.v, part(y)))).collect()
        };
        let pencil = Pencil { size: basis.len(), m: gram(|i| &i.m), b: gram(|i| &i.b) };
        let floor = NEGLIGIBLE * pencil.b.iter().copied().fold(0.0, f64::max);
        let Some(weights) = pencil.top(floor) else { break };
        let next = Image::combine(&basis, &weights);
        last = Some(Image::combine(&basis[1..], &weights[1..]));
        top = next;
    }
    normalise(&mut top.v).then_some(top.v)
}
