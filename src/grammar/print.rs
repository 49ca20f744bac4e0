//! Expressions as a person reads them, in the formula language, with no more parentheses than it needs.
//!
//! What is printed parses to the same node again. Subtraction and division are recovered from
//! `a + (−1)·b` and `a·b^(−1)`; in a sum or product, which ignore the order of their operands, the one
//! that would need parentheses on the right stands on the left.
//!
//! Graphs may be deep and expressions exponentially long: the printer keeps a list of what is still to
//! be printed, never longer than the limit, and stops there.

use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use rug::{Integer, Rational};
use std::borrow::Cow;
use std::collections::VecDeque;

/// The expression of a node in the formula language, cut short with `…` beyond `limit` characters.
pub fn print_node(
    graph: &Graph,
    node: NodeId,
    parameters: &[String],
    columns: &[String],
    limit: usize,
) -> String {
    let mut printer = Printer {
        graph,
        parameters,
        columns,
        limit,
        pending: VecDeque::new(),
        text: String::new(),
        length: 0,
    };
    printer.push([Item::Node(node, Binding::Sum)]);
    printer.run();
    printer.text
}

/// How tightly the outermost operation holds its operands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// `a + b`, `a - b`
    Sum,
    /// `-a`
    Negation,
    /// `a*b`, `a/b`, a fraction, a negative number
    Product,
    /// `a^n`
    Power,
    /// A name, a natural number, a function
    Atom,
}

/// The outermost operation as it is printed.
enum Shape<'g> {
    Number(&'g Rational),
    Name(&'g str),
    Call(&'static str, NodeId),
    Power(NodeId, i32),
    Product(NodeId, NodeId),
    /// `a / b`
    Quotient(NodeId, NodeId),
    /// `1 / b`
    Reciprocal(NodeId),
    /// `a / n`, which is `(1/n)·a`
    Fraction(NodeId, &'g Integer),
    /// `-a`, where `a` does not begin with a number: there the sign would go into the number.
    Negation(NodeId),
    /// `a + b`, or `a - b` where the second begins with a sign.
    Sum(NodeId, NodeId),
}

impl Shape<'_> {
    fn binding(&self) -> Binding {
        match self {
            Shape::Sum(..) => Binding::Sum,
            Shape::Negation(_) => Binding::Negation,
            Shape::Product(..) | Shape::Quotient(..) | Shape::Reciprocal(_) | Shape::Fraction(..) => {
                Binding::Product
            }
            Shape::Number(q) if **q < 0 || !q.is_integer() => Binding::Product,
            Shape::Power(..) => Binding::Power,
            Shape::Number(_) | Shape::Name(_) | Shape::Call(..) => Binding::Atom,
        }
    }
}

/// What is still to be printed.
enum Item {
    Text(Cow<'static, str>),
    Node(NodeId, Binding),
    /// A node that begins with a minus sign, without the sign.
    Unsigned(NodeId),
}

impl Item {
    fn text(text: &'static str) -> Self {
        Item::Text(Cow::Borrowed(text))
    }
}

struct Printer<'g> {
    graph: &'g Graph,
    parameters: &'g [String],
    columns: &'g [String],
    limit: usize,
    /// The next item is the last.
    pending: VecDeque<Item>,
    text: String,
    /// The number of characters in `text`.
    length: usize,
}

impl<'g> Printer<'g> {
    fn run(&mut self) {
        while let Some(item) = self.pending.pop_back() {
            match item {
                Item::Text(text) => self.write(&text),
                Item::Node(node, least) => self.node(node, least),
                Item::Unsigned(node) => self.unsigned(node),
            }
            if self.length > self.limit {
                return;
            }
        }
    }

    /// Appends text, and `…` in place of the character that is one too many.
    fn write(&mut self, text: &str) {
        let room = self.limit.saturating_add(1) - self.length;
        for c in text.chars().take(room) {
            self.text.push(if self.length == self.limit { '…' } else { c });
            self.length += 1;
        }
    }

    /// Puts items in front of the others, in their order. Every item prints a character at least, so
    /// what lies deeper than the limit will not be reached.
    fn push<const L: usize>(&mut self, items: [Item; L]) {
        self.pending.extend(items.into_iter().rev());
        while self.pending.len() > self.limit.saturating_add(1) {
            self.pending.pop_front();
        }
    }

    fn node(&mut self, node: NodeId, least: Binding) {
        let shape = self.shape(node);
        if shape.binding() < least {
            return self.push([Item::text("("), Item::Node(node, Binding::Sum), Item::text(")")]);
        }
        match shape {
            Shape::Number(q) => self.write(&q.to_string()),
            Shape::Name(name) => self.write(name),
            Shape::Call(name, argument) => self.push([
                Item::text(name),
                Item::text("("),
                Item::Node(argument, Binding::Sum),
                Item::text(")"),
            ]),
            Shape::Power(base, n) => {
                self.push([Item::Node(base, Binding::Atom), Item::Text(format!("^{n}").into())]);
            }
            Shape::Negation(a) => self.push([Item::text("-"), Item::Node(a, Binding::Product)]),
            Shape::Sum(a, b) if self.is_signed(b) => {
                self.push([Item::Node(a, Binding::Sum), Item::text(" - "), Item::Unsigned(b)]);
            }
            Shape::Sum(a, b) => {
                self.push([Item::Node(a, Binding::Sum), Item::text(" + "), Item::Node(b, Binding::Product)]);
            }
            Shape::Product(a, b) => self.product(Item::Node(a, Binding::Product), "*", b),
            Shape::Quotient(a, b) => self.product(Item::Node(a, Binding::Product), "/", b),
            Shape::Reciprocal(b) => self.product(Item::text("1"), "/", b),
            Shape::Fraction(a, n) => {
                self.push([Item::Node(a, Binding::Product), Item::Text(format!("/{n}").into())]);
            }
        }
    }

    fn unsigned(&mut self, node: NodeId) {
        match self.shape(node) {
            Shape::Negation(a) => self.push([Item::Node(a, Binding::Product)]),
            Shape::Number(q) => self.write(&q.clone().abs().to_string()),
            Shape::Product(a, b) => self.product(Item::Unsigned(a), "*", b),
            Shape::Quotient(a, b) => self.product(Item::Unsigned(a), "/", b),
            Shape::Fraction(a, n) => self.push([Item::Unsigned(a), Item::Text(format!("/{n}").into())]),
            _ => {}
        }
    }

    fn product(&mut self, left: Item, operator: &'static str, right: NodeId) {
        self.push([left, Item::text(operator), Item::Node(right, Binding::Power)]);
    }

    fn shape(&self, node: NodeId) -> Shape<'g> {
        let name =
            |names: &'g [String], i: u32| Shape::Name(names.get(i as usize).map_or("?", String::as_str));
        match self.graph.node(node) {
            Node::Constant(q) => Shape::Number(q),
            Node::Parameter(i) => name(self.parameters, *i),
            Node::Column(i) => name(self.columns, *i),
            Node::Apply(Function::Power(-1), b) => Shape::Reciprocal(*b),
            Node::Apply(Function::Power(n), a) => Shape::Power(*a, *n),
            Node::Apply(f, a) => Shape::Call(f.name(), *a),
            Node::Add(a, b) => {
                let swap = match (self.graph.node(*a), self.graph.node(*b)) {
                    (Node::Add(..), _) => false,
                    (_, Node::Add(..)) => true,
                    _ => self.is_signed(*a) && !self.is_signed(*b),
                };
                if swap { Shape::Sum(*b, *a) } else { Shape::Sum(*a, *b) }
            }
            Node::Mul(a, b) => match self.factors(*a, *b) {
                Factors::Plain(a, b) => Shape::Product(a, b),
                Factors::Inverse(a, b) => Shape::Quotient(a, b),
                Factors::Multiple(number, q, a) => self.multiple(number, q, a),
            },
        }
    }

    /// Which factor stands on the left.
    fn factors(&self, a: NodeId, b: NodeId) -> Factors<'g> {
        const INVERSE: Function = Function::Power(-1);
        match (self.graph.node(a), self.graph.node(b)) {
            (Node::Constant(q), _) => Factors::Multiple(a, q, b),
            (_, Node::Constant(q)) => Factors::Multiple(b, q, a),
            (_, Node::Apply(INVERSE, denominator)) => Factors::Inverse(a, *denominator),
            (Node::Apply(INVERSE, denominator), _) => Factors::Inverse(b, *denominator),
            (Node::Mul(..), _) => Factors::Plain(a, b),
            (_, Node::Mul(..)) => Factors::Plain(b, a),
            (_, _) => Factors::Plain(a, b),
        }
    }

    /// The product `q·a`, where `number` is the node of `q`.
    fn multiple(&self, number: NodeId, q: &'g Rational, a: NodeId) -> Shape<'g> {
        match self.graph.node(a) {
            _ if is_share(q) => Shape::Fraction(a, q.denom()),
            Node::Apply(Function::Power(-1), denominator) => Shape::Quotient(number, *denominator),
            _ if *q == -1 && !self.begins_with_number(a) => Shape::Negation(a),
            _ => Shape::Product(number, a),
        }
    }

    /// Whether the node is printed with a leading minus sign that is not in parentheses. Looks no
    /// deeper than the limit.
    fn is_signed(&self, node: NodeId) -> bool {
        let mut left = node;
        for _ in 0..=self.limit {
            left = match self.graph.node(left) {
                Node::Constant(q) => return *q < 0,
                Node::Mul(a, b) => match self.factors(*a, *b) {
                    Factors::Plain(a, _) | Factors::Inverse(a, _) => a,
                    Factors::Multiple(_, q, a) if is_share(q) => a,
                    Factors::Multiple(_, q, a) if *q == -1 => {
                        return left == node || self.begins_with_number(a);
                    }
                    Factors::Multiple(_, q, _) => return *q < 0,
                },
                _ => return false,
            };
        }
        false
    }

    /// Whether the node is printed with a leading number, signed or not, so that a minus sign before it
    /// would be read as the number's. Looks no deeper than the limit.
    fn begins_with_number(&self, node: NodeId) -> bool {
        let mut left = node;
        for _ in 0..=self.limit {
            left = match self.graph.node(left) {
                Node::Constant(_) | Node::Apply(Function::Power(-1), _) => return true,
                Node::Mul(a, b) => match self.factors(*a, *b) {
                    Factors::Plain(a, _) | Factors::Inverse(a, _) => a,
                    Factors::Multiple(_, q, a) if is_share(q) || *q == -1 => a,
                    Factors::Multiple(..) => return true,
                },
                _ => return false,
            };
        }
        false
    }
}

/// A product's factors as they are printed.
enum Factors<'g> {
    /// `a * b`
    Plain(NodeId, NodeId),
    /// `a / b`
    Inverse(NodeId, NodeId),
    /// A number's node, the number, and what it multiplies.
    Multiple(NodeId, &'g Rational, NodeId),
}

/// Whether `q·a` is printed as `a/n`.
fn is_share(q: &Rational) -> bool {
    *q.numer() == 1 && *q.denom() != 1
}
