//! A metric in the parameters that a Loewner test's bounds are taken in.

use super::dense::{inverse, multiply};
use crate::budget::Stop;
use crate::number::cholesky::factorise;

/// What is added to a matrix to become a metric, as shares of a raise: enough, and this much.
const RAISES: [f64; 12] = [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 4.0, 16.0, 64.0, 256.0];
const RAISE: f64 = 0.3;
/// Up to this order the raise is determined to a few per cent.
const MAX_SEARCHED: usize = 100;

/// A positive definite matrix, by its inverse.
pub(crate) struct Metric {
    pub(super) inverse: Vec<f64>,
    /// The direction in which it is least, roughly, of length 1 in the metric.
    pub(super) least: Vec<f64>,
    /// How far the matrix had to be raised.
    pub share: f64,
}

impl Metric {
    /// The metric near a matrix: raised a little more than it needs to be positive definite; none once this is set.
    pub fn near(matrix: &[f64], raise: &[f64], stop: Stop) -> Option<Metric> {
        let n = raise.len();
        let raised = |share: f64| {
            let mut metric = matrix.to_vec();
            for (k, raise) in raise.iter().enumerate() {
                metric[k * n + k] += share * raise;
            }
            factorise(n, &mut metric, stop).ok().map(|()| metric)
        };
        let least = RAISES.iter().position(|&share| raised(share).is_some())?;
        let mut enough = RAISES[least];
        if least > 0 && n <= MAX_SEARCHED {
            let mut short = RAISES[least - 1];
            for _ in 0..6 {
                let middle = 0.5 * (short + enough);
                if raised(middle).is_some() { enough = middle } else { short = middle }
            }
        }
        let share = 1.1 * enough + RAISE;
        let factor = raised(share)?;
        inverse(n, &factor, stop).map(|inverse| Metric::new(inverse, n, share))
    }

    fn new(inverse: Vec<f64>, n: usize, share: f64) -> Self {
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
