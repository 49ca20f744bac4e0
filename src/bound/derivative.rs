//! Symbolic second derivatives of a row's expression in its local coordinates.
//!
//! With `z = P·θ + p` the maximal affine sub-expressions of a row and `e(z)` the rest, the entries
//! `K_ab = ∂²e/∂z_a∂z_b` that are not identically zero follow from forward rules:
//!
//! ```text
//! (x + y)″ = x″ + y″      (x·y)″ = x″y + x′y′ᵀ + y′x′ᵀ + x·y″      f(x)″ = f″(x)·x′x′ᵀ + f′(x)·x″
//! ```
//!
//! The rules are applied once: zeros and ones vanish, and equal sub-expressions are shared.
//!
//! Convex functions on the outside, `c·f(u)` with a constant `c > 0`, are kept apart: of
//! `c·f(u) ″ = c·f″(u)·u′u′ᵀ + c·f′(u)·u″` only the second part becomes entries, and the first stays a weight
//! `c·f″(u) ≥ 0` and a gradient `u′`, so that a bound may use that it is positive semidefinite.
//!
//! Source of the rules: Griewank and Walther, *Evaluating Derivatives* (2008), chapter 13.

use super::local::Locals;
use crate::expression::{Function, Graph, Node, NodeId};
use crate::number::Rational;
use std::collections::{BTreeMap, HashMap};

/// The number of a symbol.
pub(super) type SymbolId = usize;

/// A symbolic operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Symbol {
    Local(usize),
    Column(usize),
    Constant(Rational),
    Add(SymbolId, SymbolId),
    Mul(SymbolId, SymbolId),
    /// A function's derivative of order 0, 1 or 2.
    Apply(Function, usize, SymbolId),
    /// A function times its derivative of order 1 or 2, at the same argument.
    Product(Function, usize, SymbolId),
}

/// The second derivatives as symbols.
#[derive(Default)]
pub(super) struct SymbolicHessian {
    /// Those of entries `(a, b)`, `a ≤ b`.
    pub entries: BTreeMap<(usize, usize), SymbolId>,
    /// Weight `≥ 0` and gradient of each convex function on the outside.
    pub outers: Vec<(SymbolId, Vec<(usize, SymbolId)>)>,
}

/// First and second derivatives of a graph node, sparse; `value` and all others are symbols.
#[derive(Clone, Debug, Default)]
struct Derivatives {
    value: SymbolId,
    first: BTreeMap<usize, SymbolId>,
    second: BTreeMap<(usize, usize), SymbolId>,
}

/// Makes symbols and remembers them.
#[derive(Default)]
pub(super) struct Builder {
    symbols: Vec<Symbol>,
    index: HashMap<Symbol, SymbolId>,
    /// The graph node a function application belongs to.
    origins: HashMap<(Function, SymbolId), NodeId>,
}

impl Builder {
    /// All symbols; operands precede their users.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The graph node that applies this function to this symbol.
    pub fn origin(&self, f: Function, argument: SymbolId) -> Option<NodeId> {
        self.origins.get(&(f, argument)).copied()
    }

    /// The number of a symbol.
    pub fn symbol(&mut self, symbol: Symbol) -> usize {
        if let Some(&known) = self.index.get(&symbol) {
            return known;
        }
        self.symbols.push(symbol.clone());
        self.index.insert(symbol, self.symbols.len() - 1);
        self.symbols.len() - 1
    }

    /// A constant.
    pub fn constant(&mut self, q: Rational) -> usize {
        self.symbol(Symbol::Constant(q))
    }

    fn value_of(&self, symbol: usize) -> Option<&Rational> {
        match &self.symbols[symbol] {
            Symbol::Constant(q) => Some(q),
            _ => None,
        }
    }

    /// A sum.
    pub fn add(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) => {
                let sum = Rational::from(p + q);
                self.constant(sum)
            }
            (Some(p), None) if p.is_zero() => b,
            (None, Some(q)) if q.is_zero() => a,
            _ => self.symbol(Symbol::Add(a.min(b), a.max(b))),
        }
    }

    /// A product.
    pub fn mul(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) => {
                let product = Rational::from(p * q);
                self.constant(product)
            }
            (Some(p), None) if *p == 1 => b,
            (None, Some(q)) if *q == 1 => a,
            _ => self.symbol(Symbol::Mul(a.min(b), a.max(b))),
        }
    }

    fn apply(&mut self, f: Function, order: usize, argument: usize) -> usize {
        let one_step = match (f, order) {
            (Function::Power(2), 1) => Some((2, Some(argument))),
            (Function::Power(2), 2) => Some((2, None)),
            _ => None,
        };
        match one_step {
            Some((factor, None)) => self.constant(Rational::from(factor)),
            Some((factor, Some(x))) => {
                let factor = self.constant(Rational::from(factor));
                self.mul(factor, x)
            }
            None => self.symbol(Symbol::Apply(f, order, argument)),
        }
    }

    /// Adds a term, a zero too: a function of `0·x` must leave its trace.
    fn accumulate<K: Ord>(&mut self, into: &mut BTreeMap<K, usize>, key: K, term: usize) {
        let sum = match into.get(&key) {
            Some(&before) => self.add(before, term),
            None => term,
        };
        into.insert(key, sum);
    }

    /// The second derivatives of `root`: forward rules over the part of the graph above the local
    /// coordinates.
    pub fn differentiate(&mut self, graph: &Graph, root: NodeId, locals: &Locals) -> SymbolicHessian {
        if locals.len() == 0 {
            return SymbolicHessian::default();
        }
        let mut known: HashMap<NodeId, Derivatives> = HashMap::new();
        for node in locals.above(graph, root) {
            let derivatives = match locals.position(node) {
                Some(local) => {
                    let one = self.constant(Rational::from(1));
                    let value = self.symbol(Symbol::Local(local));
                    Derivatives { value, first: BTreeMap::from([(local, one)]), second: BTreeMap::new() }
                }
                None => self.step(graph, node, &known),
            };
            known.insert(node, derivatives);
        }
        self.collect(graph, root, &known)
    }

    /// Sums and constant multiples from the root down, users before operands, so that each node comes once
    /// with its whole factor; convex functions with a positive one are kept apart.
    fn collect(
        &mut self,
        graph: &Graph,
        root: NodeId,
        known: &HashMap<NodeId, Derivatives>,
    ) -> SymbolicHessian {
        let mut hessian = SymbolicHessian::default();
        let zero = Rational::new();
        let mut open = BTreeMap::from([(root, Rational::from(1))]);
        while let Some((node, scale)) = open.pop_last() {
            match graph.node(node) {
                Node::Add(x, y) => {
                    *open.entry(*x).or_default() += &scale;
                    *open.entry(*y).or_default() += scale;
                }
                Node::Mul(x, y) if graph.constant_value(*x).is_some() => {
                    *open.entry(*y).or_default() += scale * graph.constant_value(*x).unwrap_or(&zero);
                }
                Node::Mul(x, y) if graph.constant_value(*y).is_some() => {
                    *open.entry(*x).or_default() += scale * graph.constant_value(*y).unwrap_or(&zero);
                }
                Node::Apply(f, u) if scale > 0 && f.is_convex() && known.contains_key(u) => {
                    let u = &known[u];
                    let scale = self.constant(scale);
                    let [slope, weight] = [1, 2].map(|order| {
                        let derivative = self.apply(*f, order, u.value);
                        self.mul(scale, derivative)
                    });
                    for (&ab, &curvature) in &u.second {
                        let term = self.mul(slope, curvature);
                        self.accumulate(&mut hessian.entries, ab, term);
                    }
                    if !u.first.is_empty() {
                        hessian.outers.push((weight, u.first.iter().map(|(&a, &p)| (a, p)).collect()));
                    }
                }
                _ => {
                    let factor = self.constant(scale);
                    for (&ab, &curvature) in known.get(&node).map_or(&BTreeMap::new(), |d| &d.second) {
                        let term = self.mul(factor, curvature);
                        self.accumulate(&mut hessian.entries, ab, term);
                    }
                }
            }
        }
        hessian
    }

    fn step(&mut self, graph: &Graph, node: NodeId, known: &HashMap<NodeId, Derivatives>) -> Derivatives {
        match graph.node(node) {
            Node::Constant(q) => Derivatives { value: self.constant(q.clone()), ..Default::default() },
            Node::Column(c) => {
                Derivatives { value: self.symbol(Symbol::Column(*c as usize)), ..Default::default() }
            }
            Node::Parameter(_) => unreachable!("a parameter is affine, hence local or below a local"),
            Node::Add(x, y) => self.sum(&known[x], &known[y]),
            Node::Mul(x, y) => self.product(&known[x], &known[y]),
            Node::Apply(f, x) => {
                let x = &known[x];
                self.origins.entry((*f, x.value)).or_insert(node);
                self.composition(*f, x)
            }
        }
    }

    fn sum(&mut self, x: &Derivatives, y: &Derivatives) -> Derivatives {
        let mut result = x.clone();
        result.value = self.add(x.value, y.value);
        for (&a, &term) in &y.first {
            self.accumulate(&mut result.first, a, term);
        }
        for (&ab, &term) in &y.second {
            self.accumulate(&mut result.second, ab, term);
        }
        result
    }

    fn product(&mut self, x: &Derivatives, y: &Derivatives) -> Derivatives {
        let mut result = Derivatives { value: self.mul(x.value, y.value), ..Default::default() };
        for (one, other) in [(x, y), (y, x)] {
            for (&a, &slope) in &one.first {
                let term = self.mul(slope, other.value);
                self.accumulate(&mut result.first, a, term);
            }
            for (&ab, &curvature) in &one.second {
                let term = self.mul(curvature, other.value);
                self.accumulate(&mut result.second, ab, term);
            }
        }
        for (&a, &p) in &x.first {
            for (&b, &q) in &y.first {
                let term = self.mul(p, q);
                self.accumulate(&mut result.second, (a.min(b), a.max(b)), term);
                if a == b {
                    self.accumulate(&mut result.second, (a, b), term);
                }
            }
        }
        result
    }

    fn composition(&mut self, f: Function, x: &Derivatives) -> Derivatives {
        let mut result = Derivatives { value: self.apply(f, 0, x.value), ..Default::default() };
        let [slope, curvature] = [1, 2].map(|order| self.apply(f, order, x.value));
        for (&a, &p) in &x.first {
            let term = self.mul(slope, p);
            self.accumulate(&mut result.first, a, term);
            // The square of the gradient, scaled last: f″ multiplies p·q.
            for (&b, &q) in x.first.range(a..) {
                let square = self.mul(p, q);
                let term = self.mul(curvature, square);
                self.accumulate(&mut result.second, (a, b), term);
            }
        }
        for (&ab, &c) in &x.second {
            let term = self.mul(slope, c);
            self.accumulate(&mut result.second, ab, term);
        }
        result
    }
}
