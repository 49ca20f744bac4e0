//! Evidence: why a claim holds, one variant a rule.

use super::leaf::ValueLeaf;
use super::tree::Tree;
use crate::number::{Polynomial, Rational};
use crate::problem::Symmetry;

/// Why the claim holds; one variant a rule, or several rules for the same claims.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Evidence {
    /// What breaks convexity at some λ.
    Witness(Witness),
    /// Points that move with λ and break Jensen's inequality for every λ ≥ 0.
    Family(Family),
    /// What proves convexity.
    Proof(Proof),
    /// What refutes every λ below the lower end (`None` where that is 0), and what proves every λ from the upper end on.
    Bracket { lower: Option<Witness>, upper: Proof },
    /// Strong convexity (theory.md, M1).
    Strong(Strong),
    /// Strong convexity and a small gradient (theory.md, M2).
    Minimizer(Strong),
    /// A point, and a bisection tree with a lower bound of `f_λ` on every leaf.
    Minimum(Minimum),
    /// The same for each λ of a curve.
    Curve(Vec<Minimum>),
    /// The value is computed.
    Value,
    /// The objective is multiplied out.
    Identity,
    /// Canonical forms are compared.
    Invariance,
    /// A point whose image has another value.
    Counterexample(Vec<Rational>),
    /// L is convex; at the claim's points the gradient vanishes.
    Stationary(Proof),
    /// A direction in which the function falls everywhere.
    Descent(Vec<Rational>),
    /// Points and directions of which one is better at every λ.
    Rivals(Vec<Rival>),
}

/// Evidence that proves convexity, from some λ on or at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A bisection tree with a positive semidefinite Hessian on every leaf (theory.md, C3).
    Cover(Cover),
    /// The rules of composition, which the checker finds by itself (theory.md, K1).
    Composition,
}

/// Evidence that refutes convexity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// Points and weights that break Jensen's inequality (theory.md, W1).
    Jensen(Jensen),
    /// A point and a direction of negative curvature: `vᵀ(∇²L + λ∇²P)(θ)v < 0` (theory.md, W2).
    Curvature(Ray),
    /// A point whose orbit's mean breaks convexity (theory.md, W3).
    Orbit(Orbit),
    /// A point and a direction in which the slope jumps down: `f_λ′(θ; v) + f_λ′(θ; −v) < 0` (theory.md, W4).
    Kink(Ray),
}

/// `L(m) − Σ t_j L(θ_j) > λ·(Σ t_j P(θ_j) − P(m))` with `m = Σ t_j θ_j`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jensen {
    /// `t_j > 0` with sum 1, and `θ_j`.
    pub points: Vec<(Rational, Vec<Rational>)>,
}

/// A point and a direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ray {
    /// θ, in the domain.
    pub point: Vec<Rational>,
    /// v.
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

/// `f_λ(m) > Σ t_j f_λ(θ_j)` with `m = Σ t_j θ_j` and `θ_j = p_j(λ)/q(λ)`, for every λ ≥ 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// q, positive for every λ ≥ 0.
    pub denominator: Polynomial,
    /// `t_j > 0` with sum 1, and `p_j`.
    pub points: Vec<(Rational, Vec<Polynomial>)>,
}

/// Bisection trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// `∇²L + λ∇²P ⪰ 0` on every leaf, at the claim's λ.
    pub tree: Tree,
    /// `∇²P ⪰ 0` on every leaf: that a penalty given as a formula is convex, so that larger λ follow.
    pub penalty: Option<Tree>,
    /// Why the tree may skip cells.
    pub reduction: Option<Reduction>,
    /// Directions along which the Hessian vanishes, so that its block off the parameters that they name decides.
    pub shifts: Vec<Shift>,
}

/// A direction that no row sees: 1 in the parameter that is left out for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The parameter that is left out.
    pub left_out: usize,
    /// The other components that are not 0, by parameter.
    pub others: Vec<(usize, Rational)>,
}

impl Shift {
    /// Its components that are not 0, by parameter.
    pub fn direction(&self) -> Vec<(usize, Rational)> {
        self.others.iter().cloned().chain([(self.left_out, Rational::from(1))]).collect()
    }
}

/// Symmetries of the problem; of a cell's images the tree proves the one that is lexicographically greatest in this order.
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
    /// The λs at which leaves prove convexity, as their digits number them.
    pub convex_at: Vec<Rational>,
    /// `f_λ` is at least the lower end on every leaf.
    pub tree: Tree<ValueLeaf>,
}

/// What is better than a point at some λ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rival {
    /// Another point.
    Point(Vec<Rational>),
    /// The points a little further in this direction.
    Direction(Vec<Rational>),
}
