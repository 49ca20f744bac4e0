//! What can be wrong with a formula.

use crate::expression::GraphError;
use crate::function::{Function, MAX_EXPONENT};
use crate::number::NumberError;
use crate::problem::shorten;
use std::fmt;
use std::ops::Range;

/// A range of bytes in the source text.
pub type Span = Range<usize>;

/// A place in a formula or in one of its named parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The part's index in [`Scope::parts`](super::Scope::parts); `None` is the formula itself.
    pub part: Option<usize>,
    /// The bytes of that text.
    pub span: Span,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// A character that no token begins with.
    UnexpectedCharacter(char),
    /// Another token than the grammar allows here.
    UnexpectedToken {
        /// What the grammar allows.
        expected: &'static str,
        /// What stands there; `None` is the end of the formula.
        found: Option<String>,
    },
    /// A number that cannot be read.
    Number(NumberError),
    /// A name without meaning.
    UnknownName {
        /// The name.
        name: String,
        /// All names with a meaning.
        known: Vec<String>,
    },
    /// A function that does not exist.
    UnknownFunction(String),
    /// A function with too few or too many arguments.
    WrongArgumentCount {
        /// The function.
        function: &'static str,
        /// Whether it takes any number from two on, rather than one.
        many: bool,
        /// How many there are.
        found: usize,
    },
    /// A second argument of `huber` that is no positive constant.
    HuberWidth,
    /// More than [`MAX_NESTING`] levels.
    NestingTooDeep,
    /// An exponent that is not a constant integer.
    ExponentNotInteger,
    /// An exponent beyond ±[`MAX_EXPONENT`].
    ExponentTooLarge,
    /// `sum` or `mean` squared, nested, inside a function, or times something that is no constant.
    SumInside,
    /// `sum` or `mean` where there is no data.
    NoData,
    /// A data column outside `sum` and `mean`.
    ColumnOutsideSum(String),
    /// A named part that refers to itself, possibly through others.
    Circle(String),
    /// The graph refused.
    Graph(GraphError),
}

/// The deepest nesting of parentheses, functions, exponents and named parts.
pub const MAX_NESTING: usize = 500;

impl fmt::Display for ParseErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnexpectedCharacter(c) => write!(f, "a formula has no `{}`", c.escape_debug()),
            Self::UnexpectedToken { expected, found: Some(found) } => {
                write!(f, "expected {expected}, found `{}`", shorten(found))
            }
            Self::UnexpectedToken { expected, found: None } => {
                write!(f, "expected {expected}, found the end of the formula")
            }
            Self::Number(error) => error.fmt(f),
            Self::UnknownName { name, .. } => write!(f, "unknown name `{}`", shorten(name)),
            Self::UnknownFunction(name) => write!(f, "unknown function `{}`", shorten(name)),
            Self::WrongArgumentCount { function, many, found } => {
                let wanted = if *many { "at least two arguments" } else { "one argument" };
                write!(f, "`{function}` takes {wanted}, not {found}")
            }
            Self::HuberWidth => f.write_str("the width δ in `huber(z, δ)` is a positive constant"),
            Self::NestingTooDeep => write!(f, "more than {MAX_NESTING} levels of nesting"),
            Self::ExponentNotInteger => f.write_str("an exponent is a constant integer"),
            Self::ExponentTooLarge => write!(f, "an exponent lies within ±{MAX_EXPONENT}"),
            Self::SumInside => {
                f.write_str("a sum over rows may only be added, and multiplied or divided by constants")
            }
            Self::NoData => f.write_str("there are no data rows to sum over"),
            Self::ColumnOutsideSum(name) => {
                write!(f, "the data column `{}` stands outside `sum( )` and `mean( )`", shorten(name))
            }
            Self::Circle(name) => write!(f, "`{}` is defined by itself", shorten(name)),
            Self::Graph(error) => error.fmt(f),
        }
    }
}

impl ParseErrorKind {
    /// The error at a place.
    pub(super) fn at(self, location: Location) -> ParseError {
        ParseError { kind: self, location }
    }

    /// One sentence on what to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::UnexpectedCharacter(_) => {
                "Formulas are made of numbers, names, `+ - * / ^`, parentheses and commas.".into()
            }
            Self::UnexpectedToken { .. } => {
                "There is no implied product: write `2*x`, and `x^2` for a power.".into()
            }
            Self::Number(_) => "Write a number as `-12`, `1.25`, `2.5e-3` or `1/3`.".into(),
            Self::UnknownName { .. } => {
                "A name is a parameter, a data column or a part named in `where`.".into()
            }
            Self::UnknownFunction(_) => {
                format!("The functions are {}.", function_names().collect::<Vec<_>>().join(", "))
            }
            Self::WrongArgumentCount { .. } => "Only `max`, `min` and `huber` take several arguments.".into(),
            Self::HuberWidth => "Write `huber(z, 1.35)`; `huber(z)` has the width 1.".into(),
            Self::NestingTooDeep => "Name inner parts of the formula, or remove parentheses.".into(),
            Self::ExponentNotInteger => {
                "For other powers write `exp(p*log(x))`, or `sqrt(x)` for `x^(1/2)`.".into()
            }
            Self::ExponentTooLarge => "Write larger powers as products of smaller ones.".into(),
            Self::SumInside => {
                "Move the operation inside, as in `mean((y - a*x)^2)`, or sum over rows only once.".into()
            }
            Self::NoData => "Only an objective with data has rows; a penalty has none.".into(),
            Self::ColumnOutsideSum(_) => "Say what the rows add up to, as in `mean((y - a*x)^2)`.".into(),
            Self::Circle(_) => "Named parts may refer to each other, but not in a circle.".into(),
            Self::Graph(GraphError::UndefinedConstant) => {
                "It divides by zero, or leaves the function's domain.".into()
            }
            Self::Graph(GraphError::HugeConstant) => "Numbers have at most 10,000 digits.".into(),
            Self::Graph(GraphError::TooManyNodes) => "Use fewer operations or fewer units.".into(),
        }
    }
}

/// An error with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where.
    pub location: Location,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for ParseError {}

/// The functions that formulas know.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    use Function::*;
    let named = [
        Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Sin, Cos, Atan, Erf, Abs, Relu, Elu, Gelu,
        Silu, Huber,
    ];
    named.into_iter().map(Function::name).chain(["max", "min", "sum", "mean"])
}
