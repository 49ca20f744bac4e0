//! The one minimiser: strong convexity, and a point where the gradient is nearly 0.
//!
//! The point is the simplest rational one that is exactly the
//! minimiser, where a coarse one is, else the simplest that is near enough.

use super::strong::{proof_of, squares_everything, strong_convexity};
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence, Strong};
use crate::check::{Residual, moduli};
use crate::kind::{Counted, Exact, Ordered};
use crate::number::Interval;
use crate::problem::Problem;
use crate::search::compiled;
use crate::search::control::Control;
use crate::search::float::{Valley, simplest, simplest_between};
use crate::search::lambda::LambdaOutcome;
use rug::float::Round;
use rug::{Float, Rational};

/// Bits beyond those that the distance asks for.
const SPARE_BITS: u32 = 128;
/// The same where the function is quadratic.
const BITS_FOR_EXACT: u32 = 2048;

/// Looks for the minimiser of `f_λ`, to within `width`, and for what proves it the only one. Where `f_λ` is found
/// not to be convex, that refutation is all there is; where no point is near enough, strict convexity.
pub fn minimize(
    problem: &Problem,
    lambda: &Rational,
    width: &Rational,
    control: &Control<'_>,
) -> LambdaOutcome {
    let mut outcome = strong_convexity(problem, lambda, control);
    if let Some((convex_at, proof)) = proof_of(&outcome).filter(|(at, _)| at < lambda) {
        let found = point(problem, lambda, &convex_at, width, control);
        let strong = Strong { convex_at, proof };
        let (claim, evidence) = match found {
            Some((center, radius)) => (
                Claim::UniqueMinimizer { lambda: lambda.clone(), radius, center },
                Evidence::Minimizer(strong),
            ),
            None if squares_everything(problem) => {
                (Claim::StrictlyConvexFrom(lambda.clone()), Evidence::Strong(strong))
            }
            None => return outcome,
        };
        outcome.certificate = Some(Certificate { claim, problem: problem.clone(), evidence });
    }
    outcome
}

/// A point and how far it is from the minimiser.
fn point(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
    width: &Rational,
    control: &Control<'_>,
) -> Option<(Vec<Rational>, Rational)> {
    let valley = Valley::new(problem, lambda);
    let region = valley.landscape.region.within(1.0);
    let (near, _) = valley.descend(region.centre(), control)?;
    // The minimiser of a quadratic function is rational: with enough bits it is found exactly.
    let is_quadratic = compiled::objective_hessian(problem, control).is_constant();
    let bits = SPARE_BITS + 2 * bits_below(width) + if is_quadratic { BITS_FOR_EXACT } else { 0 };
    let at = valley.refine(&near, bits)?;
    let wanted = Rational::from(width.square_ref());
    let mut best = None;
    for half_bits in 1..bits / 4 {
        let tolerance = Rational::from(1) >> (2 * half_bits);
        let center = simplest(&at, &tolerance, &problem.domain.0);
        let Some(square) = squared_distance(problem, lambda, convex_at, &center, bits) else { continue };
        if square.is_zero() {
            return Some((center, square));
        }
        if best.is_none() && square <= wanted {
            best = Some((center, square));
        }
        if best.is_some() && !is_quadratic {
            break;
        }
    }
    let (center, square) = best?;
    Some((center, short_root(&square, width)))
}

/// `−log₂` of a positive number, at least 1.
fn bits_below(width: &Rational) -> u32 {
    let bits = width.denom().significant_bits().saturating_sub(width.numer().significant_bits());
    bits.clamp(1, 1 << 16)
}

/// A short number that is at least the root, and at most twice that or `most`.
fn short_root(square: &Rational, most: &Rational) -> Rational {
    let mut root = Float::with_val_round(128, square, Round::Up).0;
    root.sqrt_round(Round::Up);
    let root = root.to_rational().unwrap_or_default();
    let most = Rational::from(&root * 2u32).min(most.clone()).max(root.clone());
    simplest_between(&root, &most)
}

/// An upper bound of `|c − θ*|²` for a point c of the domain, if `f_μ` is convex. `None` where it cannot be told.
fn squared_distance(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
    center: &[Rational],
    precision: u32,
) -> Option<Rational> {
    let moduli = moduli(problem, lambda, convex_at).ok()?;
    let Some(least) = moduli.iter().flatten().min().cloned() else { return Some(Rational::new()) };
    let residual = Residual { problem, lambda, center, moduli: &moduli };
    let budget = Budget::default();
    let value = match residual.value::<Counted<'_, Exact>>(((), &budget)).into_value().into_value() {
        Some(value) => value,
        None => residual.value::<Counted<'_, Interval<Float>>>((precision, &budget)).upper_bound()?,
    };
    Some(value / least)
}
