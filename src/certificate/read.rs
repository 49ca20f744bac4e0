//! Reading certificates. FORMAT.md describes the text line by line.
//!
//! Only the text that [`write_certificate`] gives back for what was read is accepted: equal certificates
//! have equal bytes, and nothing that the reader passed over can hide in one.

use super::claim::read_claim;
use super::digest::after_comments;
use super::polynomial::polynomial;
use super::{
    Certificate, Cover, Curvature, Evidence, Family, Jensen, Kink, Minimum, Orbit, Proof, Reduction, Rival,
    Strong, Tree, Witness, write_certificate,
};
use crate::bound::Ground;
use crate::number::{Polynomial, Rational};
use crate::problem::shorten;
use crate::problem::{Fields, Problem, Reader, Symmetry, TextError, read_problem};
use std::collections::HashMap;
use std::fmt;

/// The largest number of symmetries.
const MAX_SYMMETRIES: usize = 10_000;
/// The largest number of points of a witness.
const MAX_POINTS: usize = 10_000;

/// What is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatErrorKind {
    /// Not UTF-8.
    NotUtf8,
    /// A NUL byte.
    Nul,
    /// The first line is not `jensen-certificate 1`.
    NoCertificate(String),
    /// A claim of no known kind.
    UnknownClaim(String),
    /// More than 10,000 points.
    TooManyPoints,
    /// A line that does not follow the grammar.
    Text(TextError),
    /// Text behind the `end` line.
    AfterEnd,
    /// A line that says the same as another spelling, which is the canonical one.
    NotCanonical {
        /// The canonical line.
        canonical: String,
    },
}

impl fmt::Display for FormatErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::Nul => f.write_str("this is no text: it has a NUL byte"),
            Self::NoCertificate(found) => write!(f, "expected `jensen-certificate 1`, found `{found}`"),
            Self::UnknownClaim(found) => write!(f, "unknown claim `{found}`"),
            Self::TooManyPoints => write!(f, "more than {MAX_POINTS} points"),
            Self::Text(error) => error.fmt(f),
            Self::AfterEnd => f.write_str("text follows the end of the certificate"),
            Self::NotCanonical { canonical } => {
                write!(f, "the line is not canonical; it should be `{canonical}`")
            }
        }
    }
}

/// What is wrong with a first line: another version, or it is none.
fn version_error(line: &str) -> FormatErrorKind {
    let number = line.strip_prefix("jensen-certificate ").unwrap_or_default();
    let is_version =
        !number.starts_with('0') && number.parse().is_ok_and(|version: u32| version.to_string() == number);
    if is_version {
        return TextError::unknown("version of the format", number).into();
    }
    FormatErrorKind::NoCertificate(shorten(line))
}

impl From<TextError> for FormatErrorKind {
    fn from(error: TextError) -> Self {
        FormatErrorKind::Text(error)
    }
}

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: FormatErrorKind,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl std::error::Error for FormatError {}

/// Where the parts of a certificate begin, as 1-based lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    pub claim: usize,
    pub evidence: usize,
}

/// Reads a certificate's text.
///
/// # Errors
/// See [`FormatErrorKind`].
pub fn read_certificate(text: &str) -> Result<Certificate, FormatError> {
    read_with_places(text).map(|(certificate, _)| certificate)
}

pub(crate) fn read_with_places(text: &str) -> Result<(Certificate, Places), FormatError> {
    let mut reader = after_comments(text);
    let (digested, first) = (reader.rest(), reader.line);
    let (certificate, places) =
        read_parts(&mut reader).map_err(|kind| FormatError { line: reader.line, kind })?;
    match first_difference(digested, &write_certificate(&certificate, &[])) {
        None => Ok((certificate, places)),
        Some((index, canonical)) => {
            let kind = FormatErrorKind::NotCanonical { canonical: shorten(canonical) };
            Err(FormatError { line: first + index, kind })
        }
    }
}

/// The first line, from 0, in which a text differs from its canonical form, and that line there.
fn first_difference<'c>(text: &str, canonical: &'c str) -> Option<(usize, &'c str)> {
    if text == canonical {
        return None;
    }
    let mut lines = text.split('\n');
    let difference = canonical.split('\n').enumerate().find(|(_, line)| lines.next() != Some(line));
    // All of the canonical text is there, and more.
    Some(difference.unwrap_or((canonical.split('\n').count(), "")))
}

fn read_parts(reader: &mut Reader<'_>) -> Result<(Certificate, Places), FormatErrorKind> {
    if reader.current() != "jensen-certificate 1" {
        return Err(version_error(reader.current()));
    }
    let first = reader.line;
    reader.advance();
    let claim_line = reader.line;
    let at_claim = reader.clone();
    let claim = read_claim(reader.current())?;
    reader.advance();
    let problem = read_problem(reader)?;
    if let Err(error) = claim.fits(&problem) {
        *reader = at_claim;
        return Err(error.into());
    }
    let evidence_line = reader.line;
    let evidence = read_evidence(reader, &problem)?;
    let count = reader.line - first + 1;
    let end = reader.clone();
    let found = reader.line("end", |fields| fields.natural("the number of lines"))?;
    if found != count {
        *reader = end;
        return Err(TextError::expected(format!("`end {count}`"), &format!("end {found}")).into());
    }
    if !reader.rest().is_empty() {
        return Err(FormatErrorKind::AfterEnd);
    }
    if !end.rest().ends_with('\n') {
        return Err(TextError::expected("a line break", "").into());
    }
    Ok((Certificate { claim, problem, evidence }, Places { claim: claim_line, evidence: evidence_line }))
}

fn read_evidence(reader: &mut Reader<'_>, problem: &Problem) -> Result<Evidence, FormatErrorKind> {
    let rule = read_rule(reader, "evidence")?;
    Ok(match rule {
        "jensen" => Evidence::Jensen(read_jensen(reader, problem)?),
        "curvature" => Evidence::Curvature(read_curvature(reader, problem)?),
        "orbit" => Evidence::Orbit(read_orbit(reader, problem)?),
        "kink" => Evidence::Kink(read_kink(reader, problem)?),
        "family" => Evidence::Family(read_family(reader, problem)?),
        "cover" => Evidence::Cover(read_cover(reader, problem)?),
        "composition" => Evidence::Composition,
        "bracket" => {
            let lower = match read_rule(reader, "lower")? {
                "none" => None,
                "jensen" => Some(Witness::Jensen(read_jensen(reader, problem)?)),
                "curvature" => Some(Witness::Curvature(read_curvature(reader, problem)?)),
                "orbit" => Some(Witness::Orbit(read_orbit(reader, problem)?)),
                "kink" => Some(Witness::Kink(read_kink(reader, problem)?)),
                other => return Err(no_such_rule(other)),
            };
            let upper = read_rule(reader, "upper")?;
            Evidence::Bracket { lower, upper: read_proof(upper, reader, problem)? }
        }
        "strong" => Evidence::Strong(read_strong(reader, problem)?),
        "stationary" => Evidence::Stationary(read_proof_by(reader, problem)?),
        "minimizer" => Evidence::Minimizer(read_strong(reader, problem)?),
        "minimum" => Evidence::Minimum(read_minimum(reader, problem)?),
        "curve" => {
            let mut samples = vec![read_minimum(reader, problem)?];
            while reader.current().starts_with("at") {
                samples.push(read_minimum(reader, problem)?);
            }
            Evidence::Curve(samples)
        }
        "value" => Evidence::Value,
        "identity" => Evidence::Identity,
        "invariance" => Evidence::Invariance,
        "counterexample" => {
            Evidence::Counterexample(reader.line("at", |fields| fields.rationals(problem.dimension()))?)
        }
        "descent" => {
            Evidence::Descent(reader.line("direction", |fields| fields.rationals(problem.dimension()))?)
        }
        "rivals" => Evidence::Rivals(read_rivals(reader, problem)?),
        other => return Err(no_such_rule(other)),
    })
}

fn read_rivals(reader: &mut Reader<'_>, problem: &Problem) -> Result<Vec<Rival>, FormatErrorKind> {
    let mut rivals = Vec::new();
    loop {
        let numbers = |fields: &mut Fields<'_>| fields.rationals(problem.dimension());
        rivals.push(match reader.current().split(' ').next() {
            Some("rival") => Rival::Point(reader.line("rival", numbers)?),
            Some("towards") => Rival::Direction(reader.line("towards", numbers)?),
            _ => return Ok(rivals),
        });
        if rivals.len() > MAX_POINTS {
            return Err(FormatErrorKind::TooManyPoints);
        }
    }
}

/// A word where a rule stands: a known rule that cannot stand there, or an unknown one.
fn no_such_rule(word: &str) -> FormatErrorKind {
    let is_known = Evidence::RULES.contains(&word);
    let error =
        if is_known { TextError::expected("another rule", word) } else { TextError::unknown("rule", word) };
    error.into()
}

fn read_rule<'a>(reader: &mut Reader<'a>, keyword: &'static str) -> Result<&'a str, TextError> {
    reader.line(keyword, |fields| fields.next("a rule"))
}

fn read_jensen(reader: &mut Reader<'_>, problem: &Problem) -> Result<Jensen, FormatErrorKind> {
    let point = |fields: &mut Fields<'_>| fields.rationals(problem.dimension());
    Ok(Jensen { points: read_points(reader, point)? })
}

fn read_family(reader: &mut Reader<'_>, problem: &Problem) -> Result<Family, FormatErrorKind> {
    let denominator = reader.line("denominator", read_polynomial)?;
    let dimension = problem.dimension();
    let point = |fields: &mut Fields<'_>| (0..dimension).map(|_| read_polynomial(fields)).collect();
    Ok(Family { denominator, points: read_points(reader, point)? })
}

/// Points with their weights.
fn read_points<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&mut Fields<'_>) -> Result<T, TextError>,
) -> Result<Vec<(Rational, T)>, FormatErrorKind> {
    let mut points = Vec::new();
    while reader.current().starts_with("point ") {
        if points.len() == MAX_POINTS {
            return Err(FormatErrorKind::TooManyPoints);
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

fn read_curvature(reader: &mut Reader<'_>, problem: &Problem) -> Result<Curvature, TextError> {
    let (point, direction) = read_line(reader, problem)?;
    Ok(Curvature { point, direction })
}

fn read_kink(reader: &mut Reader<'_>, problem: &Problem) -> Result<Kink, TextError> {
    let (point, direction) = read_line(reader, problem)?;
    Ok(Kink { point, direction })
}

/// A point and a direction.
fn read_line(
    reader: &mut Reader<'_>,
    problem: &Problem,
) -> Result<(Vec<Rational>, Vec<Rational>), TextError> {
    let numbers = |fields: &mut Fields<'_>| fields.rationals(problem.dimension());
    Ok((reader.line("at", numbers)?, reader.line("direction", numbers)?))
}

fn read_minimum(reader: &mut Reader<'_>, problem: &Problem) -> Result<Minimum, TextError> {
    let point = reader.line("at", |fields| fields.rationals(problem.dimension()))?;
    let convex_at = reader.line("convex-at", |fields| fields.rationals_up_to(Ground::MAX_CONVEX))?;
    Ok(Minimum { point, convex_at, tree: read_tree(reader, "tree")? })
}

fn read_strong(reader: &mut Reader<'_>, problem: &Problem) -> Result<Strong, FormatErrorKind> {
    let convex_at = reader.line("convex-at", Fields::rational)?;
    Ok(Strong { convex_at, proof: read_proof_by(reader, problem)? })
}

/// A cover, or `by` another rule.
fn read_proof_by(reader: &mut Reader<'_>, problem: &Problem) -> Result<Proof, FormatErrorKind> {
    let is_composition = reader.current().starts_with("by ");
    let rule = if is_composition { read_rule(reader, "by")? } else { "cover" };
    read_proof(rule, reader, problem)
}

fn read_proof(rule: &str, reader: &mut Reader<'_>, problem: &Problem) -> Result<Proof, FormatErrorKind> {
    match rule {
        "cover" => Ok(Proof::Cover(read_cover(reader, problem)?)),
        "composition" => Ok(Proof::Composition),
        other => Err(no_such_rule(other)),
    }
}

fn read_cover(reader: &mut Reader<'_>, problem: &Problem) -> Result<Cover, TextError> {
    let is_reduced = reader.current().starts_with("symmetries ");
    let reduction = if is_reduced { Some(read_reduction(reader, problem)?) } else { None };
    let tree = read_tree(reader, "tree")?;
    let has_penalty = reader.current().starts_with("penalty-tree ");
    let penalty = if has_penalty { Some(read_tree(reader, "penalty-tree")?) } else { None };
    Ok(Cover { tree, penalty, reduction })
}

fn read_orbit(reader: &mut Reader<'_>, problem: &Problem) -> Result<Orbit, TextError> {
    let symmetries = read_symmetries(reader, problem)?;
    Ok(Orbit { symmetries, point: reader.line("at", |fields| fields.rationals(problem.dimension()))? })
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

fn read_tree(reader: &mut Reader<'_>, keyword: &'static str) -> Result<Tree, TextError> {
    let count = reader.line(keyword, |fields| fields.natural("the number of nodes"))?;
    Tree::read(reader, count)
}
