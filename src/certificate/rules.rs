//! Evidence as text, read: FORMAT.md, section 5.

use super::evidence::{
    Cover, Evidence, Family, Jensen, Minimum, Orbit, Proof, Ray, Reduction, Rival, Shift, Strong, Witness,
};
use super::field::polynomial;
use super::leaf::{Leaf, ValueLeaf};
use super::tree::Tree;
use crate::error::{TextError, shorten};
use crate::number::{Polynomial, Rational};
use crate::problem::{Fields, Problem, Reader, Symmetry};
use std::collections::HashMap;

/// The largest number of points of a witness.
pub const MAX_POINTS: usize = 10_000;
const MAX_SYMMETRIES: usize = 10_000;

type Lines<T> = fn(&mut Reader<'_>, &Problem) -> Result<T, TextError>;

const WITNESSES: [(&str, Lines<Witness>); 4] = [
    ("jensen", |reader, problem| read_jensen(reader, problem).map(Witness::Jensen)),
    ("curvature", |reader, problem| read_ray(reader, problem).map(Witness::Curvature)),
    ("orbit", |reader, problem| read_orbit(reader, problem).map(Witness::Orbit)),
    ("kink", |reader, problem| read_ray(reader, problem).map(Witness::Kink)),
];

const PROOFS: [(&str, Lines<Proof>); 2] = [
    ("cover", |reader, problem| read_cover(reader, problem).map(Proof::Cover)),
    ("composition", |_, _| Ok(Proof::Composition)),
];

const OTHERS: [(&str, Lines<Evidence>); 13] = [
    ("family", |reader, problem| read_family(reader, problem).map(Evidence::Family)),
    ("bracket", read_bracket),
    ("strong", |reader, problem| read_strong(reader, problem).map(Evidence::Strong)),
    ("minimizer", |reader, problem| read_strong(reader, problem).map(Evidence::Minimizer)),
    ("stationary", |reader, problem| read_proof_by(reader, problem).map(Evidence::Stationary)),
    ("minimum", |reader, problem| read_minimum(reader, problem).map(Evidence::Minimum)),
    ("curve", |reader, problem| read_curve(reader, problem).map(Evidence::Curve)),
    ("rivals", |reader, problem| read_rivals(reader, problem).map(Evidence::Rivals)),
    ("descent", |reader, problem| Ok(Evidence::Descent(read_numbers("direction", reader, problem)?))),
    ("value", |_, _| Ok(Evidence::Value)),
    ("identity", |_, _| Ok(Evidence::Identity)),
    ("invariance", |_, _| Ok(Evidence::Invariance)),
    ("counterexample", |reader, problem| Ok(Evidence::Counterexample(read_numbers("at", reader, problem)?))),
];

fn has<T>(rules: &[(&str, Lines<T>)], word: &str) -> bool {
    rules.iter().any(|(name, _)| *name == word)
}

pub(super) fn read_evidence(reader: &mut Reader<'_>, problem: &Problem) -> Result<Evidence, TextError> {
    match reader.current().split(' ').nth(1).unwrap_or_default() {
        word if has(&WITNESSES, word) => {
            read_rule("evidence", &WITNESSES, reader, problem).map(Evidence::Witness)
        }
        word if has(&PROOFS, word) => read_rule("evidence", &PROOFS, reader, problem).map(Evidence::Proof),
        _ => read_rule("evidence", &OTHERS, reader, problem),
    }
}

fn read_rule<T>(
    keyword: &'static str,
    rules: &[(&str, Lines<T>)],
    reader: &mut Reader<'_>,
    problem: &Problem,
) -> Result<T, TextError> {
    let read = reader.line(keyword, |fields| {
        let word = fields.next("a rule")?;
        let found = rules.iter().find(|(name, _)| *name == word).map(|(_, read)| read);
        let is_known = has(&WITNESSES, word) || has(&PROOFS, word) || has(&OTHERS, word);
        found.ok_or_else(|| match is_known {
            true => TextError::expected("another rule", word),
            false => TextError::unknown_word("rule", word),
        })
    })?;
    read(reader, problem)
}

fn read_numbers(
    keyword: &'static str,
    reader: &mut Reader<'_>,
    problem: &Problem,
) -> Result<Vec<Rational>, TextError> {
    reader.line(keyword, |fields| fields.rationals(problem.dimension()))
}

fn read_bracket(reader: &mut Reader<'_>, problem: &Problem) -> Result<Evidence, TextError> {
    let lower = match reader.current() {
        "lower none" => {
            reader.advance();
            None
        }
        _ => Some(read_rule("lower", &WITNESSES, reader, problem)?),
    };
    Ok(Evidence::Bracket { lower, upper: read_rule("upper", &PROOFS, reader, problem)? })
}

fn read_rivals(reader: &mut Reader<'_>, problem: &Problem) -> Result<Vec<Rival>, TextError> {
    let mut rivals = Vec::new();
    loop {
        let numbers = |fields: &mut Fields<'_>| fields.rationals(problem.dimension());
        rivals.push(match reader.current().split(' ').next() {
            Some("rival") => Rival::Point(reader.line("rival", numbers)?),
            Some("towards") => Rival::Direction(reader.line("towards", numbers)?),
            _ => return Ok(rivals),
        });
        if rivals.len() > MAX_POINTS {
            return Err(TextError::TooManyPoints);
        }
    }
}

fn read_jensen(reader: &mut Reader<'_>, problem: &Problem) -> Result<Jensen, TextError> {
    let point = |fields: &mut Fields<'_>| fields.rationals(problem.dimension());
    Ok(Jensen { points: read_points(reader, point)? })
}

fn read_family(reader: &mut Reader<'_>, problem: &Problem) -> Result<Family, TextError> {
    let denominator = reader.line("denominator", read_polynomial)?;
    let dimension = problem.dimension();
    let point = |fields: &mut Fields<'_>| (0..dimension).map(|_| read_polynomial(fields)).collect();
    Ok(Family { denominator, points: read_points(reader, point)? })
}

fn read_points<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&mut Fields<'_>) -> Result<T, TextError>,
) -> Result<Vec<(Rational, T)>, TextError> {
    let mut points = Vec::new();
    while reader.current().starts_with("point ") {
        if points.len() == MAX_POINTS {
            return Err(TextError::TooManyPoints);
        }
        points.push(reader.line("point", |fields| {
            let weight = fields.rational()?;
            fields.keyword("at")?;
            Ok((weight, read(fields)?))
        })?);
    }
    Ok(points)
}

fn read_polynomial(fields: &mut Fields<'_>) -> Result<Polynomial, TextError> {
    polynomial(fields.next("a polynomial")?)
}

fn read_ray(reader: &mut Reader<'_>, problem: &Problem) -> Result<Ray, TextError> {
    let point = read_numbers("at", reader, problem)?;
    Ok(Ray { point, direction: read_numbers("direction", reader, problem)? })
}

fn read_minimum(reader: &mut Reader<'_>, problem: &Problem) -> Result<Minimum, TextError> {
    let point = read_numbers("at", reader, problem)?;
    let convex_at = reader.line("convex-at", |fields| fields.rationals_up_to(ValueLeaf::MAX_CONVEX))?;
    Ok(Minimum { point, convex_at, tree: read_tree(reader, "tree")? })
}

fn read_curve(reader: &mut Reader<'_>, problem: &Problem) -> Result<Vec<Minimum>, TextError> {
    let mut samples = vec![read_minimum(reader, problem)?];
    while reader.current().split(' ').next() == Some("at") {
        samples.push(read_minimum(reader, problem)?);
    }
    Ok(samples)
}

fn read_strong(reader: &mut Reader<'_>, problem: &Problem) -> Result<Strong, TextError> {
    let convex_at = reader.line("convex-at", Fields::rational)?;
    Ok(Strong { convex_at, proof: read_proof_by(reader, problem)? })
}

/// A cover, or `by` another rule.
fn read_proof_by(reader: &mut Reader<'_>, problem: &Problem) -> Result<Proof, TextError> {
    let is_by_another = reader.current().starts_with("by ");
    if is_by_another { read_rule("by", &PROOFS[1..], reader, problem) } else { PROOFS[0].1(reader, problem) }
}

fn read_cover(reader: &mut Reader<'_>, problem: &Problem) -> Result<Cover, TextError> {
    let is_reduced = reader.current().starts_with("symmetries ");
    let reduction = if is_reduced { Some(read_reduction(reader, problem)?) } else { None };
    let has_shifts = reader.current().starts_with("shifts ");
    let shifts = if has_shifts { read_shifts(reader, problem)? } else { Vec::new() };
    let tree = read_tree(reader, "tree")?;
    let has_penalty = reader.current().starts_with("penalty-tree ");
    let penalty = if has_penalty { Some(read_tree(reader, "penalty-tree")?) } else { None };
    Ok(Cover { tree, penalty, reduction, shifts })
}

fn read_orbit(reader: &mut Reader<'_>, problem: &Problem) -> Result<Orbit, TextError> {
    let symmetries = read_symmetries(reader, problem)?;
    Ok(Orbit { symmetries, point: read_numbers("at", reader, problem)? })
}

fn read_symmetries(reader: &mut Reader<'_>, problem: &Problem) -> Result<Vec<Symmetry>, TextError> {
    let count = reader.line("symmetries", |fields| fields.natural("the number of symmetries"))?;
    if count > MAX_SYMMETRIES {
        return Err(TextError::expected(format!("at most {MAX_SYMMETRIES} symmetries"), &count.to_string()));
    }
    let mut symmetries = Vec::new();
    for _ in 0..count {
        let Problem { parameters, columns, .. } = problem;
        symmetries.push(reader.line("map", |fields| Symmetry::read(fields, parameters, columns))?);
    }
    Ok(symmetries)
}

fn read_reduction(reader: &mut Reader<'_>, problem: &Problem) -> Result<Reduction, TextError> {
    let symmetries = read_symmetries(reader, problem)?;
    let mut order = Vec::new();
    reader.line("order", |fields| {
        let names = problem.parameters.iter().map(String::as_str);
        let mut left: HashMap<&str, usize> = names.zip(0..).collect();
        while let Some(name) = fields.next_any() {
            let index = left.remove(name);
            order.push(index.ok_or_else(|| TextError::UnknownName(shorten(name)))?);
        }
        Ok(())
    })?;
    Ok(Reduction { symmetries, order })
}

/// Names of parameters, the first alone and the others before their components; a parameter once.
fn read_shifts(reader: &mut Reader<'_>, problem: &Problem) -> Result<Vec<Shift>, TextError> {
    let index: HashMap<&str, usize> = problem.parameters.iter().map(String::as_str).zip(0..).collect();
    let parameter =
        |name: &str| index.get(name).copied().ok_or_else(|| TextError::UnknownName(shorten(name)));
    let count = reader.line("shifts", |fields| fields.natural("the number of shifts"))?;
    if !(1..=index.len()).contains(&count) {
        return Err(TextError::expected(
            "as many shifts as there are parameters at most",
            &count.to_string(),
        ));
    }
    let mut shifts = Vec::new();
    for _ in 0..count {
        shifts.push(reader.line("shift", |fields| {
            let left_out = parameter(fields.next("a parameter")?)?;
            let mut others: Vec<(usize, Rational)> = Vec::new();
            while let Some(name) = fields.next_any() {
                let (k, value) = (parameter(name)?, fields.rational()?);
                let is_in_order = others.last().is_none_or(|(before, _)| *before < k);
                if !is_in_order || k == left_out || value.is_zero() {
                    return Err(TextError::not_canonical(name));
                }
                others.push((k, value));
            }
            Ok(Shift { left_out, others })
        })?);
    }
    Ok(shifts)
}

fn read_tree<L: Leaf>(reader: &mut Reader<'_>, keyword: &'static str) -> Result<Tree<L>, TextError> {
    let count = reader.line(keyword, |fields| fields.natural("the number of nodes"))?;
    Tree::read(reader, count)
}
