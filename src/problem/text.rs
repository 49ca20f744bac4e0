//! The canonical text of a problem: the `problem` section of a certificate (FORMAT.md, section 2). The graph is rebuilt by its
//! own constructors, so that only nodes are read that those would make: no node twice, operands in order, nothing that folds.

use super::line::{Fields, Reader, rational};
use super::{Ball, Domain, HalfSpace, Limits, Penalty, Problem};
use crate::error::{TextError, shorten};
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::function::MAX_EXPONENT;
use crate::problem::is_identifier;
use rug::{Integer, Rational};
use std::collections::HashMap;

/// Reads a problem section; leaves the reader behind it, or at the line to blame.
pub(crate) fn read_problem(reader: &mut Reader<'_>) -> Result<Problem, TextError> {
    reader.line("problem", |_| Ok(()))?;
    let (mut parameters, mut domain) = (Names::default(), Domain::default());
    reader.lines("parameter", |fields| {
        parameters.insert(fields)?;
        domain.limits.push(read_limits(fields)?);
        Ok(())
    })?;
    read_cuts(reader, &parameters, &mut domain)?;
    let mut columns = Names::default();
    reader.lines("column", |fields| columns.insert(fields))?;
    let mut rows = Vec::new();
    reader.lines("row", |fields| {
        rows.push(fields.rationals(columns.list.len())?);
        Ok(())
    })?;
    let mut graph = Graph::new();
    reader.lines("node", |fields| read_node(fields, &parameters, &columns, &mut graph))?;
    let by_column = depends_on_column(&graph);
    let without_column = |node: NodeId, part| {
        if by_column[node.index()] { Err(TextError::ColumnOutsideRows(part)) } else { Ok(node) }
    };
    let (fixed, row) = reader.line("objective", |fields| {
        let fixed = without_column(read_reference(fields, &graph)?, "the fixed part of the objective")?;
        let row = if fields.next_if("rows") { Some(read_reference(fields, &graph)?) } else { None };
        Ok((fixed, row))
    })?;
    let formula = reader.line("penalty", |fields| match fields.next("a penalty")? {
        "formula" => without_column(read_reference(fields, &graph)?, "the penalty").map(Some),
        "separable" => Ok(None),
        other => Err(TextError::unknown_word("penalty", other)),
    })?;
    let penalty = match formula {
        Some(node) => Penalty::Formula(node),
        None => read_terms(reader, &parameters)?,
    };
    Ok(Problem {
        parameters: parameters.list,
        domain,
        columns: columns.list,
        rows,
        graph,
        fixed,
        row,
        penalty,
    })
}

fn depends_on_column(graph: &Graph) -> Vec<bool> {
    let mut depends: Vec<bool> = Vec::with_capacity(graph.nodes().len());
    for node in graph.nodes() {
        let own = matches!(node, Node::Column(_));
        depends.push(own || node.operands().any(|operand| depends[operand.index()]));
    }
    depends
}

#[derive(Default)]
struct Names {
    list: Vec<String>,
    index: HashMap<String, usize>,
}

impl Names {
    fn insert(&mut self, fields: &mut Fields<'_>) -> Result<(), TextError> {
        let name = fields.next("a name")?;
        if !is_identifier(name) {
            return Err(TextError::NotAnIdentifier(shorten(name)));
        }
        if self.index.insert(name.to_owned(), self.list.len()).is_some() {
            return Err(TextError::DuplicateName(shorten(name)));
        }
        self.list.push(name.to_owned());
        Ok(())
    }

    fn find(&self, fields: &mut Fields<'_>) -> Result<usize, TextError> {
        let name = fields.next("a name")?;
        self.index.get(name).copied().ok_or_else(|| TextError::UnknownName(shorten(name)))
    }
}

fn read_limits(fields: &mut Fields<'_>) -> Result<Limits, TextError> {
    let lower = read_limit(fields, "-inf", |text| text.strip_prefix('('))?;
    let upper = read_limit(fields, "inf", |text| text.strip_suffix(')'))?;
    match (&lower, &upper) {
        (Some(l), Some(u)) if l > u => Err(TextError::EmptyLimits),
        _ => Ok(Limits { lower, upper }),
    }
}

/// A limit; that of an open side is not known yet.
fn read_limit(
    fields: &mut Fields<'_>,
    infinite: &str,
    open: impl Fn(&str) -> Option<&str>,
) -> Result<Option<Rational>, TextError> {
    let found = fields.next("a limit")?;
    match open(found) {
        _ if found == infinite => Ok(None),
        Some(number) if rational(number).is_ok() => Err(TextError::unknown("limit", found)),
        _ => rational(found).map(Some),
    }
}

/// The ball, the half-spaces, and the point inside that they call for.
fn read_cuts(reader: &mut Reader<'_>, parameters: &Names, domain: &mut Domain) -> Result<(), TextError> {
    let count = parameters.list.len();
    let is_next = |reader: &Reader<'_>, word| reader.current().split(' ').next() == Some(word);
    if is_next(reader, "ball") {
        let (radius, center) = reader.line("ball", |fields| {
            let radius = positive(fields.rational()?)?;
            fields.keyword("center")?;
            Ok((radius, fields.rationals(count)?))
        })?;
        let has_scales = is_next(reader, "scale");
        let scales = if has_scales { read_scales(reader, count)? } else { vec![Rational::from(1); count] };
        domain.ball = Some(Ball { radius, center, scales });
    }
    reader.lines("half-space", |fields| {
        domain.half_spaces.push(read_half_space(fields, parameters)?);
        Ok(())
    })?;
    if domain.is_cut() {
        domain.interior = Some(reader.line("interior", |fields| fields.rationals(count))?);
    }
    Ok(())
}

fn positive(number: Rational) -> Result<Rational, TextError> {
    if number > 0 { Ok(number) } else { Err(TextError::expected("a number above 0", &number.to_string())) }
}

/// Scales, unless they go without saying.
fn read_scales(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Rational>, TextError> {
    reader.line("scale", |fields| {
        let scales: Vec<Rational> =
            fields.rationals(count)?.into_iter().map(positive).collect::<Result<_, _>>()?;
        if scales.iter().all(|scale| *scale == 1) {
            Err(TextError::not_canonical("scale"))
        } else {
            Ok(scales)
        }
    })
}

/// The bound, then names and coefficients in the order of the parameters.
fn read_half_space(fields: &mut Fields<'_>, parameters: &Names) -> Result<HalfSpace, TextError> {
    let bound = fields.rational()?;
    let mut coefficients: Vec<(usize, Rational)> = Vec::new();
    let mut divisor = Integer::new();
    while coefficients.is_empty() || !fields.is_at_end() {
        let (k, a) = (parameters.find(fields)?, fields.rational()?);
        let is_in_order = coefficients.last().is_none_or(|(before, _)| *before < k);
        if !is_in_order || a.is_zero() || !a.is_integer() {
            return Err(TextError::not_canonical(&parameters.list[k]));
        }
        divisor.gcd_mut(a.numer());
        coefficients.push((k, a));
    }
    if divisor == 1 {
        Ok(HalfSpace { coefficients, bound })
    } else {
        Err(TextError::not_canonical("half-space"))
    }
}

fn read_reference(fields: &mut Fields<'_>, graph: &Graph) -> Result<NodeId, TextError> {
    let number = fields.natural("the number of a node")?;
    if number >= graph.nodes().len() {
        return Err(TextError::ForwardReference(number));
    }
    Ok(NodeId(number as u32))
}

/// Reads a node and lets the graph's own constructor make it.
fn read_node(
    fields: &mut Fields<'_>,
    parameters: &Names,
    columns: &Names,
    graph: &mut Graph,
) -> Result<(), TextError> {
    let number = fields.natural("the number of a node")?;
    let node = match fields.next("an operation")? {
        "constant" => Node::Constant(fields.rational()?),
        "parameter" => Node::Parameter(parameters.find(fields)? as u32),
        "column" => Node::Column(columns.find(fields)? as u32),
        "add" => Node::Add(read_reference(fields, graph)?, read_reference(fields, graph)?),
        "mul" => Node::Mul(read_reference(fields, graph)?, read_reference(fields, graph)?),
        "power" => {
            let argument = read_reference(fields, graph)?;
            Node::Apply(Function::Power(read_exponent(fields)?), argument)
        }
        name => {
            let f = Function::from_name(name).ok_or_else(|| TextError::unknown_word("operation", name))?;
            Node::Apply(f, read_reference(fields, graph)?)
        }
    };
    let expected = graph.nodes().len();
    let made = match node.clone() {
        Node::Constant(q) => graph.constant(q),
        Node::Parameter(k) => graph.parameter(k as usize),
        Node::Column(k) => graph.column(k as usize),
        Node::Add(a, b) => graph.add(a, b),
        Node::Mul(a, b) => graph.mul(a, b),
        Node::Apply(f, a) => graph.apply(f, a),
    }?;
    if made.index() == expected && number == expected && *graph.node(made) == node {
        Ok(())
    } else {
        Err(TextError::NotANode)
    }
}

fn read_exponent(fields: &mut Fields<'_>) -> Result<i32, TextError> {
    let found = fields.next("an exponent")?;
    let n: i64 = match rational(found) {
        Ok(q) if !q.is_integer() => return Err(TextError::unknown("exponent", found)),
        _ => found.parse().map_err(|_| TextError::expected("an exponent", found))?,
    };
    if n.to_string() != found {
        return Err(TextError::not_canonical(found));
    }
    if n == 0 || n == 1 || n.unsigned_abs() > u64::from(MAX_EXPONENT) {
        return Err(TextError::Exponent(n));
    }
    Ok(n as i32)
}

fn read_terms(reader: &mut Reader<'_>, parameters: &Names) -> Result<Penalty, TextError> {
    let (mut square, mut absolute, mut center) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..parameters.list.len() {
        reader.line("term", |fields| {
            let name = fields.next("a name")?;
            if name != parameters.list[i] {
                return Err(TextError::expected("the parameters in their order", name));
            }
            for (name, weights) in [("square", &mut square), ("absolute", &mut absolute)] {
                fields.keyword(name)?;
                let weight = fields.rational()?;
                if weight < 0 {
                    return Err(TextError::NegativeWeight);
                }
                weights.push(weight);
            }
            fields.keyword("center")?;
            center.push(fields.rational()?);
            Ok(())
        })?;
    }
    Ok(Penalty::Separable { square, absolute, center })
}
