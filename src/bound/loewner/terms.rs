//! What the Hessian of a row is made of on a cell or piece, in doubles.

use crate::bound::adjoint::gather::{Failure, Gather};
use crate::number::{Interval, Number, Scalar};
use std::ops::Range;

/// `Σ entries (e_a e_bᵀ + e_b e_aᵀ) + Σ weight·g gᵀ`, an entry `a = b` counted once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    pub entries: Vec<Interval<f64>>,
    pub outer: Vec<Outer>,
    gradients: Vec<Component>,
}

#[derive(Clone, Debug)]
pub(crate) struct Outer {
    /// The weight's lower end: all that matters, for `g gᵀ ⪰ 0`.
    pub weight: f64,
    gradient: Range<usize>,
}

/// A component of `g`: the local coordinate, a float and the greatest distance from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Component {
    pub local: usize,
    pub centre: f64,
    pub radius: f64,
}

impl Terms {
    pub fn gradient(&self, outer: &Outer) -> &[Component] {
        &self.gradients[outer.gradient.clone()]
    }
}

impl<S: Scalar> Gather<Interval<S>> for Terms {
    fn clear(&mut self, pairs: usize) {
        self.entries.clear();
        self.entries.resize(pairs, Interval::point(0.0));
        self.outer.clear();
        self.gradients.clear();
    }

    fn add(&mut self, pair: usize, entry: &Interval<S>) -> Result<(), Failure> {
        self.entries[pair] = self.entries[pair].add(&finite(entry)?);
        Ok(())
    }

    fn add_outer(
        &mut self,
        weight: &Interval<S>,
        support: &[usize],
        slopes: &[Interval<S>],
    ) -> Result<(), Failure> {
        if support.is_empty() {
            return Ok(());
        }
        let weight = *finite(weight)?.lower();
        let first = self.gradients.len();
        for (&local, slope) in support.iter().zip(slopes) {
            let (centre, radius) = finite(slope)?.centred();
            self.gradients.push(Component { local, centre, radius });
        }
        if weight != 0.0 {
            self.outer.push(Outer { weight, gradient: first..self.gradients.len() });
        }
        Ok(())
    }
}

fn finite<S: Scalar>(x: &Interval<S>) -> Result<Interval<f64>, Failure> {
    let x = x.to_f64();
    if x.lower().is_finite() && x.upper().is_finite() { Ok(x) } else { Err(Failure::Undefined) }
}
