//! A witness: `f_λ` along the line through its points and the mean of its values, or along its direction
//! against tangent and parabola; below the λ that it refutes, and above.

use super::super::defect::defect;
use super::super::figure::{Axis, Curve, Figure, Series};
use super::super::number::floats;
use super::super::witness::{bend, mean};
use super::{is, moved, origin, panel, spaced, step, unit};
use crate::certificate::{Claim, Witness};
use crate::check::Value;
use crate::problem::Problem;
use crate::search::Profile;
use rug::Rational;

/// The share of the points' distance that is drawn beyond them.
const BEYOND: f64 = 0.12;

/// How far `f_λ` may leave its parabola, and how often the range is halved for it.
const EXCESS: f64 = 2.0;
const HALVINGS: usize = 12;

/// A λ to draw `f_λ` at.
struct Choice {
    lambda: Rational,
    /// What it is, besides a number.
    relation: &'static str,
}

/// What to draw of a claim: a λ that is refuted, and one that this witness does not refute.
fn choices(claim: &Claim) -> Vec<Choice> {
    let choice = |lambda: Rational, relation| Choice { lambda, relation };
    match claim {
        Claim::NotConvexBelow { below } => vec![
            choice(Rational::from((3, 4)) * below, " < bound"),
            choice(Rational::from((5, 4)) * below, " > bound"),
        ],
        Claim::NotConvexAt { lambda } => vec![choice(lambda.clone(), "")],
        _ => vec![choice(Rational::new(), ""), choice(Rational::from(1), " and for every λ")],
    }
}

/// The figure of a witness.
pub(super) fn figure(
    problem: &Problem,
    profile: &Profile,
    claim: &Claim,
    witness: &Witness,
) -> Option<Figure> {
    match witness {
        Witness::Curvature(_) => curvature(problem, profile, claim, witness),
        _ => chord(problem, profile, claim, witness),
    }
}

/// The points of a witness and what their values make on the average.
struct Chord {
    mean: Vec<f64>,
    /// Towards the farthest point, of length 1.
    along: Vec<f64>,
    points: Vec<Vec<f64>>,
    /// `A` and `C`.
    defect: [f64; 2],
}

fn chord(problem: &Problem, profile: &Profile, claim: &Claim, witness: &Witness) -> Option<Figure> {
    let chord = Chord::new(problem, witness)?;
    let project = |point: &Vec<f64>| -> f64 {
        point.iter().zip(&chord.mean).zip(&chord.along).map(|((x, m), v)| (x - m) * v).sum()
    };
    let places: Vec<f64> = chord.points.iter().map(project).collect();
    let ends = places.iter().fold([0.0, 0.0], |[l, u]: [f64; 2], t| [l.min(*t), u.max(*t)]);
    let beyond = BEYOND * (ends[1] - ends[0]);
    let range = [ends[0] - beyond, ends[1] + beyond];
    let at = |lambda: f64, point: &[f64]| {
        let [loss, penalty] = profile.values(point);
        loss + lambda * penalty
    };
    let at_lambda = |Choice { lambda, relation }: Choice| {
        let value = lambda.to_f64();
        let curve: Vec<(f64, f64)> =
            spaced(range).map(|t| (t, at(value, &step(&chord.mean, t, &chord.along)))).collect();
        let values: Vec<(f64, f64)> =
            places.iter().zip(&chord.points).map(|(t, point)| (*t, at(value, point))).collect();
        let middle = at(value, &chord.mean);
        let average = middle - (chord.defect[0] - value * chord.defect[1]);
        let (line, name) = match values.as_slice() {
            [_, _] => (values.clone(), "chord"),
            _ => (vec![(ends[0], average), (ends[1], average)], "mean of the values at the points"),
        };
        let side = if middle > average { "is above, so f is not convex" } else { "is not above" };
        let shown = curve.iter().chain(&values).map(|p| p.1).chain([middle, average]);
        let y = Axis::around("f = L + λP", shown);
        let curves = vec![
            Curve { name: "f on the line".to_owned(), points: curve, colour: 0, dash: 0 },
            Curve { name: name.to_owned(), points: line, colour: 1, dash: 1 },
        ];
        let points = Series { name: "points".to_owned(), points: values, colour: 1, mark: 0 };
        let title = format!("λ {}{relation}: f(mean) {side}", is(&lambda));
        panel(title, y, curves, vec![points, origin("f at the mean", middle)])
    };
    Some(Figure {
        title: "The witness: f at the mean of points".to_owned(),
        description:
            "f = L + λP on the line through the witness's points. While f at the mean of the points \
                      (the square) lies above the mean of its values there (on the dashed line), f is not \
                      convex. Drawn from floats, not proved."
                .to_owned(),
        x: Axis::linear(
            format!("distance from the mean along {}", moved(&problem.parameters, &chord.along)),
            range,
        ),
        panels: choices(claim).into_iter().map(at_lambda).collect(),
        marks: Vec::new(),
        outside: outside(profile.extent(&chord.mean, &chord.along), range),
    })
}

impl Chord {
    fn new(problem: &Problem, witness: &Witness) -> Option<Chord> {
        let [a, c] = defect(problem, witness)?.map(|value| match value {
            Value::Exact(q) => q.to_f64(),
            Value::Between(lower, upper) => lower / 2.0 + upper / 2.0,
        });
        let bend = bend(witness);
        let points = match witness {
            Witness::Jensen(jensen) => jensen.points.iter().map(|(_, point)| floats(point)).collect(),
            Witness::Orbit(orbit) => {
                let mut points = vec![orbit.point.clone()];
                for image in orbit.symmetries.iter().map(|symmetry| symmetry.image(&orbit.point)) {
                    if !points.contains(&image) {
                        points.push(image);
                    }
                }
                // The others stand for the orbit where they are all of it.
                let is_pair = points.len() == 2 && mean_of(&points) == bend.point;
                points.truncate(if is_pair { 2 } else { 1 });
                points.iter().map(|point| floats(point)).collect()
            }
            _ => return None,
        };
        Some(Chord {
            mean: floats(&bend.point),
            along: unit(floats(&bend.direction))?,
            points,
            defect: [a, c],
        })
    }
}

fn mean_of(points: &[Vec<Rational>]) -> Vec<Rational> {
    let weight = Rational::from((1, points.len() as u64));
    let points = points.iter().map(|point| (weight.clone(), point.clone())).collect();
    mean(&crate::certificate::Jensen { points })
}

fn curvature(problem: &Problem, profile: &Profile, claim: &Claim, witness: &Witness) -> Option<Figure> {
    let bend = bend(witness);
    let (at, v) = (floats(&bend.point), unit(floats(&bend.direction))?);
    let extent = profile.extent(&at, &v);
    let reach = extent.iter().fold(0.0, |reach: f64, t| reach.max(t.abs()));
    let here = profile.along(&at, &v);
    let first = choices(claim).first().map_or(0.0, |choice| choice.lambda.to_f64());
    let reach = comparable(profile, &at, &v, first, if reach > 0.0 { reach } else { 1.0 });
    let at_lambda = |Choice { lambda, relation }: Choice| {
        let value = lambda.to_f64();
        let sum = |[loss, penalty]: [f64; 2]| loss + value * penalty;
        let (height, slope, second) = (sum(here.value), sum(here.slope), sum(here.curvature));
        let rest = |t: f64| sum(profile.values(&step(&at, t, &v))) - height - slope * t;
        let curve: Vec<(f64, f64)> = spaced([-reach, reach]).map(|t| (t, rest(t))).collect();
        let parabola = spaced([-reach, reach]).map(|t| (t, second * t * t / 2.0)).collect();
        let side = if second < 0.0 { "f bends down, so it is not convex" } else { "f bends up" };
        let y = Axis::around("f = L + λP less its tangent", curve.iter().map(|p| p.1).chain([0.0]));
        let tangent = vec![(-reach, 0.0), (reach, 0.0)];
        let curves = vec![
            Curve { name: "f on the line".to_owned(), points: curve, colour: 0, dash: 0 },
            Curve { name: "parabola of its curvature".to_owned(), points: parabola, colour: 1, dash: 1 },
            Curve { name: "tangent".to_owned(), points: tangent, colour: 4, dash: 2 },
        ];
        let title = format!("λ {}{relation}: {side}", is(&lambda));
        panel(title, y, curves, vec![origin("the point", 0.0)])
    };
    Some(Figure {
        title: "The witness: f bends down".to_owned(),
        description: "f = L + λP on the line through the witness's point, less its tangent there, and the \
                      parabola of the same curvature. Drawn from floats, not proved."
            .to_owned(),
        x: Axis::linear(
            format!("distance from the point along {}", moved(&problem.parameters, &v)),
            [-reach, reach],
        ),
        panels: choices(claim).into_iter().map(at_lambda).collect(),
        marks: Vec::new(),
        outside: outside(extent, [-reach, reach]),
    })
}

/// The reach, halved until what is left of `f_λ` without its tangent is no more than a few times its parabola.
fn comparable(profile: &Profile, at: &[f64], v: &[f64], lambda: f64, mut reach: f64) -> f64 {
    let here = profile.along(at, v);
    let sum = |[loss, penalty]: [f64; 2]| loss + lambda * penalty;
    let rest = |t: f64| sum(profile.values(&step(at, t, v))) - sum(here.value) - t * sum(here.slope);
    for _ in 0..HALVINGS {
        let parabola = sum(here.curvature).abs() * reach * reach / 2.0;
        if spaced([-reach, reach]).all(|t| rest(t).abs() <= EXCESS * parabola) {
            break;
        }
        reach /= 2.0;
    }
    reach
}

/// What of the range is outside the box.
fn outside([from, to]: [f64; 2], range: [f64; 2]) -> Vec<[f64; 2]> {
    // A sliver is no more than a rounding error.
    let sliver = 1e-6 * (range[1] - range[0]);
    [[range[0], from], [to, range[1]]].into_iter().filter(|[a, b]| b - a > sliver).collect()
}
