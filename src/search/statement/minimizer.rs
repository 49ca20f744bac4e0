//! The one minimiser: strong convexity, and a point where the gradient is nearly 0.
//!
//! The point is the simplest rational one that is exactly the
//! minimiser, where a coarse one is, else the simplest that is near enough. A quadratic function's minimiser solves a linear
//! system with rational coefficients; where its numbers are long, a decimal is within 10⁻³⁰ of it.

use super::strong::{proof_of, squares_everything, strong_convexity};
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence, Strong};
use crate::check::{Residual, moduli};
use crate::kind::{Counted, Exact, Ordered};
use crate::number::Interval;
use crate::problem::{Penalty, Problem};
use crate::search::control::Control;
use crate::search::float::{Valley, simplest, simplest_between};
use crate::search::lambda::LambdaOutcome;
use crate::search::quadratic::{AffineGradient, Free, Held, approximate, pinned};
use rug::float::Round;
use rug::{Float, Integer, Rational};

/// Bits beyond those that the distance asks for.
const SPARE_BITS: u32 = 128;
/// How near a quadratic function's minimiser is known where it is not found exactly: decimal digits.
const DIGITS: u32 = 30;
/// Digits of its coordinates beyond these, in steps of so many, and the most.
const MORE_DIGITS: (usize, u32) = (10, 600);

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
        let certificate = minimizer_of(problem, lambda, Strong { convex_at, proof }, width, control);
        outcome.certificate = certificate.or(outcome.certificate);
    }
    outcome
}

/// The minimiser of a strongly convex `f_λ`; where no point is near enough, strict convexity.
pub(super) fn minimizer_of(
    problem: &Problem,
    lambda: &Rational,
    strong: Strong,
    width: &Rational,
    control: &Control<'_>,
) -> Option<Certificate> {
    let found = point(problem, lambda, &strong.convex_at, width, control);
    let (claim, evidence) = match found {
        Some((center, radius)) => {
            (Claim::UniqueMinimizer { lambda: lambda.clone(), radius, center }, Evidence::Minimizer(strong))
        }
        None if squares_everything(problem) => {
            (Claim::StrictlyConvexFrom(lambda.clone()), Evidence::Strong(strong))
        }
        None => return None,
    };
    Some(Certificate { claim, problem: problem.clone(), evidence })
}

/// A point and how far it is from the minimiser.
fn point(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
    width: &Rational,
    control: &Control<'_>,
) -> Option<(Vec<Rational>, Rational)> {
    if let Some(found) = point_of_quadratic(problem, lambda, convex_at, width, control) {
        return Some(found);
    }
    let valley = Valley::new(problem, lambda);
    let near = descended(&valley, control)?;
    let bits = SPARE_BITS + 2 * bits_below(width);
    let at = valley.refine(&near, bits)?;
    let wanted = Rational::from(width.square_ref());
    for half_bits in 1..bits / 4 {
        let tolerance = Rational::from(1) >> (2 * half_bits);
        let center = simplest(&at, &tolerance, &problem.domain);
        let Some(square) = squared_distance(problem, lambda, convex_at, &center, bits) else { continue };
        if square <= wanted {
            let radius = if square.is_zero() { square } else { short_root(&square, width) };
            return Some((center, radius));
        }
    }
    None
}

/// A local minimiser in plain floating point.
fn descended(valley: &Valley<'_>, control: &Control<'_>) -> Option<Vec<f64>> {
    let region = valley.landscape.region.within(1.0);
    valley.descend(region.centre(), control).map(|(near, _)| near)
}

/// The same for a quadratic `f_λ`: first as if nothing held its parameters, then as a descent finds them held.
fn point_of_quadratic(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
    width: &Rational,
    control: &Control<'_>,
) -> Option<(Vec<Rational>, Rational)> {
    let gradient = AffineGradient::of(problem, control)?;
    let moduli = moduli(problem, lambda, convex_at).ok()?;
    let quadratic = Quadratic { problem, lambda, gradient: &gradient, moduli: &moduli };
    quadratic.point(&pinned(problem), width).or_else(|| {
        let valley = Valley::new(problem, lambda);
        let at = valley.refine(&descended(&valley, control)?, SPARE_BITS)?;
        quadratic.point(&held(problem, &at), width)
    })
}

/// Which parameters of a point are held by a limit or by the penalty's kink, and on which side of it the others are.
fn held(problem: &Problem, at: &[Rational]) -> Vec<Held> {
    let one = |(i, x): (usize, &Rational)| {
        let kink = match &problem.penalty {
            Penalty::Separable { absolute, center, .. } if !absolute[i].is_zero() => Some(&center[i]),
            _ => None,
        };
        let is_held = problem.domain.limits[i].touched_by(x).is_some() || kink == Some(x);
        let side = kink.map_or(0, |kink| if x < kink { -1 } else { 1 });
        if is_held { Held::At(x.clone()) } else { Held::Beside(side) }
    };
    at.iter().enumerate().map(one).collect()
}

/// A quadratic `f_λ` with strong convexity.
struct Quadratic<'a> {
    problem: &'a Problem,
    lambda: &'a Rational,
    gradient: &'a AffineGradient,
    moduli: &'a [Option<Rational>],
}

impl Quadratic<'_> {
    /// The minimiser if this is what holds its parameters: exactly, or within 10⁻³⁰.
    fn point(&self, held: &[Held], width: &Rational) -> Option<(Vec<Rational>, Rational)> {
        let free = Free::new(self.problem, self.lambda, self.gradient, held)?;
        if let Some(center) = free.solution(&vec![Rational::new(); held.len()]) {
            let square = self.squared_distance(&center)?;
            return square.is_zero().then_some((center, square));
        }
        let width = Rational::from((1, Integer::from(Integer::u_pow_u(10, DIGITS)))).min(width.clone());
        let wanted = Rational::from(width.square_ref());
        let fewest = DIGITS.max(bits_below(&width) / 3);
        (fewest..=MORE_DIGITS.1 + fewest).step_by(MORE_DIGITS.0).find_map(|digits| {
            let scale = Integer::from(Integer::u_pow_u(10, digits));
            let at = approximate(&free.matrix, &free.right, SPARE_BITS + 4 * digits)?;
            let decimal = |x: &Rational| {
                Rational::from((Rational::from(x * &scale).round().into_numer_denom().0, scale.clone()))
            };
            let center = free.completed(at.iter().map(decimal).collect());
            let square = self.squared_distance(&center)?;
            (square <= wanted).then(|| (center, width.clone()))
        })
    }

    /// An upper bound of `|c − θ*|²`; `None` outside the domain.
    fn squared_distance(&self, center: &[Rational]) -> Option<Rational> {
        let Quadratic { problem, lambda, moduli, .. } = *self;
        let (matrix, right) = self.gradient.system(problem, lambda)?;
        let slope = |(row, b): (&Vec<Rational>, &Rational)| {
            Exact::from(row.iter().zip(center).map(|(a, x)| Rational::from(a * x)).sum::<Rational>() - b)
        };
        let slopes: Vec<Exact> = matrix.iter().zip(&right).map(slope).collect();
        let Some(least) = moduli.iter().flatten().min() else { return Some(Rational::new()) };
        let residual = Residual { problem, lambda, center, moduli };
        let value = residual.of_slopes(&slopes, ()).into_value()?;
        problem.domain.contains(center).then(|| value / least)
    }
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
