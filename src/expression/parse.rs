//! The formula language (see FORMAT.md): `+ - * / ^`, parentheses, functions, `sum( )` and `mean( )` over rows.

use super::graph::{Graph, GraphError, NodeId};
use std::ops::Range;

/// A range of bytes in the source text.
pub type Span = Range<usize>;

/// What identifiers mean.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Parameter names, in order.
    pub parameters: &'a [String],
    /// Data columns, in order.
    pub columns: &'a [String],
    /// Named parts (`where`): name and formula text.
    pub parts: &'a [(String, String)],
    /// The number of data rows, for `mean`; `None` where there is no data.
    pub rows: Option<usize>,
}

/// A formula as `e₀ + Σ_rows e`, in the graph it was parsed into.
#[derive(Clone, Debug)]
pub struct ParsedFormula {
    /// `e₀`.
    pub fixed: NodeId,
    /// `e`, if the formula has `sum` or `mean`.
    pub row: Option<NodeId>,
    /// Where nodes came from, in the formula's text: the first place of each.
    pub spans: Vec<(NodeId, Span)>,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// The graph refused.
    Graph(GraphError),
}

/// An error with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where, in the formula's text.
    pub span: Span,
}

/// Parses `text` into `graph`.
///
/// # Errors
/// See [`ParseErrorKind`].
pub fn parse_formula(text: &str, scope: &Scope<'_>, graph: &mut Graph) -> Result<ParsedFormula, ParseError> {
    let _ = (text, scope, graph);
    todo!()
}

/// Whether `text` is an identifier: a letter or `_`, then letters, digits, `_`, and optionally an
/// index suffix such as `[1,2]`.
pub fn is_identifier(text: &str) -> bool {
    let _ = text;
    todo!()
}
