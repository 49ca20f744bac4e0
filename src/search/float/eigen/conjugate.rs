//! The direction that maximises `vᵀMv / vᵀBv` for matrices that are known by their products only: the locally
//! optimal conjugate gradient method, each step of which solves the small problem on the span of the iterate, its
//! residual and the last step.
//!
//! Source: Knyazev, *Toward the optimal preconditioned eigensolver* (SIAM Journal on Scientific Computing, 2001).

use super::pencil::Pencil;
use crate::search::float::vector::{dot, normalise};

/// The share of the largest pivot below which a direction of the span counts as one that is there twice.
const NEGLIGIBLE: f64 = 1e-13;

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
        let (m, b) = (gram(|i| &i.m), gram(|i| &i.b));
        let floor = NEGLIGIBLE * b.iter().copied().fold(0.0, f64::max);
        let size = basis.len();
        let mut pencil = Pencil::new(size);
        pencil.set(|i, j| m[i * size + j], |i, j| b[i * size + j], floor);
        let Some(weights) = pencil.top(&[1.0, 0.0, 0.0][..size]) else { break };
        let next = Image::combine(&basis, &weights);
        last = Some(Image::combine(&basis[1..], &weights[1..]));
        top = next;
    }
    normalise(&mut top.v).then_some(top.v)
}
