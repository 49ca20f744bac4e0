//! Formulas: parsed into a hash-consed [`Graph`], evaluated as a [`Tape`] over any
//! [`Number`](crate::number::Number).

mod canonical;
mod gradient;
mod graph;
mod order;
mod parse;
mod parse_error;
mod print;
mod tape;
mod token;

pub use canonical::{Canon, Form, FormId, Signed};
pub use graph::{Graph, GraphError, Node, NodeId};
pub use parse::{ParsedFormula, Scope, check_parts, parse_formula};
pub use parse_error::{
    Location, MAX_EXPONENT, MAX_NESTING, ParseError, ParseErrorKind, Span, function_names, shorten,
};
pub use print::print_node;
pub use tape::{Guilt, Tape};
pub use token::is_identifier;
