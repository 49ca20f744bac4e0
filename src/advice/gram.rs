//! A metric in a row's local coordinates.

use super::metric::Metric;

/// The Gram matrix of the local coordinates in a metric, `Γ = P G Pᵀ` for the inverse `G` of the metric.
#[derive(Clone, Debug)]
pub struct Gram {
    /// Order×order.
    pub matrix: Vec<f64>,
    /// `√Γ_aa`, or 1 where floats do not tell.
    pub norms: Vec<f64>,
    /// The direction in which the metric is least, in the local coordinates, of length 1 in the metric.
    pub critical: Vec<f64>,
}

impl Gram {
    /// For local coordinates with these coefficients in the parameters.
    pub fn new(terms: &[Vec<(usize, f64)>], metric: &Metric) -> Self {
        let (n, inverse) = (metric.least.len(), &metric.inverse);
        let order = terms.len();
        let mut matrix = vec![0.0; order * order];
        let mut image = vec![0.0; n];
        for a in 0..order {
            image.fill(0.0);
            for &(k, p) in &terms[a] {
                for (sum, g) in image.iter_mut().zip(&inverse[k * n..(k + 1) * n]) {
                    *sum += p * g;
                }
            }
            for b in a..order {
                let x: f64 = terms[b].iter().map(|&(l, q)| q * image[l]).sum();
                matrix[a * order + b] = x;
                matrix[b * order + a] = x;
            }
        }
        let norm = |a: usize| {
            let square = matrix[a * order + a];
            if square > 0.0 && square.is_finite() { square.sqrt() } else { 1.0 }
        };
        let along = |t: &Vec<(usize, f64)>| t.iter().map(|&(k, p)| p * metric.least[k]).sum();
        Gram { norms: (0..order).map(norm).collect(), matrix, critical: terms.iter().map(along).collect() }
    }

    /// `vᵀMv` in the critical direction `v`.
    pub fn value(&self, m: &[f64]) -> f64 {
        let along = |row: &[f64]| row.iter().zip(&self.critical).map(|(x, v)| x * v).sum::<f64>();
        m.chunks_exact(self.critical.len().max(1)).zip(&self.critical).map(|(row, v)| v * along(row)).sum()
    }
}
