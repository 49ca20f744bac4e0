//! A point of the parameter space: a weights file, or `a1=1,a2=-1/2` on the command line.

use super::domain::{split_outside_brackets, weights};
use super::error::{SourceError, SourceErrorKind};
use super::names::{Assignment, Names};
use super::text::{self, MAX_DATA_BYTES, Place, Quoted};
use crate::number::parse_rational;
use crate::problem::Problem;
use rug::Rational;
use std::path::Path;

/// The point that `argument` gives to the problem's parameters, every one of them: assignments
/// `NAME=NUMBER` separated by commas, or the path of a file of lines `name,value`.
///
/// # Errors
/// See [`SourceErrorKind`].
pub fn read_point(argument: &str, problem: &Problem) -> Result<Vec<Rational>, SourceError> {
    let names = Names::new(&problem.parameters);
    let mut values = vec![None; problem.dimension()];
    if argument.contains('=') {
        let quoted = Quoted::whole("--at", argument);
        names.assign(&mut values, assignments(&quoted)?)?;
    } else {
        let text = text::read(Path::new(argument), MAX_DATA_BYTES)?;
        let weights = weights(&text)?;
        let assignments = weights.iter().map(|(name, span, value)| Assignment {
            name,
            place: Place::new(&text, span.clone()),
            value: value.clone(),
        });
        names.assign(&mut values, assignments.collect())?;
    }
    let missing = |name: &String| SourceErrorKind::NoValue { parameter: name.clone() }.nowhere();
    values
        .into_iter()
        .zip(&problem.parameters)
        .map(|(value, name)| value.ok_or_else(|| missing(name)))
        .collect()
}

/// The pieces `NAME=NUMBER` of an argument.
fn assignments(argument: &Quoted) -> Result<Vec<Assignment<'_, Rational>>, SourceError> {
    split_outside_brackets(&argument.value).map(|piece| assignment(argument, piece)).collect()
}

fn assignment<'a>(argument: &Quoted, piece: &'a str) -> Result<Assignment<'a, Rational>, SourceError> {
    let syntax = || SourceErrorKind::PointSyntax.at(argument.slice(piece.trim()));
    let (name, number) = piece.split_once('=').ok_or_else(syntax)?;
    let (name, number) = (name.trim(), number.trim());
    let value =
        parse_rational(number).map_err(|error| SourceErrorKind::Number(error).at(argument.slice(number)))?;
    Ok(Assignment { name, place: argument.slice(name), value })
}
