//! What claims about convexity tell of λ\*.

use crate::certificate::Claim;
use rug::Rational;

/// How much of λ\* a claim tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BracketStatus {
    /// `upper ≤ (1 + gap)·lower`.
    Closed,
    /// Less than that.
    Open,
    /// λ\* = ∞.
    Infinite,
    /// λ\* = 0.
    Zero,
}

/// The status that a claim has by itself, whatever the search says of it.
pub fn bracket_status(claim: &Claim, gap: &Rational) -> BracketStatus {
    match (lower_end(claim), upper_end(claim)) {
        _ if *claim == Claim::NoFiniteLambda => BracketStatus::Infinite,
        (_, Some(upper)) if upper.is_zero() => BracketStatus::Zero,
        (Some(lower), Some(upper)) if *upper <= Rational::from(gap + 1) * lower => BracketStatus::Closed,
        _ => BracketStatus::Open,
    }
}

/// The lower end of λ\* that a claim establishes.
pub fn lower_end(claim: &Claim) -> Option<&Rational> {
    match claim {
        Claim::NotConvexBelow(end) | Claim::LambdaStar { lower: end, .. } => Some(end),
        // λ* > lambda only if P is convex; the claim does not say so.
        _ => None,
    }
}

/// The upper end of λ\* that a claim establishes.
pub fn upper_end(claim: &Claim) -> Option<&Rational> {
    match claim {
        Claim::ConvexFrom(end) | Claim::StrictlyConvexFrom(end) => Some(end),
        Claim::LambdaStar { upper: end, .. } => Some(end),
        _ => None,
    }
}

/// Whether a claim says that some f_λ is not convex.
pub fn refutes(claim: &Claim) -> bool {
    matches!(claim, Claim::NotConvexBelow(_) | Claim::NotConvexAt(_) | Claim::NoFiniteLambda)
}

/// Whether a claim says that f_λ is convex at this λ, that it is not, or neither.
pub fn is_convex_at(claim: &Claim, lambda: &Rational) -> Option<bool> {
    match claim {
        Claim::ConvexAt(at) => (at == lambda).then_some(true),
        Claim::NotConvexAt(at) => (at == lambda).then_some(false),
        Claim::NoFiniteLambda => Some(false),
        Claim::UniqueMinimizer { lambda: at, .. } => (at == lambda).then_some(true),
        Claim::NotConvexBelow(_)
        | Claim::ConvexFrom(_)
        | Claim::StrictlyConvexFrom(_)
        | Claim::LambdaStar { .. } => {
            let below = lower_end(claim).is_some_and(|lower| lambda < lower);
            let above = upper_end(claim).is_some_and(|upper| upper <= lambda);
            (below || above).then_some(above)
        }
        _ => None,
    }
}
