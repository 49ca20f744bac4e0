//! Reading certificates.

use super::write::VERSION;
use super::{Certificate, Claim, Cover, Curvature, Evidence, Jensen, Tree, Witness};
use super::{without_comments, write_certificate};
use crate::number::Rational;
use crate::problem::{FormatError, FormatErrorKind, Lines, Problem, read_problem};

/// A certificate with the lines its parts begin at, for messages.
#[derive(Clone, Debug)]
pub struct Located {
    /// The certificate.
    pub certificate: Certificate,
    /// The line of the claim.
    pub claim_line: usize,
    /// The line of the evidence.
    pub evidence_line: usize,
    /// The line of a bracket's upper part; otherwise the evidence's.
    pub upper_line: usize,
}

/// Reads a certificate's text, comment block included.
///
/// Whatever is read must be written again byte for byte: there is one text for one certificate.
///
/// # Errors
/// See [`FormatErrorKind`].
pub fn read_certificate(text: &str) -> Result<Located, FormatError> {
    let (comments, body) = without_comments(text);
    let first = comments.lines().count() + 1;
    let mut lines = Lines::new(body, first);
    if lines.line("`jensen-certificate 1`")? != VERSION {
        return Err(lines.error(FormatErrorKind::UnknownVersion));
    }
    let claim = read_claim(&mut lines)?;
    let claim_line = lines.number();
    let problem = read_problem(&mut lines)?;
    let evidence_line = lines.number() + 1;
    let (evidence, upper_line) = read_evidence(&mut lines, &problem)?;
    let count = match lines.after("end") {
        Some(count) => count,
        None => {
            lines.line("`end`")?;
            return Err(lines.error(FormatErrorKind::Expected("`end`")));
        }
    };
    if count != lines.count().to_string() {
        return Err(lines.error(FormatErrorKind::Expected("the number of lines")));
    }
    if !lines.is_at_end() {
        return Err(lines.error(FormatErrorKind::TrailingText));
    }
    let certificate = Certificate { claim, problem, evidence };
    let canonical = write_certificate(&certificate, &[]);
    if canonical != body {
        let same = canonical.split('\n').zip(body.split('\n')).take_while(|(a, b)| a == b).count();
        return Err(FormatError { line: first + same, kind: FormatErrorKind::NotCanonical });
    }
    Ok(Located { certificate, claim_line, evidence_line, upper_line })
}

fn read_claim(lines: &mut Lines<'_>) -> Result<Claim, FormatError> {
    let text = lines.line("`claim`")?;
    let Some(text) = text.strip_prefix("claim ") else {
        return Err(lines.error(FormatErrorKind::Expected("`claim`")));
    };
    let after = |prefix: &str| text.strip_prefix(prefix);
    if text == "no-finite-lambda" {
        Ok(Claim::NoFiniteLambda)
    } else if let Some(q) = after("not-convex lambda < ") {
        Ok(Claim::NotConvexBelow { below: lines.rational(q)? })
    } else if let Some(q) = after("not-convex lambda = ") {
        Ok(Claim::NotConvexAt { lambda: lines.rational(q)? })
    } else if let Some(q) = after("convex lambda >= ") {
        Ok(Claim::ConvexFrom { from: lines.rational(q)? })
    } else if let Some(q) = after("convex lambda = ") {
        Ok(Claim::ConvexAt { lambda: lines.rational(q)? })
    } else if let Some(ends) = after("lambda-star in [").and_then(|rest| rest.strip_suffix(']')) {
        let (lower, upper) =
            ends.split_once(", ").ok_or_else(|| lines.error(FormatErrorKind::Expected("`[p, q]`")))?;
        Ok(Claim::LambdaStar { lower: lines.rational(lower)?, upper: lines.rational(upper)? })
    } else {
        Err(unknown(lines, "claim", text))
    }
}

fn read_evidence(lines: &mut Lines<'_>, problem: &Problem) -> Result<(Evidence, usize), FormatError> {
    let rule = lines.line("`evidence`")?;
    let line = lines.number();
    let evidence = match rule {
        "evidence jensen" => Evidence::Jensen(read_jensen(lines, problem)?),
        "evidence curvature" => Evidence::Curvature(read_curvature(lines, problem)?),
        "evidence cover" => Evidence::Cover(read_cover(lines)?),
        "evidence bracket" => {
            let lower = match lines.line("`lower`")? {
                "lower none" => None,
                "lower jensen" => Some(Witness::Jensen(read_jensen(lines, problem)?)),
                "lower curvature" => Some(Witness::Curvature(read_curvature(lines, problem)?)),
                other => return Err(unknown(lines, "lower part", other)),
            };
            lines.exactly("upper cover")?;
            let line = lines.number();
            return Ok((Evidence::Bracket { lower, upper: read_cover(lines)? }, line));
        }
        other => return Err(unknown(lines, "rule", other)),
    };
    Ok((evidence, line))
}

fn unknown(lines: &Lines<'_>, what: &'static str, found: &str) -> FormatError {
    lines.error(FormatErrorKind::Unknown { what, found: found.chars().take(60).collect() })
}

fn read_jensen(lines: &mut Lines<'_>, problem: &Problem) -> Result<Jensen, FormatError> {
    let mut points = Vec::new();
    while let Some(rest) = lines.after("point") {
        let mut numbers = lines.rationals(rest, problem.dimension() + 1)?.into_iter();
        let weight = numbers.next().unwrap_or_default();
        points.push((weight, numbers.collect()));
    }
    Ok(Jensen { points })
}

fn read_curvature(lines: &mut Lines<'_>, problem: &Problem) -> Result<Curvature, FormatError> {
    let mut vector = |keyword: &'static str| -> Result<Vec<Rational>, FormatError> {
        match lines.after(keyword) {
            Some(rest) => lines.rationals(rest, problem.dimension()),
            None => {
                lines.line(keyword)?;
                Err(lines.error(FormatErrorKind::Expected(keyword)))
            }
        }
    };
    Ok(Curvature { point: vector("at")?, direction: vector("along")? })
}

fn read_cover(lines: &mut Lines<'_>) -> Result<Cover, FormatError> {
    let tree = match lines.after("tree") {
        Some(count) => read_tree(lines, count)?,
        None => {
            lines.line("`tree`")?;
            return Err(lines.error(FormatErrorKind::Expected("`tree`")));
        }
    };
    let penalty = match lines.after("penalty-tree") {
        Some(count) => Some(read_tree(lines, count)?),
        None => None,
    };
    Ok(Cover { tree, penalty })
}

fn read_tree(lines: &mut Lines<'_>, count: &str) -> Result<Tree, FormatError> {
    let count: usize =
        count.parse().map_err(|_| lines.error(FormatErrorKind::Expected("a number of lines")))?;
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(lines.line("a line of the tree")?);
    }
    Tree::parse(&text).ok_or_else(|| lines.error(FormatErrorKind::Tree))
}
