//! A signed permutation of the parameters: `a1=a2,a2=a1` or `a1=-a1,w1=-w1` on the command line.

use super::domain::split_outside_brackets;
use super::error::{Fault, NameError, ParameterError, SourceError};
use super::names::{Assignment, Names};
use super::near;
use super::place::Place;
use super::text::Quoted;
use crate::expression::Signed;
use crate::problem::{Problem, Symmetry};

/// The map that puts `±NAME` in each named parameter's place and leaves the others as they are.
///
/// # Errors
/// Where a name is none of a parameter, or one parameter stands in two places.
pub fn read_map(argument: &str, problem: &Problem) -> Result<Symmetry, SourceError> {
    let names = Names::new(&problem.parameters);
    let quoted = Quoted::whole("--map", argument);
    let pieces = split_outside_brackets(&quoted.value);
    let assignments = pieces.map(|piece| assignment(&quoted, piece, problem)).collect::<Result<_, _>>()?;
    let mut images: Vec<Option<(Signed, Place)>> = vec![None; problem.dimension()];
    names.assign(&mut images, assignments)?;
    let mut is_taken = vec![false; problem.dimension()];
    let mut parameters = Vec::with_capacity(problem.dimension());
    for (index, image) in images.into_iter().enumerate() {
        let stays = Signed { index, is_negative: false };
        let (image, place) = image.unwrap_or_else(|| (stays, quoted.place()));
        if std::mem::replace(&mut is_taken[image.index], true) {
            let parameter = problem.parameters[image.index].clone();
            return Err(ParameterError::MapNotOneToOne { parameter }.at(place));
        }
        parameters.push(image);
    }
    Ok(Symmetry::new(parameters, Vec::new()))
}

fn assignment<'a>(
    argument: &Quoted,
    piece: &'a str,
    problem: &Problem,
) -> Result<Assignment<'a, (Signed, Place)>, SourceError> {
    let syntax = || ParameterError::MapSyntax.at(argument.slice(piece.trim()));
    let (name, image) = piece.split_once('=').ok_or_else(syntax)?;
    let (name, image) = (name.trim(), image.trim());
    let place = argument.slice(image);
    let plain = image.strip_prefix('-').unwrap_or(image);
    let Some(index) = problem.parameters.iter().position(|parameter| parameter == plain) else {
        let near = near::names(plain, problem.parameters.iter().map(String::as_str));
        return Err(NameError::UnknownParameter { name: plain.to_owned(), near }.at(place));
    };
    let image = Signed { index, is_negative: plain.len() < image.len() };
    Ok(Assignment { name, place: argument.slice(name), value: (image, place) })
}
