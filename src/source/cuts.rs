//! What cuts the box: `ball`, `scales` and `constraints` in `[domain]`, `--ball` and `--where` on the command line.

use super::error::{Fault, ParameterError, SourceError};
use super::formula::Vocabulary;
use super::interior;
use super::place::Place;
use super::text::Quoted;
use crate::problem::{Ball, Domain, HalfSpace, Limits};
use rug::Rational;

/// Cuts a box by inequalities, and names a point inside. Those of one parameter are limits. Errors about the domain as a whole
/// stand at `place`.
pub(super) fn cut(
    limits: Vec<Limits>,
    ball: Option<(Ball, Place)>,
    constraints: &[Quoted],
    vocabulary: &Vocabulary,
) -> Result<Domain, SourceError> {
    let mut domain = Domain::from(limits);
    let is_pinned: Vec<bool> = domain.limits.iter().map(Limits::is_pinned).collect();
    let mut last = None;
    if let Some((ball, place)) = ball {
        domain.limits = domain.limits.iter().enumerate().map(|(k, own)| within(own, &ball, k)).collect();
        (domain.ball, last) = (Some(ball), Some(place));
    }
    for constraint in constraints {
        for half_space in half_spaces(constraint, vocabulary)? {
            match &half_space.coefficients[..] {
                [(k, a)] => narrow(&mut domain.limits[*k], a, &half_space.bound),
                _ => domain.half_spaces.push(half_space),
            }
        }
        last = Some(constraint.place());
    }
    let Some(place) = last else { return Ok(domain) };
    let is_thin = |(limits, was_pinned): (&Limits, &bool)| match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) => lower > upper || (lower == upper && !was_pinned),
        _ => false,
    };
    let is_thin = domain.limits.iter().zip(&is_pinned).any(is_thin);
    if domain.is_cut() || is_thin {
        let found = if is_thin { None } else { interior::find(&domain) };
        domain.interior = Some(found.ok_or_else(|| ParameterError::NoInterior.at(place))?);
    }
    Ok(domain)
}

/// Limits within those of a ball, unless they pin the parameter.
fn within(own: &Limits, ball: &Ball, k: usize) -> Limits {
    if own.is_pinned() {
        return own.clone();
    }
    let mut limits = own.clone();
    let Limits { lower, upper } = ball.limits(k);
    lower.into_iter().for_each(|end| narrow(&mut limits, &Rational::from(-1), &-end));
    upper.into_iter().for_each(|end| narrow(&mut limits, &Rational::from(1), &end));
    limits
}

/// The limits of `x` where `a·x ≤ b` too.
fn narrow(limits: &mut Limits, a: &Rational, bound: &Rational) {
    let end = Rational::from(bound / a);
    if *a > 0 {
        limits.upper = Some(limits.upper.take().map_or(end.clone(), |own| own.min(end)));
    } else {
        limits.lower = limits.lower.take().max(Some(end));
    }
}

/// `f <= g`, `f >= g`, or a chain of these.
fn half_spaces(text: &Quoted, vocabulary: &Vocabulary) -> Result<Vec<HalfSpace>, SourceError> {
    let (mut sides, mut signs) = (Vec::new(), Vec::new());
    let mut rest = text.value.as_str();
    while let Some(at) = rest.find(['<', '>', '=', '≤', '≥']) {
        let (side, sign) = rest.split_at(at);
        let written = ["<=", ">=", "≤", "≥"].into_iter().find(|word| sign.starts_with(word));
        let length = written.map_or(sign.chars().next().map_or(0, char::len_utf8), str::len);
        let Some(written) = written.filter(|_| !sign[length..].starts_with('=')) else {
            return Err(ParameterError::NoWeakInequality.at(text.slice(&sign[..length])));
        };
        sides.push(side);
        signs.push(if matches!(written, "<=" | "≤") { 1 } else { -1 });
        rest = &sign[length..];
    }
    if signs.is_empty() {
        return Err(ParameterError::NoInequality.at(text.place()));
    }
    sides.push(rest);
    let sides = sides.into_iter().map(|side| vocabulary.parse_affine(text, side));
    let sides: Vec<_> = sides.collect::<Result<_, _>>()?;
    let pair = |(pair, sign): (&[_], i32)| {
        let [(left, here), (right, there)] = pair else { return Ok(None) };
        let mut coefficients: Vec<Rational> = vec![Rational::new(); vocabulary.parameters.len()];
        for (terms, sign) in [(here, sign), (there, -sign)] {
            let terms: &Vec<(usize, Rational)> = terms;
            terms.iter().for_each(|(k, a)| coefficients[*k] += Rational::from(a * sign));
        }
        let bound = Rational::from(right - left) * sign;
        let none = || ParameterError::NoVariable.at(text.place());
        HalfSpace::new(coefficients, bound).map(Some).ok_or_else(none)
    };
    let found: Vec<Option<HalfSpace>> = sides.windows(2).zip(signs).map(pair).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}
