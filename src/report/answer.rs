//! What was asked, and what the checker accepted as the answer.

use super::facts;
use crate::certificate::{Certificate, Claim, Sample};
use crate::check::Verified;
use crate::problem::Problem;
use crate::search::{Change, Earlier, GroupFacts, Impasse, MinimumGap, StopReason, Subgroup};
use rug::Rational;
use std::time::Duration;

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
                Claim::StrictlyConvexFrom { from } => (from <= lambda).then_some(true),
                _ => is_convex_at(claim, lambda).filter(|is_convex| !is_convex),
            },
            Question::Refute { lambda } => is_convex_at(claim, lambda).map(|convex| !convex),
            Question::RefuteEvery => (*claim == Claim::NoFiniteLambda).then_some(true),
            Question::Orbit { .. } => refutes(claim).then_some(true),
            Question::Statement => match claim {
                Claim::NotInvariant { .. } => Some(false),
                Claim::Value { .. } | Claim::Constant { .. } | Claim::Invariant { .. } => Some(true),
                Claim::NeverMinimizer { .. } | Claim::NoMinimizer { .. } => Some(true),
                Claim::MinimizerFrom { .. } | Claim::UniqueMinimizers { .. } => Some(true),
                _ => None,
            },
            Question::Minimize { within, .. } => {
                matches!(claim, Claim::UniqueMinimizer { radius, .. } if radius <= within).then_some(true)
            }
            Question::Minimum { gap, .. } => match claim {
                Claim::Minimum { lower, upper, .. } => {
                    (Rational::from(upper - lower) <= gap.width(upper)).then_some(true)
                }
                _ => None,
            },
            Question::Path { gap, .. } => match claim {
                Claim::Curve { samples } => {
                    let is_narrow = |s: &Sample| Rational::from(&s.upper - &s.lower) <= gap.width(&s.upper);
                    samples.iter().all(is_narrow).then_some(true)
                }
                _ => None,
            },
        }
    }
}

/// An answer: what the checker accepted, and what it took.
#[derive(Debug)]
pub struct Answer {
    /// The problem's name.
    pub name: String,
    /// The problem.
    pub problem: Problem,
    /// The certificate, if one was found.
    pub verified: Option<Verified<Certificate>>,
    /// Its file.
    pub file: String,
    /// Why there was nothing left to try, if there was not.
    pub impasse: Option<Impasse>,
    /// What became of the cover that the search has gone on from.
    pub earlier: Earlier,
    /// What it took.
    pub spent: Spent,
}

impl Answer {
    /// The claim that the checker accepted.
    pub fn claim(&self) -> Option<&Claim> {
        self.verified.as_ref().map(|verified| &verified.get().claim)
    }

    /// Whether another search can go on from the certificate's file where this one was stopped.
    pub fn is_resumable(&self, question: &Question) -> bool {
        let is_open = self.claim().is_some_and(|claim| question.settled_by(claim).is_none());
        is_open && question.wants_cover() && self.spent.stop != StopReason::Done && self.file != "-"
    }

    /// What may help where the search for a cover has nothing left to try, or no time for it.
    pub fn remedy(&self, question: &Question) -> Option<String> {
        if let Earlier::TooLong(time) = self.earlier {
            let seconds = time.as_secs_f64();
            return Some(format!(
                "more --time: to check what --resume names takes about {seconds:.1} s alone"
            ));
        }
        if let Question::Minimize { lambda, .. } | Question::Certify { lambda, strict: true } = question
            && self.claim().and_then(|claim| question.settled_by(claim)).is_none()
            && let Some(remedy) = facts::remedy_for_strength(lambda, &self.problem)
        {
            return Some(remedy);
        }
        let is_open = self.claim().and_then(|claim| question.settled_by(claim)).is_none();
        let asks = question.wants_cover() || matches!(question, Question::Minimize { .. });
        let impasse = self.impasse.as_ref().filter(|_| asks && is_open)?;
        Some(facts::remedy(impasse, question, &self.problem))
    }
}

/// What an answer took.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// The seed.
    pub seed: u64,
    /// Leaf tests, where the search counts them.
    pub cells: Option<u64>,
    /// Time of the search.
    pub search: Duration,
    /// Time of the check.
    pub check: Duration,
    /// Why the search ended.
    pub stop: StopReason,
}

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
        Claim::NotConvexBelow { below: end } | Claim::LambdaStar { lower: end, .. } => Some(end),
        // λ* > lambda only if P is convex; the claim does not say so.
        _ => None,
    }
}

/// The upper end of λ\* that a claim establishes.
pub fn upper_end(claim: &Claim) -> Option<&Rational> {
    match claim {
        Claim::ConvexFrom { from: end } | Claim::StrictlyConvexFrom { from: end } => Some(end),
        Claim::LambdaStar { upper: end, .. } => Some(end),
        _ => None,
    }
}

/// Whether a claim says that some f_λ is not convex.
pub fn refutes(claim: &Claim) -> bool {
    matches!(claim, Claim::NotConvexBelow { .. } | Claim::NotConvexAt { .. } | Claim::NoFiniteLambda)
}

/// Whether a claim says that f_λ is convex at this λ, that it is not, or neither.
pub fn is_convex_at(claim: &Claim, lambda: &Rational) -> Option<bool> {
    match claim {
        Claim::ConvexAt { lambda: at } => (at == lambda).then_some(true),
        Claim::NotConvexAt { lambda: at } => (at == lambda).then_some(false),
        Claim::NoFiniteLambda => Some(false),
        Claim::UniqueMinimizer { lambda: at, .. } => (at == lambda).then_some(true),
        Claim::NotConvexBelow { .. }
        | Claim::ConvexFrom { .. }
        | Claim::StrictlyConvexFrom { .. }
        | Claim::LambdaStar { .. } => {
            let below = lower_end(claim).is_some_and(|lower| lambda < lower);
            let above = upper_end(claim).is_some_and(|upper| upper <= lambda);
            (below || above).then_some(above)
        }
        _ => None,
    }
}
