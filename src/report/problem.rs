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
    let limits = &problem.domain.0;
    match limits.first() {
        Some(first) if limits.len() > 1 && limits.iter().all(|other| other == first) => {
            let all = match problem.parameters.len() {
                1..=MAX_NAMES => problem.parameters.join(", "),
                many => format!("the {many} parameters"),
            };
            vec![format!("each of {all} in {}", interval(first))]
        }
        _ => problem
            .parameters
            .iter()
            .zip(limits)
            .map(|(name, l)| format!("{name} in {}", interval(l)))
            .collect(),
    }
}

fn interval(limits: &Limits) -> String {
    match (&limits.lower, &limits.upper) {
        (None, None) => "R".to_owned(),
        (Some(lower), None) => format!("[{}, ∞)", short(lower)),
        (None, Some(upper)) => format!("(-∞, {}]", short(upper)),
        (Some(lower), Some(upper)) => format!("[{}, {}]", short(lower), short(upper)),
    }
}

/// `a1 = 1`, `w1 = 21/50`, …
pub fn point(problem: &Problem, point: &[Rational]) -> Vec<String> {
    problem.parameters.iter().zip(point).map(|(name, x)| format!("{name} = {}", short(x))).collect()
}
