//! A bracket or a cover: the λ that convexity takes at each point of a line through the worst one.
//!
//! At θ that is `max_v −vᵀ∇²L v / vᵀ∇²P v`, for the weighted square penalty `−½ λ_min(W^{-1/2} ∇²L W^{-1/2})`;
//! λ\* is its supremum over the box (theory.md, W2 and C3).

use super::super::figure::{Axis, Curve, Figure};
use super::super::number::{at_least, at_most, floats, short};
use super::super::witness::bend;
use super::super::{lower_end, upper_end};
use super::{level, moved, origin, panel, spaced, step, unit};
use crate::certificate::{Certificate, Claim};
use crate::search::Profile;
use rug::Rational;

/// The figure of a cover, or of a bracket.
pub(super) fn figure(certificate: &Certificate, profile: &Profile) -> Option<Figure> {
    let Line { place, at, along } = Line::new(certificate, profile)?;
    let range = profile.extent(&at, &along);
    let needed_at = |at: &[f64]| profile.required(at).map_or(f64::NAN, |(value, _)| value);
    let needed: Vec<(f64, f64)> = spaced(range).map(|t| (t, needed_at(&step(&at, t, &along)))).collect();
    if needed.iter().all(|(_, value)| value.is_nan()) {
        return None;
    }
    let levels = levels(&certificate.claim, range);
    let y = axis(needed.iter().map(|p| p.1).chain(levels.iter().map(|level| level.points[0].1)));
    let name = "needed here (drawn, not proved)".to_owned();
    let curves = [Curve { name, points: needed, colour: 0, dash: 0 }].into_iter().chain(levels).collect();
    let direction = moved(&certificate.problem.parameters, &along);
    Some(Figure {
        title: format!("The λ that convexity takes, on a line through {place}"),
        description: "The least λ at which the Hessian of L + λP is positive semidefinite, point by point, drawn from \
                      floats and not proved; and the proved bounds for all points of the box, as horizontal lines."
            .to_owned(),
        x: Axis::linear(format!("distance from {place} along {direction}"), range),
        panels: vec![panel(String::new(), y, curves, vec![origin(place, needed_at(&at))])],
        marks: Vec::new(),
        outside: Vec::new(),
    })
}

/// Shorter lines are none.
const SHORT: f64 = 1e-9;

/// The line that is drawn.
struct Line {
    /// The point it goes through, in words.
    place: &'static str,
    at: Vec<f64>,
    /// Of length 1.
    along: Vec<f64>,
}

impl Line {
    /// Through the witness's point where there is one, else through the middle of the box.
    fn new(certificate: &Certificate, profile: &Profile) -> Option<Line> {
        let (place, at, direction) = match certificate.evidence.witness().map(bend) {
            Some(bend) => ("the worst point found", floats(&bend.point), floats(&bend.direction)),
            None => {
                let centre = profile.centre();
                let direction = profile.required(&centre)?.1;
                ("the middle of the box", centre, direction)
            }
        };
        // Along a limit the line stays in the box; in a corner it goes to the middle.
        let to_the_middle = || unit(profile.centre().iter().zip(&at).map(|(c, x)| c - x).collect());
        let leads_on = |along: &Vec<f64>| profile.extent(&at, along).iter().any(|end| end.abs() > SHORT);
        let along = unit(profile.off_limits(&at, &direction)).filter(leads_on).or_else(to_the_middle)?;
        Some(Line { place, at, along })
    }
}

/// What the claim proves for all points of the box.
fn levels(claim: &Claim, range: [f64; 2]) -> Vec<Curve> {
    let level =
        |name: String, q: &Rational, colour| level(format!("{name}, proved"), q, range, colour, colour);
    match (lower_end(claim), upper_end(claim), claim) {
        (Some(lower), Some(upper), _) if lower == upper => {
            vec![level(format!("λ* = {}", short(lower)), lower, 1)]
        }
        (_, _, Claim::ConvexAt(lambda)) => vec![level(format!("convex at {}", short(lambda)), lambda, 2)],
        (lower, upper, _) => {
            let lower =
                lower.filter(|q| **q > 0).map(|q| level(format!("not convex below {}", at_least(q)), q, 1));
            let upper = upper.map(|q| level(format!("convex from {}", at_most(q)), q, 2));
            lower.into_iter().chain(upper).collect()
        }
    }
}

/// An axis for these values; what is far below 0 is of no interest.
fn axis(shown: impl Iterator<Item = f64> + Clone) -> Axis {
    let most = shown.clone().fold(f64::NEG_INFINITY, f64::max);
    let floor = if most > 0.0 { -0.6 * most } else { f64::NEG_INFINITY };
    Axis::around("λ needed", shown.map(|value| value.max(floor)))
}
