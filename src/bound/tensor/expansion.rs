//! All rows to first order on a cell, and the test that their sum is positive semidefinite there.
//!
//! The remainders' bounds want a metric near the matrix to be tested: the Hessian at the centre at first, then what is left
//! of it.

use super::linear::{Bench, LinearPart};
use super::region::Region;
use super::remainder::minorant;
use super::row::{RowExpansion, Symbols};
use super::theorem;
use crate::advice::gram::Gram;
use crate::advice::metric::Metric;
use crate::bound::cell::Cell;
use crate::bound::hessian::HessianBound;
use crate::bound::local::sums::numbered;
use crate::bound::loewner::sum::RowSum;
use crate::budget::Stop;
use crate::error::Shortfall;
use crate::number::{Interval, Rational};

/// Metrics tried one after the other.
pub(crate) const METRICS: usize = 3;

/// Larger expansions are not worth it: 1 GB.
const MAX_WORDS: u64 = 1 << 27;

/// `∇²L + λ∇²P` to first order on a cell, one for all λ where the penalty is no formula.
#[derive(Debug)]
pub struct Expansion {
    cell: Cell,
    lambda: Rational,
    /// With the numbers of their summands and of the rows there.
    pub(crate) rows: Vec<((usize, usize), RowExpansion)>,
    pub(crate) linear: LinearPart,
}

impl Expansion {
    /// Whether it is one of a cell and of this λ.
    pub fn serves(&self, bound: &HessianBound, cell: &Cell, lambda: &Rational) -> bool {
        let depends = bound.sums.summands.iter().any(|summand| summand.is_penalty);
        self.cell == *cell && (!depends || self.lambda == *lambda)
    }
}

impl HessianBound {
    /// About the machine words of an expansion and its test, at most.
    pub fn expanded_words(&self) -> u64 {
        let (n, symbols) = (self.order() as u64, self.sums.free.len() as u64);
        if self.plans.len() < self.sums.summands.len() {
            return u64::MAX;
        }
        let rows = self.plans.iter().zip(&self.double.data).map(|(plan, data)| {
            let locals = data.rows.first().map_or(0, |row| row.forms.len() as u64);
            let row = (plan.parts() as u64).saturating_mul(data.rows.len() as u64);
            (locals + 6).saturating_mul(row.saturating_add(3 * plan.slopes as u64))
        });
        rows.fold((symbols + 200).saturating_mul(n * (n + 1) / 2), u64::saturating_add)
    }

    /// Whether that is worth it.
    pub(crate) fn is_expandable(&self) -> bool {
        self.expanded_words() <= MAX_WORDS
    }

    /// The rows to first order on a cell.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn expand(&self, cell: &Cell, lambda: &Rational, stop: Stop) -> Result<Expansion, Shortfall> {
        let sums = &self.sums;
        let region = Region::smaller(cell, self.ball.as_ref());
        let mut count = 0;
        let moves = |k: usize| sums.free[k].is_some() || sums.left_out[k];
        let symbols: Vec<_> = (0..sums.free.len()).map(|k| numbered(moves(k), &mut count)).collect();
        let mut linear = LinearPart::zero(sums.order, count, region.is_round);
        let symbols = Symbols { region: &region, of: &symbols };
        let mut rows = Vec::new();
        self.each_row(&self.double, lambda, stop, |place| {
            rows.push((place.numbers, RowExpansion::new(&place, &symbols, &sums.free)?));
            Ok(())
        })?;
        let mut bench = Bench::default();
        for (at, plan) in self.plans.iter().enumerate() {
            let own: Vec<&RowExpansion> =
                rows.iter().filter(|((of, _), _)| *of == at).map(|(_, row)| row).collect();
            linear.add(plan, &own, &mut bench);
        }
        Ok(Expansion { cell: cell.clone(), lambda: lambda.clone(), rows, linear })
    }

    /// Proves the Hessian positive semidefinite on an expansion's cell, on so many threads.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn prove_expanded(
        &self,
        of: &Expansion,
        lambda: &Rational,
        threads: usize,
        stop: Stop,
    ) -> Result<(), Shortfall> {
        if !self.sums.allows(lambda) || !of.serves(self, &of.cell, lambda) {
            return Err(Shortfall::Inapplicable);
        }
        let mut near = self.positive_at_centre(&of.cell, lambda, &stop)?;
        let mut least = None;
        for _ in 0..METRICS {
            let sum = self.remaining(of, &near, lambda, stop)?;
            least = sum.below(&of.linear.mass, of.linear.additions);
            near = sum.matrix;
        }
        theorem::proves(&least.ok_or(Shortfall::Wide)?, &of.linear, threads, stop)
    }

    /// A bound of all but the linear part, in the metric near a matrix.
    fn remaining(
        &self,
        of: &Expansion,
        near: &[f64],
        lambda: &Rational,
        stop: Stop,
    ) -> Result<RowSum, Shortfall> {
        let n = self.order();
        let trace: f64 = (0..n).map(|k| near[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        let mut sum = RowSum::new(n);
        self.sums.each_curvature(lambda, (), |k, x: &Interval<f64>| {
            raise[k] += x.lower();
            sum.add_diagonal(k, *x.lower());
        });
        let metric = Metric::near(near, &raise, stop).ok_or(Shortfall::Wide)?;
        for ((at, number), row) in &of.rows {
            if stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            let gram = Gram::new(&row.projections, &metric);
            let forms = &self.double.data[*at].rows[*number].forms;
            sum.add(forms, &row.projections, &self.sums.free, &minorant(&self.plans[*at], row, &gram));
        }
        Ok(sum)
    }
}
