//! Towards the best `Z` and `d` of Theorem C (theory.md, L17): powers of the map `Y ↦ Σ d_s B_s Y B_s` where the matrix
//! is the identity.

use super::dense::multiply;
use crate::budget::Stop;
use crate::number::cholesky::{dot, factorise};

/// What of the identity is mixed in, so that `Z` stays far from singular.
const IDENTITY: f64 = 0.03;
/// What of the mean is added to a symbol's size.
const SMOOTHING: f64 = 0.15;
/// Vectors that a size is estimated with.
const PROBES: usize = 6;

/// `Z = CCᵀ`, and `d`.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Order×order, row-major.
    pub factor: Vec<f64>,
    /// One a symbol.
    pub weights: Vec<f64>,
}

/// Proposals for one matrix.
#[derive(Clone, Debug)]
pub struct Powers {
    n: usize,
    /// `L^(−1)` for the matrix `LLᵀ`.
    inverse: Vec<f64>,
    /// Whether the symbols fill a ball, so that no weight is better than 1.
    is_round: bool,
}

impl Powers {
    /// `None` where the matrix is not positive definite.
    pub fn new(n: usize, m: &[f64], is_round: bool) -> Option<Self> {
        let mut factor = m.to_vec();
        factorise(n, &mut factor, Stop::default()).ok()?;
        let mut inverse = vec![0.0; n * n];
        for i in 0..n {
            let (above, own) = inverse.split_at_mut(i * n);
            let own = &mut own[..n];
            for k in 0..i {
                let x = factor[i * n + k];
                own[..=k].iter_mut().zip(&above[k * n..]).for_each(|(sum, y)| *sum -= x * y);
            }
            own[i] = 1.0;
            own[..=i].iter_mut().for_each(|x| *x /= factor[i * n + i]);
        }
        Some(Powers { n, inverse, is_round })
    }

    /// Begins with the identity.
    pub fn first<'m>(&self, symbols: usize, matrix: impl Fn(usize) -> &'m [f64]) -> Proposal {
        let mut identity = vec![0.0; self.n * self.n];
        (0..self.n).for_each(|i| identity[i * self.n + i] = 1.0);
        // Inverse iteration.
        let start: Vec<f64> = (0..self.n).map(|k| 1.0 + 0.01 * k as f64).collect();
        let critical = (0..12).fold(start, |y, _| normal(self.back(&self.ahead(&y))));
        let size = |s| form(self.n, matrix(s), &critical).abs();
        Proposal { factor: self.factor(&identity), weights: self.weights(symbols, size) }
    }

    /// The next power, from the image of the last `Z` (its lower triangle).
    pub fn next<'m>(
        &self,
        image: &[f64],
        symbols: usize,
        matrix: impl Fn(usize) -> &'m [f64],
    ) -> Option<Proposal> {
        let n = self.n;
        // L^(−1) · image · L^(−ᵀ).
        let mut full = image.to_vec();
        for i in 0..n {
            for j in 0..i {
                full[j * n + i] = full[i * n + j];
            }
        }
        let half: Vec<f64> = full.chunks_exact(n).flat_map(|row| self.ahead(row)).collect();
        let mut y = vec![0.0; n * n];
        for i in 0..n {
            let column: Vec<f64> = (0..n).map(|k| half[k * n + i]).collect();
            y[i * n..(i + 1) * n].copy_from_slice(&self.ahead(&column));
        }
        let mean = (0..n).map(|i| y[i * n + i]).sum::<f64>() / n as f64;
        y.iter_mut().for_each(|x| *x /= mean);
        (0..n).for_each(|i| y[i * n + i] += IDENTITY);
        factorise(n, &mut y, Stop::default()).ok()?;
        for i in 0..n {
            y[i * n + i + 1..(i + 1) * n].fill(0.0);
        }
        let factor = self.factor(&y);
        let probes: Vec<Vec<f64>> = signs(n).map(|signs| multiply(n, &factor, &signs)).collect();
        let weights = self.weights(symbols, |s| self.size(matrix(s), &factor, &probes));
        Some(Proposal { factor, weights })
    }

    /// The least `Σ d_s size_s²` with `Σ 1/d_s ≤ 1`, smoothed, or with `d_s ≥ 1`.
    fn weights(&self, symbols: usize, size: impl Fn(usize) -> f64) -> Vec<f64> {
        if self.is_round {
            return vec![1.0; symbols];
        }
        let sizes: Vec<f64> = (0..symbols).map(size).collect();
        let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
        let sizes: Vec<f64> = sizes.iter().map(|x| x + SMOOTHING * mean + f64::MIN_POSITIVE).collect();
        let total = sizes.iter().sum::<f64>() * (1.0 + 1e-12);
        sizes.iter().map(|x| total / x).collect()
    }

    /// About `‖CᵀAC‖`, by what it does to a few vectors.
    fn size(&self, a: &[f64], c: &[f64], probes: &[Vec<f64>]) -> f64 {
        let n = self.n;
        let square = |probe: &Vec<f64>| {
            let mut image = vec![0.0; n];
            for i in 0..n {
                let row = &a[i * (i + 1) / 2..][..=i];
                image[i] += dot(row, &probe[..=i]);
                image[..i].iter_mut().zip(row).for_each(|(sum, x)| *sum += x * probe[i]);
            }
            let back = transposed_image(c, &image);
            dot(&back, &back)
        };
        probes.iter().map(square).sum::<f64>().sqrt()
    }

    /// `C` with `CCᵀ = L^(−ᵀ)GGᵀL^(−1)` for a lower triangular `G`; lower triangular itself where floats find that.
    fn factor(&self, g: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut factor = vec![0.0; n * n];
        for k in 0..n {
            for i in 0..=k {
                let x = self.inverse[k * n + i];
                let row = &mut factor[i * n..(i + 1) * n];
                row[..=k].iter_mut().zip(&g[k * n..]).for_each(|(sum, y)| *sum += x * y);
            }
        }
        let mut square = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                square[i * n + j] = dot(&factor[i * n..(i + 1) * n], &factor[j * n..(j + 1) * n]);
            }
        }
        if factorise(n, &mut square, Stop::default()).is_err() {
            return factor;
        }
        (0..n).for_each(|i| square[i * n + i + 1..(i + 1) * n].fill(0.0));
        square
    }

    /// `L^(−1)x`.
    fn ahead(&self, x: &[f64]) -> Vec<f64> {
        let n = self.n;
        (0..n).map(|i| dot(&self.inverse[i * n..=i * n + i], &x[..=i])).collect()
    }

    /// `L^(−ᵀ)x`.
    fn back(&self, x: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut result = vec![0.0; n];
        for (k, x) in x.iter().enumerate() {
            let row = &self.inverse[k * n..=k * n + k];
            result.iter_mut().zip(row).for_each(|(sum, y)| *sum += x * y);
        }
        result
    }
}

/// Vectors of signs that look random.
fn signs(n: usize) -> impl Iterator<Item = Vec<f64>> {
    let mut state = 1_u64;
    let mut sign = move || {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if state >> 63 == 0 { 1.0 } else { -1.0 }
    };
    (0..PROBES).map(move |_| (0..n).map(|_| sign()).collect())
}

/// `Aᵀx`.
fn transposed_image(a: &[f64], x: &[f64]) -> Vec<f64> {
    let mut image = vec![0.0; x.len()];
    for (row, x) in a.chunks_exact(x.len()).zip(x) {
        image.iter_mut().zip(row).for_each(|(sum, a)| *sum += a * x);
    }
    image
}

fn normal(mut x: Vec<f64>) -> Vec<f64> {
    let length = dot(&x, &x).sqrt();
    x.iter_mut().for_each(|x| *x /= length);
    x
}

/// `vᵀAv` for the lower triangle of `A`, row by row.
fn form(n: usize, a: &[f64], v: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        let row = &a[i * (i + 1) / 2..][..=i];
        sum += v[i] * (2.0 * dot(row, &v[..=i]) - row[i] * v[i]);
    }
    sum
}
