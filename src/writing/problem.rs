//! A problem's canonical text: the `problem` section of a certificate.

use crate::expression::{Node, NodeId};
use crate::function::Function;
use crate::problem::{Ball, Domain, HalfSpace, Penalty, Problem};
use rug::Rational;
use std::fmt::Write;

/// The canonical text: two problems are the same when theirs are.
pub fn write_problem(problem: &Problem) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_to(problem, &mut text);
    text
}

fn write_to(problem: &Problem, text: &mut String) -> std::fmt::Result {
    writeln!(text, "problem")?;
    for (name, limits) in problem.parameters.iter().zip(&problem.domain.limits) {
        write!(text, "parameter {name} ")?;
        write_limit(limits.lower.as_ref(), "-inf", text)?;
        text.push(' ');
        write_limit(limits.upper.as_ref(), "inf", text)?;
        text.push('\n');
    }
    write_cuts(problem, text)?;
    for name in &problem.columns {
        writeln!(text, "column {name}")?;
    }
    for row in &problem.rows {
        text.push_str("row");
        write_numbers(row, text)?;
    }
    let numbers = write_nodes(problem, text)?;
    let number = |node: NodeId| numbers[node.index()].unwrap_or(node).0;
    write!(text, "objective {}", number(problem.fixed))?;
    if let Some(row) = problem.row {
        write!(text, " rows {}", number(row))?;
    }
    text.push('\n');
    match &problem.penalty {
        Penalty::Formula(node) => writeln!(text, "penalty formula {}", number(*node)),
        Penalty::Separable { square, absolute, center } => {
            writeln!(text, "penalty separable")?;
            let weights = square.iter().zip(absolute).zip(center);
            for (name, ((square, absolute), center)) in problem.parameters.iter().zip(weights) {
                writeln!(text, "term {name} square {square} absolute {absolute} center {center}")?;
            }
            Ok(())
        }
    }
}

/// What cuts the box, and the point inside.
fn write_cuts(problem: &Problem, text: &mut String) -> std::fmt::Result {
    let Domain { ball, half_spaces, interior, .. } = &problem.domain;
    if let Some(Ball { radius, center, scales }) = ball {
        write!(text, "ball {radius} center")?;
        write_numbers(center, text)?;
        if scales.iter().any(|scale| *scale != 1) {
            text.push_str("scale");
            write_numbers(scales, text)?;
        }
    }
    for HalfSpace { coefficients, bound } in half_spaces {
        write!(text, "half-space {bound}")?;
        for (k, a) in coefficients {
            write!(text, " {} {a}", problem.parameters[*k])?;
        }
        text.push('\n');
    }
    if let Some(interior) = interior {
        text.push_str("interior");
        write_numbers(interior, text)?;
    }
    Ok(())
}

/// Numbers behind a word, and the end of the line.
fn write_numbers(numbers: &[Rational], text: &mut String) -> std::fmt::Result {
    for number in numbers {
        write!(text, " {number}")?;
    }
    text.push('\n');
    Ok(())
}

impl Problem {
    /// The same problem with its nodes in canonical order, as certificates have them, and the new number of each node.
    pub fn in_order(mut self) -> (Problem, Vec<Option<NodeId>>) {
        let (graph, numbers) = self.graph.in_order(self.roots());
        let new = |node: NodeId| numbers[node.index()].unwrap_or(node);
        (self.graph, self.fixed, self.row) = (graph, new(self.fixed), self.row.map(new));
        if let Penalty::Formula(node) = &mut self.penalty {
            *node = new(*node);
        }
        (self, numbers)
    }
}

fn write_limit(limit: Option<&Rational>, infinite: &str, text: &mut String) -> std::fmt::Result {
    match limit {
        Some(q) => write!(text, "{q}"),
        None => text.write_str(infinite),
    }
}

/// Writes the nodes in canonical order and returns their numbers there.
fn write_nodes(problem: &Problem, text: &mut String) -> Result<Vec<Option<NodeId>>, std::fmt::Error> {
    let (graph, numbers) = problem.graph.in_order(problem.roots());
    for (i, node) in graph.nodes().iter().enumerate() {
        write!(text, "node {i} {}", node.word())?;
        match node {
            Node::Constant(q) => writeln!(text, " {q}"),
            Node::Parameter(k) => writeln!(text, " {}", problem.parameters[*k as usize]),
            Node::Column(k) => writeln!(text, " {}", problem.columns[*k as usize]),
            Node::Add(a, b) | Node::Mul(a, b) => writeln!(text, " {} {}", a.0, b.0),
            Node::Apply(Function::Power(n), a) => writeln!(text, " {} {n}", a.0),
            Node::Apply(_, a) => writeln!(text, " {}", a.0),
        }?;
    }
    Ok(numbers)
}
