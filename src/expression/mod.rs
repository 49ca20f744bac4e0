//! Formulas: parsed into a hash-consed [`Graph`], evaluated as a [`Tape`] over any
//! [`Number`](crate::number::Number).

mod function;
mod graph;
mod parse;
mod print;
mod tape;

pub use function::{Function, Parity, Smoothness};
pub use graph::{Graph, GraphError, Node, NodeId};
pub use parse::{ParseError, ParseErrorKind, ParsedFormula, Scope, Span, is_identifier, parse_formula};
pub use print::print_node;
pub use tape::{Guilt, Tape};
