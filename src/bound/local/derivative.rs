//! Symbolic second derivatives `K_ab = ∂²e/∂z_a∂z_b` of a row's expression in its local coordinates, by forward rules that are
//! applied once. Products with 0 stay, so that every function leaves a trace; convex functions on the outside are kept apart, a
//! weight `≥ 0` and a gradient, so that a bound may use that they are (theory.md, L2 and L3).

use super::coordinates::Locals;
use super::symbol::{Builder, Symbol, SymbolId, rational_work};
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::number::Rational;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Default)]
pub(crate) struct SymbolicHessian {
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

impl Derivatives {
    fn words(&self) -> u64 {
        10 + 5 * (self.first.len() + self.second.len()) as u64
    }
}

const OPERATION: u64 = 400;

/// How many derivatives a node's are computed from, and how many there are at most.
fn operations(node: &Node, known: &HashMap<NodeId, Derivatives>) -> u64 {
    let sizes = |x: &NodeId| (known[x].first.len() as u64, known[x].second.len() as u64);
    match node {
        Node::Constant(_) | Node::Column(_) | Node::Parameter(_) => 1,
        Node::Add(x, y) => 1 + sizes(x).0 + sizes(x).1 + sizes(y).0 + sizes(y).1,
        Node::Mul(x, y) => {
            let ((a, c), (b, d)) = (sizes(x), sizes(y));
            1 + a + b + c + d + 2 * a * b
        }
        Node::Apply(_, x) => 1 + sizes(x).0 * (1 + sizes(x).0) + sizes(x).1,
    }
}

/// A term of the sum that an expression is: a node that is neither a sum nor a constant multiple.
struct Addend {
    node: NodeId,
    factor: Rational,
    /// The function and its argument, where `factor·f(u)` is convex on the outside.
    convex: Option<(Function, NodeId)>,
}

impl Addend {
    /// This term, if it is above the local coordinates; as a convex function only if its argument is.
    fn within(mut self, graph: &Graph, is_above: impl Fn(NodeId) -> bool) -> Option<Self> {
        self.convex = match graph.node(self.node) {
            Node::Apply(f, u) if self.factor > 0 && f.is_convex() && is_above(*u) => Some((*f, *u)),
            _ => None,
        };
        is_above(self.node).then_some(self)
    }

    fn wanted(&self) -> NodeId {
        self.convex.map_or(self.node, |(_, u)| u)
    }
}

/// Sums and constant multiples from the root down, users before operands, so that each term comes once with its whole factor.
fn addends(builder: &Builder<'_>, graph: &Graph, root: NodeId) -> Option<Vec<Addend>> {
    let mut terms = Vec::new();
    let mut open = BTreeMap::from([(root, Rational::from(1))]);
    while let Some((node, factor)) = open.pop_last() {
        builder.spend(4 * rational_work(&factor))?;
        match graph.node(node) {
            Node::Add(x, y) => {
                *open.entry(*x).or_default() += &factor;
                *open.entry(*y).or_default() += factor;
            }
            Node::Mul(x, y) => match (graph.constant_value(*x), graph.constant_value(*y)) {
                (Some(q), _) | (_, Some(q)) if builder.spend(rational_work(q)).is_none() => return None,
                (Some(q), _) => *open.entry(*y).or_default() += factor * q,
                (None, Some(q)) => *open.entry(*x).or_default() += factor * q,
                (None, None) => terms.push(Addend { node, factor, convex: None }),
            },
            _ => terms.push(Addend { node, factor, convex: None }),
        }
    }
    Some(terms)
}

impl Builder<'_> {
    /// The second derivatives of `root`: forward rules over the part of the graph above the local
    /// coordinates. Derivatives are dropped behind their last use, and the sums that `root` is made of have
    /// none, for a sum of N terms would hold N²/2. `None` once the budget is spent.
    pub fn differentiate(&mut self, graph: &Graph, root: NodeId, locals: &Locals) -> Option<SymbolicHessian> {
        if locals.len() == 0 {
            return Some(SymbolicHessian::default());
        }
        let above = locals.above(graph, [root]);
        let is_above = |node: NodeId| above.binary_search(&node).is_ok();
        let terms: Vec<Addend> =
            addends(self, graph, root)?.into_iter().filter_map(|term| term.within(graph, is_above)).collect();
        let wanted: HashSet<NodeId> = terms.iter().map(Addend::wanted).collect();
        let nodes = locals.above(graph, wanted.iter().copied());
        let mut last_use: HashMap<NodeId, NodeId> = HashMap::new();
        for &node in nodes.iter().filter(|node| locals.position(**node).is_none()) {
            last_use.extend(graph.node(node).operands().map(|operand| (operand, node)));
        }
        let mut known: HashMap<NodeId, Derivatives> = HashMap::new();
        for node in nodes {
            let derivatives = match locals.position(node) {
                Some(local) => {
                    let one = self.constant(Rational::from(1));
                    let value = self.symbol(Symbol::Local(local));
                    Derivatives { value, first: BTreeMap::from([(local, one)]), second: BTreeMap::new() }
                }
                None => {
                    let derivatives = self.step(graph, node, &known)?;
                    let is_over = |operand: &NodeId| last_use[operand] == node && !wanted.contains(operand);
                    for operand in graph.node(node).operands().filter(is_over) {
                        let words = known.remove(&operand).map_or(0, |derivatives| derivatives.words());
                        self.release(words);
                    }
                    derivatives
                }
            };
            self.hold(derivatives.words())?;
            known.insert(node, derivatives);
        }
        let hessian = self.collect(terms, &known);
        self.release(known.values().map(Derivatives::words).sum());
        hessian
    }

    fn collect(
        &mut self,
        terms: Vec<Addend>,
        known: &HashMap<NodeId, Derivatives>,
    ) -> Option<SymbolicHessian> {
        let mut hessian = SymbolicHessian::default();
        for Addend { node, factor, convex } in terms {
            let derivatives = &known[&convex.map_or(node, |(_, u)| u)];
            self.spend(OPERATION * (1 + derivatives.second.len() + derivatives.first.len()) as u64)?;
            let factor = self.constant(factor);
            let slope = match convex {
                Some((f, _)) => {
                    let [slope, weight] = [1, 2].map(|order| {
                        let derivative = self.apply(f, order, derivatives.value);
                        self.mul(factor, derivative)
                    });
                    if !derivatives.first.is_empty() {
                        hessian
                            .outers
                            .push((weight, derivatives.first.iter().map(|(&a, &p)| (a, p)).collect()));
                    }
                    slope
                }
                None => factor,
            };
            for (&ab, &curvature) in &derivatives.second {
                let term = self.mul(slope, curvature);
                self.accumulate(&mut hessian.entries, ab, term);
            }
        }
        self.hold(10 * hessian.entries.len() as u64)?;
        Some(hessian)
    }

    fn step(
        &mut self,
        graph: &Graph,
        node: NodeId,
        known: &HashMap<NodeId, Derivatives>,
    ) -> Option<Derivatives> {
        self.spend(OPERATION * operations(graph.node(node), known))?;
        Some(match graph.node(node) {
            Node::Constant(q) => Derivatives { value: self.constant(q.clone()), ..Default::default() },
            Node::Column(c) => {
                Derivatives { value: self.symbol(Symbol::Column(*c as usize)), ..Default::default() }
            }
            Node::Parameter(_) => unreachable!("a parameter is affine, hence local or below a local"),
            Node::Add(x, y) => self.sum(&known[x], &known[y]),
            Node::Mul(x, y) => self.product(&known[x], &known[y]),
            Node::Apply(f, x) => self.composition(*f, &known[x]),
        })
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
