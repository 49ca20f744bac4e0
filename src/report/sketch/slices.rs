//! A minimiser or a least value: `f_λ` along coordinate lines through the point.

use super::super::figure::{Axis, Curve, Figure, shortened};
use super::super::number::{at_least, at_most, floats};
use super::{NAME, level, origin, panel, spaced, step};
use crate::problem::Problem;
use crate::search::Profile;
use rug::Rational;

/// Lines that are told apart.
const MAX_LINES: usize = 5;

/// The figure of a point and, unless it is known exactly, of the least value's bounds.
pub(super) fn figure(
    problem: &Problem,
    profile: &Profile,
    title: String,
    lambda: &Rational,
    point: &[Rational],
    least: Option<[&Rational; 2]>,
) -> Option<Figure> {
    let at = floats(point);
    let value = |x: &[f64]| {
        let [loss, penalty] = profile.values(x);
        loss + lambda.to_f64() * penalty
    };
    let here = value(&at);
    let lines: Vec<(usize, [f64; 2])> = profile
        .free()
        .iter()
        .take(MAX_LINES)
        .map(|&i| (i, profile.extent(&at, &axis(at.len(), i))))
        .collect();
    let range = lines.iter().fold([0.0, 0.0], |[l, u]: [f64; 2], (_, [a, b])| [l.min(*a), u.max(*b)]);
    let slice = |(number, (i, extent)): (usize, &(usize, [f64; 2]))| Curve {
        name: shortened(&problem.parameters[*i], NAME),
        points: spaced(*extent).map(|t| (t, value(&step(&at, t, &axis(at.len(), *i))))).collect(),
        colour: number,
        dash: number,
    };
    let mut curves: Vec<Curve> = lines.iter().enumerate().map(slice).collect();
    if curves.is_empty() || !here.is_finite() {
        return None;
    }
    let ends = least.filter(|[lower, upper]| lower < upper);
    let bounds = ends.into_iter().flatten().map(Rational::to_f64);
    let y = Axis::around("f = L + λP", shown(&curves, here).into_iter().chain(bounds));
    if let Some([lower, upper]) = ends {
        let proved =
            |relation: &str, end: String| format!("least value {relation} {end}, proved").replace('-', "−");
        curves.push(level(proved("≥", at_least(lower)), lower, range, 4, 2));
        curves.push(level(proved("≤", at_most(upper)), upper, range, 4, 1));
    }
    let (count, all) = (lines.len(), profile.free().len());
    let which = if count < all { format!(" (the first {count} of {all})") } else { String::new() };
    Some(Figure {
        title,
        description: format!(
            "f = L + λP along coordinate lines through the point, one a parameter{which}. Drawn from floats, not proved."
        ),
        x: Axis::linear(format!("distance from the point along one parameter{which}"), range),
        panels: vec![panel(String::new(), y, curves, vec![origin("the point", here)])],
        marks: Vec::new(),
        outside: Vec::new(),
    })
}

/// What the panel has room for: the least value, the point's, and the flattest line; others may leave it.
fn shown(curves: &[Curve], here: f64) -> [f64; 3] {
    let lowest = curves.iter().flat_map(|curve| &curve.points).map(|p| p.1).fold(here, f64::min);
    let tops = curves.iter().map(|curve| curve.points.iter().map(|p| p.1).fold(here, f64::max));
    let tops = tops.filter(|top| top.is_finite());
    let flattest = tops.clone().fold(f64::INFINITY, f64::min);
    let steepest = tops.fold(here, f64::max);
    [lowest, here, steepest.min(here + 4.0 * (flattest - here).max(0.05 * (steepest - here)))]
}

/// The unit vector of a parameter.
fn axis(dimension: usize, i: usize) -> Vec<f64> {
    (0..dimension).map(|j| f64::from(u8::from(i == j))).collect()
}
