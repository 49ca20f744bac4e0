//! The lowest point of `f_λ` that many descents find, made short, and an upper end of its value.

use super::gap::MinimumGap;
use crate::kind::Exact;
use crate::number::Interval;
use crate::problem::{Penalty, Problem};
use crate::search::compiled;
use crate::search::control::Control;
use crate::search::float::{Topic, Valley, run, simplest, simplest_between};
use crate::search::quadratic;
use rug::{Float, Rational};
use std::cmp::Ordering;

/// Descents.
const STARTS: usize = 64;
/// Values that differ by less, relatively, count as the same.
const SAME: f64 = 1e-8;
/// Bits of the refined points and of their values.
pub(in crate::search) const BITS: u32 = 256;
/// How much of the gap the point may lose by being rounded.
const SHARE: u32 = 1_000_000;
/// How much of it the ends lose by being rounded.
pub(in crate::search) const ROUNDING: u32 = 1000;

/// A point and an upper bound of its value.
#[derive(Clone, Debug)]
pub(in crate::search) struct Best {
    pub point: Vec<Rational>,
    pub value: Rational,
    /// Whether it is exactly stationary, and its value exact.
    pub is_exact: bool,
}

/// The lowest point that descents find, as a short one.
pub(in crate::search) fn lowest(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    near: Option<&[f64]>,
    control: &Control<'_>,
) -> Option<Best> {
    let valley = Valley::new(problem, lambda);
    let found = run(control, Topic::Minimum, 0..STARTS, |number, generator| {
        valley.descend(valley.landscape.region.start(number, generator), control)
    });
    let (point, value) = found.into_iter().flatten().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let kept = near.and_then(|near| valley.descend(near.to_vec(), control));
    let kept = kept.filter(|(_, other)| *other <= value + SAME * value.abs());
    shortened(problem, lambda, gap, &valley, &kept.map_or(point, |(point, _)| point), control)
}

/// The simplest point near a float's that is about as low.
pub(in crate::search) fn shortened(
    problem: &Problem,
    lambda: &Rational,
    gap: &MinimumGap,
    valley: &Valley<'_>,
    near: &[f64],
    control: &Control<'_>,
) -> Option<Best> {
    let domain = &problem.domain;
    let plain: Vec<Rational> = near.iter().map(|x| Rational::from_f64(*x)).collect::<Option<_>>()?;
    let plain = simplest(&plain, &Rational::new(), domain);
    let exact = quadratic::stationary(problem, lambda, &plain, control);
    let exact = exact.filter(|point| domain.contains(point) && is_stationary(problem, lambda, point));
    let candidates = [Some(plain), valley.refine(near, BITS)];
    let inside = candidates.into_iter().flatten().filter(|at| domain.contains(at));
    let heights = inside.filter_map(|at| Some((height(problem, lambda, &at)?, at)));
    let ((floor, _), at) = heights.min_by(|((a, _), _), ((b, _), _)| a.cmp(b))?;
    if let Some(point) = exact
        && let Some((value, true)) = height(problem, lambda, &point)
        && value <= floor
    {
        return Some(Best { point, value, is_exact: true });
    }
    let slack = gap.width(&floor) / SHARE;
    let rounded = |half_bits: u32| simplest(&at, &(Rational::from(1) >> (2 * half_bits)), domain);
    let fits = |point: Vec<Rational>| {
        let (value, is_known) = height(problem, lambda, &point)?;
        let is_exact = is_known && is_stationary(problem, lambda, &point);
        (Rational::from(&value - &floor) <= slack).then_some(Best { point, value, is_exact })
    };
    let best = (1..BITS / 4).map(rounded).find_map(fits);
    let best = best.or_else(|| Some(Best { value: floor.clone(), point: at.clone(), is_exact: false }))?;
    let slack = gap.width(&floor) / ROUNDING;
    let value = if best.is_exact { best.value.clone() } else { raised(&best.value, &slack) };
    Some(Best { value, ..best })
}

/// A short number that is at most so much larger.
fn raised(value: &Rational, slack: &Rational) -> Rational {
    simplest_between(value, &Rational::from(value + slack))
}

/// `f_λ` at a point: exactly, or an upper bound.
pub(in crate::search) fn height(
    problem: &Problem,
    lambda: &Rational,
    at: &[Rational],
) -> Option<(Rational, bool)> {
    if let Some(value) = compiled::value::<Exact>(problem, lambda, at, ()).into_value() {
        return Some((value, true));
    }
    let value = compiled::value::<Interval<Float>>(problem, lambda, at, BITS);
    Some((value.upper().to_rational()?, false))
}

/// Whether a point satisfies the first-order conditions exactly.
fn is_stationary(problem: &Problem, lambda: &Rational, at: &[Rational]) -> bool {
    let point: Vec<Exact> = at.iter().map(|x| Exact::from(x.clone())).collect();
    let (_, slopes) = compiled::objective::<Exact>(problem, ()).smooth_gradient(&point, lambda);
    slopes.iter().enumerate().all(|(i, slope)| {
        let Some(slope) = slope.value() else { return false };
        let weight = match &problem.penalty {
            Penalty::Separable { absolute, .. } => Rational::from(&absolute[i] * lambda),
            Penalty::Formula(_) => Rational::new(),
        };
        let sides = match &problem.penalty {
            Penalty::Separable { center, .. } => match at[i].cmp(&center[i]) {
                Ordering::Less => [-1, -1],
                Ordering::Equal => [-1, 1],
                Ordering::Greater => [1, 1],
            },
            Penalty::Formula(_) => [0, 0],
        };
        let [left, right] = sides.map(|side| Rational::from(&weight * side) + slope);
        let limits = &problem.domain.limits[i];
        let may_rise = limits.upper.as_ref() != Some(&at[i]);
        let may_fall = limits.lower.as_ref() != Some(&at[i]);
        (!may_rise || right >= 0) && (!may_fall || left <= 0)
    })
}
