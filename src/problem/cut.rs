//! What cuts a box: a ball, half-spaces.

use crate::expression::Signed;
use crate::function::Function;
use crate::kind::Kind;
use rug::Rational;

/// `Σ ((θ_k − c_k)/s_k)² ≤ r²`: an ellipsoid with axes along the parameters, a ball where all scales are 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ball {
    /// r > 0.
    pub radius: Rational,
    /// c, a number a parameter.
    pub center: Vec<Rational>,
    /// s, all positive.
    pub scales: Vec<Rational>,
}

impl Ball {
    /// `r² − Σ ((θ_k − c_k)/s_k)²`.
    pub fn room<N: Kind>(&self, at: &[N], context: N::Context) -> N {
        let exact = |q: &Rational| N::exact(q, context);
        let mut sum = exact(&Rational::new());
        for ((x, center), scale) in at.iter().zip(&self.center).zip(&self.scales) {
            let shift = x.add(&exact(&Rational::from(-center)));
            let scaled =
                if *scale == 1 { shift } else { shift.mul(&exact(&Rational::from(scale.recip_ref()))) };
            sum = sum.add(&scaled.apply(Function::Power(2), 0));
        }
        exact(&Rational::from(self.radius.square_ref())).add(&sum.mul(&exact(&Rational::from(-1))))
    }

    /// Whether a signed permutation of the parameters takes it to itself: the centre to itself, and scales to equal ones.
    pub fn is_kept(&self, images: &[Signed]) -> bool {
        let is_kept = |(k, image): (usize, &Signed)| {
            self.scales[k] == self.scales[image.index] && self.center[k] == image.of(&self.center)
        };
        images.iter().enumerate().all(is_kept)
    }
}

/// `Σ a_k θ_k ≤ b`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfSpace {
    /// The a_k that are not 0, one at least, by parameter: integers without a common divisor.
    pub coefficients: Vec<(usize, Rational)>,
    /// b.
    pub bound: Rational,
}

impl HalfSpace {
    /// `b − Σ a_k θ_k`.
    pub fn room<N: Kind>(&self, at: &[N], context: N::Context) -> N {
        let bound = N::exact(&self.bound, context);
        self.coefficients
            .iter()
            .fold(bound, |room, (k, a)| room.add(&at[*k].mul(&N::exact(&Rational::from(-a), context))))
    }

    /// The half-space of the points whose images under a signed permutation are in this one.
    pub fn preimage(&self, images: &[Signed]) -> HalfSpace {
        let moved = |(k, a): &(usize, Rational)| {
            let Signed { index, is_negative } = images[*k];
            (index, if is_negative { Rational::from(-a) } else { a.clone() })
        };
        let mut coefficients: Vec<_> = self.coefficients.iter().map(moved).collect();
        coefficients.sort();
        HalfSpace { coefficients, bound: self.bound.clone() }
    }
}

/// The ball, or the half-space of this number, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Cut {
    Ball,
    HalfSpace(usize),
}
