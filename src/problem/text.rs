//! The canonical text of a problem: the `problem` section of a certificate (FORMAT.md).
//!
//! Numbers are reduced rationals; nodes are those that objective and penalty need, renumbered in order.
//! So equal problems have equal bytes.

use super::{Domain, Limits, Penalty, Problem};
use crate::expression::{Function, Graph, Node, NodeId, is_identifier};
use crate::number::{Rational, parse_rational};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::{self, Write};

/// What is wrong with a certificate's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatErrorKind {
    /// Not UTF-8.
    NotUtf8,
    /// The first line is not `jensen-certificate 1`.
    UnknownVersion,
    /// Another line than the grammar wants here.
    Expected(&'static str),
    /// A claim, rule or function that this version does not know.
    Unknown {
        /// What it should be.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// Not a reduced rational `p/q`, or one of more than 10,000 digits.
    Number(String),
    /// A node that refers to itself, to a later one, or repeats an earlier one.
    Reference,
    /// A name that is no identifier, or is taken.
    Name(String),
    /// More or fewer entries than there are parameters or columns.
    Length {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A lower limit above the upper one.
    EmptyDomain,
    /// A negative weight.
    NegativeWeight,
    /// A data column where there is no row: in the fixed part or in the penalty.
    ColumnWithoutRow,
    /// A tree that ends too early or too late, or a character it does not know.
    Tree,
    /// A correct text of the same meaning would differ from this line on.
    NotCanonical,
    /// Text after the end.
    TrailingText,
}

impl fmt::Display for FormatErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the file is not UTF-8"),
            Self::UnknownVersion => f.write_str("the file does not begin with `jensen-certificate 1`"),
            Self::Expected(what) => write!(f, "expected {what}"),
            Self::Unknown { what, found } => write!(f, "unknown {what} `{found}`"),
            Self::Number(text) => write!(f, "`{text}` is not a reduced rational"),
            Self::Reference => f.write_str("a node is not new, or does not refer backwards"),
            Self::Name(name) => write!(f, "`{name}` is no identifier, or is taken"),
            Self::Length { expected, found } => write!(f, "{expected} entries expected, {found} found"),
            Self::EmptyDomain => f.write_str("a lower limit lies above the upper one"),
            Self::NegativeWeight => f.write_str("a weight is negative"),
            Self::ColumnWithoutRow => f.write_str("a data column stands where there is no row"),
            Self::Tree => f.write_str("the tree is not well-formed"),
            Self::NotCanonical => f.write_str("this is not how the line is written canonically"),
            Self::TrailingText => f.write_str("there is text after the end"),
        }
    }
}

/// An error with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub kind: FormatErrorKind,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl std::error::Error for FormatError {}

/// Lines of a text, read one by one.
#[derive(Debug)]
pub struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
    first: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, whose first one has the number `first`.
    pub fn new(text: &'a str, first: usize) -> Self {
        Lines { lines: text.split_terminator('\n').collect(), at: 0, first }
    }

    /// An error at the line that was read last.
    pub fn error(&self, kind: FormatErrorKind) -> FormatError {
        FormatError { line: self.number(), kind }
    }

    /// The 1-based number of the line that was read last.
    pub fn number(&self) -> usize {
        self.first + self.at.saturating_sub(1)
    }

    /// How many lines have been read.
    pub fn count(&self) -> usize {
        self.at
    }

    /// Whether all lines have been read.
    pub fn is_at_end(&self) -> bool {
        self.at == self.lines.len()
    }

    /// The next line.
    ///
    /// # Errors
    /// [`FormatErrorKind::Expected`] at the end.
    pub fn line(&mut self, expected: &'static str) -> Result<&'a str, FormatError> {
        let line = self.lines.get(self.at).copied();
        self.at += 1;
        line.ok_or_else(|| self.error(FormatErrorKind::Expected(expected)))
    }

    /// What follows `keyword` and a space in the next line, if it begins so; else the line stays.
    pub fn after(&mut self, keyword: &str) -> Option<&'a str> {
        let line = self.lines.get(self.at)?;
        let rest = line.strip_prefix(keyword)?.strip_prefix(' ')?;
        self.at += 1;
        Some(rest)
    }

    /// Reads the line `text`.
    ///
    /// # Errors
    /// [`FormatErrorKind::Expected`] where another stands there.
    pub fn exactly(&mut self, text: &'static str) -> Result<(), FormatError> {
        if self.line(text)? == text { Ok(()) } else { Err(self.error(FormatErrorKind::Expected(text))) }
    }

    /// A rational of the last line.
    ///
    /// # Errors
    /// [`FormatErrorKind::Number`].
    pub fn rational(&self, text: &str) -> Result<Rational, FormatError> {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'/');
        let number = parse_rational(text).ok().filter(|q| is_plain && q.to_string() == text);
        number.ok_or_else(|| {
            let start = text.chars().take(40).collect();
            self.error(FormatErrorKind::Number(start))
        })
    }

    /// Exactly `count` rationals of the last line, separated by single spaces.
    ///
    /// # Errors
    /// [`FormatErrorKind::Number`], [`FormatErrorKind::Length`].
    pub fn rationals(&self, text: &str, count: usize) -> Result<Vec<Rational>, FormatError> {
        let parts = if text.is_empty() { 0 } else { text.split(' ').count() };
        if parts != count {
            return Err(self.error(FormatErrorKind::Length { expected: count, found: parts }));
        }
        text.split(' ').take(count).map(|part| self.rational(part)).collect()
    }

    fn index(&self, text: &str, below: usize) -> Result<usize, FormatError> {
        let index = text.parse::<usize>().ok().filter(|i| *i < below && i.to_string() == text);
        index.ok_or_else(|| self.error(FormatErrorKind::Reference))
    }
}

/// The canonical text, from the line `problem` on.
pub fn write_problem(problem: &Problem) -> String {
    let mut out = String::from("problem\n");
    write_into(problem, &mut out).unwrap_or_default();
    out
}

fn write_into(problem: &Problem, out: &mut String) -> fmt::Result {
    let limit =
        |q: &Option<Rational>, infinite: &str| q.as_ref().map_or(infinite.into(), Rational::to_string);
    for (name, limits) in problem.parameters.iter().zip(&problem.domain.0) {
        let (lower, upper) = (limit(&limits.lower, "-inf"), limit(&limits.upper, "inf"));
        writeln!(out, "parameter {name} {lower} {upper}")?;
    }
    for name in &problem.columns {
        writeln!(out, "column {name}")?;
    }
    for row in &problem.rows {
        writeln!(out, "row{}", spaced(row))?;
    }
    let place = write_nodes(problem, out)?;
    writeln!(out, "fixed {}", place[&problem.fixed])?;
    if let Some(row) = problem.row {
        writeln!(out, "sum {}", place[&row])?;
    }
    match &problem.penalty {
        Penalty::Formula(node) => writeln!(out, "penalty formula {}", place[node]),
        Penalty::Separable { square, absolute, center } => {
            writeln!(out, "penalty separable")?;
            for ((square, absolute), center) in square.iter().zip(absolute).zip(center) {
                writeln!(out, "weights {square} {absolute} {center}")?;
            }
            Ok(())
        }
    }
}

/// The nodes that are needed, and their new numbers.
fn write_nodes(problem: &Problem, out: &mut String) -> Result<HashMap<NodeId, usize>, fmt::Error> {
    let mut needed = BTreeSet::new();
    let mut open: Vec<NodeId> = [problem.fixed].into_iter().chain(problem.row).collect();
    if let Penalty::Formula(node) = problem.penalty {
        open.push(node);
    }
    while let Some(node) = open.pop() {
        if needed.insert(node) {
            open.extend(problem.graph.node(node).operands());
        }
    }
    let mut place = HashMap::new();
    for (number, node) in needed.into_iter().enumerate() {
        match problem.graph.node(node) {
            Node::Constant(q) => writeln!(out, "{number} constant {q}"),
            Node::Parameter(i) => writeln!(out, "{number} parameter {i}"),
            Node::Column(i) => writeln!(out, "{number} column {i}"),
            Node::Add(a, b) => writeln!(out, "{number} add {} {}", place[a], place[b]),
            Node::Mul(a, b) => writeln!(out, "{number} mul {} {}", place[a], place[b]),
            Node::Apply(Function::Power(n), a) => writeln!(out, "{number} power {n} {}", place[a]),
            Node::Apply(f, a) => writeln!(out, "{number} {} {}", f.name(), place[a]),
        }?;
        place.insert(node, number);
    }
    Ok(place)
}

/// Numbers, each with a space before it.
pub fn spaced(numbers: &[Rational]) -> String {
    numbers.iter().fold(String::new(), |mut text, q| {
        text.push(' ');
        text.push_str(&q.to_string());
        text
    })
}

/// Reads a problem section, from the line `problem` on.
///
/// # Errors
/// A [`FormatError`] at the first line that is wrong.
pub fn read_problem(lines: &mut Lines<'_>) -> Result<Problem, FormatError> {
    lines.exactly("problem")?;
    let (mut parameters, mut limits) = (Vec::new(), Vec::new());
    let mut names = HashSet::new();
    while let Some(rest) = lines.after("parameter") {
        let [name, lower, upper] = fields(lines, rest)?;
        parameters.push(new_name(lines, name, &mut names)?);
        limits.push(read_limits(lines, lower, upper)?);
    }
    let mut columns = Vec::new();
    while let Some(name) = lines.after("column") {
        columns.push(new_name(lines, name, &mut names)?);
    }
    let mut rows = Vec::new();
    while let Some(rest) = lines.after("row") {
        rows.push(lines.rationals(rest, columns.len())?);
    }
    let graph = read_nodes(lines, parameters.len(), columns.len())?;
    let count = graph.nodes().len();
    let root = |lines: &Lines<'_>, text: &str| lines.index(text, count).map(|i| NodeId(i as u32));
    let fixed = match lines.after("fixed") {
        Some(text) => root(lines, text)?,
        None => return Err(expected(lines, "a node or `fixed`")),
    };
    let row = lines.after("sum").map(|text| root(lines, text)).transpose()?;
    let penalty = match lines.after("penalty") {
        Some("separable") => read_weights(lines, parameters.len())?,
        Some(text) => match text.strip_prefix("formula ") {
            Some(node) => Penalty::Formula(root(lines, node)?),
            None => {
                let found = text.to_string();
                return Err(lines.error(FormatErrorKind::Unknown { what: "penalty", found }));
            }
        },
        None => return Err(expected(lines, "`penalty`")),
    };
    let rowless = [fixed].into_iter().chain(match penalty {
        Penalty::Formula(node) => Some(node),
        Penalty::Separable { .. } => None,
    });
    for node in rowless {
        if mentions_column(&graph, node) {
            return Err(lines.error(FormatErrorKind::ColumnWithoutRow));
        }
    }
    Ok(Problem { parameters, domain: Domain(limits), columns, rows, graph, fixed, row, penalty })
}

/// An error at the line after the last one read.
fn expected(lines: &mut Lines<'_>, what: &'static str) -> FormatError {
    match lines.line(what) {
        Ok(_) => lines.error(FormatErrorKind::Expected(what)),
        Err(error) => error,
    }
}

fn fields<'a, const K: usize>(lines: &Lines<'_>, text: &'a str) -> Result<[&'a str; K], FormatError> {
    let found = text.split(' ').count();
    let fields: Vec<&str> = text.split(' ').take(K).collect();
    match fields.try_into() {
        Ok(fields) if found == K => Ok(fields),
        _ => Err(lines.error(FormatErrorKind::Length { expected: K, found })),
    }
}

fn new_name(lines: &Lines<'_>, name: &str, names: &mut HashSet<String>) -> Result<String, FormatError> {
    if is_identifier(name) && names.insert(name.to_string()) {
        Ok(name.to_string())
    } else {
        Err(lines.error(FormatErrorKind::Name(name.chars().take(40).collect())))
    }
}

fn read_limits(lines: &Lines<'_>, lower: &str, upper: &str) -> Result<Limits, FormatError> {
    let end = |text: &str, infinite: &str| {
        if text == infinite { Ok(None) } else { lines.rational(text).map(Some) }
    };
    let limits = Limits { lower: end(lower, "-inf")?, upper: end(upper, "inf")? };
    match (&limits.lower, &limits.upper) {
        (Some(lower), Some(upper)) if lower > upper => Err(lines.error(FormatErrorKind::EmptyDomain)),
        _ => Ok(limits),
    }
}

fn read_nodes(lines: &mut Lines<'_>, parameters: usize, columns: usize) -> Result<Graph, FormatError> {
    let mut graph = Graph::new();
    loop {
        let number = graph.nodes().len();
        let Some(rest) = lines.after(&number.to_string()) else { return Ok(graph) };
        let operand = |text: &str| lines.index(text, number).map(|i| NodeId(i as u32));
        let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let node = match kind {
            "constant" => Node::Constant(lines.rational(rest)?),
            "parameter" => Node::Parameter(lines.index(rest, parameters)? as u32),
            "column" => Node::Column(lines.index(rest, columns)? as u32),
            "add" | "mul" => {
                let [a, b] = fields(lines, rest)?;
                let (a, b) = (operand(a)?, operand(b)?);
                if a > b {
                    return Err(lines.error(FormatErrorKind::Reference));
                }
                if kind == "add" { Node::Add(a, b) } else { Node::Mul(a, b) }
            }
            "power" => {
                let [n, a] = fields(lines, rest)?;
                let allowed = |n: &i32| !matches!(n, 0 | 1) && n.unsigned_abs() <= 1000;
                match n.parse().ok().filter(allowed) {
                    Some(n) => Node::Apply(Function::Power(n), operand(a)?),
                    None => return Err(lines.error(FormatErrorKind::Number(n.chars().take(40).collect()))),
                }
            }
            name => match Function::from_name(name) {
                Some(f) => Node::Apply(f, operand(rest)?),
                None => {
                    let found = name.chars().take(40).collect();
                    return Err(lines.error(FormatErrorKind::Unknown { what: "operation", found }));
                }
            },
        };
        let id = graph.insert(node).map_err(|_| lines.error(FormatErrorKind::Reference))?;
        if id.index() != number {
            return Err(lines.error(FormatErrorKind::Reference));
        }
    }
}

fn read_weights(lines: &mut Lines<'_>, parameters: usize) -> Result<Penalty, FormatError> {
    let (mut square, mut absolute, mut center) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..parameters {
        let Some(rest) = lines.after("weights") else { return Err(expected(lines, "`weights`")) };
        let [s, a, c] = fields(lines, rest)?;
        for (text, into) in [(s, &mut square), (a, &mut absolute), (c, &mut center)] {
            into.push(lines.rational(text)?);
        }
        if [&square, &absolute].into_iter().any(|weights| weights.last().is_some_and(|w| *w < 0)) {
            return Err(lines.error(FormatErrorKind::NegativeWeight));
        }
    }
    Ok(Penalty::Separable { square, absolute, center })
}

fn mentions_column(graph: &Graph, root: NodeId) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if seen.insert(node) {
            if matches!(graph.node(node), Node::Column(_)) {
                return true;
            }
            open.extend(graph.node(node).operands());
        }
    }
    false
}
