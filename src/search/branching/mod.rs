//! Leaf tests, and what their failures say of where to split: guesses from what a failed test leaves.
//!
//! | file | concept |
//! |---|---|
//! | `shares.rs` | each parameter's share in the width of a bound that failed |
//! | `losses.rs` | what the one-sided treatment of outer functions loses by a vertex coordinate's width |
//! | `direction.rs` | directions of negative curvature at a cell's centre |
//! | `sample.rs` | the Hessian at a point in plain floats |

mod direction;
#[cfg(test)]
mod hostile;
mod losses;
mod sample;
mod shares;

pub use sample::sample;

use crate::bound::value::bound::methods;
use crate::bound::{Cell, Expansion, HessianBound, Method, Scratch, Shortfall};
use crate::budget::Stop;
use crate::number::Rational;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use direction::{of_constant, of_loewner};
use shares::{Found, of_affine, of_loewner_test, of_natural};

/// So many times what a tensor leaf took is kept back for its check.
const MARGIN: f64 = 1.5;

/// Leaf tests of one problem.
#[derive(Debug)]
pub struct Branching<'a> {
    /// The test.
    pub bound: &'a HessianBound,
    /// Half the width of the domain in each parameter, roughly; never 0.
    radii: Vec<f64>,
    expanded: Mutex<Expanded>,
}

/// The last expansion, and what tensor leaves take.
#[derive(Debug, Default)]
struct Expanded {
    last: Option<Arc<Expansion>>,
    making: Duration,
    proof: Duration,
}

/// A thread's working memory, and what the last failure says.
#[derive(Debug, Default)]
pub struct Trial {
    /// That of the test itself.
    pub scratch: Scratch,
    shares: Vec<f64>,
    direction: Vec<f64>,
}

impl Trial {
    /// For tests that end early once this is set, the largest on so many threads.
    pub fn new(stop: Stop, threads: usize) -> Self {
        Trial { scratch: Scratch::new(stop, threads), ..Trial::default() }
    }

    /// The next tests end early once this is set.
    pub fn stop_by(&mut self, stop: Stop) {
        self.scratch.stop = stop;
    }

    /// After a failure each parameter's share in the width of the bound; empty where nothing is known.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// After [`Shortfall::Indefinite`]: a direction of non-positive curvature at the cell's centre, as far
    /// as floats can tell.
    pub fn direction(&self) -> &[f64] {
        &self.direction
    }

    /// After a failure: what to hand to [`Self::begin_with`] for parts of the cell.
    pub fn hint(&self) -> u8 {
        self.scratch.double.tools.group
    }

    /// Where the next test begins: no hint changes a verdict, but a good one finds failures sooner.
    pub fn begin_with(&mut self, hint: u8) {
        self.scratch.double.tools.group = hint;
    }
}

impl<'a> Branching<'a> {
    /// For the cells of a root.
    pub fn new(bound: &'a HessianBound, root: &Cell) -> Self {
        let radius = |(l, u): (&f64, &f64)| (u / 2.0 - l / 2.0).max(f64::MIN_POSITIVE);
        let radii = root.lower.iter().zip(&root.upper).map(radius).collect();
        Branching { bound, radii, expanded: Mutex::default() }
    }

    /// The methods worth trying on a cell, in this order; the last says best where to split.
    pub fn methods(&self, cell: &Cell) -> &'static [Method] {
        methods(self.bound, cell)
    }

    /// The last of [`Self::methods`].
    pub fn sharpest(&self, cell: &Cell) -> Method {
        sharpest(self.bound, cell)
    }

    /// The leaf test; its failure leaves shares and, where the centre is to blame, a direction.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn prove(
        &self,
        cell: &Cell,
        lambda: &Rational,
        method: Method,
        trial: &mut Trial,
    ) -> Result<(), Shortfall> {
        if method == Method::Loewner {
            return self.prove_by_rows(cell, lambda, trial);
        }
        self.bound
            .prove(cell, lambda, method, &mut trial.scratch)
            .inspect_err(|shortfall| self.explain(cell, lambda, method, shortfall, trial))
    }

    /// [`Method::Tensor`], whose expansion serves all λ.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn prove_expanded(&self, cell: &Cell, lambda: &Rational, trial: &Trial) -> Result<(), Shortfall> {
        if !self.bound.applies(Method::Tensor, cell) {
            return Err(Shortfall::Inapplicable);
        }
        let expanded = || self.expanded.lock().unwrap_or_else(PoisonError::into_inner);
        // A proof that stands must be checked in time.
        let Scratch { stop, threads, .. } = trial.scratch;
        let stop = stop.earlier(self.expanded_time().mul_f64(MARGIN));
        let known = expanded().last.take().filter(|known| known.serves(self.bound, cell, lambda));
        let expansion = match known {
            Some(known) => known,
            None => {
                let began = Instant::now();
                let made = Arc::new(self.bound.expand(cell, lambda, stop)?);
                expanded().making = began.elapsed();
                made
            }
        };
        expanded().last = Some(expansion.clone());
        let began = Instant::now();
        let proof = self.bound.prove_expanded(&expansion, lambda, threads, stop);
        if proof.is_ok() {
            let mut expanded = expanded();
            expanded.proof = expanded.proof.max(began.elapsed());
        }
        proof
    }

    /// What the dearest tensor leaf takes that has been proved, if one has.
    pub fn expanded_time(&self) -> Duration {
        let expanded = self.expanded.lock().unwrap_or_else(PoisonError::into_inner);
        if expanded.proof.is_zero() { Duration::ZERO } else { expanded.making + expanded.proof }
    }

    /// What a failed test leaves says.
    pub fn explain(
        &self,
        cell: &Cell,
        lambda: &Rational,
        method: Method,
        shortfall: &Shortfall,
        trial: &mut Trial,
    ) {
        if !matches!(shortfall, Shortfall::Wide | Shortfall::Indefinite) {
            return;
        }
        let found = match method {
            Method::Affine => of_affine(self.bound, &self.radii, cell, &trial.scratch.double),
            Method::Constant => Found { direction: of_constant(self.bound, lambda), ..Found::default() },
            Method::Loewner => {
                let _ = self.prove_by_rows(cell, lambda, trial);
                return;
            }
            _ => of_natural(self.bound, &trial.scratch.double.single),
        };
        trial.shares = found.shares;
        self.add_left_out(cell, &mut trial.shares);
        if let Some(direction) = found.direction {
            trial.direction = in_parameters(self.bound, &direction);
        }
    }

    /// Parameters that the matrix leaves out have widths too: as large a share as the greatest, for its width.
    fn add_left_out(&self, cell: &Cell, shares: &mut [f64]) {
        let width = |k: usize| (cell.upper[k] - cell.lower[k]) / self.radii[k];
        let greatest = (0..shares.len()).max_by(|&i, &j| shares[i].total_cmp(&shares[j]));
        let Some(per_width) = greatest.map(|k| shares[k] / width(k)).filter(|x| x.is_finite()) else {
            return;
        };
        for (k, row) in self.bound.sums.free.iter().enumerate().take(shares.len()) {
            if row.is_none() {
                shares[k] = per_width * width(k);
            }
        }
    }

    /// [`Method::Loewner`], whose rows and metric last as long as the test.
    fn prove_by_rows(&self, cell: &Cell, lambda: &Rational, trial: &mut Trial) -> Result<(), Shortfall> {
        let bound = self.bound;
        if !bound.sums.allows(lambda) || !bound.applies(Method::Loewner, cell) {
            return Err(Shortfall::Inapplicable);
        }
        trial.shares.clear();
        let stop = trial.scratch.stop;
        let stopped = |shortfall| if stop.is_set() { Shortfall::Stopped } else { shortfall };
        let mut test = match bound.loewner(&bound.double, cell, lambda, &stop) {
            Err(Shortfall::Indefinite) if !stop.is_set() => {
                let direction = of_loewner(bound, cell, lambda, &stop);
                trial.direction = direction.map_or(Vec::new(), |v| in_parameters(bound, &v));
                return Err(Shortfall::Indefinite);
            }
            other => other.map_err(stopped)?,
        };
        let proof = test.run().map_err(stopped);
        proof.inspect_err(|shortfall| {
            if *shortfall != Shortfall::Stopped {
                trial.shares = of_loewner_test(&test, cell);
            }
        })
    }
}

/// The sharpest method that applies to a cell.
pub fn sharpest(bound: &HessianBound, cell: &Cell) -> Method {
    methods(bound, cell).last().copied().unwrap_or(Method::Interval)
}

/// A vector over the free parameters as one over all, zero on the pinned.
fn in_parameters(bound: &HessianBound, vector: &[f64]) -> Vec<f64> {
    bound.sums.free.iter().map(|index| index.map_or(0.0, |k| vector[k])).collect()
}
