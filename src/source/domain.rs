//! The domain: `[domain]`, `--box`, `--ball` and `--where` on the command line.

use super::cuts::cut;
use super::error::{EntryError, Fault, ParameterError, SourceError};
use super::formula::Vocabulary;
use super::limits::RESERVED;
use super::names::{Assignment, Names};
use super::penalty::by_name;
use super::place::Place;
use super::text::Quoted;
use super::toml::{Entry, Table};
use super::weights::{self, Weights};
use crate::grammar::parse_rational;
use crate::problem::{Ball, Domain, Limits};
use rug::Rational;
use std::path::Path;

/// One `NAME=LIMITS` of a `--box`.
pub(super) struct BoxArgument {
    /// The parameter or block.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    limits: Limits,
}

/// The domain of a problem file; `boxes` win over the table.
pub(super) fn read(
    table: Option<&Table>,
    vocabulary: &Vocabulary,
    folder: &Path,
    boxes: &[BoxArgument],
    notices: &mut Vec<String>,
) -> Result<Domain, SourceError> {
    let names = &Names::new(&vocabulary.parameters);
    let mut values = vec![None; names.parameters().len()];
    let mut around = None;
    if let Some(table) = table {
        if let Some(default) = table.get("default") {
            values.fill(Some(limits(&default)?));
        }
        around = around_center(table, names, folder, &mut values)?;
        let own = table.entries().into_iter().filter(|entry| !RESERVED.contains(&entry.key));
        let assignments = own.map(|entry| {
            Ok(Assignment { name: entry.key, place: entry.key_place(), value: limits(&entry)? })
        });
        names.assign(&mut values, assignments.collect::<Result<_, _>>()?)?;
    }
    override_with(names, &mut values, boxes)?;
    let ball = match (table, &around) {
        (Some(table), Some(weights)) => ball_around(table, names, weights, &mut values)?,
        (Some(table), None) => {
            table.unused("scales", "it needs a `ball`")?;
            None
        }
        (None, _) => None,
    };
    notices.extend(around.map(|weights| weights.notices).unwrap_or_default());
    let missing = |parameter: &String| {
        let quote = if parameter.contains('[') { "\"" } else { "" };
        let example = format!("{quote}{parameter}{quote} = [-1, 1]");
        let kind = ParameterError::NoBox { parameter: parameter.clone(), example };
        SourceError { kind: kind.into(), place: table.map(Table::place) }
    };
    let limits = values.into_iter().zip(names.parameters());
    let limits = limits.map(|(limits, parameter)| limits.ok_or_else(|| missing(parameter)));
    let limits: Vec<Limits> = limits.collect::<Result<_, _>>()?;
    let constraints = table.and_then(|table| table.get("constraints"));
    let constraints = constraints.map(|entry| entry.one_or_list()).unwrap_or_default();
    let constraints: Vec<Quoted> = constraints.iter().map(Entry::quoted).collect::<Result<_, _>>()?;
    cut(limits, ball, &constraints, vocabulary)
}

/// The domain of a formula on the command line, whose parameters are those of the boxes; a ball is about their middle, or about 0
/// where they have none.
pub(super) fn from_boxes(
    vocabulary: &Vocabulary,
    boxes: &[BoxArgument],
    ball: Option<&str>,
    constraints: &[String],
) -> Result<Domain, SourceError> {
    let names = &Names::new(&vocabulary.parameters);
    let mut values = vec![None; names.parameters().len()];
    override_with(names, &mut values, boxes)?;
    let limits: Vec<Limits> = values.into_iter().map(|limits| limits.unwrap_or_else(Limits::real)).collect();
    let about_middle = |radius: &str| {
        let place = Quoted::whole("--ball", radius).place();
        let radius =
            parse_rational(radius.trim()).map_err(|error| EntryError::Number(error).at(place.clone()))?;
        if radius <= 0 {
            return Err(NO_RADIUS.at(place));
        }
        let middle = |limits: &Limits| match (&limits.lower, &limits.upper) {
            (Some(lower), Some(upper)) => Rational::from(lower + upper) / 2u32,
            _ => Rational::new(),
        };
        let center: Vec<Rational> = limits.iter().map(middle).collect();
        let scales = vec![Rational::from(1); center.len()];
        Ok((Ball { radius, center, scales }, place))
    };
    let ball = ball.map(about_middle).transpose()?;
    let constraints: Vec<Quoted> = constraints.iter().map(|text| Quoted::whole("--where", text)).collect();
    cut(limits, ball, &constraints, vocabulary)
}

const NO_RADIUS: EntryError = EntryError::OutOfRange { what: "ball's radius", range: "more than 0" };

fn override_with(
    names: &Names,
    values: &mut [Option<Limits>],
    boxes: &[BoxArgument],
) -> Result<(), SourceError> {
    let assignments = boxes.iter().map(|BoxArgument { name, place, limits }| Assignment {
        name,
        place: place.clone(),
        value: limits.clone(),
    });
    names.assign(values, assignments.collect())
}

/// `center = "weights.csv"` with `radius = r`, the box of half width r around given weights, or with a `ball`, or both.
fn around_center(
    table: &Table,
    names: &Names,
    folder: &Path,
    values: &mut [Option<Limits>],
) -> Result<Option<Weights>, SourceError> {
    let (radius, ball) = (table.get("radius"), table.get("ball"));
    let Some(center) = table.get("center") else {
        let example = "center = \"weights.csv\"";
        let is_wanted = radius.or(ball).is_some();
        return if is_wanted { Err(table.missing("center", example)) } else { Ok(None) };
    };
    if radius.is_none() && ball.is_none() {
        return Err(table.missing("radius", "radius = \"1/10\"` or `ball = \"1/10\""));
    }
    let weights = weights::read(&folder.join(center.string()?), names.parameters())
        .map_err(|error| SourceError { place: error.place.or_else(|| Some(center.place())), ..error })?;
    let Some(radius) = radius else { return Ok(Some(weights)) };
    let r = radius.number()?;
    if r < 0 {
        return Err(radius.error(EntryError::OutOfRange { what: "radius", range: "at least 0" }));
    }
    if values.iter().all(Option::is_none)
        && let Some(error) = weights.missing(names.parameters())
    {
        return Err(error);
    }
    for (limits, weight) in values.iter_mut().zip(&weights.values) {
        if let Some((weight, _)) = weight {
            *limits = Some(Limits::new(Rational::from(weight - &r), Rational::from(weight + &r)));
        }
    }
    Ok(Some(weights))
}

/// `ball = r` about given weights, with `scales`: of the parameters that are not pinned. A parameter without limits has the ball's.
fn ball_around(
    table: &Table,
    names: &Names,
    weights: &Weights,
    values: &mut [Option<Limits>],
) -> Result<Option<(Ball, Place)>, SourceError> {
    let Some(entry) = table.get("ball") else {
        return table.unused("scales", "it needs a `ball`").map(|()| None);
    };
    let radius = entry.number()?;
    if radius <= 0 {
        return Err(entry.error(NO_RADIUS));
    }
    let scale = |entry: &Entry| match entry.number()? {
        scale if scale > 0 => Ok(scale),
        _ => Err(entry.error(EntryError::OutOfRange { what: "scale", range: "more than 0" })),
    };
    let scales = by_name(table, "scales", names, vec![Rational::from(1); values.len()], scale)?;
    let mut center = Vec::new();
    for (limits, weight) in values.iter_mut().zip(&weights.values) {
        let pinned =
            limits.as_ref().filter(|limits| limits.is_pinned()).and_then(|limits| limits.lower.clone());
        center.push(match (pinned, weight) {
            (Some(value), _) => value,
            (None, Some((weight, _))) => weight.clone(),
            (None, None) => {
                return Err(weights
                    .missing(names.parameters())
                    .unwrap_or_else(|| table.missing("center", "")));
            }
        });
        *limits = limits.take().or_else(|| Some(Limits::real()));
    }
    Ok(Some((Ball { radius, center, scales }, entry.place())))
}

/// `[lower, upper]`, or `"real"`.
fn limits(entry: &Entry) -> Result<Limits, SourceError> {
    if entry.as_str() == Some("real") {
        return Ok(Limits::real());
    }
    let ends = entry.as_list().unwrap_or_default();
    let [lower, upper] = &ends[..] else { return Err(entry.no_limits()) };
    let end = |entry: &Entry, infinite: &[&str]| match entry.number_text() {
        Some(text) if infinite.contains(&text) => Ok(None),
        _ => entry.number().map(Some),
    };
    let limits = Limits { lower: end(lower, &["-inf"])?, upper: end(upper, &["inf", "+inf"])? };
    ordered(limits, entry.key).map_err(|kind| entry.error(kind))
}

fn ordered(limits: Limits, name: &str) -> Result<Limits, ParameterError> {
    match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) if lower > upper => {
            Err(ParameterError::EmptyBox { parameter: name.to_owned() })
        }
        _ => Ok(limits),
    }
}

/// Reads the arguments of `--box`: `NAME=LOWER..UPPER` or `NAME=real`, separated by commas.
pub(super) fn box_arguments(arguments: &[String]) -> Result<Vec<BoxArgument>, SourceError> {
    let mut boxes = Vec::new();
    for argument in arguments {
        let argument = Quoted::whole("--box", argument);
        for piece in split_outside_brackets(&argument.value) {
            boxes.push(box_argument(&argument, piece)?);
        }
    }
    Ok(boxes)
}

/// One box, a piece of the argument.
fn box_argument(argument: &Quoted, piece: &str) -> Result<BoxArgument, SourceError> {
    let syntax = || ParameterError::BoxSyntax.at(argument.slice(piece.trim()));
    let (name, range) = piece.split_once('=').ok_or_else(syntax)?;
    let (name, range) = (name.trim(), range.trim());
    let end = |text: &str, infinite: &str| {
        let text = text.trim();
        let number = parse_rational(text).map_err(|error| EntryError::Number(error).at(argument.slice(text)));
        if text == infinite { Ok(None) } else { number.map(Some) }
    };
    let limits = if range == "real" {
        Limits::real()
    } else {
        let (lower, upper) = range.split_once("..").ok_or_else(syntax)?;
        Limits { lower: end(lower, "-inf")?, upper: end(upper, "inf")? }
    };
    let limits = ordered(limits, name).map_err(|kind| kind.at(argument.slice(range)))?;
    Ok(BoxArgument { name: name.to_owned(), place: argument.slice(name), limits })
}

/// The pieces between the commas that are not part of an index such as `[1,2]`.
pub(super) fn split_outside_brackets(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split(move |c| {
        inside = c == '[' || (inside && c != ']');
        c == ',' && !inside
    })
}
