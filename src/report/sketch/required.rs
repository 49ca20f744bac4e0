//! A bracket or a cover: the λ that convexity takes at each point of a line through the worst one.
//!
//! At θ that is `max_v −vᵀ∇²L v / vᵀ∇²P v`, for the weighted square penalty `−½ λ_min(W^{-1/2} ∇²L W^{-1/2})`;
//! λ\* is its supremum over the box (theory.md, W2 and C3).

use super::super::figure::{Axis, Curve, Figure, Panel, Series};
use super::super::number::{at_least, at_most, short};
use super::super::witness::bend;
use super::super::{lower_end, upper_end};
use super::{floats, moved, spaced, step, unit};
use crate::certificate::{Certificate, Claim};
use crate::search::Profile;
use rug::Rational;

/// The figure of a cover, or of a bracket.
pub(super) fn figure(certificate: &Certificate, profile: &Profile) -> Option<Figure> {
    let problem = &certificate.problem;
    let claim = &certificate.claim;
    let worst = certificate.evidence.witness().map(|witness| bend(&witness));
    let (at, direction) = match &worst {
        Some(bend) => (floats(&bend.point), floats(&bend.direction)),
        None => {
            let centre = profile.centre();
            let direction = profile.required(&centre)?.1;
            (centre, direction)
        }
    };
    // Along a limit the line stays in the box; in a corner it goes to the middle.
    let to_the_middle = || unit(profile.centre().iter().zip(&at).map(|(c, x)| c - x).collect());
    let along = unit(profile.off_limits(&at, &direction)).or_else(to_the_middle)?;
    let range = profile.extent(&at, &along);
    let needed: Vec<(f64, f64)> = spaced(range)
        .map(|t| (t, profile.required(&step(&at, t, &along)).map_or(f64::NAN, |(value, _)| value)))
        .collect();
    if needed.iter().all(|(_, value)| value.is_nan()) {
        return None;
    }
    let place = if worst.is_some() { "the worst point found" } else { "the middle of the box" };
    let level = |name: String, q: &Rational, colour| Curve {
        name: format!("{name}, proved"),
        points: range.iter().map(|t| (*t, q.to_f64())).collect(),
        colour,
        dash: colour,
    };
    let levels: Vec<Curve> = match (lower_end(claim), upper_end(claim), claim) {
        (Some(lower), Some(upper), _) if lower == upper => {
            vec![level(format!("λ* = {}", short(lower)), lower, 1)]
        }
        (_, _, Claim::ConvexAt { lambda }) => vec![level(format!("convex at {}", short(lambda)), lambda, 2)],
        (lower, upper, _) => {
            let lower =
                lower.filter(|q| **q > 0).map(|q| level(format!("not convex below {}", at_least(q)), q, 1));
            let upper = upper.map(|q| level(format!("convex from {}", at_most(q)), q, 2));
            lower.into_iter().chain(upper).collect()
        }
    };
    let shown = needed.iter().map(|p| p.1).chain(levels.iter().map(|level| level.points[0].1));
    let most = shown.clone().fold(f64::NEG_INFINITY, f64::max);
    // What is far below 0 is of no interest.
    let floor = if most > 0.0 { -0.6 * most } else { f64::NEG_INFINITY };
    let y = Axis::around("λ needed", shown.map(|value| value.max(floor)).collect::<Vec<_>>().into_iter());
    let start = needed_at(profile, &at);
    Some(Figure {
        title: format!("The λ that convexity takes, on a line through {place}"),
        description: "The least λ at which the Hessian of L + λP is positive semidefinite, point by point, drawn from \
                      floats and not proved; and the proved bounds for all points of the box, as horizontal lines."
            .to_owned(),
        x: Axis::linear(format!("distance from {place} along {}", moved(&problem.parameters, &along)), range),
        panels: vec![Panel {
            title: String::new(),
            y,
            bands: Vec::new(),
            curves: [Curve { name: "needed here (drawn, not proved)".to_owned(), points: needed, colour: 0, dash: 0 }]
                .into_iter()
                .chain(levels)
                .collect(),
            series: vec![Series { name: place.to_owned(), points: vec![(0.0, start)], colour: 4, mark: 1 }],
        }],
        marks: Vec::new(),
        outside: Vec::new(),
    })
}

fn needed_at(profile: &Profile, at: &[f64]) -> f64 {
    profile.required(at).map_or(f64::NAN, |(value, _)| value)
}
