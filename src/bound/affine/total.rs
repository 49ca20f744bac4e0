//! Sums of affine forms on their way, with what bounds all that was added: the rounding comes off at the end
//! (`charge.rs`).

use crate::kind::Affine;
use crate::number::Scalar;
use crate::number::lane::splat;

/// A sum on its way: `size` bounds the absolute values of all that was added to centre and coefficients.
#[derive(Clone)]
pub(super) struct Total<S, const D: usize> {
    centre: S,
    coefficients: [S; D],
    squares: [S; D],
    radius: S,
    pub size: S,
}

impl<S: Scalar, const D: usize> Total<S, D> {
    pub fn zero(context: S::Context) -> Self {
        let zero = S::zero(context);
        Total {
            centre: zero.clone(),
            coefficients: splat(&zero),
            squares: splat(&zero),
            radius: zero.clone(),
            size: zero,
        }
    }

    #[inline(always)]
    pub fn add(&mut self, x: &Affine<S, D>) {
        self.centre = self.centre.plus(&x.centre);
        self.size = self.size.plus(&x.centre.magnitude());
        for (sum, b) in self.coefficients.iter_mut().zip(&x.coefficients) {
            *sum = sum.plus(b);
            self.size = self.size.plus(&b.magnitude());
        }
        for (sum, b) in self.squares.iter_mut().zip(&x.squares) {
            *sum = sum.plus(b);
            self.size = self.size.plus(&b.magnitude());
        }
        self.radius = self.radius.plus(&x.radius);
    }

    #[inline(always)]
    pub fn add_multiple(&mut self, factor: &S, x: &Affine<S, D>) {
        let scale = factor.magnitude();
        let product = factor.times(&x.centre);
        self.centre = self.centre.plus(&product);
        let mut size = product.magnitude();
        for (sum, b) in self.coefficients.iter_mut().zip(&x.coefficients) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            size = size.plus(&product.magnitude());
        }
        for (sum, b) in self.squares.iter_mut().zip(&x.squares) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            size = size.plus(&product.magnitude());
        }
        self.size = self.size.plus(&size);
        self.radius = self.radius.plus(&scale.times(&x.radius));
    }

    #[inline(always)]
    pub fn add_constant(&mut self, x: &S) {
        self.centre = self.centre.plus(x);
        self.size = self.size.plus(&x.magnitude());
    }

    pub fn affine(&self, roundings: usize) -> Affine<S, D> {
        let radius = self.radius.plus(&self.size.roundings(roundings)).inflate();
        Affine {
            centre: self.centre.clone(),
            coefficients: self.coefficients.clone(),
            squares: self.squares.clone(),
            radius,
        }
    }
}
