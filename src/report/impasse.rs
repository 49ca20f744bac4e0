//! Where a search has nothing left to try: why, and what may help.

use super::{Question, problem};
use crate::budget::Budget;
use crate::check::Value;
use crate::problem::{Penalty, Problem};
use crate::search::Impasse;
use crate::words::Obstacle;
use rug::Rational;

/// The command that looks for λ*.
pub const LAMBDA: &str = "`jensen lambda`";

/// Coordinates of a point in a sentence.
const MAX_COORDINATES: usize = 3;
/// Parameters that are named.
const MAX_NAMES: usize = 6;

/// What may help where a penalty cannot make f_λ strongly convex.
pub fn remedy_for_strength(lambda: &Rational, problem: &Problem) -> Option<String> {
    if lambda.is_zero() {
        return Some("λ > 0: only the penalty is known to be strongly convex".to_owned());
    }
    let Penalty::Separable { square, .. } = &problem.penalty else {
        return Some("a penalty that is a sum of weighted squares, not a formula".to_owned());
    };
    let is_left_out = |i: &usize| !problem.domain.limits[*i].is_pinned() && square[*i].is_zero();
    let left_out = (0..square.len()).find(is_left_out)?;
    Some(format!("a penalty with a square of every parameter, {} too", problem.parameters[left_out]))
}

/// Why there is nothing left to try for a cover: a node, what its argument may be there, and the row; or a
/// point; or a limit.
pub fn impasse(impasse: &Impasse, problem: &Problem) -> String {
    match impasse {
        Impasse::Undefined(obstacle) => {
            let lacks = if impasse.is_local() {
                "has no second derivative somewhere"
            } else {
                "may lack a second derivative"
            };
            node_in_the_way(obstacle, lacks, problem)
        }
        Impasse::Overflow(obstacle) => {
            let grows = if limits_for(obstacle, problem).is_some() {
                "or its derivatives may have no bound"
            } else {
                "or its derivatives may exceed the largest double, 1.8e308"
            };
            node_in_the_way(obstacle, grows, problem)
        }
        Impasse::Singular { point } => {
            let named = problem.parameters.iter().zip(point).take(MAX_COORDINATES);
            let named: Vec<String> = named.map(|(name, x)| format!("{name} {}", near(*x))).collect();
            let more = if point.len() > MAX_COORDINATES { ", …" } else { "" };
            format!("the Hessian is singular or nearly so around {}{more}", named.join(", "))
        }
        Impasse::Patience { cells } => format!("λ = 0 is neither proved nor refuted after {cells} cells"),
        Impasse::Penalty => "P is not proved convex, so that no λ would tell of larger ones".to_owned(),
        Impasse::Inapplicable => "the leaf test takes up to 2,000 parameters that are not pinned".to_owned(),
        Impasse::MoreWork => format!("its second derivatives take more work than {}", Budget::DEFAULT),
        Impasse::Crowded => "more λs were tried than the tree can tell apart".to_owned(),
    }
}

fn node_in_the_way(obstacle: &Obstacle, fault: &str, problem: &Problem) -> String {
    let node = problem::node(problem, obstacle.node, problem::MAX_EXPRESSION);
    let (lower, upper) = obstacle.argument;
    let argument = if lower.is_nan() {
        String::new()
    } else {
        format!(", its argument being {}", Value::Between(lower, upper))
    };
    let row = obstacle.row.map_or(String::new(), |row| format!(", data row {}", row + 1));
    format!("`{node}` {fault}{argument}{row}")
}

/// That a coordinate is this, or about this.
fn near(x: f64) -> String {
    let rounded = (x * 1e6).round() / 1e6 + 0.0;
    if rounded == x { format!("= {x}") } else { format!("≈ {rounded}") }
}

/// What may help, or would settle the question, where there was nothing left to try for a cover.
pub fn remedy(impasse: &Impasse, question: &Question, problem: &Problem) -> String {
    match impasse {
        Impasse::Undefined(obstacle) | Impasse::Overflow(obstacle) => {
            if impasse.is_local() {
                return "a smaller box, away from there".to_owned();
            }
            limits_for(obstacle, problem).unwrap_or_else(|| match impasse {
                Impasse::Overflow(_) => "a smaller box, or smaller numbers in the objective".to_owned(),
                _ => "a smaller box, away from there".to_owned(),
            })
        }
        Impasse::Singular { .. } => match question {
            Question::Lambda { gap } if *gap > 0 => "a wider --gap, or limits away from there".to_owned(),
            Question::Lambda { .. } => {
                "a --gap above 0: covers come near to λ*, and seldom reach it".to_owned()
            }
            _ => "a larger --lambda, or limits away from there".to_owned(),
        },
        Impasse::Patience { .. } => "certify --lambda 0, which goes on until it is stopped".to_owned(),
        Impasse::Penalty => "a penalty that is convex on the box; certify asks for one λ alone".to_owned(),
        Impasse::Inapplicable => "equal limits for some parameters, which pins them".to_owned(),
        Impasse::MoreWork => "a shorter formula".to_owned(),
        Impasse::Crowded => "a wider --gap".to_owned(),
    }
}

/// Limits for the parameters involved that have none.
fn limits_for(obstacle: &Obstacle, problem: &Problem) -> Option<String> {
    let involved = problem.graph.parameters_of(obstacle.node);
    let named = problem.domain.limits.iter().zip(&problem.parameters).enumerate();
    let unbounded: Vec<&str> = named
        .filter(|(i, (limits, _))| !limits.is_bounded() && involved.contains(i))
        .map(|(_, (_, name))| name.as_str())
        .collect();
    if unbounded.is_empty() {
        return None;
    }
    let (shown, rest) = unbounded.split_at(unbounded.len().min(MAX_NAMES));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    Some(format!("finite limits for {}{more}: what is unbounded cannot be split", shown.join(", ")))
}
