//! Formulas of problem files and of the command line: the parser's places become places in the text.

use super::data::{Data, Selection};
use super::error::{Fault, FormulaError, ParameterError, SourceError};
use super::place::Place;
use super::text::Quoted;
use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId, Tape};
use crate::grammar::{Location, ParseError, ParsedFormula, Scope, check_parts, parse_formula};
use crate::kind::{Atoms, Multivariate};
use rug::Rational;

/// Where nodes come from, in the order of nodes.
pub(super) type Places = Vec<(NodeId, Place)>;

/// What the names in formulas mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// The parameters, in order.
    pub parameters: Vec<String>,
    /// The data columns, in order.
    pub columns: Vec<String>,
    /// The number of data rows; `None` where there are no data.
    pub rows: Option<usize>,
    /// The named parts.
    pub parts: Vec<(String, String)>,
    /// Where each named part is written.
    pub part_texts: Vec<Quoted>,
    /// The line or option that makes a parameter of `{}`.
    pub declare: &'static str,
}

impl Vocabulary {
    fn scope(&self) -> Scope<'_> {
        Scope { parameters: &self.parameters, columns: &self.columns, parts: &self.parts, rows: self.rows }
    }

    fn place(&self, formula: &Quoted, location: &Location) -> Place {
        let text = location.part.and_then(|part| self.part_texts.get(part)).unwrap_or(formula);
        text.part(&location.span)
    }

    fn error(&self, formula: &Quoted, error: ParseError) -> SourceError {
        let place = self.place(formula, &error.location);
        FormulaError { error: Box::new(error.kind), declare: self.declare }.at(place)
    }

    /// Parses a formula into `graph`, and adds where its nodes come from to `places`.
    fn parse(
        &self,
        formula: &Quoted,
        graph: &mut Graph,
        places: &mut Places,
    ) -> Result<ParsedFormula, SourceError> {
        let parsed = parse_formula(&formula.value, &self.scope(), graph)
            .map_err(|error| self.error(formula, error))?;
        places.extend(parsed.spans.iter().map(|(node, location)| (*node, self.place(formula, location))));
        Ok(parsed)
    }

    /// Parses an objective: unlike a penalty, it is answerable for all named parts.
    pub fn parse_objective(
        &self,
        formula: &Quoted,
        graph: &mut Graph,
        places: &mut Places,
    ) -> Result<ParsedFormula, SourceError> {
        let parsed = self.parse(formula, graph, places)?;
        check_parts(&self.scope(), graph).map_err(|error| self.error(formula, error))?;
        Ok(parsed)
    }

    /// Parses an objective over the rows of `data`. The columns that it uses must hold numbers; of the others, those
    /// that do are columns of the problem too.
    pub fn parse_over(
        &mut self,
        data: &Data,
        formula: &Quoted,
        graph: &mut Graph,
        places: &mut Places,
    ) -> Result<(ParsedFormula, Selection), SourceError> {
        self.columns = data.columns.iter().map(|column| column.name.clone()).collect();
        self.rows = Some(data.len());
        let mut draft = Graph::new();
        self.parse_objective(formula, &mut draft, &mut Places::new())?;
        let column = |node: &Node| match node {
            Node::Column(column) => Some(*column as usize),
            _ => None,
        };
        let used: Vec<usize> = draft.nodes().iter().filter_map(column).collect();
        let classes = data.classes.as_ref().and_then(|_| self.columns.len().checked_sub(1));
        let selection = data.select_with_others(&used, classes)?;
        self.columns = selection.columns.iter().map(|&column| data.columns[column].name.clone()).collect();
        self.rows = Some(selection.rows.len());
        Ok((self.parse_objective(formula, graph, places)?, selection))
    }

    /// Parses a piece of a text as an affine function of the parameters: its constant, and coefficients by parameter.
    pub fn parse_affine(
        &self,
        text: &Quoted,
        piece: &str,
    ) -> Result<(Rational, Vec<(usize, Rational)>), SourceError> {
        let vocabulary = Vocabulary { rows: None, ..self.clone() };
        let start = (piece.as_ptr() as usize).saturating_sub(text.value.as_ptr() as usize);
        let mut graph = Graph::new();
        let parsed = parse_formula(piece, &vocabulary.scope(), &mut graph).map_err(|mut error| {
            let Location { part, span } = &mut error.location;
            if part.is_none() {
                *span = span.start + start..span.end + start;
            }
            self.error(text, error)
        })?;
        let budget = Budget::default();
        let atoms = Atoms::new(&budget);
        let at: Vec<_> = (0..self.parameters.len()).map(|k| Multivariate::parameter(k, &atoms)).collect();
        let value = Tape::new(&graph, parsed.fixed, None).run(&at, [], &atoms, &mut Vec::new());
        value.affine().ok_or_else(|| ParameterError::NotAffine.at(text.slice(piece.trim())))
    }

    /// Parses a penalty, which has no rows.
    pub fn parse_penalty(
        &self,
        formula: &Quoted,
        graph: &mut Graph,
        places: &mut Places,
    ) -> Result<NodeId, SourceError> {
        let vocabulary = Vocabulary { rows: None, ..self.clone() };
        Ok(vocabulary.parse(formula, graph, places)?.fixed)
    }
}
