//! What can be wrong with a formula.

use super::super::code::Code;
use super::super::near;
use super::data::DataError;
use crate::expression::GraphError;
use crate::grammar::{ParseErrorKind, function_names};
use crate::problem::shorten;
use std::fmt;

/// What can be wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// What is wrong.
    pub error: Box<ParseErrorKind>,
    /// How to make a parameter of a name, with `{}` for the name.
    pub declare: &'static str,
}

impl FormulaError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        use ParseErrorKind as P;
        match *self.error {
            P::UnexpectedCharacter(_) | P::UnexpectedToken { .. } => Code::Syntax,
            P::Number(_) => Code::Number,
            P::UnknownName { .. } => Code::UnknownName,
            P::UnknownFunction(_) => Code::UnknownFunction,
            P::WrongArgumentCount { .. } | P::HuberWidth => Code::ArgumentCount,
            P::NestingTooDeep => Code::Nesting,
            P::ExponentNotInteger | P::ExponentTooLarge => Code::Exponent,
            P::SumInside => Code::SumInside,
            P::NoData => Code::NoData,
            P::ColumnOutsideSum(_) => Code::ColumnOutsideSum,
            P::Circle(_) => Code::Circle,
            P::Graph(error) => graph_code(error),
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match &*self.error {
            ParseErrorKind::UnknownName { name, known } => {
                let near = near::names(name, known.iter().map(String::as_str));
                let declaration = self.declare.replace("{}", &shorten(name));
                match near::question(&near).strip_suffix('?') {
                    Some(question) if !near.is_empty() => {
                        format!("{question}, or does the parameter lack {declaration}?")
                    }
                    _ => format!("If it is a parameter, write {declaration}."),
                }
            }
            ParseErrorKind::UnknownFunction(name) => {
                near::question_or(&near::names(name, function_names()), &self.error.help())
            }
            ParseErrorKind::NoData => DataError::NoData.help(),
            other => other.help(),
        }
    }
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// The stable code of an expression that cannot be built.
pub(super) fn graph_code(error: GraphError) -> Code {
    match error {
        GraphError::UndefinedConstant => Code::UndefinedConstant,
        GraphError::TooManyNodes => Code::TooManyNodes,
        GraphError::HugeConstant => Code::HugeConstant,
    }
}
