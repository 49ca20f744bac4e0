//! A problem in words: objective, penalty, box, rows.

use super::number::short;
use crate::expression::NodeId;
use crate::grammar::print_node;
use crate::problem::{Limits, Penalty, Problem};
use rug::Rational;

/// Longer expressions are cut short in a line of text.
pub const MAX_EXPRESSION: usize = 80;
/// Longer boxes of the same limits everywhere do not name their parameters.
const MAX_NAMES: usize = 8;
/// Of more coordinates, so many are shown.
const MAX_COORDINATES: usize = 10;

/// A node of the graph as a formula, cut short beyond so many characters.
pub fn node(problem: &Problem, node: NodeId, limit: usize) -> String {
    print_node(&problem.graph, node, &problem.parameters, &problem.columns, limit)
}

/// `L` as a formula; a sum over rows is written `sum( )`.
pub fn objective(problem: &Problem, limit: usize) -> String {
    let print = |id| node(problem, id, limit);
    let is_zero = problem.graph.constant_value(problem.fixed).is_some_and(Rational::is_zero);
    match problem.row {
        None => print(problem.fixed),
        Some(row) if is_zero => format!("sum({})", print(row)),
        Some(row) => format!("{} + sum({})", print(problem.fixed), print(row)),
    }
}

/// `P` as a formula.
pub fn penalty(problem: &Problem, limit: usize) -> String {
    match &problem.penalty {
        Penalty::Formula(id) => node(problem, *id, limit),
        Penalty::Separable { square, absolute, center } => {
            let parts = [
                separable(square, center, "(θ_i - c_i)^2", "θ_i^2"),
                separable(absolute, center, "|θ_i - c_i|", "|θ_i|"),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") }
        }
    }
}

/// `Σ w_i term`; `None` where all weights are 0.
fn separable(weights: &[Rational], center: &[Rational], shifted: &str, plain: &str) -> Option<String> {
    let first = weights.first()?;
    let term = if center.iter().all(Rational::is_zero) { plain } else { shifted };
    let is_uniform = weights.iter().all(|weight| weight == first);
    match is_uniform {
        true if first.is_zero() => None,
        true if *first == 1 => Some(format!("Σ {term}")),
        true => Some(format!("{} Σ {term}", short(first))),
        false => Some(format!("Σ w_i {term}")),
    }
}

/// `x in [-1, 2]`, one a parameter; a box all of the same limits is one entry.
pub fn domain(problem: &Problem) -> Vec<String> {
    let limits = &problem.domain.limits;
    match limits.first() {
        Some(first) if limits.len() > 1 && limits.iter().all(|other| other == first) => {
            let all = match problem.parameters.len() {
                1..=MAX_NAMES => problem.parameters.join(", "),
                many => format!("the {many} parameters"),
            };
            vec![format!("each of {all} in {}", interval(first))]
        }
        _ => {
            let named = problem.parameters.iter().zip(limits).take(MAX_COORDINATES);
            let named = named.map(|(name, l)| format!("{name} in {}", interval(l)));
            width(limits).into_iter().chain(named).chain(more(limits.len())).collect()
        }
    }
}

/// The width of all intervals, where it is one and there are many.
fn width(limits: &[Limits]) -> Option<String> {
    let width = |l: &Limits| Some(Rational::from(l.upper.as_ref()? - l.lower.as_ref()?));
    let first = limits.first().and_then(width)?;
    let is_one = limits.len() > MAX_COORDINATES && limits.iter().all(|l| width(l).as_ref() == Some(&first));
    is_one.then(|| format!("{} intervals of width {}", limits.len(), short(&first)))
}

fn interval(limits: &Limits) -> String {
    match (&limits.lower, &limits.upper) {
        (None, None) => "R".to_owned(),
        (Some(lower), None) => format!("[{}, ∞)", short(lower)),
        (None, Some(upper)) => format!("(-∞, {}]", short(upper)),
        (Some(lower), Some(upper)) => format!("[{}, {}]", short(lower), short(upper)),
    }
}

/// `a1 = 1`, `w1 = 21/50`, …: the largest coordinates, where there are many.
pub fn point(problem: &Problem, point: &[Rational]) -> Vec<String> {
    point_by(problem, point, point)
}

/// The same: the coordinates where these numbers are largest.
pub fn point_by(problem: &Problem, point: &[Rational], sizes: &[Rational]) -> Vec<String> {
    most(sizes, |i| {
        let name = problem.parameters.get(i).map_or("?", String::as_str);
        let number = point.get(i).map_or_else(String::new, short);
        match number.strip_prefix('≈') {
            Some(decimal) => format!("{name} ≈ {decimal}"),
            None => format!("{name} = {number}"),
        }
    })
}

/// What is to be said where these numbers are largest, in the order of their places, and how much is not said.
pub fn most(sizes: &[Rational], words: impl Fn(usize) -> String) -> Vec<String> {
    let mut places: Vec<usize> = (0..sizes.len()).collect();
    if sizes.len() > MAX_COORDINATES {
        places.sort_by(|&i, &j| sizes[j].cmp_abs(&sizes[i]));
        places.truncate(MAX_COORDINATES);
        places.sort_unstable();
    }
    let said = places.into_iter().map(words);
    said.chain(more(sizes.len())).collect()
}

/// The first few of a list, and how many there are more.
pub fn some(items: &[String]) -> Vec<String> {
    items.iter().take(MAX_COORDINATES).cloned().chain(more(items.len())).collect()
}

fn more(count: usize) -> Option<String> {
    let more = count.saturating_sub(MAX_COORDINATES);
    (more > 0).then(|| format!("and {more} more (all in the JSON)"))
}
