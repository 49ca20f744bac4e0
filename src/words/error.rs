//! What is wrong with numbers and graphs, in words.

use crate::expression::{Graph, GraphError};
use crate::number::NumberError;
use std::fmt;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::Malformed => "this is not a number",
            NumberError::TooLarge => {
                "a number has at most 10,000 digits and a decimal exponent within ±10,000"
            }
            NumberError::ZeroDenominator => "the denominator is zero",
        })
    }
}

impl std::error::Error for NumberError {}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphError::TooManyNodes => write!(f, "the expression has more than {} nodes", Graph::MAX_NODES),
            GraphError::HugeConstant => write!(f, "a constant has more than 10,000 digits"),
            GraphError::UndefinedConstant => write!(f, "this constant expression is undefined"),
        }
    }
}

impl std::error::Error for GraphError {}
