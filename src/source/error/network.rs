//! What can be wrong with a network.

use super::super::code::Code;
use super::data::classes_help;
use crate::problem::shorten;
use std::fmt;

/// What can be wrong with a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkError {
    /// A network with too few layers, an empty one, or too many parameters.
    Layers(&'static str),
    /// A list with another length than the layers need.
    LayerCount {
        /// What is listed.
        what: &'static str,
        /// How many are wanted.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Another number of class weights than classes.
    ClassWeights {
        /// How many classes there are.
        expected: usize,
        /// How many weights there are.
        found: usize,
    },
    /// Another number of input columns than the first layer says.
    Inputs {
        /// How many the first layer says.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A loss that this number of outputs or targets does not allow.
    Outputs {
        /// The loss.
        loss: &'static str,
        /// What it needs.
        needs: String,
    },
    /// A target that is no class.
    Label {
        /// The target.
        found: String,
        /// What it may be.
        allowed: String,
        /// The targets' values, if they are few.
        values: Vec<String>,
    },
}

impl NetworkError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Layers(_) => Code::Layers,
            Self::LayerCount { .. } | Self::ClassWeights { .. } => Code::LayerCount,
            Self::Inputs { .. } => Code::Inputs,
            Self::Outputs { .. } => Code::Outputs,
            Self::Label { .. } => Code::Label,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Layers(_) => {
                "Layers are inputs, hidden layers and outputs, such as `layers = [4, 3, 3]`.".into()
            }
            Self::LayerCount { .. } => "Give one for all layers, or a list with one a layer.".into(),
            Self::ClassWeights { .. } => "Give one a class, in the order of their numbers 0, 1, ….".into(),
            Self::Inputs { .. } => "The first of `layers` is the number of input columns.".into(),
            Self::Outputs { .. } => "Change the last of `layers`, the `target` or the `loss`.".into(),
            Self::Label { values, .. } => classes_help(values),
        }
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layers(message) => f.write_str(message),
            Self::LayerCount { what, expected, found } => {
                write!(f, "the network needs {expected} {what}, not {found}")
            }
            Self::ClassWeights { expected, found } => {
                write!(f, "there are {expected} classes, but {found} class weights")
            }
            Self::Inputs { expected, found } => {
                write!(f, "the network has {expected} inputs, but {found} input columns")
            }
            Self::Outputs { loss, needs } => write!(f, "the {loss} loss needs {needs}"),
            Self::Label { found, allowed, .. } => write!(f, "the target {} is not {allowed}", shorten(found)),
        }
    }
}
