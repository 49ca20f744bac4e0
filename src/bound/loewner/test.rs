//! Many parameters: row by row a matrix of numbers `Mᵢ ⪯ Kᵢ` below the row's Hessian (`minorant.rs`), and one test of
//! `Σ_i PᵢᵀMᵢPᵢ + λ∇²P ⪰ 0` (theory.md, L14).
//!
//! The bounds want a metric near the matrix to be tested. It is the Hessian at the centre at first, then the
//! sum that it led to, raised until it is positive definite: a few steps towards the best `Mᵢ`.

use super::pieces::RowBound;
use super::sum::RowSum;
use crate::advice::gram::Gram;
use crate::advice::metric::Metric;
use crate::bound::local::sums::Sums;
use crate::budget::Stop;
use crate::error::Shortfall;
use crate::number::{Interval, Rational, Round, Scalar};

/// Metrics tried one after the other.
pub(crate) const PASSES: usize = 6;
/// In this one rows are cut: the metrics before show which and where, and those after it serve to merge the
/// pieces' bounds.
const CUTTING: usize = 2;
/// Rows with more local coordinates than this are not cut.
pub(crate) const MAX_CUT_LOCALS: usize = 40;
/// Where the matrix had to be raised by more than this to become a metric, the cell is too wide: before cuts,
/// and after.
const HOPELESS: [f64; 2] = [4.0, 1.0];

pub(crate) struct Test<'a, S: Scalar> {
    pub sums: &'a Sums,
    stop: &'a Stop,
    pub rows: Vec<RowBound<'a, S>>,
    /// The lower ends of what a separable penalty adds to the diagonal.
    diagonal: Vec<(usize, f64)>,
    /// The raise of a metric: `λ∇²P` and a little more.
    raise: Vec<f64>,
    /// Near the sum, as far as known.
    matrix: Vec<f64>,
    pub metric: Option<Metric>,
}

impl<'a, S: Scalar> Test<'a, S> {
    pub fn new(
        sums: &'a Sums,
        rows: Vec<RowBound<'a, S>>,
        matrix: Vec<f64>,
        lambda: &Rational,
        stop: &'a Stop,
        context: S::Context,
    ) -> Self {
        let n = sums.order;
        let mut diagonal = Vec::new();
        sums.each_curvature(lambda, context, |k, x: &Interval<S>| {
            diagonal.push((k, x.lower().to_f64(Round::Down)));
        });
        let trace: f64 = (0..n).map(|k| matrix[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        diagonal.iter().for_each(|&(k, x)| raise[k] += x);
        Test { sums, stop, rows, diagonal, raise, matrix, metric: None }
    }

    pub fn run(&mut self) -> Result<(), Shortfall> {
        for pass in 0..PASSES {
            let Some(metric) = Metric::near(&self.matrix, &self.raise, *self.stop) else { break };
            let is_hopeless = match pass {
                0..CUTTING => false,
                CUTTING => metric.share > HOPELESS[0],
                _ => metric.share > HOPELESS[1],
            };
            if !is_hopeless {
                let sum = self.sum(&metric, pass)?;
                if sum.is_proved(*self.stop) {
                    return Ok(());
                }
                self.matrix = sum.matrix;
            }
            if is_hopeless || pass + 1 == PASSES {
                self.metric = Some(metric);
                break;
            }
        }
        Err(Shortfall::Wide)
    }

    fn sum(&mut self, metric: &Metric, pass: usize) -> Result<RowSum, Shortfall> {
        let free = &self.sums.free;
        let mut sum = RowSum::new(self.raise.len());
        for row in &mut self.rows {
            if self.stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            let gram = Gram::new(&row.terms, metric);
            if pass == CUTTING && row.terms.len() <= MAX_CUT_LOCALS {
                row.cut(&gram);
            }
            sum.add(&row.place.row.forms, &row.terms, free, &row.minorant(&gram));
        }
        for &(k, x) in &self.diagonal {
            sum.add_diagonal(k, x);
        }
        Ok(sum)
    }
}
