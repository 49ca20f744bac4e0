//! Sums of `dAZA` with `Z = CCᵀ`, and what their rounding may cost (theory.md, L17).

use super::product::Product;

/// Working memory of a thread: a matrix in full, and its product with the factor.
pub(super) struct Workspace {
    full: Vec<f64>,
    half: Vec<f64>,
    product: Product,
}

impl Workspace {
    /// With a symmetric matrix.
    pub fn of(full: Vec<f64>) -> Self {
        Workspace { half: vec![0.0; full.len()], full, product: Product::default() }
    }

    /// The symmetric matrix of a lower triangle, row by row.
    pub fn fill(&mut self, triangle: &[f64]) {
        let n = self.full.len().isqrt();
        for i in 0..n {
            for (j, x) in triangle[i * (i + 1) / 2..][..=i].iter().enumerate() {
                self.full[i * n + j] = *x;
                self.full[j * n + i] = *x;
            }
        }
    }
}

/// A sum of `dAZA`.
pub(super) struct Image {
    n: usize,
    /// Its lower triangle, row-major.
    pub sum: Vec<f64>,
    /// The row sums of `Σ d|A||C||C|ᵀ|A|`.
    pub mass: Vec<f64>,
    /// The largest row sum of an `|A|`, or 1: what an underflow in the mass may be multiplied by.
    pub reach: f64,
}

impl Image {
    pub fn zero(n: usize) -> Self {
        Image { n, sum: vec![0.0; n * n], mass: vec![0.0; n], reach: 1.0 }
    }

    /// Adds `dAZA`, the matrix being in the workspace.
    pub fn add(&mut self, factor: &[f64], d: f64, Workspace { full, half, product }: &mut Workspace) {
        let n = self.n;
        half.fill(0.0);
        product.add_square(n, factor, full, half, false);
        let root = d.sqrt();
        half.iter_mut().for_each(|x| *x *= root);
        product.add_square(n, half, half, &mut self.sum, true);
        self.add_mass(factor, full, d);
    }

    fn add_mass(&mut self, factor: &[f64], full: &[f64], d: f64) {
        let n = self.n;
        let sums: Vec<f64> = full.chunks_exact(n).map(|row| row.iter().map(|x| x.abs()).sum()).collect();
        self.reach = sums.iter().fold(self.reach, |most, sum| most.max(*sum));
        let mut inner = vec![0.0; n];
        for (row, x) in factor.chunks_exact(n).zip(&sums) {
            inner.iter_mut().zip(row).for_each(|(sum, c)| *sum += c.abs() * x);
        }
        let back = image_of_sizes(factor, &inner);
        let burden = image_of_sizes(full, &back);
        self.mass.iter_mut().zip(burden).for_each(|(sum, x)| *sum += d * x);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Image) {
        self.sum.iter_mut().zip(&other.sum).for_each(|(sum, x)| *sum += x);
        self.mass.iter_mut().zip(&other.mass).for_each(|(sum, x)| *sum += x);
        self.reach = self.reach.max(other.reach);
    }
}

/// `|A|x` for `x ≥ 0`.
fn image_of_sizes(a: &[f64], x: &[f64]) -> Vec<f64> {
    a.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a.abs() * x).sum()).collect()
}
