//! The weight decay that a claim's λ means, as optimisers know it: `λ·s·θ² = (w/2)·θ²` for a square penalty around 0 whose
//! weights are s or 0. Of networks alone, which their parameters' names tell.

use super::number::{at_least, at_most, short};
use crate::certificate::{Certificate, Claim, Sample};
use crate::problem::{Penalty, Problem};
use rug::Rational;

/// A network's first weight.
const FIRST_WEIGHT: &str = "W1[1,1]";

/// What is claimed, by weight decay.
pub struct Decay {
    /// `w/(2λ)`.
    scale: Rational,
    /// Below it, no weight decay is enough.
    pub lower: Option<Rational>,
    /// From it on, convex.
    pub upper: Option<Rational>,
    /// That of the one λ that the claim is about.
    pub at: Option<Rational>,
}

/// The weight decay that a network's claim means, if its penalty is one.
pub fn decay(certificate: &Certificate) -> Option<Decay> {
    let scale = scale(&certificate.problem)?;
    let of = |lambda: &Rational| Some(Rational::from(lambda * &scale) * 2u32);
    let [lower, upper, at] = match &certificate.claim {
        Claim::LambdaStar { lower, upper } => [of(lower), of(upper), None],
        Claim::NotConvexBelow(below) => [of(below), None, None],
        Claim::ConvexFrom(from) | Claim::StrictlyConvexFrom(from) => [None, of(from), None],
        Claim::ConvexAt(lambda)
        | Claim::NotConvexAt(lambda)
        | Claim::UniqueMinimizer { lambda, .. }
        | Claim::Minimum(Sample { lambda, .. }) => [None, None, of(lambda)],
        _ => return None,
    };
    Some(Decay { scale, lower, upper, at })
}

/// The one weight of the squares.
fn scale(problem: &Problem) -> Option<Rational> {
    let Penalty::Separable { square, absolute, center } = &problem.penalty else { return None };
    let scale = square.iter().find(|weight| !weight.is_zero())?;
    let is_plain =
        square.iter().zip(center).all(|(weight, c)| weight.is_zero() || (weight == scale && c.is_zero()));
    let is_decay = is_plain && absolute.iter().all(Rational::is_zero);
    let is_network = problem.parameters.first().is_some_and(|name| name == FIRST_WEIGHT);
    (is_decay && is_network).then(|| scale.clone())
}

impl Decay {
    /// `not below 0.02, convex from 0.03 on (2λ)`.
    pub fn words(&self) -> String {
        let lower = self.lower.as_ref().map(|lower| format!("not below {}", at_least(lower)));
        let upper = self.upper.as_ref().map(|upper| format!("convex from {} on", at_most(upper)));
        let parts: Vec<String> = [lower, upper, self.at.as_ref().map(short)].into_iter().flatten().collect();
        let scale = if self.scale == 1 { String::new() } else { format!("·{}", short(&self.scale)) };
        format!("{} (2λ{scale})", parts.join(", "))
    }
}
