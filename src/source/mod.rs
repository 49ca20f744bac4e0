//! What users write, lowered into a [`Problem`]: problem files, data, networks, command-line formulas.
//! Trusted only for `jensen check --problem`.

mod arguments;
mod code;
mod cuts;
mod data;
mod digits;
mod domain;
mod error;
mod file;
mod format;
mod formula;
mod init;
mod interior;
mod limits;
mod loss;
mod lower;
mod map;
mod names;
mod near;
mod network;
mod penalty;
mod place;
mod point;
mod proof;
mod sample;
mod text;
mod toml;
mod undefined;
mod weights;

pub use arguments::{FormulaArguments, from_command_line};
pub use code::{Code, find_code};
pub use error::{
    DataError, EntryError, FileError, FormulaError, NameError, NetworkError, ParameterError, SourceError,
    SourceErrorKind,
};
pub use format::Format;
pub use init::{Draft, init};
pub use limits::{MAX_DATA_BYTES, MAX_PROBLEM_BYTES, MAX_WEIGHTS_BYTES};
pub use loss::{Loss, Weighting};
pub use map::read_map;
pub use network::{Activation, Network};
pub use place::{Place, Text};
pub use point::read_point;
pub use proof::{Proof, Step, read_proof};

use crate::expression::NodeId;
use crate::problem::Problem;
use rug::Rational;
use std::path::Path;

/// A problem, and what else its source tells.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The problem.
    pub problem: Problem,
    /// Its name.
    pub name: String,
    /// The network it comes from, if it does.
    pub network: Option<Network>,
    /// The λ that the problem file's `weight_decay` means.
    pub lambda: Option<Rational>,
    /// What was decided for the user when the data were read, each a sentence.
    pub notices: Vec<String>,
    /// How columns are called that the data file calls otherwise, as a sentence.
    pub naming: Option<String>,
    /// Where nodes come from, in the order of nodes.
    places: Vec<(NodeId, Place)>,
}

impl Loaded {
    /// A problem with its nodes in canonical order: what is searched is what the checker reads.
    fn new(
        problem: Problem,
        name: String,
        network: Option<Network>,
        places: Vec<(NodeId, Place)>,
        notices: Vec<String>,
    ) -> Self {
        let (problem, numbers) = problem.in_order();
        let moved = |(node, place): (NodeId, Place)| numbers[node.index()].map(|node| (node, place));
        let mut places: Vec<_> = places.into_iter().filter_map(moved).collect();
        places.sort_unstable_by_key(|(node, _)| *node);
        Loaded { problem, name, network, lambda: None, notices, naming: None, places }
    }

    /// Where a node was first written, unless it comes from a network.
    pub fn place(&self, node: NodeId) -> Option<&Place> {
        let index = self.places.binary_search_by_key(&node, |(node, _)| *node).ok()?;
        self.places.get(index).map(|(_, place)| place)
    }
}

/// Reads a problem file; `-` is standard input.
///
/// # Errors
/// See [`SourceErrorKind`].
pub fn read_problem(path: &Path) -> Result<Loaded, SourceError> {
    file::read(path, &[], false)
}

/// Reads a problem file; `boxes`, written like those of [`FormulaArguments`], win over its `[domain]`.
///
/// # Errors
/// See [`SourceErrorKind`].
pub fn read_problem_with_boxes(path: &Path, boxes: &[String]) -> Result<Loaded, SourceError> {
    file::read(path, &domain::box_arguments(boxes)?, false)
}

/// The same problem for λ = 0 alone: a network's loss is written so that no row sees any shift that leaves it as it is, also of
/// parameters that are penalised.
///
/// # Errors
/// See [`SourceErrorKind`].
pub fn read_problem_at_zero(path: &Path, boxes: &[String]) -> Result<Loaded, SourceError> {
    file::read(path, &domain::box_arguments(boxes)?, true)
}

impl Problem {
    /// Reads a problem file.
    ///
    /// # Errors
    /// See [`SourceErrorKind`].
    pub fn read(path: impl AsRef<Path>) -> Result<Problem, SourceError> {
        read_problem(path.as_ref()).map(|loaded| loaded.problem)
    }

    /// A formula with the square penalty; each parameter has exact limits, such as `("x", "-1", "1/2")`
    /// or `("x", "-inf", "inf")`.
    ///
    /// # Errors
    /// See [`SourceErrorKind`].
    pub fn from_formula(formula: &str, limits: &[(&str, &str, &str)]) -> Result<Problem, SourceError> {
        let boxes = limits.iter().map(|(name, lower, upper)| format!("{name}={lower}..{upper}")).collect();
        let arguments =
            FormulaArguments { formula: formula.to_owned(), boxes, ..FormulaArguments::default() };
        from_command_line(&arguments).map(|loaded| loaded.problem)
    }
}
