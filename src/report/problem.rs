//! A problem in words: objective, penalty, domain, rows.

use super::number::short;
use crate::expression::NodeId;
use crate::grammar::print_node;
use crate::problem::{Ball, Domain, HalfSpace, Limits, Penalty, Problem};
use crate::words::inequality;
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

/// What the domain is called.
pub fn domain_label(problem: &Problem) -> &'static str {
    if problem.domain.is_cut() { "domain" } else { "box" }
}

/// The domain in a few words; none where it is the whole space.
pub fn place(problem: &Problem) -> Option<String> {
    let Domain { limits, ball, half_spaces, .. } = &problem.domain;
    let is_limited = limits.iter().any(|own| own.lower.is_some() || own.upper.is_some());
    let place = match ball {
        Some(ball) => format!("the {} of radius {}", kind(ball), short(&ball.radius)),
        None if is_limited => "the box".to_owned(),
        None if half_spaces.is_empty() => return None,
        None => "the parameters".to_owned(),
    };
    let count = half_spaces.len();
    let cuts = match count {
        0 => String::new(),
        _ => format!(" where {count} {}", if count == 1 { "inequality holds" } else { "inequalities hold" }),
    };
    Some(place + &cuts)
}

fn kind(ball: &Ball) -> &'static str {
    if ball.scales.iter().all(|scale| *scale == 1) { "ball" } else { "ellipsoid" }
}

/// `x in [-1, 2]`, one a parameter; a box all of the same limits is one entry. A ball's own limits go without saying.
pub fn domain(problem: &Problem) -> Vec<String> {
    let Domain { limits, ball, half_spaces, .. } = &problem.domain;
    let inequality =
        |half: &HalfSpace| format!("where {}", inequality(half, &problem.parameters).replace("<=", "≤"));
    let cuts = ball.iter().flat_map(|ball| in_ball(ball, problem)).chain(half_spaces.iter().map(inequality));
    let is_told = |k: &usize| ball.as_ref().is_none_or(|ball| ball.limits(*k) != limits[*k]);
    let told: Vec<usize> = (0..limits.len()).filter(is_told).collect();
    let named = |k: &usize| format!("{} in {}", problem.parameters[*k], interval(&limits[*k]));
    let in_box = match limits.first() {
        _ if told.len() < limits.len() => {
            told.iter().map(named).take(MAX_COORDINATES).chain(more(told.len())).collect()
        }
        Some(first) if limits.len() > 1 && limits.iter().all(|other| other == first) => {
            let all = match problem.parameters.len() {
                1..=MAX_NAMES => problem.parameters.join(", "),
                many => format!("the {many} parameters"),
            };
            vec![format!("each of {all} in {}", interval(first))]
        }
        _ => {
            let named = told.iter().map(named).take(MAX_COORDINATES);
            width(limits).into_iter().chain(named).chain(more(limits.len())).collect::<Vec<_>>()
        }
    };
    in_box.into_iter().chain(cuts).collect()
}

/// `the ball of radius 1/100 about a = 1`, `b = 2`, …
fn in_ball(ball: &Ball, problem: &Problem) -> Vec<String> {
    let is_round = ball.scales.iter().all(|scale| *scale == 1);
    let kind = kind(ball);
    let mut center = point(problem, &ball.center);
    if let Some(first) = center.first_mut() {
        first.insert_str(0, &format!("in the {kind} of radius {} about ", short(&ball.radius)));
    }
    if !is_round {
        center.extend(point(problem, &ball.scales).into_iter().enumerate().map(|(i, scale)| match i {
            0 => format!("with scales {scale}"),
            _ => scale,
        }));
    }
    center
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
