//! A certified curve as lines, as CSV and as a figure.

use super::Question;
use super::figure::{Axis, Band, Figure, Mark, Panel, Series};
use super::impasse::LAMBDA;
use super::known::{Known, known};
use super::number::{at_least, at_most, double_above, double_below, floats, short};
use crate::certificate::Certificate;
use crate::check::Verified;
use crate::problem::Problem;
use crate::search::{Change, Shape};
use rug::Rational;

/// How a table begins.
pub const TABLE: &str = "lambda,least_lower,least_upper";

/// Parameters whose sizes a figure shows.
const MAX_PARAMETERS: usize = 8;
/// Points on a curve between two samples.
const FINENESS: usize = 8;

/// The curve as lines in columns.
pub fn lines(certificate: &Certificate) -> String {
    let header = ["λ", "least L + λP", "P at minimisers", "L at minimisers", "shape of the point found"];
    let mut rows = vec![header.map(str::to_owned)];
    for known in known(certificate) {
        rows.push([
            short(&known.lambda),
            range(&known.least.clone().map(Some)),
            range(&known.penalty),
            range(&known.loss),
            shape(&Shape::of(&floats(&known.point)), &certificate.problem),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| {
            let room = width - cell.chars().count();
            format!("{cell}{}", " ".repeat(room))
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn range([lower, upper]: &[Option<Rational>; 2]) -> String {
    match (lower, upper) {
        (Some(lower), Some(upper)) if lower == upper => short(lower),
        (Some(lower), Some(upper)) => format!("[{}, {}]", at_least(lower), at_most(upper)),
        (Some(lower), None) => format!("at least {}", at_least(lower)),
        (None, Some(upper)) => format!("at most {}", at_most(upper)),
        (None, None) => "unknown".to_owned(),
    }
}

/// A shape in words.
pub fn shape(shape: &Shape, problem: &Problem) -> String {
    let name = |i: &usize| problem.parameters.get(*i).map_or("?", String::as_str);
    if shape.zero.len() == shape.dimension {
        return "all 0".to_owned();
    }
    let size = |i: &usize| format!("|{}|", name(i));
    let mut parts: Vec<String> = Vec::new();
    if !shape.zero.is_empty() {
        let names: Vec<&str> = shape.zero.iter().take(MAX_PARAMETERS).map(name).collect();
        let more = if shape.zero.len() > MAX_PARAMETERS { " = …" } else { "" };
        parts.push(format!("{}{more} = 0", names.join(" = ")));
    }
    parts.extend(shape.alike.iter().map(|class| class.iter().map(size).collect::<Vec<_>>().join(" = ")));
    if parts.is_empty() { "all of different size".to_owned() } else { parts.join(", ") }
}

/// A change in words.
pub fn change(change: &Change, problem: &Problem) -> String {
    let jump = if change.is_jump { ", a jump" } else { "" };
    let [before, after] = [&change.before, &change.after].map(|s| shape(s, problem));
    format!("λ ≈ {:.4}: {before} → {after}{jump}", change.lambda)
}

/// The curve as comma-separated values: enclosures rounded outwards.
pub fn csv(verified: &Verified<Certificate>) -> String {
    let certificate = verified.get();
    let names = certificate.problem.parameters.iter().map(|name| format!(",\"{name}\"")).collect::<String>();
    let mut text = format!(
        "{TABLE},penalty_lower,penalty_upper,loss_lower,loss_upper,loss_at_point,penalty_at_point{names}\n"
    );
    for known in known(certificate) {
        let ends = [&known.least.clone().map(Some), &known.penalty, &known.loss].map(|[lower, upper]| {
            let lower = lower.as_ref().map(|x| double_below(x).to_string());
            let upper = upper.as_ref().map(|x| double_above(x).to_string());
            format!(",{},{}", lower.unwrap_or_default(), upper.unwrap_or_default())
        });
        let point: String = floats(&known.point).iter().map(|x| format!(",{x}")).collect();
        let [loss, penalty] = known.there;
        text += &format!("{}{},{loss},{penalty}{point}\n", known.lambda.to_f64(), ends.concat());
    }
    text
}

/// The figure of a search's answer: with what the search has seen.
pub fn svg(verified: &Verified<Certificate>, question: &Question, name: &str) -> String {
    let title = format!("{name}: what convexity costs");
    figure(verified.get(), title, marks(question, &verified.get().problem)).draw()
}

/// The certified curves above, the sizes of the parameters of the points found below.
pub(super) fn figure(certificate: &Certificate, title: String, marks: Vec<Mark>) -> Figure {
    let known: Vec<Known> = known(certificate).into_iter().filter(|known| known.lambda > 0).collect();
    let lambdas: Vec<f64> = known.iter().map(|known| known.lambda.to_f64()).collect();
    let range = [lambdas.first().copied().unwrap_or(1.0), lambdas.last().copied().unwrap_or(1.0)];
    Figure {
        title,
        description:
            "Proved enclosures of the least value of L + λP and of the data loss L at every minimiser, \
                      against λ; below, the sizes of the parameters of the points found."
                .to_owned(),
        x: Axis::logarithmic("λ, the weight of the penalty (log scale)", range),
        panels: vec![values(&known, &lambdas), sizes(&known, &lambdas, &certificate.problem)],
        marks,
        outside: Vec::new(),
    }
}

/// Least value and loss.
fn values(known: &[Known], lambdas: &[f64]) -> Panel {
    let mut least = Vec::new();
    for (pair, ends) in known.windows(2).zip(lambdas.windows(2)) {
        let [low, high] = [&pair[0], &pair[1]].map(|known| known.least[0].to_f64());
        for step in 0..=FINENESS {
            let share = step as f64 / FINENESS as f64;
            let lambda = ends[0] * (ends[1] / ends[0]).powf(share);
            // The chord below, the lines of all points above.
            let chord = low + (high - low) * (lambda - ends[0]) / (ends[1] - ends[0]);
            let line = |known: &Known| known.there[0] + lambda * known.there[1];
            let above = known.iter().map(line).fold(f64::INFINITY, f64::min);
            least.push((lambda, chord, above));
        }
    }
    let mut loss = Vec::new();
    for (pair, ends) in known.windows(2).zip(lambdas.windows(2)) {
        if let (Some(lower), Some(upper)) = (&pair[0].loss[0], &pair[1].loss[1]) {
            let (lower, upper) = (lower.to_f64().max(0.0), upper.to_f64());
            loss.push(vec![(ends[0], lower, upper), (ends[1], lower, upper)]);
        }
    }
    let found: Vec<(f64, f64)> =
        known.iter().zip(lambdas).map(|(known, lambda)| (*lambda, known.there[0])).collect();
    let bands = loss.iter().chain([&least]).flatten().flat_map(|(_, lower, upper)| [*lower, *upper]);
    let values = bands.chain(found.iter().map(|(_, value)| *value));
    Panel {
        title: String::new(),
        y: logarithmic("value (log scale)", values),
        bands: vec![
            Band { name: "data loss L at every minimiser, proved".to_owned(), pieces: loss, colour: 1 },
            Band { name: "least value of L + λP, proved".to_owned(), pieces: vec![least], colour: 0 },
        ],
        series: vec![Series {
            name: "data loss L at the point found".to_owned(),
            points: found,
            colour: 1,
            mark: 0,
        }],
        curves: Vec::new(),
    }
}

/// A logarithmic axis with room for the positive ones among some values, over six decades at most.
fn logarithmic(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let positive = values.filter(|x| *x > 0.0 && x.is_finite());
    let (least, most) = positive.fold((f64::INFINITY, 0.0), |(l, m): (f64, f64), x| (l.min(x), m.max(x)));
    if most > 0.0 {
        Axis::logarithmic(label, [least.max(most / 1e6) * 0.8, most * 1.25])
    } else {
        Axis::linear(label, [0.0, 1.0])
    }
}

/// Sizes of the parameters.
fn sizes(known: &[Known], lambdas: &[f64], problem: &Problem) -> Panel {
    let series = problem.parameters.iter().enumerate().take(MAX_PARAMETERS).map(|(i, name)| Series {
        name: format!("|{name}|"),
        points: known.iter().zip(lambdas).map(|(k, lambda)| (*lambda, k.point[i].to_f64().abs())).collect(),
        colour: i,
        mark: i,
    });
    let series: Vec<Series> = series.collect();
    let most = series.iter().flat_map(|series| &series.points).map(|(_, size)| *size).fold(0.0, f64::max);
    let top = if most > 0.0 { 1.06 * most } else { 1.0 };
    Panel {
        title: String::new(),
        y: Axis::linear("size at the point found", [0.0, top]),
        bands: Vec::new(),
        curves: Vec::new(),
        series,
    }
}

/// Where shapes change and convexity begins.
fn marks(question: &Question, problem: &Problem) -> Vec<Mark> {
    let Question::Path { changes, convex_from, .. } = question else { return Vec::new() };
    let mut marks: Vec<Mark> = changes
        .iter()
        .map(|change| Mark {
            at: change.lambda,
            label: shape(&change.after, problem),
            is_jump: change.is_jump,
        })
        .collect();
    marks.extend(convex_from.map(|at| Mark { at, label: "convex at best".to_owned(), is_jump: false }));
    marks
}

/// About the path in a report's own terms.
pub fn rows(question: &Question, problem: &Problem) -> Vec<(&'static str, String)> {
    let Question::Path { changes, convex_from, .. } = question else { return Vec::new() };
    let mut rows = Vec::new();
    if !changes.is_empty() {
        let lines: Vec<String> = changes.iter().map(|found| change(found, problem)).collect();
        rows.push(("seen", lines.join("\n")));
    }
    if let Some(at) = convex_from {
        rows.push(("not convex", format!("below about {at:.4}, by {}'s lower end: not proved here", LAMBDA)));
    }
    rows
}
