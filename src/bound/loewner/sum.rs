//! The sum `Σ_i PᵢᵀMᵢPᵢ` of the rows' lower bounds, carried back to the parameters, and its test (theory.md, L14).
//!
//! Rounding: with `c_i` local coordinates of row i that share a parameter and the relative error `ρ` of `P`, row `k` of the
//! matrix errs by at most `(Σ_i c_i² + 16)u + 3ρ` times the absolute values of all that was added to it; four times the
//! first part and 4ρ are taken.

use super::minorant::Minorant;
use crate::bound::local::form::Form;
use crate::budget::Stop;
use crate::number::cholesky::proves_psd;
use crate::number::{Endpoint, Round, Scalar};

pub(crate) struct RowSum {
    order: usize,
    pub matrix: Vec<f64>,
    /// A row's sum of the absolute values of all additions.
    mass: Vec<f64>,
    /// The greatest relative error of a coefficient of P.
    relative: f64,
    /// Bounds the additions to an entry.
    additions: usize,
    /// The greatest sum of a row's `|P|`: what an underflow may be multiplied by.
    reach: f64,
}

impl RowSum {
    pub fn new(order: usize) -> Self {
        RowSum {
            order,
            matrix: vec![0.0; order * order],
            mass: vec![0.0; order],
            relative: 0.0,
            additions: 16,
            reach: 1.0,
        }
    }

    pub fn add<S: Scalar>(
        &mut self,
        forms: &[Form<S>],
        terms: &[Vec<(usize, f64)>],
        free: &[Option<usize>],
        m: &Minorant,
    ) {
        let (n, locals) = (self.order, forms.len());
        let mut uses = vec![0_usize; n];
        for t in forms.iter().flat_map(|form| &form.terms) {
            let Some(k) = free[t.parameter] else { continue };
            uses[k] += 1;
            // The coefficient's greatest distance from its float. What is not finite must count as infinite:
            // `max` would drop a NaN.
            let (float, slope) = (t.centre.to_f64(Round::Down), t.slope.to_f64());
            let above = Endpoint::add(slope.upper(), &-float, Round::Up);
            let below = Endpoint::add(&float, &-slope.lower(), Round::Up);
            if above != 0.0 || below != 0.0 {
                let relative = above.max(below) / float.abs();
                self.relative =
                    self.relative.max(if relative.is_finite() { relative } else { f64::INFINITY });
            }
        }
        self.additions += uses.iter().max().map_or(0, |c| c * c);
        let lengths: Vec<f64> = terms.iter().map(|t| t.iter().map(|(_, p)| p.abs()).sum()).collect();
        self.reach = self.reach.max(lengths.iter().sum());
        for a in 0..locals {
            let mut burden = 0.0;
            for b in 0..locals {
                let mut x = m.matrix[a * locals + b];
                if a == b {
                    x -= m.error;
                    burden += m.error * lengths[b];
                }
                burden += x.abs() * lengths[b];
                if x == 0.0 {
                    continue;
                }
                for &(k, p) in &terms[a] {
                    let row = &mut self.matrix[k * n..(k + 1) * n];
                    let factor = x * p;
                    for &(l, q) in &terms[b] {
                        row[l] += factor * q;
                    }
                }
            }
            for &(k, p) in &terms[a] {
                self.mass[k] += burden * p.abs();
            }
        }
    }

    pub fn add_diagonal(&mut self, k: usize, x: f64) {
        self.matrix[k * self.order + k] += x;
        self.mass[k] += x.abs();
    }

    /// One matrix of floats that is below it, whatever rounding did to it and to matrices beside it, to whose entries there were
    /// so many additions, of so much in a row.
    pub fn below(&self, beside: &[f64], additions: usize) -> Option<Vec<f64>> {
        let n = self.order;
        let additions = self.additions + additions;
        let factor = 2.0 * f64::EPSILON * additions as f64 + 4.0 * self.relative;
        let reach = 1.0 + self.reach;
        let underflow = f64::MIN_POSITIVE * (additions * n) as f64 * reach * reach;
        let mass: Vec<f64> = self.mass.iter().zip(beside).map(|(x, y)| x + y).collect();
        let is_finite = self.matrix.iter().chain(&mass).all(|x| x.is_finite());
        (is_finite && factor < 1e-3).then_some(())?;
        let mut matrix = self.matrix.clone();
        for i in 0..n {
            let slack = 1.01 * factor * mass[i] + underflow;
            matrix[i * n + i] = Endpoint::add(&matrix[i * n + i], &-slack, Round::Down);
            for j in 0..i {
                matrix[j * n + i] = matrix[i * n + j];
            }
        }
        Some(matrix)
    }

    pub fn is_proved(&self, stop: Stop) -> bool {
        let below = self.below(&vec![0.0; self.order], 0);
        below.is_some_and(|mut matrix| proves_psd(self.order, &mut matrix, |_| 0.0, stop))
    }
}
