//! A minimiser or a least value: `f_λ` along coordinate lines through the point.

use super::super::figure::{Axis, Curve, Figure, Panel, Series, shortened};
use super::super::number::{at_least, at_most};
use super::{NAME, floats, spaced, step};
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
    // The flattest line fills the panel; others may leave it.
    let tops = curves.iter().map(|curve| curve.points.iter().map(|p| p.1).fold(here, f64::max));
    let lowest = curves.iter().flat_map(|curve| &curve.points).map(|p| p.1).fold(here, f64::min);
    let flattest = tops.clone().filter(|top| top.is_finite()).fold(f64::INFINITY, f64::min);
    let steepest = tops.filter(|top| top.is_finite()).fold(here, f64::max);
    let top = steepest.min(here + 4.0 * (flattest - here).max(0.05 * (steepest - here)));
    let ends = least.filter(|[lower, upper]| lower < upper);
    let level = |name: String, q: &Rational, dash: usize| Curve {
        name: format!("least value {name}, proved").replace('-', "−"),
        points: range.iter().map(|t| (*t, q.to_f64())).collect(),
        colour: 4,
        dash,
    };
    if let Some([lower, upper]) = ends {
        curves.push(level(format!("≥ {}", at_least(lower)), lower, 2));
        curves.push(level(format!("≤ {}", at_most(upper)), upper, 1));
    }
    let bounds = ends.into_iter().flatten().map(Rational::to_f64);
    let y = Axis::around("f = L + λP", [lowest, here, top].into_iter().chain(bounds));
    let (shown, all) = (lines.len(), profile.free().len());
    let which = if shown < all { format!(" (the first {shown} of {all})") } else { String::new() };
    Some(Figure {
        title,
        description: format!(
            "f = L + λP along coordinate lines through the point, one a parameter{which}. Drawn from floats, not proved."
        ),
        x: Axis::linear(format!("distance from the point along one parameter{which}"), range),
        panels: vec![Panel {
            title: String::new(),
            y,
            bands: Vec::new(),
            curves,
            series: vec![Series {
                name: "the point".to_owned(),
                points: vec![(0.0, here)],
                colour: 4,
                mark: 1,
            }],
        }],
        marks: Vec::new(),
        outside: Vec::new(),
    })
}

/// The unit vector of a parameter.
fn axis(dimension: usize, i: usize) -> Vec<f64> {
    (0..dimension).map(|j| f64::from(u8::from(i == j))).collect()
}
