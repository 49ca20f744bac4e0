//! The box: `[domain]`, and `--box` on the command line.

use super::error::{EntryError, Fault, ParameterError, SourceError};
use super::limits::RESERVED;
use super::names::{Assignment, Names};
use super::place::Place;
use super::text::Quoted;
use super::toml::{Entry, Table};
use super::weights;
use crate::grammar::parse_rational;
use crate::problem::{Domain, Limits};
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
    names: &Names,
    folder: &Path,
    boxes: &[BoxArgument],
    notices: &mut Vec<String>,
) -> Result<Domain, SourceError> {
    let mut values = vec![None; names.parameters().len()];
    if let Some(table) = table {
        if let Some(default) = table.get("default") {
            values.fill(Some(limits(&default)?));
        }
        around_center(table, names, folder, &mut values, notices)?;
        let own = table.entries().into_iter().filter(|entry| !RESERVED.contains(&entry.key));
        let assignments = own.map(|entry| {
            Ok(Assignment { name: entry.key, place: entry.key_place(), value: limits(&entry)? })
        });
        names.assign(&mut values, assignments.collect::<Result<_, _>>()?)?;
    }
    override_with(names, &mut values, boxes)?;
    let missing = |parameter: &String| {
        let quote = if parameter.contains('[') { "\"" } else { "" };
        let example = format!("{quote}{parameter}{quote} = [-1, 1]");
        let kind = ParameterError::NoBox { parameter: parameter.clone(), example };
        SourceError { kind: kind.into(), place: table.map(Table::place) }
    };
    let limits = values.into_iter().zip(names.parameters());
    limits
        .map(|(limits, parameter)| limits.ok_or_else(|| missing(parameter)))
        .collect::<Result<_, _>>()
        .map(|limits: Vec<Limits>| Domain::from(limits))
}

/// The domain of a formula on the command line, whose parameters are those of the boxes.
pub(super) fn from_boxes(names: &Names, boxes: &[BoxArgument]) -> Result<Domain, SourceError> {
    let mut values = vec![None; names.parameters().len()];
    override_with(names, &mut values, boxes)?;
    let limits = values.into_iter().map(|limits| limits.unwrap_or_else(Limits::real));
    Ok(Domain::from(limits.collect::<Vec<_>>()))
}

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

/// `center = "weights.csv"` and `radius = r`: the box of half width r around given weights.
fn around_center(
    table: &Table,
    names: &Names,
    folder: &Path,
    values: &mut [Option<Limits>],
    notices: &mut Vec<String>,
) -> Result<(), SourceError> {
    let (center, radius) = match (table.get("center"), table.get("radius")) {
        (None, None) => return Ok(()),
        (Some(center), Some(radius)) => (center, radius),
        (Some(_), None) => return Err(table.missing("radius", "radius = \"1/10\"")),
        (None, Some(_)) => return Err(table.missing("center", "center = \"weights.csv\"")),
    };
    let r = radius.number()?;
    if r < 0 {
        return Err(radius.error(EntryError::OutOfRange { what: "radius", range: "at least 0" }));
    }
    let weights = weights::read(&folder.join(center.string()?), names.parameters())
        .map_err(|error| SourceError { place: error.place.or_else(|| Some(center.place())), ..error })?;
    if values.iter().all(Option::is_none)
        && let Some(error) = weights.missing(names.parameters())
    {
        return Err(error);
    }
    for (limits, weight) in values.iter_mut().zip(weights.values) {
        if let Some((weight, _)) = weight {
            *limits = Some(Limits::new(Rational::from(&weight - &r), weight + &r));
        }
    }
    notices.extend(weights.notices);
    Ok(())
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
