//! What a certificate claims.

use crate::error::TextError;
use crate::number::{Polynomial, Rational};
use crate::problem::{Part, Problem, Symmetry};

/// What is claimed of `f_λ = L + λP` on the problem's domain D.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Claim {
    /// `f_λ` is not convex for any `0 ≤ λ < q`, `q > 0`. Text: `not-convex lambda < q`.
    NotConvexBelow(Rational),
    /// `f_λ` is not convex at this λ. Text: `not-convex lambda = q`.
    NotConvexAt(Rational),
    /// `f_λ` is convex for no `λ ≥ 0`. Text: `no-finite-lambda`.
    NoFiniteLambda,
    /// `f_λ` is convex for every `λ ≥ q`. Text: `convex lambda >= q`.
    ConvexFrom(Rational),
    /// `f_λ` is convex at this λ. Text: `convex lambda = q`.
    ConvexAt(Rational),
    /// `f_λ` is strictly convex for every `λ ≥ q`. Text: `strictly-convex lambda >= q`.
    StrictlyConvexFrom(Rational),
    /// `lower ≤ λ* ≤ upper`, `lower ≥ 0`. Text: `lambda-star in [p, q]`.
    LambdaStar { lower: Rational, upper: Rational },
    /// `f_λ`, `λ > 0`, has exactly one minimiser, at a Euclidean distance of at most `radius ≥ 0` from `center`, a point of D.
    /// Text: `unique-minimizer lambda = q within r of NUMBERS`.
    UniqueMinimizer { lambda: Rational, radius: Rational, center: Vec<Rational> },
    /// `f_λ` has exactly one minimiser for every `λ > 0`: `point/denominator`, which is positive for `λ ≥ 0`. Text:
    /// `unique-minimizer lambda > 0 at POLYNOMIALS over POLYNOMIAL`.
    UniqueMinimizers { denominator: Polynomial, point: Vec<Polynomial> },
    /// `point`, in D, minimises `f_λ` for every `λ ≥ from ≥ 0`. Text: `minimizer lambda >= q at NUMBERS`.
    MinimizerFrom { from: Rational, point: Vec<Rational> },
    /// This point of D minimises `f_λ` for no `λ ≥ 0`. Text: `never-minimizer at NUMBERS`.
    NeverMinimizer(Vec<Rational>),
    /// No point minimises `f_λ`: its infimum is not attained. Text: `no-minimizer lambda = q`.
    NoMinimizer(Rational),
    /// `lower ≤ inf f_λ ≤ upper`. Text: `minimum lambda = q in [p, r]`.
    Minimum(Sample),
    /// The same at several λ, rising. Text: `curve q in [p, r] q in [p, r] …`.
    Curve(Vec<Sample>),
    /// `lower ≤ f_λ(point) ≤ upper` at a point of D. Text: `value lambda = q in [p, r] at NUMBERS`.
    Value { lambda: Rational, lower: Rational, upper: Rational, point: Vec<Rational> },
    /// `f_λ` is the number `value` everywhere. Text: `constant lambda = q value r`.
    Constant { lambda: Rational, value: Rational },
    /// A symmetry leaves a part of the problem as it is. Text: `invariant PART under IMAGES`.
    Invariant(Part, Symmetry),
    /// A signed permutation of the parameters, all columns staying, does not leave a part of the problem as it is: L or P
    /// has another value somewhere on D. Text: `not-invariant PART under IMAGES`.
    NotInvariant(Part, Symmetry),
}

/// The least value at one λ: `lower ≤ inf f_λ ≤ upper`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The λ, ≥ 0.
    pub lambda: Rational,
    /// Lower end.
    pub lower: Rational,
    /// Upper end.
    pub upper: Rational,
}

impl Claim {
    /// Whether the claim is about some `λ ≥ 0`, and none below: penalties are added, not subtracted.
    pub fn says_something(&self) -> bool {
        match self {
            Claim::NotConvexBelow(below) => *below > 0,
            Claim::NotConvexAt(lambda)
            | Claim::ConvexAt(lambda)
            | Claim::ConvexFrom(lambda)
            | Claim::StrictlyConvexFrom(lambda)
            | Claim::LambdaStar { lower: lambda, .. }
            | Claim::Minimum(Sample { lambda, .. })
            | Claim::MinimizerFrom { from: lambda, .. }
            | Claim::NoMinimizer(lambda)
            | Claim::Value { lambda, .. }
            | Claim::Constant { lambda, .. } => *lambda >= 0,
            Claim::UniqueMinimizer { lambda, radius, .. } => *lambda > 0 && *radius >= 0,
            Claim::Curve(samples) => samples.first().is_some_and(|first| first.lambda >= 0),
            Claim::NoFiniteLambda
            | Claim::UniqueMinimizers { .. }
            | Claim::NeverMinimizer(_)
            | Claim::Invariant(..)
            | Claim::NotInvariant(..) => true,
        }
    }

    /// That points have as many coordinates as the problem has parameters, and images as many as their originals.
    pub(super) fn fits(&self, problem: &Problem) -> Result<(), TextError> {
        let require = |found: usize, expected: usize| {
            if found == expected { Ok(()) } else { Err(TextError::Length { expected, found }) }
        };
        match self {
            Claim::UniqueMinimizer { center: point, .. }
            | Claim::MinimizerFrom { point, .. }
            | Claim::NeverMinimizer(point)
            | Claim::Value { point, .. } => require(point.len(), problem.dimension()),
            Claim::UniqueMinimizers { point, .. } => require(point.len(), problem.dimension()),
            Claim::Invariant(_, map) | Claim::NotInvariant(_, map) => {
                require(map.parameters.len(), problem.dimension())?;
                let columns = map.columns.len();
                if columns == 0 { Ok(()) } else { require(columns, problem.columns.len()) }
            }
            _ => Ok(()),
        }
    }
}
