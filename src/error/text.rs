//! What can be wrong with a number, a graph or a text.

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not of the form `-12`, `1.25`, `-2.5e-3`, `p/q`.
    Malformed,
    /// More than 10,000 digits, as written or in lowest terms, or a decimal exponent beyond ±10,000.
    TooLarge,
    /// A denominator of zero.
    ZeroDenominator,
}

/// Why a graph cannot grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphError {
    /// More than [`MAX_NODES`](crate::expression::Graph::MAX_NODES) nodes.
    TooManyNodes,
    /// An exact constant of more than 10,000 digits above or below the bar.
    HugeConstant,
    /// A division of a constant by zero, or a function of a constant outside its domain.
    UndefinedConstant,
}

/// A word where the format may grow, and that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it would be a word for.
    pub part: &'static str,
    /// The word.
    pub word: String,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Nothing, as far as this version can tell.
    Unknown(Unknown),
    /// Another line or field than may stand here.
    Expected {
        /// What may stand here.
        expected: String,
        /// What stands there; empty at the end of a line or of the text.
        found: String,
    },
    /// A number that is no rational `p/q`, or too long.
    Number(NumberError),
    /// A parameter or column whose name is no identifier.
    NotAnIdentifier(String),
    /// A second parameter or column of the same name.
    DuplicateName(String),
    /// A name that no parameter or column has.
    UnknownName(String),
    /// A lower limit above the upper one.
    EmptyLimits,
    /// A row, point or direction with too few or too many numbers.
    Length {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// An exponent of 0, 1, or beyond ±1000.
    Exponent(i64),
    /// A node that does not refer to earlier ones.
    ForwardReference(usize),
    /// A node that the graph would not hold: it occurs before, is out of order, or is a constant in disguise.
    NotANode,
    /// The graph refuses the node.
    Graph(GraphError),
    /// A data column where there are no rows: in the fixed part of the objective or in the penalty.
    ColumnOutsideRows(&'static str),
    /// A penalty's weight below zero.
    NegativeWeight,
    /// What has another, canonical spelling.
    NotCanonical(String),
    /// Not UTF-8.
    NotUtf8,
    /// A NUL byte.
    Nul,
    /// The first line is not `jensen-certificate 2`.
    NoCertificate(String),
    /// The first line is `jensen-certificate 1`.
    Earlier,
    /// A claim of a known kind in another shape.
    MalformedClaim(String),
    /// More than 10,000 points.
    TooManyPoints,
    /// Text behind the `end` line.
    AfterEnd,
}

impl TextError {
    /// [`TextError::Expected`], with what was found cut short.
    pub(crate) fn expected(expected: impl Into<String>, found: &str) -> Self {
        TextError::Expected { expected: expected.into(), found: shorten(found) }
    }

    pub(crate) fn not_canonical(found: &str) -> Self {
        TextError::NotCanonical(shorten(found))
    }

    pub(crate) fn unknown(part: &'static str, found: &str) -> Self {
        TextError::Unknown(Unknown { part, word: shorten(found) })
    }
}

impl From<GraphError> for TextError {
    fn from(error: GraphError) -> Self {
        TextError::Graph(error)
    }
}

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: TextError,
}

/// A text cut short for a message, its control characters escaped.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let visible = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let start: String = text.chars().take(LONGEST).map(visible).collect();
    if text.chars().nth(LONGEST).is_some() { start + "…" } else { start }
}

/// What the system says of an error, without its number.
pub fn in_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
