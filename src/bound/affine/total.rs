//! Sums of affine forms on their way, with what bounds all that was added: the rounding comes off at the end (`charge.rs`).

use crate::kind::Affine;
use crate::number::{Interval, Scalar};

#[derive(Clone)]
pub(super) struct Total<S, const D: usize> {
    sum: Affine<S, D>,
    /// Bounds the absolute values of all that was added to centre and coefficients.
    pub size: S,
}

impl<S: Scalar, const D: usize> Total<S, D> {
    pub fn zero(context: S::Context) -> Self {
        let zero = S::zero(context);
        Total { sum: Affine::enclosing(&Interval::point(zero.clone())), size: zero }
    }

    #[inline(always)]
    pub fn add(&mut self, x: &Affine<S, D>) {
        let Total { sum, size } = self;
        sum.centre = sum.centre.plus(&x.centre);
        *size = size.plus(&x.centre.magnitude());
        for (sum, b) in sum.coefficients.iter_mut().zip(&x.coefficients) {
            *sum = sum.plus(b);
            *size = size.plus(&b.magnitude());
        }
        for (sum, b) in sum.squares.iter_mut().zip(&x.squares) {
            *sum = sum.plus(b);
            *size = size.plus(&b.magnitude());
        }
        sum.radius = sum.radius.plus(&x.radius);
    }

    #[inline(always)]
    pub fn add_multiple(&mut self, factor: &S, x: &Affine<S, D>) {
        let Total { sum, size } = self;
        let product = factor.times(&x.centre);
        sum.centre = sum.centre.plus(&product);
        let mut added = product.magnitude();
        for (sum, b) in sum.coefficients.iter_mut().zip(&x.coefficients) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            added = added.plus(&product.magnitude());
        }
        for (sum, b) in sum.squares.iter_mut().zip(&x.squares) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            added = added.plus(&product.magnitude());
        }
        *size = size.plus(&added);
        sum.radius = sum.radius.plus(&factor.magnitude().times(&x.radius));
    }

    #[inline(always)]
    pub fn add_constant(&mut self, x: &S) {
        self.sum.centre = self.sum.centre.plus(x);
        self.size = self.size.plus(&x.magnitude());
    }

    pub fn affine(&self, roundings: usize) -> Affine<S, D> {
        let radius = self.sum.radius.plus(&self.size.roundings(roundings)).inflate();
        Affine { radius, ..self.sum.clone() }
    }
}
