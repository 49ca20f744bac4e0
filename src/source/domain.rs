//! The box: `[domain]`, and `--box` on the command line.

use super::error::{DataError, EntryError, Fault, ParameterError, SourceError};
use super::limits::{MAX_DATA_BYTES, RESERVED};
use super::names::{Assignment, Names};
use super::place::{Place, Text};
use super::text::{self, Quoted};
use super::toml::{Entry, Table};
use crate::grammar::parse_rational;
use crate::problem::{Domain, Limits};
use rug::Rational;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

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
) -> Result<Domain, SourceError> {
    let mut values = vec![None; names.parameters().len()];
    if let Some(table) = table {
        if let Some(default) = table.get("default") {
            values.fill(Some(limits(&default)?));
        }
        around_center(table, names, folder, &mut values)?;
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
        .map(Domain)
}

/// The domain of a formula on the command line, whose parameters are those of the boxes.
pub(super) fn from_boxes(names: &Names, boxes: &[BoxArgument]) -> Result<Domain, SourceError> {
    let mut values = vec![None; names.parameters().len()];
    override_with(names, &mut values, boxes)?;
    Ok(Domain(values.into_iter().map(|limits| limits.unwrap_or_else(Limits::real)).collect()))
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
    let text = text::read(&folder.join(center.string()?), MAX_DATA_BYTES)
        .map_err(|error| SourceError { place: error.place.or_else(|| Some(center.place())), ..error })?;
    let weights = weights(&text)?;
    let assignments = weights.iter().map(|Weight { name, span, value, .. }| Assignment {
        name,
        place: Place::new(&text, span.clone()),
        value: Limits::new(Rational::from(value - &r), Rational::from(value + &r)),
    });
    names.assign(values, assignments.collect())
}

/// A line of a file of weights.
pub(super) struct Weight {
    /// A parameter or a block.
    pub name: String,
    /// Where the name stands.
    pub span: Range<usize>,
    /// Its value.
    pub value: Rational,
    /// Where the value stands.
    pub value_span: Range<usize>,
}

/// The lines `name,value` of a file of weights; its first line may say so. Commas in a name need no quotes.
pub(super) fn weights(text: &Arc<Text>) -> Result<Vec<Weight>, SourceError> {
    let mut weights = Vec::new();
    let mut start = 0;
    for whole in text.content.split_inclusive('\n') {
        let lead = whole.len() - whole.trim_start().len();
        let (from, line) = (start + lead, whole.trim());
        start += whole.len();
        if line.is_empty() {
            continue;
        }
        let at = |part: &str, offset: usize| {
            let lead = part.len() - part.trim_start().len();
            from + offset + lead..from + offset + lead + part.trim().len()
        };
        let Some((name, value)) = line.rsplit_once([',', ';', '\t']) else {
            return Err(DataError::RaggedRow { expected: 2, found: 1 }.at(Place::new(text, at(line, 0))));
        };
        let (span, value_span) = (at(name, 0), at(value, name.len() + 1));
        let name = name.trim();
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        if (name, value.trim()) == ("name", "value") && weights.is_empty() {
            continue;
        }
        let value = parse_rational(value.trim()).map_err(|error| {
            DataError::DataNumber { column: "value".into(), error, values: Vec::new() }
                .at(Place::new(text, value_span.clone()))
        })?;
        weights.push(Weight { name: name.to_owned(), span, value, value_span });
    }
    Ok(weights)
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
