//! Values given by name: to a parameter, to a whole block of parameters, or to all.
//!
//! `W1` stands for every parameter `W1[…]` unless it is a parameter itself. The nearer name wins:
//! a parameter's own value over its block's, its block's over the default.

use super::error::{Fault, NameError, SourceError};
use super::near;
use super::place::Place;
use std::collections::{HashMap, HashSet};

/// The parameters and their blocks.
pub(super) struct Names<'a> {
    parameters: &'a [String],
    /// What a name stands for.
    meanings: HashMap<&'a str, Vec<usize>>,
}

/// A value for a name.
pub(super) struct Assignment<'a, T> {
    /// A parameter or a block.
    pub name: &'a str,
    /// Where the name stands.
    pub place: Place,
    /// The value.
    pub value: T,
}

impl<'a> Names<'a> {
    pub fn new(parameters: &'a [String]) -> Self {
        let mut meanings: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, name) in parameters.iter().enumerate() {
            if let Some((block, _)) = name.split_once('[') {
                meanings.entry(block).or_default().push(index);
            }
        }
        for (index, name) in parameters.iter().enumerate() {
            meanings.insert(name, vec![index]);
        }
        Names { parameters, meanings }
    }

    /// The parameters, in order.
    pub fn parameters(&self) -> &'a [String] {
        self.parameters
    }

    fn is_parameter(&self, name: &str) -> bool {
        matches!(self.meanings.get(name).map(Vec::as_slice), Some([index]) if self.parameters[*index] == name)
    }

    /// Overwrites `values`, one a parameter, with what is assigned: to blocks first, then to parameters.
    pub fn assign<T: Clone>(
        &self,
        values: &mut [Option<T>],
        assignments: Vec<Assignment<'_, T>>,
    ) -> Result<(), SourceError> {
        let mut seen = HashSet::new();
        for Assignment { name, place, .. } in &assignments {
            if !self.meanings.contains_key(name) {
                let near = near::names(name, self.meanings.keys().copied());
                return Err(NameError::UnknownParameter { name: (*name).to_owned(), near }.at(place.clone()));
            }
            if !seen.insert(*name) {
                return Err(NameError::DuplicateName((*name).to_owned()).at(place.clone()));
            }
        }
        let (own, blocks): (Vec<_>, Vec<_>) =
            assignments.into_iter().partition(|assignment| self.is_parameter(assignment.name));
        for Assignment { name, value, .. } in blocks.into_iter().chain(own) {
            for index in self.meanings.get(name).into_iter().flatten() {
                if let Some(slot) = values.get_mut(*index) {
                    *slot = Some(value.clone());
                }
            }
        }
        Ok(())
    }
}
