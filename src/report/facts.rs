//! What a verified certificate says, as labelled lines.

use super::decay::decay;
use super::defect::defect;
use super::known::{collapsed, known};
use super::number::{MAX_LENGTH, at_most, decimal, quantity, short};
use super::table::Table;
use super::{Answer, Question, family, lower_end, minimizer, path, problem, upper_end, witness};
use crate::certificate::{
    Certificate, Claim, Cover, CoverLeaf, Evidence, Leaf, Minimum, Orbit, Proof, Rival, Sample, Token, Tree,
    ValueLeaf, Witness,
};
use crate::check::{Effort, Value, convex_by_composition, strictly_convex_by_composition};
use crate::expression::{Node, Signed};
use crate::function::Function;
use crate::problem::{Part, Problem, Symmetry};
use crate::words::in_words;
use rug::Rational;
use std::collections::BTreeSet;

/// Parameters of a symmetry that are named.
const MAX_NAMES: usize = 6;
/// Components of a direction that are named.
const MAX_COMPONENTS: usize = 6;

/// Digits of coordinates that are known approximately.
const DIGITS: usize = 9;
/// Pairs of parameters that are named.
const MAX_PAIRS: usize = 8;

/// Both ends of λ\*. No λ is negative: a lower end of 0 says nothing.
fn bracket(lower: &Rational, upper: &Rational) -> String {
    let above = format!("for every λ ≥ {}", quantity(upper));
    if lower.is_zero() {
        return format!("L + λP is convex {above}");
    }
    format!("L + λP is convex for no λ < {}\nand {above}", quantity(lower))
}

/// A claim in words.
pub fn claim(claim: &Claim) -> String {
    match claim {
        Claim::NotConvexBelow(below) => format!("L + λP is convex for no λ < {}", quantity(below)),
        Claim::NotConvexAt(lambda) => format!("L + λP is not convex at λ = {}", quantity(lambda)),
        Claim::NoFiniteLambda => "L + λP is convex for no λ ≥ 0".to_owned(),
        Claim::ConvexFrom(from) => format!("L + λP is convex for every λ ≥ {}", quantity(from)),
        Claim::ConvexAt(lambda) => format!("L + λP is convex at λ = {}", quantity(lambda)),
        Claim::StrictlyConvexFrom(from) => {
            format!("L + λP is strictly convex for every λ ≥ {}", quantity(from))
        }
        Claim::LambdaStar { lower, upper } => bracket(lower, upper),
        Claim::UniqueMinimizer { lambda, .. } => {
            format!("L + λP has exactly one minimiser at λ = {}", quantity(lambda))
        }
        Claim::Minimum(Sample { lambda, lower, upper }) if lower == upper => {
            format!("the least value of L + λP at λ = {} is {}", quantity(lambda), quantity(lower))
        }
        Claim::Curve(samples) => {
            let at = |sample: Option<&Sample>| sample.map_or(String::new(), |s| quantity(&s.lambda));
            let (count, from, to) = (samples.len(), at(samples.first()), at(samples.last()));
            let noun = plural(count, "λ");
            format!("brackets of the least value of L + λP at {count} {noun} from {from}\nto {to}, as below")
        }
        Claim::UniqueMinimizers { .. } => {
            "L + λP has exactly one minimiser for every λ > 0, the point below".to_owned()
        }
        Claim::MinimizerFrom { from, .. } => {
            format!("the point below minimises L + λP for every λ ≥ {}", quantity(from))
        }
        Claim::NeverMinimizer(_) => "the point below minimises L + λP for no λ ≥ 0".to_owned(),
        Claim::NoMinimizer(lambda) => {
            format!("no point minimises {}: the infimum is not attained", at_lambda(lambda))
        }
        Claim::Value { lambda, lower, upper, .. } if lower == upper => {
            format!("{} is {} at the point below", at_lambda(lambda), quantity(lower))
        }
        Claim::Value { lambda, lower, upper, .. } => format!(
            "{} is at least {}\nand at most {} at the point below",
            at_lambda(lambda),
            quantity(lower),
            quantity(upper)
        ),
        Claim::Constant { lambda, value } => {
            format!("{} is {} everywhere", at_lambda(lambda), quantity(value))
        }
        Claim::Invariant(part, _) => format!("the map below leaves {} as it is", symbol(*part)),
        Claim::NotInvariant(part, _) => {
            format!("the map below does not leave {} as it is", symbol(*part))
        }
        Claim::Minimum(Sample { lambda, lower, upper }) => format!(
            "the least value of L + λP at λ = {} is at least {}\nand at most {}",
            quantity(lambda),
            quantity(lower),
            quantity(upper)
        ),
    }
}

/// The problem: objective and penalty, cut short beyond so many characters, domain, data.
pub fn about_problem(table: &mut Table, problem: &Problem, limit: usize) {
    table.row("L", problem::objective(problem, limit));
    table.row("P", problem::penalty(problem, limit));
    table.list(problem::domain_label(problem), &problem::domain(problem));
    if problem.row.is_some() {
        let rows = problem.rows.len();
        table.list_after(
            "data",
            &format!("{rows} {} of ", plural(rows, "row")),
            problem::some(&problem.columns),
        );
    }
}

/// The claim and its evidence: where convexity fails and why, and what proves it elsewhere.
pub fn about_claim(table: &mut Table, certificate: &Certificate) {
    table.row("proved", claim(&certificate.claim));
    about_subject(table, certificate);
    about_evidence(table, certificate);
}

/// Why the claim holds.
pub fn about_evidence(table: &mut Table, certificate: &Certificate) {
    if let (Some(lower), Some(upper)) = (lower_end(&certificate.claim), upper_end(&certificate.claim))
        && *lower > 0
    {
        let (ratio, is_exact) = decimal(&Rational::from(upper / lower), 6, None);
        table.row("upper/lower", if is_exact { ratio } else { format!("≈ {ratio}") });
    }
    if let Some(found) = certificate.evidence.witness() {
        about_witness(table, &certificate.problem, found);
    }
    match &certificate.evidence {
        Evidence::Minimizer(_) => about_minimizer(table, certificate),
        Evidence::Minimum(minimum) => about_minimum(table, certificate, minimum),
        Evidence::Curve(_) => about_curve(table, certificate),
        Evidence::Family(family) => family::about(table, &certificate.problem, family),
        Evidence::Counterexample(point) => {
            table.list("for instance", &problem::point(&certificate.problem, point))
        }
        Evidence::Stationary(_) => table.row("there", "the gradient of L + λP is 0 for every λ"),
        Evidence::Descent(direction) => {
            table.list("falls along", &problem::point(&certificate.problem, direction));
        }
        Evidence::Rivals(rivals) => {
            for (i, rival) in rivals.iter().enumerate() {
                let (numbers, towards) = match rival {
                    Rival::Point(point) => (point, ""),
                    Rival::Direction(direction) => (direction, "towards "),
                };
                let label = if i == 0 { "better" } else { "or" };
                table.list_after(label, towards, problem::point(&certificate.problem, numbers));
            }
        }
        Evidence::Witness(_) | Evidence::Proof(_) | Evidence::Bracket { .. } | Evidence::Strong(_) => {}
        Evidence::Value | Evidence::Identity | Evidence::Invariance => {}
    }
    match certificate.evidence.proof() {
        Some(Proof::Cover(cover)) => about_cover(table, cover),
        Some(Proof::Composition) => table.row("proof", "by composition: every step is convex by its form"),
        None => {}
    }
    if let Evidence::Strong(strong) | Evidence::Minimizer(strong) = &certificate.evidence {
        table.row("convex at", format!("λ = {} already", quantity(&strong.convex_at)));
    }
    if let Some(decay) = decay(certificate) {
        table.row("weight decay", decay.words());
    }
}

/// A part of the problem, as reports call it.
fn symbol(part: Part) -> &'static str {
    match part {
        Part::Objective => "L",
        Part::Penalty => "P",
        Part::Domain => "the domain",
        Part::PenaltyCurvature => "P's curvature",
    }
}

/// `L + λP` at this λ, or `L` where it is 0.
fn at_lambda(lambda: &Rational) -> String {
    if lambda.is_zero() { "L".to_owned() } else { format!("L + λP at λ = {}", quantity(lambda)) }
}

/// The point or the map that a claim is about.
pub fn about_subject(table: &mut Table, certificate: &Certificate) {
    let problem = &certificate.problem;
    match &certificate.claim {
        Claim::Value { point, .. } | Claim::NeverMinimizer(point) | Claim::MinimizerFrom { point, .. } => {
            table.list("at", &problem::point(problem, point));
        }
        Claim::UniqueMinimizers { denominator, point } => {
            table.list("minimiser", &problem::some(&family::coordinates(problem, denominator, point)));
        }
        Claim::Invariant(_, map) | Claim::NotInvariant(_, map) => {
            table.row("map", symmetry(map, problem));
        }
        _ => {}
    }
}

/// Where the rules of composition fail: what there is to say where limits are missing and nothing else is proved.
pub fn composition(question: &Question, answer: &Answer) -> Option<String> {
    let (problem, claim) = (&answer.problem, answer.claim());
    let settled = claim.and_then(|claim| question.settled_by(claim));
    let asks =
        matches!(question, Question::Lambda { .. } | Question::Certify { .. } | Question::Minimize { .. });
    let is_told = if problem.domain.is_bounded() {
        settled.is_none() && question.is_strict()
    } else {
        settled != Some(true)
    };
    if !asks || !is_told {
        return None;
    }
    let effort = Effort::default();
    let result = convex_by_composition(problem, &effort).and_then(|()| match question {
        Question::Certify { lambda, strict: true } => {
            strictly_convex_by_composition(problem, lambda, &effort)
        }
        _ => Ok(()),
    });
    result.err().map(|reason| in_words(&reason, problem))
}

fn about_witness(table: &mut Table, problem: &Problem, witness: &Witness) {
    let bend = witness::bend(witness);
    let (place, formulas) = match witness {
        Witness::Jensen(_) => ("mean", ["A = L(mean) - Σ t L(point)", "C = Σ t P(point) - P(mean)"]),
        Witness::Curvature(_) => ("worst at", ["A = -½ vᵀ∇²L v", "C = ½ vᵀ∇²P v"]),
        Witness::Orbit(_) => ("mean", ["A = L(mean) - L(point)", "C = mean of P over the orbit - P(mean)"]),
        Witness::Kink(_) => ("kink at", ["A = -L'(θ; v) - L'(θ; -v)", "C = P'(θ; v) + P'(θ; -v)"]),
    };
    if let Witness::Jensen(jensen) = witness {
        for (i, (weight, point)) in jensen.points.iter().enumerate() {
            let label = if i == 0 { "points" } else { "" };
            table.list_after(label, &format!("t = {}: ", short(weight)), problem::point(problem, point));
        }
    }
    if let Witness::Orbit(Orbit { symmetries, point }) = witness {
        for (i, symmetry) in symmetries.iter().enumerate() {
            table.row(if i == 0 { "symmetries" } else { "" }, self::symmetry(symmetry, problem));
        }
        table.list("point", &problem::point(problem, point));
    }
    table.list(place, &problem::point_by(problem, &bend.point, &bend.direction));
    table.list("bends along", &components(problem, &bend.direction));
    if let Some(values) = defect(problem, witness) {
        let [a, c] = [0, 1].map(|i| format!("{} {}", formulas[i], value(&values[i])));
        table.row("there", format!("{a}\n{c}\nnot convex where A - λC > 0"));
    }
}

/// The parameters that take part in a direction, with their components of the unit vector.
fn components(problem: &Problem, direction: &[Rational]) -> Vec<String> {
    let name = |i: usize| problem.parameters.get(i).map_or("?", String::as_str);
    first_few(&witness::components(direction), MAX_COMPONENTS, |(i, x)| format!("{} ({x:+.2})", name(*i)))
}

fn value(value: &Value) -> String {
    match value {
        Value::Exact(q) if q.to_string().len() > MAX_LENGTH => quantity(q),
        Value::Exact(q) => format!("= {}", quantity(q)),
        Value::Between(..) => value.to_string(),
    }
}

fn about_cover(table: &mut Table, cover: &Cover) {
    let trees: Vec<&Tree> = std::iter::once(&cover.tree).chain(&cover.penalty).collect();
    let [leaves, outside] = counted(&trees, CoverLeaf::Outside);
    let cells = plural(leaves, "cell");
    table.row("cover", format!("{leaves} {cells}, on each of which the Hessian is positive semidefinite"));
    about_outside(table, outside);
    let skipped = cover.tree.tokens().filter(|token| *token == Token::Skipped).count();
    if skipped > 0 {
        let images = plural(skipped, "cell");
        table.row("symmetry", format!("{skipped} more {images} proved by symmetric ones"));
    }
}

/// Leaves that are proved, and those that are outside the domain.
fn counted<L: Leaf>(trees: &[&Tree<L>], outside: L) -> [usize; 2] {
    let tokens = || trees.iter().flat_map(|tree| tree.tokens());
    let all = tokens().filter(|token| matches!(token, Token::Leaf(_))).count();
    let outside = tokens().filter(|token| *token == Token::Leaf(outside)).count();
    [all - outside, outside]
}

fn about_outside(table: &mut Table, outside: usize) {
    if outside > 0 {
        table.row("outside", format!("{outside} more {} outside the domain", plural(outside, "cell")));
    }
}

fn about_minimizer(table: &mut Table, certificate: &Certificate) {
    let Some(found) = minimizer::found(certificate) else { return };
    let problem = &certificate.problem;
    let name = |i: &usize| problem.parameters.get(*i).map_or("?", String::as_str);
    if found.radius.is_zero() {
        table.list("minimiser", &problem::point(problem, found.center));
    } else {
        let about = |i: usize| format!("{} ≈ {}", name(&i), decimal(&found.center[i], DIGITS, None).0);
        table.list("minimiser", &problem::most(found.center, about));
        table.row("within", format!("{} of the center that the claim names", at_most(found.radius)));
    }
    if let Some(place) = problem::place(problem) {
        table.row("on", place);
        if minimizer::is_stationary(certificate) {
            table.row("stationary", "the minimiser, and no other point there; nothing is claimed outside");
        }
    }
    let pairs = |pairs: &[[usize; 2]], relation: &str| {
        first_few(pairs, MAX_PAIRS, |[i, j]| format!("{} {relation} {}", name(i), name(j)))
    };
    if !found.zero.is_empty() {
        let zero: Vec<String> = found.zero.iter().map(|i| name(i).to_owned()).collect();
        table.list("zero", &problem::some(&zero));
    }
    let equalities = [pairs(&found.equal, "="), pairs(&found.opposite, "= -")].concat();
    if !equalities.is_empty() {
        table.list("equal", &equalities);
    }
    if !found.fixed_by.is_empty() {
        let lines: Vec<String> =
            found.fixed_by.iter().take(MAX_PAIRS).map(|g| symmetry(g, problem)).collect();
        table.row("fixed by", lines.join("\n"));
    }
    if found.center.len() > 1 && found.zero.len() < found.center.len() {
        match found.open.as_slice() {
            [] if found.zero.len() < 2 && equalities.is_empty() => {
                table.row("different", "all parameters from each other");
            }
            [] => table.row("different", "all other pairs of parameters"),
            open => table.list("undecided", &pairs(open, "= ? =")),
        }
    }
    table.row("L there", value(&found.values.loss));
    table.row("L + λP there", value(&found.values.value));
}

fn about_minimum(table: &mut Table, certificate: &Certificate, minimum: &Minimum) {
    let problem = &certificate.problem;
    if let Claim::Minimum(Sample { lower, upper, .. }) = &certificate.claim {
        let label = if lower == upper { "attained at" } else { "upper end at" };
        table.list(label, &problem::point(problem, &minimum.point));
    }
    let [leaves, outside] = counted(&[&minimum.tree], ValueLeaf::Outside);
    let cells = plural(leaves, "cell");
    let floor = match &certificate.claim {
        Claim::Minimum(_) => "the lower end",
        _ => "its value at the point",
    };
    table.row("bounds", format!("{leaves} {cells}, on each of which L + λP is at least {floor}"));
    about_outside(table, outside);
}

fn about_curve(table: &mut Table, certificate: &Certificate) {
    table.row("curve", path::lines(certificate));
    if let Some(from) = collapsed(&known(certificate), &certificate.problem) {
        table.row("hence", format!("P is 0 at every minimiser from λ = {} on", quantity(from)));
    }
}

/// A symmetry by what it does: flipped parameters as `−(a1 w1)`, exchanged ones as `a1 ↔ −a2`; the first few.
pub fn symmetry(symmetry: &Symmetry, problem: &Problem) -> String {
    let name = |x: Signed| {
        let sign = if x.is_negative { "-" } else { "" };
        format!("{sign}{}", problem.parameters.get(x.index).map_or("?", String::as_str))
    };
    let images = symmetry.parameters.iter().enumerate();
    let (mut flipped, mut moved) = (Vec::new(), Vec::new());
    for (i, &image) in images {
        let back = symmetry.parameters.get(image.index).copied();
        let own = Signed { index: i, is_negative: false };
        if image.index == i {
            flipped.extend(image.is_negative.then(|| name(image)));
        } else if back != Some(Signed { is_negative: image.is_negative, ..own }) {
            moved.push(format!("{} → {}", name(own), name(image)));
        } else if i < image.index {
            moved.push(format!("{} ↔ {}", name(own), name(image)));
        }
    }
    let flips = if flipped.is_empty() { None } else { Some(format!("flips {}", some(&flipped))) };
    let moves = if moved.is_empty() { None } else { Some(some(&moved)) };
    let parts: Vec<String> = moves.into_iter().chain(flips).collect();
    parts.join("; ")
}

/// The first few of some names.
fn some(names: &[String]) -> String {
    let more = if names.len() > MAX_NAMES { ", …" } else { "" };
    names[..names.len().min(MAX_NAMES)].join(", ") + more
}

/// Why hidden units of this problem have no flips, function by function.
pub fn no_flips(problem: &Problem) -> Vec<String> {
    let mut functions = BTreeSet::new();
    for node in problem.graph.nodes() {
        if let Node::Apply(function, x) = node
            && no_flip(*function).is_some()
            && !functions.contains(function)
            && !problem.graph.parameters_of(*x).is_empty()
        {
            functions.insert(*function);
        }
    }
    functions.into_iter().filter_map(no_flip).map(str::to_owned).collect()
}

/// Why a function's units cannot have their signs flipped, and what symmetry they have instead.
fn no_flip(function: Function) -> Option<&'static str> {
    Some(match function {
        Function::Sigmoid => {
            "sigmoid(-z) = 1 - sigmoid(z): a flip also moves the output bias,\nwhich changes the penalty"
        }
        Function::Softplus => "softplus(-z) = softplus(z) - z: a flip also adds a linear term",
        Function::Relu => {
            "relu is not odd; relu(c z) = c relu(z) for c > 0: units can be rescaled,\nwhich changes the penalty"
        }
        Function::Silu => "silu(-z) = silu(z) - z: a flip also adds a linear term",
        Function::Gelu => "gelu(-z) = gelu(z) - z: a flip also adds a linear term",
        Function::Elu => "elu is neither odd nor even",
        Function::Exp | Function::Expm1 => "exp(-z) = 1/exp(z) is neither odd nor even",
        _ => return None,
    })
}

/// The first few in words, and how many more there are.
pub fn first_few<T>(items: &[T], limit: usize, words: impl Fn(&T) -> String) -> Vec<String> {
    let more = items.len().saturating_sub(limit);
    let more = (more > 0).then(|| format!("and {more} more"));
    items.iter().take(limit).map(words).chain(more).collect()
}

/// The noun for so many.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}
