//! The one minimiser in a ball around given weights: `f_λ` is descended to a point, and proved strongly convex on the greatest ball
//! about it on which one leaf test does that.

use super::minimizer::minimizer_of;
use crate::bound::{Cell, HessianBound, Scratch};
use crate::certificate::{Cover, CoverLeaf, Proof, Strong, Token, Tree};
use crate::check::method;
use crate::problem::{Ball, Domain, Limits, Problem};
use crate::search::control::Control;
use crate::search::float::Valley;
use crate::search::lambda::{LambdaOutcome, LambdaStatus};
use rug::{Integer, Rational};

/// Convexity is proved at `λ − λ/MARGIN`.
const MARGIN: u32 = 32;
/// The centre's coordinates are multiples of `2^−CENTRE_BITS`.
const CENTRE_BITS: i32 = 40;
/// The first radius is tried in powers of 2 from `2^LARGEST` to `2^SMALLEST`, and then this often between two of them.
const LARGEST: i32 = 4;
const SMALLEST: i32 = -30;
const BISECTIONS: usize = 3;
/// What one leaf is tried with, the sharpest around a point first.
const LEAVES: [CoverLeaf; 3] = [CoverLeaf::Tensor, CoverLeaf::Loewner, CoverLeaf::Affine];

/// Looks for the minimiser of `f_λ` in a ball about what a descent from a point finds: of this radius, or of the greatest one
/// that is proved. Pinned parameters stay so; no other limits are asked for.
pub fn minimize_near(
    problem: &Problem,
    lambda: &Rational,
    from: &[Rational],
    radius: Option<&Rational>,
    width: &Rational,
    control: &Control<'_>,
) -> LambdaOutcome {
    let nothing = || LambdaOutcome::untested(None, LambdaStatus::Open);
    let free = Problem { domain: freed(&problem.domain), ..problem.clone() };
    let start: Vec<f64> = from.iter().map(Rational::to_f64).collect();
    let Some((near, _)) = Valley::new(&free, lambda).descend(start, control) else { return nothing() };
    let center: Vec<Rational> =
        near.iter().zip(&free.domain.limits).map(|(x, own)| rounded(*x, own)).collect();
    let convex_at = lambda - Rational::from(lambda / MARGIN);
    let trial = |radius: &Rational| {
        let problem = Problem { domain: ball(&free.domain, &center, radius), ..free.clone() };
        leaf(&problem, &convex_at, control).map(|leaf| (problem, leaf))
    };
    let found = match radius {
        Some(radius) => trial(radius),
        None => greatest(trial, control),
    };
    let Some((problem, leaf)) = found else { return nothing() };
    let tree = Tree::new([Token::Leaf(leaf)]);
    let proof = tree.map(|tree| Cover { tree, penalty: None, reduction: None, shifts: Vec::new() });
    let strong = proof.map(|cover| Strong { convex_at, proof: Proof::Cover(cover) });
    let certificate = strong.and_then(|strong| minimizer_of(&problem, lambda, strong, width, control));
    LambdaOutcome::untested(certificate, LambdaStatus::Open)
}

/// Without limits but those that pin.
fn freed(domain: &Domain) -> Domain {
    let own = |limits: &Limits| if limits.is_pinned() { limits.clone() } else { Limits::real() };
    domain.limits.iter().map(own).collect::<Vec<_>>().into()
}

fn rounded(x: f64, own: &Limits) -> Rational {
    match &own.lower {
        Some(value) if own.is_pinned() => value.clone(),
        _ => (Rational::from_f64(x).unwrap_or_default() << CENTRE_BITS).round() >> CENTRE_BITS,
    }
}

/// The ball within its own bounding box.
fn ball(free: &Domain, center: &[Rational], radius: &Rational) -> Domain {
    let scales = vec![Rational::from(1); center.len()];
    let ball = Ball { radius: radius.clone(), center: center.to_vec(), scales };
    let own = |(k, own): (usize, &Limits)| if own.is_pinned() { own.clone() } else { ball.limits(k) };
    let limits = free.limits.iter().enumerate().map(own).collect();
    Domain { limits, interior: Some(center.to_vec()), half_spaces: Vec::new(), ball: Some(ball) }
}

/// What proves `f_μ` convex on the whole domain at once.
fn leaf(problem: &Problem, convex_at: &Rational, control: &Control<'_>) -> Option<CoverLeaf> {
    let bound = HessianBound::of_objective(problem, 128, &control.allowance());
    let root = Cell::root(&problem.domain);
    let cell = bound.part(&root)?;
    let mut scratch = Scratch::new(control.end(), control.threads);
    let mut proves = |leaf: &CoverLeaf| {
        method(*leaf).is_some_and(|method| bound.prove(&cell, convex_at, method, &mut scratch).is_ok())
    };
    LEAVES.into_iter().find(&mut proves)
}

/// The greatest radius that is found to do, and what comes of it.
fn greatest<T>(trial: impl Fn(&Rational) -> Option<T>, control: &Control<'_>) -> Option<T> {
    let power = |exponent: i32| Rational::from(Integer::from(1)) << exponent;
    let mut best = None;
    let mut exponent = -10;
    // Up while it does, or else down until it does.
    loop {
        match trial(&power(exponent)) {
            Some(found) => {
                best = Some((power(exponent), found));
                exponent += 1;
            }
            None if best.is_some() => break,
            None => exponent -= 1,
        }
        let has_turned = best.as_ref().is_some_and(|(radius, _)| *radius > power(exponent));
        if !(SMALLEST..=LARGEST).contains(&exponent) || has_turned || control.interrupted().is_some() {
            break;
        }
    }
    let (mut radius, mut found) = best?;
    let mut step = Rational::from(&radius / 2u32);
    for _ in 0..BISECTIONS {
        let larger = Rational::from(&radius + &step);
        if let Some(better) = trial(&larger) {
            (radius, found) = (larger, better);
        }
        step /= 2u32;
    }
    Some(found)
}
