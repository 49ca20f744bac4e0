//! What can be wrong with what a user wrote, and what to do about it.

mod data;
mod entry;
mod file;
mod formula;
mod name;
mod network;
mod parameter;

pub use data::DataError;
pub use entry::EntryError;
pub use file::FileError;
pub use formula::FormulaError;
pub use name::NameError;
pub use network::NetworkError;
pub use parameter::ParameterError;

use super::code::Code;
use super::place::Place;
use crate::expression::GraphError;
use crate::problem::shorten;
use std::fmt;

/// An error in a problem file, a data file or the command line, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// What is wrong.
    pub kind: SourceErrorKind,
    /// Where, if it has a place.
    pub place: Option<Place>,
}

impl SourceError {
    /// The stable code.
    pub fn code(&self) -> Code {
        self.kind.code()
    }

    /// One sentence on what to do about it.
    pub fn help(&self) -> String {
        match (&self.kind, &self.place) {
            (SourceErrorKind::File(FileError::FileNotFound(_)), None) => {
                "File names on the command line are relative to the current directory.".into()
            }
            (kind, _) => kind.help(),
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SourceError {}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceErrorKind {
    /// A file as a whole.
    File(FileError),
    /// An entry of a problem file, or an option.
    Entry(EntryError),
    /// A name.
    Name(NameError),
    /// What is said of the parameters.
    Parameter(ParameterError),
    /// The data.
    Data(DataError),
    /// A network.
    Network(NetworkError),
    /// A formula.
    Formula(FormulaError),
    /// The graph of a network cannot be built.
    Graph(GraphError),
    /// The objective is undefined at an exact point of the box.
    Undefined {
        /// The sub-expression.
        expression: String,
        /// The point: the parameters that it depends on.
        point: String,
        /// The argument's value there, and the data row.
        argument: String,
    },
}

impl SourceErrorKind {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::File(error) => error.code(),
            Self::Entry(error) => error.code(),
            Self::Name(error) => error.code(),
            Self::Parameter(error) => error.code(),
            Self::Data(error) => error.code(),
            Self::Network(error) => error.code(),
            Self::Formula(error) => error.code(),
            Self::Graph(error) => formula::graph_code(*error),
            Self::Undefined { .. } => Code::Undefined,
        }
    }

    /// One sentence on what to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::File(error) => error.help(),
            Self::Entry(error) => error.help(),
            Self::Name(error) => error.help(),
            Self::Parameter(error) => error.help(),
            Self::Data(error) => error.help(),
            Self::Network(error) => error.help(),
            Self::Formula(error) => error.help(),
            Self::Graph(GraphError::HugeConstant) => "Numbers have at most 10,000 digits.".into(),
            Self::Graph(_) => "Use fewer units or fewer layers.".into(),
            Self::Undefined { .. } => "Choose a box on which the objective is defined everywhere.".into(),
        }
    }
}

impl fmt::Display for SourceErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Entry(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::Parameter(error) => error.fmt(f),
            Self::Data(error) => error.fmt(f),
            Self::Network(error) => error.fmt(f),
            Self::Formula(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
            Self::Undefined { expression, point, argument } if point.is_empty() => {
                write!(f, "`{expression}` is undefined, since its argument is {argument}")
            }
            Self::Undefined { expression, point, argument } => {
                write!(f, "`{expression}` is undefined in the box: at {point} its argument is {argument}")
            }
        }
    }
}

/// The first of several, and how many more there are.
pub(super) fn few(items: &[String]) -> String {
    const FEW: usize = 8;
    let shown: Vec<_> = items.iter().take(FEW).map(|item| shorten(item)).collect();
    let rest = items.len().saturating_sub(FEW);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &rest
}

/// What is wrong, before it is said where.
pub(super) trait Fault: Into<SourceErrorKind> {
    /// The error at a place.
    fn at(self, place: Place) -> SourceError {
        SourceError { kind: self.into(), place: Some(place) }
    }

    /// The error without a place.
    fn nowhere(self) -> SourceError {
        SourceError { kind: self.into(), place: None }
    }
}

impl<T: Into<SourceErrorKind>> Fault for T {}

/// Faults as kinds of errors.
macro_rules! kinds {
    ($($kind:ident($fault:ident),)*) => {$(
        impl From<$fault> for SourceErrorKind {
            fn from(fault: $fault) -> Self {
                SourceErrorKind::$kind(fault)
            }
        }
    )*};
}

kinds! {
    File(FileError),
    Entry(EntryError),
    Name(NameError),
    Parameter(ParameterError),
    Data(DataError),
    Network(NetworkError),
    Formula(FormulaError),
    Graph(GraphError),
}
