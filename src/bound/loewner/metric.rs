//! A metric in the parameters that bounds are taken in: any is sound.

use crate::bound::psd::dense::multiply;

/// A positive definite matrix, by its inverse.
pub(crate) struct Metric {
    pub inverse: Vec<f64>,
    /// The direction in which it is least, roughly, of length 1 in the metric.
    pub least: Vec<f64>,
    /// How far the matrix had to be raised.
    pub share: f64,
}

impl Metric {
    pub fn new(inverse: Vec<f64>, n: usize, share: f64) -> Self {
        // Inverse iteration.
        let mut least: Vec<f64> = (0..n).map(|k| 1.0 + 0.01 * k as f64).collect();
        for _ in 0..12 {
            let image = multiply(n, &inverse, &least);
            // `least = metric·image`.
            let length = least.iter().zip(&image).map(|(x, y)| x * y).sum::<f64>().max(0.0).sqrt();
            least = image.iter().map(|x| x / length).collect();
        }
        Metric { inverse, least, share }
    }
}
