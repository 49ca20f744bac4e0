//! Many parameters: row by row a matrix below the row's Hessian, and one test of their sum.
//!
//! With `∇²(L + λP) = Σ_i PᵢᵀKᵢPᵢ + λ∇²P` and matrices of numbers `Mᵢ ⪯ Kᵢ` on the whole cell (see
//! `minorant.rs`), `Σ_i PᵢᵀMᵢPᵢ + λ∇²P ⪰ 0` proves the Hessian positive semidefinite (theory.md, L14). No symbols, so N may be in the
//! thousands; what the samples' worst cases cannot reach together is lost, but within a row nothing need
//! be: rows in which much is lost are cut into pieces by the arguments of their functions.
//!
//! The bounds want a metric near the matrix to be tested. It is the Hessian at the centre at first, then the
//! sum that it led to, raised until it is positive definite: a few steps towards the best `Mᵢ`.

use super::pieces::{Place, RowBound};
use super::plan::Plan;
use super::sum::RowSum;
use crate::advice::gram::Gram;
use crate::advice::metric::Metric;
use crate::bound::local::frame::Frame;
use crate::bound::local::summand::Data;
use crate::bound::local::sums::Sums;
use crate::bound::shortfall::Shortfall;
use crate::bound::stop::Stop;
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
/// What a test reads.
pub(crate) struct Setting<'a, S: Scalar> {
    pub sums: &'a Sums,
    /// One a summand, and so are the plan's constants and the data.
    pub plans: &'a [Plan],
    pub constants: &'a [Vec<Interval<S>>],
    pub data: &'a [Data<S>],
    pub lambda: &'a Rational,
    pub stop: &'a Stop,
}

/// The test of a cell.
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
    /// The last metric.
    pub metric: Option<Metric>,
}

impl<'a, S: Scalar> Test<'a, S> {
    /// The rows on a cell, and about the Hessian at its centre.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn new(
        setting: &Setting<'a, S>,
        frame: &Frame<S>,
        centre: impl FnOnce() -> Result<Vec<f64>, Shortfall>,
    ) -> Result<Self, Shortfall> {
        let Setting { sums, lambda, stop, .. } = *setting;
        let n = sums.order;
        let (rows, matrix) = (rows(setting, frame)?, centre()?);
        let mut diagonal = Vec::new();
        sums.each_curvature(lambda, frame.context, |k, x: &Interval<S>| {
            diagonal.push((k, x.lower().to_f64(Round::Down)));
        });
        let trace: f64 = (0..n).map(|k| matrix[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        diagonal.iter().for_each(|&(k, x)| raise[k] += x);
        Ok(Test { sums, stop, rows, diagonal, raise, matrix, metric: None })
    }

    /// Proves the cell.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn run(&mut self) -> Result<(), Shortfall> {
        for pass in 0..PASSES {
            let Some(metric) = Metric::near(&self.matrix, &self.raise) else { break };
            let is_hopeless = match pass {
                0..CUTTING => false,
                CUTTING => metric.share > HOPELESS[0],
                _ => metric.share > HOPELESS[1],
            };
            if !is_hopeless {
                let sum = self.sum(&metric, pass)?;
                if sum.is_proved() {
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

    /// The sum of the rows' lower bounds in a metric.
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
            sum.add(row.forms(), &row.terms, free, &row.minorant(&gram));
        }
        for &(k, x) in &self.diagonal {
            sum.add_diagonal(k, x);
        }
        Ok(sum)
    }
}

fn rows<'a, S: Scalar>(
    setting: &Setting<'a, S>,
    frame: &Frame<S>,
) -> Result<Vec<RowBound<'a, S>>, Shortfall> {
    let Setting { sums, plans, constants, data, lambda, stop } = *setting;
    let scale = sums.scale(lambda, frame.context);
    let one = Interval::point(S::from_f64(1.0, frame.context));
    let mut rows = Vec::new();
    for (((summand, plan), constants), data) in sums.summands.iter().zip(plans).zip(constants).zip(data) {
        if let Some(obstacle) = &data.obstacle {
            return Err(Shortfall::Undefined(obstacle.clone()));
        }
        if summand.locals.len() == 0 {
            continue;
        }
        for (number, row) in data.rows.iter().enumerate() {
            if stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            let scale = if summand.is_penalty { scale.clone() } else { one.clone() };
            let bound = RowBound::new(Place { plan, constants, row, scale }, &frame.limits, &sums.free);
            rows.push(bound.map_err(|_| Shortfall::Undefined(summand.obstacle(data, number, frame)))?);
        }
    }
    Ok(rows)
}
