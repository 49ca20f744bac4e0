//! What was asked, and whether a claim settles it.

use super::status::{BracketStatus, bracket_status, is_convex_at, refutes};
use crate::certificate::{Claim, Sample};
use crate::search::{Change, GroupFacts, MinimumGap, Subgroup};
use rug::Rational;

/// What was asked of the problem.
#[derive(Clone, Debug)]
pub enum Question {
    /// What is λ\*, up to this relative gap?
    Lambda {
        /// The gap: `upper ≤ (1 + gap)·lower`.
        gap: Rational,
    },
    /// Is f_λ convex?
    Certify {
        /// The λ.
        lambda: Rational,
        /// Is it strictly convex?
        strict: bool,
    },
    /// Is f_λ not convex?
    Refute {
        /// The λ.
        lambda: Rational,
    },
    /// Is f_λ convex for no λ?
    RefuteEvery,
    /// What do the symmetries force?
    Orbit {
        /// The symmetries found.
        symmetry: GroupFacts,
        /// What subgroups force.
        subgroups: Vec<Subgroup>,
        /// A lower end of λ\* by any witness; 0 where none is known.
        lower: Rational,
    },
    /// Where is the one minimiser?
    Minimize {
        /// The λ.
        lambda: Rational,
        /// How near it is to be known.
        within: Rational,
    },
    /// What is the least value of f_λ?
    Minimum {
        /// The λ.
        lambda: Rational,
        /// How narrow the answer is to be.
        gap: MinimumGap,
    },
    /// Does a statement hold that the command names, other than one about convexity?
    Statement,
    /// How do least value and loss depend on λ?
    Path {
        /// How narrow each bracket is to be.
        gap: MinimumGap,
        /// What the search has seen.
        changes: Vec<Change>,
        /// About where f_λ turns convex.
        convex_from: Option<f64>,
    },
}

impl Question {
    pub(super) fn wants_cover(&self) -> bool {
        matches!(self, Question::Lambda { .. } | Question::Certify { .. })
    }

    pub(super) fn is_strict(&self) -> bool {
        matches!(self, Question::Certify { strict: true, .. })
    }

    /// Whether a claim that holds answers with yes, with no, or not at all.
    pub fn settled_by(&self, claim: &Claim) -> Option<bool> {
        match self {
            Question::Lambda { gap } => (bracket_status(claim, gap) != BracketStatus::Open).then_some(true),
            Question::Certify { lambda, strict: false } => is_convex_at(claim, lambda),
            Question::Certify { lambda, strict: true } => match claim {
                Claim::StrictlyConvexFrom(from) => (from <= lambda).then_some(true),
                _ => is_convex_at(claim, lambda).filter(|is_convex| !is_convex),
            },
            Question::Refute { lambda } => is_convex_at(claim, lambda).map(|convex| !convex),
            Question::RefuteEvery => (*claim == Claim::NoFiniteLambda).then_some(true),
            Question::Orbit { .. } => refutes(claim).then_some(true),
            Question::Statement => match claim {
                Claim::NotInvariant(..) => Some(false),
                Claim::Value { .. } | Claim::Constant { .. } | Claim::Invariant(..) => Some(true),
                Claim::NeverMinimizer(_) | Claim::NoMinimizer(_) => Some(true),
                Claim::MinimizerFrom { .. } | Claim::UniqueMinimizers { .. } => Some(true),
                _ => None,
            },
            Question::Minimize { within, .. } => {
                matches!(claim, Claim::UniqueMinimizer { radius, .. } if radius <= within).then_some(true)
            }
            Question::Minimum { gap, .. } => match claim {
                Claim::Minimum(Sample { lower, upper, .. }) => {
                    (Rational::from(upper - lower) <= gap.width(upper)).then_some(true)
                }
                _ => None,
            },
            Question::Path { gap, .. } => match claim {
                Claim::Curve(samples) => {
                    let is_narrow = |s: &Sample| Rational::from(&s.upper - &s.lower) <= gap.width(&s.upper);
                    samples.iter().all(is_narrow).then_some(true)
                }
                _ => None,
            },
        }
    }
}
