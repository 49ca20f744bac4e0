//! Formulas: parsed into a hash-consed [`Graph`], evaluated as a [`Tape`] over any
//! [`Number`](crate::number::Number).

mod function;
mod graph;
mod parse;
mod print;
mod tape;
mod token;

pub use function::{Function, Parity, Smoothness};
pub use graph::{Graph, GraphError, Node, NodeId};
pub(crate) use parse::shorten;
pub use parse::{
    Location, MAX_EXPONENT, MAX_NESTING, ParseError, ParseErrorKind, ParsedFormula, Scope, Span,
    function_names, parse_formula,
};
pub use print::print_node;
pub use tape::{Guilt, Tape};
pub use token::is_identifier;
