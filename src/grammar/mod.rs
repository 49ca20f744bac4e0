//! The formula language: text into a [`Graph`](crate::expression::Graph), and back.

mod build;
mod decimal;
mod error;
mod parse;
mod print;
mod token;

pub use build::Build;
pub use decimal::parse_rational;
pub use error::{Location, MAX_NESTING, ParseError, ParseErrorKind, Span, function_names};
pub use parse::{ParsedFormula, Scope, check_parts, parse_formula};
pub use print::print_node;
