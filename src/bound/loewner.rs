//! Many parameters: row by row a matrix below the row's Hessian, and one test of their sum.
//!
//! With `∇²(L + λP) = Σ_i PᵢᵀKᵢPᵢ + λ∇²P` and matrices of numbers `Mᵢ ⪯ Kᵢ` on the whole cell (see
//! `minorant.rs`), `Σ_i PᵢᵀMᵢPᵢ + λ∇²P ⪰ 0` proves the Hessian positive semidefinite. No symbols, so N may be in the
//! thousands; what the samples' worst cases cannot reach together is lost, but within a row nothing need
//! be: rows in which much is lost are cut into pieces by the arguments of their functions.
//!
//! The bounds want a metric near the matrix to be tested. It is the Hessian at the centre at first, then the
//! sum that it led to, raised until it is positive definite: a few steps towards the best `Mᵢ`.

use super::Cell;
use super::adjoint::Sweep;
use super::affine::Encoded;
use super::assembly::Frame;
use super::dense::{descent, factorise, inverse};
use super::hessian::{HessianBound, MAX_ORDER};
use super::pieces::{Metric, RowBound};
use super::scratch::Scratch;
use super::shortfall::Shortfall;
use super::summand::{Data, Summand};
use super::total::Total;
use crate::number::{Interval, Rational, Round, Scalar};

/// Metrics tried one after the other.
const PASSES: usize = 6;
/// In this one rows are cut: the metrics before show which and where, and those after it serve to merge the
/// pieces' bounds.
const CUTTING: usize = 2;
/// A row is cut into as many pieces as this at most. More are no sharper: merging their bounds loses what
/// they gain.
const PIECES: usize = 2;
/// Rows with more local coordinates than this are not cut.
const MAX_CUT_LOCALS: usize = 40;
/// Where the matrix had to be raised by more than this to become a metric, the cell is too wide: before cuts,
/// and after.
const HOPELESS: [f64; 2] = [4.0, 1.0];
/// What is added to a matrix to become a metric, as shares of `λ∇²P`: enough, and this much.
const RAISES: [f64; 12] = [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 4.0, 16.0, 64.0, 256.0];
const RAISE: f64 = 0.3;
/// Up to this order the raise is determined to a few per cent.
const MAX_SEARCHED: usize = 100;

/// What the tests of a cell share.
struct Test<'a> {
    bound: &'a HessianBound,
    /// The lower ends of what a separable penalty adds to the diagonal.
    diagonal: Vec<(usize, f64)>,
    /// The raise of a metric: `λ∇²P` and a little more.
    raise: Vec<f64>,
}

impl Test<'_> {
    /// The metric near a matrix: raised a little more than it needs to be positive definite.
    fn metric(&self, matrix: &[f64]) -> Option<Metric> {
        let n = self.raise.len();
        let raised = |share: f64| {
            let mut metric = matrix.to_vec();
            for (k, raise) in self.raise.iter().enumerate() {
                metric[k * n + k] += share * raise;
            }
            factorise(n, &mut metric).ok().map(|()| metric)
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
        raised(share).map(|factor| Metric::new(inverse(n, &factor), n, share))
    }

    /// The sum of the rows' lower bounds in a metric.
    fn total<S: Scalar>(&self, rows: &mut [RowBound<'_, S>], metric: &Metric, pass: usize) -> Total {
        let free = &self.bound.roles.free;
        let mut total = Total::new(self.raise.len());
        let mut spares = Spares::default();
        for row in rows {
            let gram = row.gram(free, metric);
            if pass == CUTTING && gram.order <= MAX_CUT_LOCALS {
                row.cut(&gram, PIECES, spares.of(row));
            }
            total.add(row.forms(), free, &row.minorant(&gram));
        }
        for &(k, x) in &self.diagonal {
            total.add_diagonal(k, x);
        }
        total
    }

    /// Each parameter's share in what the widths cost in the direction of least curvature.
    fn shares<S: Scalar>(&self, rows: &[RowBound<'_, S>], metric: &Metric, cell: &Cell) -> Vec<f64> {
        let free = &self.bound.roles.free;
        let mut shares = vec![0.0; free.len()];
        let is_cut = rows.iter().any(|row| row.pieces.len() > 1);
        let of_use =
            |row: &&RowBound<'_, S>| row.locals.len() <= MAX_CUT_LOCALS && (!is_cut || row.pieces.len() > 1);
        let mut spares = Spares::default();
        for row in rows.iter().filter(of_use) {
            let gram = row.gram(free, metric);
            for (form, cost) in row.forms().iter().zip(row.costs(&gram, spares.of(row))) {
                let width = |t: &super::local::Term<S>| {
                    t.centre.to_f64(Round::Down).abs() * (cell.upper[t.parameter] - cell.lower[t.parameter])
                };
                let all: f64 = form.terms.iter().map(width).sum();
                for term in form.terms.iter().filter(|_| all > 0.0) {
                    shares[term.parameter] += cost * width(term) / all;
                }
            }
        }
        shares
    }
}

/// Room for a sweep, for one summand after the other.
struct Spares<'a, S>(Option<(&'a Summand, Sweep<S>)>);

impl<S> Default for Spares<'_, S> {
    fn default() -> Self {
        Spares(None)
    }
}

impl<'a, S: Scalar> Spares<'a, S> {
    fn of(&mut self, row: &RowBound<'a, S>) -> &mut Sweep<S> {
        let fresh = || (row.summand, row.room());
        let (summand, _) = self.0.get_or_insert_with(fresh);
        if !std::ptr::eq(*summand, row.summand) {
            self.0 = None;
        }
        &mut self.0.get_or_insert_with(fresh).1
    }
}

impl HessianBound {
    /// The test by lower bounds of the rows; see the module.
    pub(super) fn prove_by_minorants<S: Scalar>(
        &self,
        data: &Encoded<S>,
        cell: &Cell,
        lambda: &Rational,
        scratch: &mut Scratch,
    ) -> Result<(), Shortfall> {
        let context = data.context;
        let is_bounded = cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite());
        if self.order() > MAX_ORDER || !is_bounded {
            return Err(Shortfall::Inapplicable);
        }
        let frame = Frame::new(cell, context);
        let mut rows = self.row_bounds(&data.summands, &frame, lambda)?;
        let centre = self.centre_matrix(cell, lambda, scratch)?;
        let n = self.order();
        let mut diagonal = Vec::new();
        self.each_curvature(lambda, context, |k, x: &Interval<S>| {
            diagonal.push((k, x.lower().to_f64(Round::Down)));
        });
        let trace: f64 = (0..n).map(|k| centre[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        diagonal.iter().for_each(|&(k, x)| raise[k] += x);
        let test = Test { bound: self, diagonal, raise };
        let mut matrix = centre;
        scratch.shares.clear();
        for pass in 0..PASSES {
            let Some(metric) = test.metric(&matrix) else { break };
            let is_hopeless = match pass {
                0..CUTTING => false,
                CUTTING => metric.share > HOPELESS[0],
                _ => metric.share > HOPELESS[1],
            };
            if !is_hopeless {
                let total = test.total(&mut rows, &metric, pass);
                if total.is_proved() {
                    return Ok(());
                }
                matrix = total.matrix;
            }
            if is_hopeless || pass + 1 == PASSES {
                scratch.shares = test.shares(&rows, &metric, cell);
                break;
            }
        }
        Err(Shortfall::Wide)
    }

    fn row_bounds<'a, S: Scalar>(
        &'a self,
        data: &'a [Data<S>],
        frame: &Frame<S>,
        lambda: &Rational,
    ) -> Result<Vec<RowBound<'a, S>>, Shortfall> {
        let scale = self.scale(lambda, frame.context);
        let mut rows = Vec::new();
        for (summand, data) in self.summands.iter().zip(data) {
            if let Some(obstacle) = &data.obstacle {
                return Err(Shortfall::Undefined(obstacle.clone()));
            }
            if summand.locals.len() == 0 {
                continue;
            }
            let one = Interval::point(S::from_f64(1.0, frame.context));
            let scale = if summand.is_penalty { scale.clone() } else { one };
            for row in 0..data.rows.len() {
                let bound = RowBound::new(summand, data, row, scale.clone(), &frame.limits);
                rows.push(bound.map_err(|_| Shortfall::Undefined(summand.obstacle(data, row, frame)))?);
            }
        }
        Ok(rows)
    }

    /// `∇²L + λ∇²P` at the cell's centre in the parameters that are not pinned, by floats.
    fn centre_matrix(
        &self,
        cell: &Cell,
        lambda: &Rational,
        scratch: &mut Scratch,
    ) -> Result<Vec<f64>, Shortfall> {
        let all = cell.lower.len();
        let at: Vec<f64> = cell.lower.iter().zip(&cell.upper).map(|(l, u)| l / 2.0 + u / 2.0).collect();
        let (mut objective, mut penalty) = (vec![0.0; all * all], vec![0.0; all * all]);
        if !self.sample(&at, &mut objective, &mut penalty) {
            return Err(Shortfall::Wide);
        }
        let lambda = if self.has_objective { lambda.to_f64() } else { 1.0 };
        let places: Vec<usize> = (0..all).filter(|&k| self.roles.free[k].is_some()).collect();
        let entry = |k: usize, l: usize| objective[k * all + l] + lambda * penalty[k * all + l];
        let matrix: Vec<f64> =
            places.iter().flat_map(|&k| places.iter().map(move |&l| entry(k, l))).collect();
        let mut factor = matrix.clone();
        factorise(places.len(), &mut factor).map_err(|pivot| {
            scratch.direction = self.in_parameters(&descent(places.len(), pivot, &factor));
            Shortfall::Indefinite
        })?;
        Ok(matrix)
    }
}
