//! A point of the parameter space: a weights file, or `a1=1,a2=-1/2` on the command line.

use super::domain::split_outside_brackets;
use super::error::{EntryError, Fault, ParameterError, SourceError};
use super::names::{Assignment, Names};
use super::place::Place;
use super::text::Quoted;
use super::weights;
use crate::grammar::parse_rational;
use crate::kind::Exact;
use crate::problem::{Cut, Problem};
use crate::words::cut_in_words;
use rug::Rational;
use std::path::Path;

/// A value and where it stands.
type Placed = (Rational, Place);

/// The point of the domain that the argument of an option gives, with a value for every parameter: assignments
/// `NAME=NUMBER` separated by commas, or the path of a file of weights.
///
/// # Errors
/// See [`SourceErrorKind`](super::SourceErrorKind).
pub fn read_point(option: &str, argument: &str, problem: &Problem) -> Result<Vec<Rational>, SourceError> {
    let names = Names::new(&problem.parameters);
    let mut values: Vec<Option<Placed>> = vec![None; problem.dimension()];
    let whole;
    if argument.contains('=') {
        let quoted = Quoted::whole(option, argument);
        whole = quoted.place();
        names.assign(&mut values, assignments(&quoted)?)?;
    } else {
        let weights = weights::read(Path::new(argument), &problem.parameters)?;
        if let Some(error) = weights.missing(&problem.parameters) {
            return Err(error);
        }
        (whole, values) = (weights.file, weights.values);
    }
    let point = coordinates(values, problem, &whole)?;
    let at: Vec<Exact> = point.iter().cloned().map(Exact::from).collect();
    let is_kept = |cut: &Cut| problem.domain.room(*cut, &at, ()).value().is_some_and(|room| *room >= 0);
    match problem.domain.cuts().find(|cut| !is_kept(cut)) {
        None => Ok(point),
        Some(cut) => Err(ParameterError::OutsideCut { cut: cut_in_words(cut, problem) }.at(whole)),
    }
}

/// A value within its limits for every parameter.
fn coordinates(
    values: Vec<Option<Placed>>,
    problem: &Problem,
    whole: &Place,
) -> Result<Vec<Rational>, SourceError> {
    let coordinates = values.into_iter().zip(&problem.parameters).zip(&problem.domain.limits);
    coordinates
        .map(|((value, name), limits)| {
            let missing = || ParameterError::NoValue { parameter: name.clone() }.at(whole.clone());
            let (value, place) = value.ok_or_else(missing)?;
            let outside = |limit| ParameterError::outside_box(name, &value, limit).at(place);
            limits.exceeded_by(&value).map_or(Ok(()), |limit| Err(outside(limit))).map(|()| value.clone())
        })
        .collect()
}

/// The pieces `NAME=NUMBER` of an argument.
fn assignments(argument: &Quoted) -> Result<Vec<Assignment<'_, Placed>>, SourceError> {
    split_outside_brackets(&argument.value).map(|piece| assignment(argument, piece)).collect()
}

fn assignment<'a>(argument: &Quoted, piece: &'a str) -> Result<Assignment<'a, Placed>, SourceError> {
    let syntax = || ParameterError::PointSyntax.at(argument.slice(piece.trim()));
    let (name, number) = piece.split_once('=').ok_or_else(syntax)?;
    let (name, number) = (name.trim(), number.trim());
    let place = argument.slice(number);
    match parse_rational(number) {
        Ok(value) => Ok(Assignment { name, place: argument.slice(name), value: (value, place) }),
        Err(error) => Err(EntryError::Number(error).at(place)),
    }
}
