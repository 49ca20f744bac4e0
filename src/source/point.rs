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
        names.assign(&mut values, assignments(&quoted, argument)?)?;
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

fn assignments<'t>(quoted: &Quoted, argument: &'t str) -> Result<Vec<Assignment<'t, Rational>>, SourceError> {
    let place = |part: &str| {
        let at = part.as_ptr() as usize - argument.as_ptr() as usize;
        quoted.part(&(at..at + part.len()))
    };
    let pieces = split_outside_brackets(argument).map(|piece| {
        let (name, number) =
            piece.split_once('=').ok_or_else(|| SourceErrorKind::PointSyntax.at(place(piece.trim())))?;
        let (name, number) = (name.trim(), number.trim());
        let value =
            parse_rational(number).map_err(|error| SourceErrorKind::Number(error).at(place(number)))?;
        Ok(Assignment { name, place: place(name), value })
    });
    pieces.collect()
}
