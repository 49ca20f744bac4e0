//! A metric in a row's local coordinates.

/// The Gram matrix of the local coordinates in a metric.
#[derive(Clone, Debug)]
pub(crate) struct Gram {
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
