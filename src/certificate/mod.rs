//! Certificates: a claim about a problem and the evidence for it, as text.

mod digest;
mod file;
mod finer;
mod read;
mod tree;
mod write;

pub use digest::digest;
pub use file::{MAX_CERTIFICATE_BYTES, in_words, read_certificate_file};
pub use finer::{finer_comment, read_finer};
pub use read::{FormatError, FormatErrorKind, read_certificate};
pub(crate) use read::{Places, read_with_places};
pub use tree::{Token, Tree};
pub use write::write_certificate;

use crate::problem::{Problem, Symmetry};
use rug::Rational;
use std::fmt;

/// What is claimed of `f_λ = L + λP` on the problem's domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `f_λ` is not convex for any `0 ≤ λ < below`. Text: `not-convex lambda < q`.
    NotConvexBelow {
        /// The bound, > 0.
        below: Rational,
    },
    /// `f_λ` is not convex at this λ. Text: `not-convex lambda = q`.
    NotConvexAt {
        /// The λ, ≥ 0.
        lambda: Rational,
    },
    /// `f_λ` is convex for no `λ ≥ 0`. Text: `no-finite-lambda`.
    NoFiniteLambda,
    /// `f_λ` is convex for every `λ ≥ from`. Text: `convex lambda >= q`.
    ConvexFrom {
        /// The bound, ≥ 0.
        from: Rational,
    },
    /// `f_λ` is convex at this λ. Text: `convex lambda = q`.
    ConvexAt {
        /// The λ, ≥ 0.
        lambda: Rational,
    },
    /// `f_λ` is strictly convex for every `λ ≥ from`. Text: `strictly-convex lambda >= q`.
    StrictlyConvexFrom {
        /// The bound, ≥ 0.
        from: Rational,
    },
    /// `lower ≤ λ* ≤ upper`. Text: `lambda-star in [p, q]`.
    LambdaStar {
        /// Lower end, ≥ 0.
        lower: Rational,
        /// Upper end.
        upper: Rational,
    },
    /// `f_λ` has exactly one minimiser, at a Euclidean distance of at most `radius` from `center`.
    /// Text: `unique-minimizer lambda = q within r of NUMBERS`.
    UniqueMinimizer {
        /// The λ, > 0.
        lambda: Rational,
        /// The distance, ≥ 0.
        radius: Rational,
        /// A point of the domain.
        center: Vec<Rational>,
    },
    /// `lower ≤ inf f_λ ≤ upper`. Text: `minimum lambda = q in [p, r]`.
    Minimum {
        /// The λ, ≥ 0.
        lambda: Rational,
        /// Lower end.
        lower: Rational,
        /// Upper end.
        upper: Rational,
    },
    /// `lower ≤ inf f_λ ≤ upper` at several λ, rising. Text: `curve q in [p, r] q in [p, r] …`.
    Curve {
        /// One a λ.
        samples: Vec<Sample>,
    },
}

/// The least value at one λ: see [`Claim::Curve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The λ, ≥ 0.
    pub lambda: Rational,
    /// Lower end.
    pub lower: Rational,
    /// Upper end.
    pub upper: Rational,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::NotConvexBelow { below } => write!(f, "not-convex lambda < {below}"),
            Claim::NotConvexAt { lambda } => write!(f, "not-convex lambda = {lambda}"),
            Claim::NoFiniteLambda => f.write_str("no-finite-lambda"),
            Claim::ConvexFrom { from } => write!(f, "convex lambda >= {from}"),
            Claim::ConvexAt { lambda } => write!(f, "convex lambda = {lambda}"),
            Claim::StrictlyConvexFrom { from } => write!(f, "strictly-convex lambda >= {from}"),
            Claim::LambdaStar { lower, upper } => write!(f, "lambda-star in [{lower}, {upper}]"),
            Claim::UniqueMinimizer { lambda, radius, center } => {
                write!(f, "unique-minimizer lambda = {lambda} within {radius} of")?;
                center.iter().try_for_each(|x| write!(f, " {x}"))
            }
            Claim::Minimum { lambda, lower, upper } => {
                write!(f, "minimum lambda = {lambda} in [{lower}, {upper}]")
            }
            Claim::Curve { samples } => {
                f.write_str("curve")?;
                samples.iter().try_for_each(|Sample { lambda, lower, upper }| {
                    write!(f, " {lambda} in [{lower}, {upper}]")
                })
            }
        }
    }
}

/// Why the claim holds; one variant a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Points and weights that break Jensen's inequality (claims.md T1).
    Jensen(Jensen),
    /// A point and a direction of negative curvature (T2).
    Curvature(Curvature),
    /// A point whose orbit's mean breaks convexity (T3b).
    Orbit(Orbit),
    /// A bisection tree with a positive semidefinite Hessian on every leaf (T2).
    Cover(Cover),
    /// The rules of composition, which the checker finds by itself (T5).
    Composition,
    /// `λ* ∈ [lower, upper]`: a refuting part (`None` where `lower = 0`) and a proving part.
    Bracket {
        /// Refutes every λ below the lower end.
        lower: Option<Witness>,
        /// Proves every λ from the upper end on.
        upper: Proof,
    },
    /// Strong convexity (T5′).
    Strong(Strong),
    /// Strong convexity and a small gradient (T5′).
    Minimizer(Strong),
    /// A point, and a bisection tree with a lower bound of `f_λ` on every leaf.
    Minimum(Minimum),
    /// The same for each λ of a curve.
    Curve(Vec<Minimum>),
}

impl Evidence {
    /// The rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Evidence::Jensen(_) => "jensen",
            Evidence::Curvature(_) => "curvature",
            Evidence::Orbit(_) => "orbit",
            Evidence::Cover(_) => "cover",
            Evidence::Composition => "composition",
            Evidence::Bracket { .. } => "bracket",
            Evidence::Strong(_) => "strong",
            Evidence::Minimizer(_) => "minimizer",
            Evidence::Minimum(_) => "minimum",
            Evidence::Curve(_) => "curve",
        }
    }

    /// The part that refutes.
    pub fn witness(&self) -> Option<Witness> {
        match self {
            Evidence::Jensen(jensen) => Some(Witness::Jensen(jensen.clone())),
            Evidence::Curvature(curvature) => Some(Witness::Curvature(curvature.clone())),
            Evidence::Orbit(orbit) => Some(Witness::Orbit(orbit.clone())),
            Evidence::Cover(_) | Evidence::Composition | Evidence::Strong(_) | Evidence::Minimizer(_) => None,
            Evidence::Minimum(_) | Evidence::Curve(_) => None,
            Evidence::Bracket { lower, .. } => lower.clone(),
        }
    }

    /// The part that proves convexity.
    pub fn proof(&self) -> Option<Proof> {
        match self {
            Evidence::Jensen(_) | Evidence::Curvature(_) | Evidence::Orbit(_) => None,
            Evidence::Minimum(_) | Evidence::Curve(_) => None,
            Evidence::Cover(cover) => Some(Proof::Cover(cover.clone())),
            Evidence::Composition => Some(Proof::Composition),
            Evidence::Bracket { upper: proof, .. } => Some(proof.clone()),
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => Some(strong.proof.clone()),
        }
    }

    /// The cover, if that is what proves convexity.
    pub fn cover(&self) -> Option<&Cover> {
        match self {
            Evidence::Cover(cover) => Some(cover),
            Evidence::Bracket { upper: Proof::Cover(cover), .. } => Some(cover),
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => strong.proof.cover(),
            _ => None,
        }
    }
}

/// Evidence that proves convexity, from some λ on or at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// See [`Evidence::Cover`].
    Cover(Cover),
    /// See [`Evidence::Composition`].
    Composition,
}

impl Proof {
    /// The rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Proof::Cover(_) => "cover",
            Proof::Composition => "composition",
        }
    }

    /// The cover, if it is one.
    pub fn cover(&self) -> Option<&Cover> {
        match self {
            Proof::Cover(cover) => Some(cover),
            Proof::Composition => None,
        }
    }
}

impl From<Cover> for Proof {
    fn from(cover: Cover) -> Self {
        Proof::Cover(cover)
    }
}

impl From<Proof> for Evidence {
    fn from(proof: Proof) -> Self {
        match proof {
            Proof::Cover(cover) => Evidence::Cover(cover),
            Proof::Composition => Evidence::Composition,
        }
    }
}

/// Evidence that refutes convexity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// See [`Evidence::Jensen`].
    Jensen(Jensen),
    /// See [`Evidence::Curvature`].
    Curvature(Curvature),
    /// See [`Evidence::Orbit`].
    Orbit(Orbit),
}

impl From<Witness> for Evidence {
    fn from(witness: Witness) -> Self {
        match witness {
            Witness::Jensen(jensen) => Evidence::Jensen(jensen),
            Witness::Curvature(curvature) => Evidence::Curvature(curvature),
            Witness::Orbit(orbit) => Evidence::Orbit(orbit),
        }
    }
}

/// `L(m) − Σ t_j L(θ_j) > λ·(Σ t_j P(θ_j) − P(m))` with `m = Σ t_j θ_j`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jensen {
    /// `t_j > 0` with sum 1, and `θ_j`.
    pub points: Vec<(Rational, Vec<Rational>)>,
}

/// `vᵀ(∇²L + λ∇²P)(θ)v < 0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curvature {
    /// θ, in the domain.
    pub point: Vec<Rational>,
    /// v, zero on pinned parameters.
    pub direction: Vec<Rational>,
}

/// `L(θ̄) − L(θ) > λ·(mean_h P(hθ) − P(θ̄))` for the mean θ̄ of the orbit of θ under the group that the symmetries generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orbit {
    /// Symmetries of objective and domain.
    pub symmetries: Vec<Symmetry>,
    /// θ.
    pub point: Vec<Rational>,
}

/// Bisection trees whose leaves are proved by [`crate::bound`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// `∇²L + λ∇²P ⪰ 0` on every leaf, at the claim's λ.
    pub tree: Tree,
    /// `∇²P ⪰ 0` on every leaf: that a penalty given as a formula is convex, so that larger λ follow.
    pub penalty: Option<Tree>,
    /// Why the tree may skip cells.
    pub reduction: Option<Reduction>,
}

/// Symmetries of the problem, and which of a cell's images the tree proves: see [`FundamentalDomain`].
///
/// [`FundamentalDomain`]: crate::bound::FundamentalDomain
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// Symmetries of objective, domain and the penalty's curvature.
    pub symmetries: Vec<Symmetry>,
    /// Parameters, the most important first, each at most once.
    pub order: Vec<usize>,
}

/// `f_μ` is convex, so `f_λ` with `λ > μ` is strongly convex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strong {
    /// μ.
    pub convex_at: Rational,
    /// Proves `f_μ` convex.
    pub proof: Proof,
}

/// An upper end of `inf f_λ` by a point, and a lower end leaf by leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minimum {
    /// A point of the domain where `f_λ` is at most the upper end.
    pub point: Vec<Rational>,
    /// The λs at which leaves prove convexity, as the leaves' digits number them.
    pub convex_at: Vec<Rational>,
    /// `f_λ` is at least the lower end on every leaf. Digits name a [`crate::bound::Ground`].
    pub tree: Tree,
}

/// A problem, a claim about it, and the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What is claimed.
    pub claim: Claim,
    /// Of what.
    pub problem: Problem,
    /// Why it holds.
    pub evidence: Evidence,
}
