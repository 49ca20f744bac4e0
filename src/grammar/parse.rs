//! The formula language.
//!
//! ```text
//! sum     := [signs] product (signs product)*
//! product := factor (('*' | '/') factor)*
//! factor  := [signs] power
//! power   := atom ['^' factor]                  the exponent is a constant integer, |n| ≤ 1000
//! atom    := number | name | function '(' sum (',' sum)* ')' | '(' sum ')'
//! signs   := ('+' | '-') ('+' | '-')*
//! ```
//!
//! So `-x^2` is −(x²) and `^` is right associative. The sign before a product goes into its first
//! factor where that is a constant, else around the product: `a − 2·b·c` is `a + (−2·b)·c`.
//!
//! A formula is `e₀ + Σ_rows e`. `sum(e)` and `mean(e)`, which is `Σ e/m`, may be added to each other
//! and multiplied by constants, so every expression is kept as the pair `(e₀, e)`; whatever else is done
//! to a pair with an `e` is an error. Data columns may stand inside `sum` and `mean` only.

use super::Build;
use super::error::{Location, MAX_NESTING, ParseError, ParseErrorKind, Span, function_names};
use super::token::{Lexer, Token};
use crate::expression::{Graph, GraphError, NodeId};
use crate::function::{Function, MAX_EXPONENT};
use crate::grammar::parse_rational;
use rug::Rational;
use std::collections::HashMap;

/// What identifiers mean.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Parameter names, in order.
    pub parameters: &'a [String],
    /// Data columns, in order.
    pub columns: &'a [String],
    /// Named parts (`where`): name and formula text. They may refer to each other, but not in a circle.
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
    /// Where the nodes that this formula added to the graph come from: the first place of each, in the
    /// order of nodes.
    pub spans: Vec<(NodeId, Location)>,
}

/// Parses `text` into `graph`. A named part is parsed where it is first used.
///
/// # Errors
/// See [`ParseErrorKind`].
pub fn parse_formula(text: &str, scope: &Scope<'_>, graph: &mut Graph) -> Result<ParsedFormula, ParseError> {
    let mut parser = Parser::new(text, scope, graph);
    let value = parser.whole()?;
    if let Some((column, location)) = value.column {
        let name = scope.columns.get(column).cloned().unwrap_or_default();
        return Err(ParseErrorKind::ColumnOutsideSum(name).at(location));
    }
    Ok(ParsedFormula { fixed: value.fixed, row: value.row.map(|(node, _)| node), spans: parser.spans })
}

/// Parses the named parts alone, used or not, for their errors.
///
/// # Errors
/// See [`ParseErrorKind`].
pub fn check_parts(scope: &Scope<'_>, graph: &mut Graph) -> Result<(), ParseError> {
    let mut parser = Parser::new("", scope, graph);
    (0..scope.parts.len()).try_for_each(|index| parser.part(index).map(|_| ()))
}

/// `e₀ + Σ_rows e`.
#[derive(Clone, Debug)]
struct Value {
    fixed: NodeId,
    /// `e`, and the first `sum` or `mean`.
    row: Option<(NodeId, Location)>,
    /// Whether it mentions neither parameters nor rows.
    constant: bool,
    /// The first column in `e₀`.
    column: Option<(usize, Location)>,
}

impl Value {
    fn of(fixed: NodeId) -> Self {
        Value { fixed, row: None, constant: false, column: None }
    }

    /// The node, for everything that may not be done to sums over rows.
    fn single(&self) -> Result<NodeId, ParseError> {
        match &self.row {
            None => Ok(self.fixed),
            Some((_, sum)) => Err(ParseErrorKind::SumInside.at(sum.clone())),
        }
    }

    /// `node`, computed from this value and another.
    fn join(self, other: Value, node: NodeId) -> Self {
        Value {
            constant: self.constant && other.constant,
            column: self.column.or(other.column),
            ..Value::of(node)
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy)]
enum Meaning {
    Parameter(usize),
    Column(usize),
    Part(usize),
}

/// How far a named part has been parsed.
#[derive(Clone)]
enum Part {
    Unread,
    Open,
    Done(Value),
}

struct Parser<'a, 'g> {
    scope: &'a Scope<'a>,
    meanings: HashMap<&'a str, Meaning>,
    graph: &'g mut Graph,
    parts: Vec<Part>,
    lexer: Lexer<'a>,
    /// The part that the lexer reads.
    current: Option<usize>,
    nesting: usize,
    spans: Vec<(NodeId, Location)>,
}

impl<'a, 'g> Parser<'a, 'g> {
    fn new(text: &'a str, scope: &'a Scope<'a>, graph: &'g mut Graph) -> Self {
        let parts = scope.parts.iter().enumerate().map(|(i, (name, _))| (name.as_str(), Meaning::Part(i)));
        let columns = scope.columns.iter().enumerate().map(|(i, name)| (name.as_str(), Meaning::Column(i)));
        let parameters =
            scope.parameters.iter().enumerate().map(|(i, name)| (name.as_str(), Meaning::Parameter(i)));
        Parser {
            meanings: parts.chain(columns).chain(parameters).collect(),
            parts: vec![Part::Unread; scope.parts.len()],
            scope,
            graph,
            lexer: Lexer::new(text),
            current: None,
            nesting: 0,
            spans: Vec::new(),
        }
    }

    /// A whole text, up to its end.
    fn whole(&mut self) -> Result<Value, ParseError> {
        self.advance()?;
        let value = self.sum()?;
        match self.lexer.token {
            Token::End => Ok(value),
            _ => Err(self.unexpected("an operator or the end")),
        }
    }

    fn sum(&mut self) -> Result<Value, ParseError> {
        let start = self.lexer.span.start;
        let negative = self.signs()?.unwrap_or(false);
        let mut sum = self.product(negative, start)?;
        loop {
            let sign_start = self.lexer.span.start;
            let Some(negative) = self.signs()? else { return Ok(sum) };
            let term = self.product(negative, sign_start)?;
            sum = self.add(sum, term, &self.since(start))?;
        }
    }

    /// A product; `negative` if a minus sign stands before it, at `sign`.
    fn product(&mut self, negative: bool, sign: usize) -> Result<Value, ParseError> {
        let start = self.lexer.span.start;
        let mut product = self.factor()?;
        let into_number =
            negative && self.graph.constant_value(product.fixed).is_some() && product.row.is_none();
        if into_number {
            product = self.negate(product, sign)?;
        }
        loop {
            let divide = match self.lexer.token {
                Token::Symbol('*') => false,
                Token::Symbol('/') => true,
                _ => break,
            };
            self.advance()?;
            let mut factor = self.factor()?;
            let here = self.since(start);
            if divide {
                let base = factor.single()?;
                factor.fixed = self.build(&here, |graph| graph.power(base, -1))?;
            }
            product = self.multiply(product, factor, &here)?;
        }
        if negative && !into_number { self.negate(product, sign) } else { Ok(product) }
    }

    fn factor(&mut self) -> Result<Value, ParseError> {
        let start = self.lexer.span.start;
        let negative = self.signs()?.unwrap_or(false);
        let power = self.power()?;
        if negative { self.negate(power, start) } else { Ok(power) }
    }

    fn power(&mut self) -> Result<Value, ParseError> {
        let start = self.lexer.span.start;
        let value = self.atom()?;
        if self.lexer.token != Token::Symbol('^') {
            return Ok(value);
        }
        self.advance()?;
        let exponent_start = self.lexer.span.start;
        let exponent = self.nested(Self::factor)?;
        let n = self.integer(&exponent, exponent_start)?;
        let base = value.single()?;
        let fixed = self.build(&self.since(start), |graph| graph.power(base, n))?;
        Ok(Value { fixed, ..value })
    }

    /// The exponent as an integer.
    fn integer(&mut self, exponent: &Value, start: usize) -> Result<i32, ParseError> {
        let kind = match self.graph.constant_value(exponent.single()?) {
            Some(q) if q.is_integer() => match q.numer().to_i32() {
                Some(n) if n.unsigned_abs() <= MAX_EXPONENT => return Ok(n),
                _ => ParseErrorKind::ExponentTooLarge,
            },
            _ => ParseErrorKind::ExponentNotInteger,
        };
        Err(kind.at(self.since(start)))
    }

    fn atom(&mut self) -> Result<Value, ParseError> {
        let span = self.lexer.span.clone();
        match self.lexer.token.clone() {
            Token::Number(text) => {
                let location = self.location(span);
                let q = parse_rational(text).map_err(|e| ParseErrorKind::Number(e).at(location.clone()))?;
                self.advance()?;
                let node = self.build(&location, |graph| graph.constant(q))?;
                Ok(Value { constant: true, ..Value::of(node) })
            }
            Token::Name(name) => {
                self.advance()?;
                if self.lexer.token == Token::Symbol('(') {
                    self.call(&name, span)
                } else {
                    self.name(&name, span)
                }
            }
            Token::Symbol('(') => {
                self.advance()?;
                let value = self.nested(Self::sum)?;
                self.expect(')', "an operator or `)`")?;
                Ok(value)
            }
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    /// A parameter, a data column or a named part.
    fn name(&mut self, name: &str, span: Span) -> Result<Value, ParseError> {
        let here = self.location(span);
        match self.meanings.get(name).copied() {
            Some(Meaning::Parameter(index)) => {
                Ok(Value::of(self.build(&here, |graph| graph.parameter(index))?))
            }
            Some(Meaning::Column(index)) => {
                let node = self.build(&here, |graph| graph.column(index))?;
                Ok(Value { column: Some((index, here)), ..Value::of(node) })
            }
            Some(Meaning::Part(index)) if matches!(self.parts.get(index), Some(Part::Open)) => {
                Err(ParseErrorKind::Circle(name.to_owned()).at(here))
            }
            Some(Meaning::Part(index)) => self.part(index),
            None if function_names().any(|function| function == name) => {
                Err(self.unexpected("`(` after a function's name"))
            }
            None => {
                let parts = self.scope.parts.iter().map(|(name, _)| name);
                let known = self.scope.parameters.iter().chain(self.scope.columns).chain(parts);
                Err(ParseErrorKind::UnknownName { name: name.to_owned(), known: known.cloned().collect() }
                    .at(here))
            }
        }
    }

    /// The named part's value, parsed at its first use.
    fn part(&mut self, index: usize) -> Result<Value, ParseError> {
        if let Some(Part::Done(value)) = self.parts.get(index) {
            return Ok(value.clone());
        }
        let (_, text) = &self.scope.parts[index];
        self.parts[index] = Part::Open;
        let lexer = std::mem::replace(&mut self.lexer, Lexer::new(text));
        let current = self.current.replace(index);
        let value = self.nested(Self::whole)?;
        self.lexer = lexer;
        self.current = current;
        self.parts[index] = Part::Done(value.clone());
        Ok(value)
    }

    /// The function `name`, written at `span`, of the arguments that follow.
    fn call(&mut self, name: &str, span: Span) -> Result<Value, ParseError> {
        let word = self.location(span.clone());
        let function = Function::from_name(name);
        let known = function_names().find(|known| *known == name);
        let Some(name) = known else {
            return Err(ParseErrorKind::UnknownFunction(name.to_owned()).at(word));
        };
        let mut arguments = self.arguments()?;
        let here = self.since(span.start);
        let found = arguments.len();
        if let ("huber", [_, _]) = (name, &arguments[..]) {
            return self.huber(arguments, word, &here);
        }
        let many = matches!(name, "max" | "min");
        let Some(mut value) = arguments.pop().filter(|_| many == (found > 1)) else {
            return Err(ParseErrorKind::WrongArgumentCount { function: name, many, found }.at(word));
        };
        if let "sum" | "mean" = name {
            return self.over_rows(value, name == "mean", word, &here);
        }
        let mut node = value.single()?;
        if let Some(function) = function {
            node = self.build(&here, |graph| graph.apply(function, node))?;
        }
        while let Some(argument) = arguments.pop() {
            let other = argument.single()?;
            node = self.build(&here, |graph| match name {
                "min" => graph.min(other, node),
                _ => graph.max(other, node),
            })?;
            value = value.join(argument, node);
        }
        Ok(Value { fixed: node, ..value })
    }

    /// `huber(z, δ) = δ²·huber(z/δ)` for a constant δ > 0.
    fn huber(&mut self, arguments: Vec<Value>, word: Location, here: &Location) -> Result<Value, ParseError> {
        let singles = arguments.iter().map(|value| value.clone().single()).collect::<Result<Vec<_>, _>>()?;
        let width = singles.last().and_then(|width| self.graph.constant_value(*width)).cloned();
        let (Some(width), Some(value)) = (width.filter(|width| *width > 0), arguments.into_iter().next())
        else {
            return Err(ParseErrorKind::HuberWidth.at(word));
        };
        let node = self.build(here, |graph| graph.huber(&width, singles[0]))?;
        Ok(Value { fixed: node, ..value })
    }

    /// `( sum, …, sum )`; the current token is the parenthesis.
    fn arguments(&mut self) -> Result<Vec<Value>, ParseError> {
        let mut arguments = Vec::new();
        loop {
            self.advance()?;
            arguments.push(self.nested(Self::sum)?);
            if self.lexer.token != Token::Symbol(',') {
                self.expect(')', "an operator, `,` or `)`")?;
                return Ok(arguments);
            }
        }
    }

    /// `sum(value)` or `mean(value)`, written at `here`; `word` is where its name stands.
    fn over_rows(
        &mut self,
        value: Value,
        mean: bool,
        word: Location,
        here: &Location,
    ) -> Result<Value, ParseError> {
        let Some(rows) = self.scope.rows else { return Err(ParseErrorKind::NoData.at(word)) };
        let mut row = value.single()?;
        if mean {
            row = self.build(here, |graph| {
                let share = graph.constant(Rational::from((1, rows.max(1))))?;
                graph.mul(share, row)
            })?;
        }
        let zero = self.build(here, |graph| graph.constant(Rational::new()))?;
        Ok(Value { row: Some((row, word)), ..Value::of(zero) })
    }

    fn add(&mut self, a: Value, b: Value, here: &Location) -> Result<Value, ParseError> {
        let fixed = self.build(here, |graph| graph.add(a.fixed, b.fixed))?;
        let row = match (a.row.clone(), b.row.clone()) {
            (Some((a, word)), Some((b, _))) => Some((self.build(here, |graph| graph.add(a, b))?, word)),
            (row, None) | (None, row) => row,
        };
        Ok(Value { row, ..a.join(b, fixed) })
    }

    /// A product; where one factor sums over rows, the other is a constant.
    fn multiply(&mut self, a: Value, b: Value, here: &Location) -> Result<Value, ParseError> {
        let (scaled, factor) = if b.row.is_some() { (b, a) } else { (a, b) };
        let by = factor.single()?;
        let Some((row, word)) = scaled.row.clone() else {
            let fixed = self.build(here, |graph| graph.mul(scaled.fixed, by))?;
            return Ok(scaled.join(factor, fixed));
        };
        if !factor.constant {
            return Err(ParseErrorKind::SumInside.at(word));
        }
        let row = self.build(here, |graph| graph.mul(row, by))?;
        let is_zero = self.graph.constant_value(scaled.fixed).is_some_and(Rational::is_zero);
        let fixed =
            if is_zero { scaled.fixed } else { self.build(here, |graph| graph.mul(scaled.fixed, by))? };
        Ok(Value { row: Some((row, word)), ..scaled.join(factor, fixed) })
    }

    fn negate(&mut self, value: Value, start: usize) -> Result<Value, ParseError> {
        let here = self.since(start);
        let fixed = self.build(&here, |graph| graph.neg(value.fixed))?;
        let row = match &value.row {
            Some((row, word)) => Some((self.build(&here, |graph| graph.neg(*row))?, word.clone())),
            None => None,
        };
        Ok(Value { fixed, row, ..value })
    }

    /// Lets `operation` add to the graph, and notes where its new nodes come from.
    fn build(
        &mut self,
        here: &Location,
        operation: impl FnOnce(&mut Graph) -> Result<NodeId, GraphError>,
    ) -> Result<NodeId, ParseError> {
        let before = self.graph.nodes().len();
        let node = operation(self.graph).map_err(|e| ParseErrorKind::Graph(e).at(here.clone()))?;
        let new = before..self.graph.nodes().len();
        self.spans.extend(new.map(|index| (NodeId(index as u32), here.clone())));
        Ok(node)
    }

    /// Recurses, at most [`MAX_NESTING`] levels deep.
    fn nested(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Result<Value, ParseError>,
    ) -> Result<Value, ParseError> {
        if self.nesting == MAX_NESTING {
            let location = self.location(self.lexer.span.clone());
            return Err(ParseError { kind: ParseErrorKind::NestingTooDeep, location });
        }
        self.nesting += 1;
        let value = rule(self);
        self.nesting -= 1;
        value
    }

    /// Reads signs, if there are any: whether they amount to a minus.
    fn signs(&mut self) -> Result<Option<bool>, ParseError> {
        let mut negative = None;
        while let Token::Symbol(sign @ ('+' | '-')) = self.lexer.token {
            negative = Some(negative.unwrap_or(false) ^ (sign == '-'));
            self.advance()?;
        }
        Ok(negative)
    }

    fn expect(&mut self, symbol: char, expected: &'static str) -> Result<(), ParseError> {
        if self.lexer.token == Token::Symbol(symbol) {
            self.advance()
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn unexpected(&self, expected: &'static str) -> ParseError {
        let found = match &self.lexer.token {
            Token::Number(text) => Some((*text).to_owned()),
            Token::Name(name) => Some(name.to_string()),
            Token::Symbol(symbol) => Some(symbol.to_string()),
            Token::End => None,
        };
        ParseErrorKind::UnexpectedToken { expected, found }.at(self.location(self.lexer.span.clone()))
    }

    fn advance(&mut self) -> Result<(), ParseError> {
        self.lexer.advance().map_err(|(kind, span)| kind.at(self.location(span)))
    }

    fn location(&self, span: Span) -> Location {
        Location { part: self.current, span }
    }

    /// From `start` up to the end of what has been read.
    fn since(&self, start: usize) -> Location {
        self.location(start..self.lexer.previous_end)
    }
}
