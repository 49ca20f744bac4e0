//! Local coordinates: the maximal affine sub-expressions of the parameters in a row's expression.
//!
//! In `(y − a·tanh(w·x + b))²` they are `a` and `z = w·x + b`: whatever the number of inputs, the second
//! derivatives in `(a, z)` are a small matrix, which goes back to the parameters as `PᵀKP` with the
//! exact coefficients `z = P·θ + p` of each row. Where there are more local coordinates
//! than parameters the parameters themselves serve, `P = I`.

use crate::expression::{Graph, Node, NodeId};
use crate::kind::{Exact, Kind};
use crate::number::{Interval, Number, Rational, Scalar};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How a node depends on the parameters, whatever the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Degree {
    Constant,
    Affine,
    Nonlinear,
}

/// The local coordinates of one expression.
#[derive(Clone, Debug)]
pub(super) struct Locals {
    /// The graph node of each.
    nodes: Vec<NodeId>,
    position: HashMap<NodeId, usize>,
    /// Whether each depends on a data column.
    by_row: Vec<bool>,
    /// What the nodes are computed from, and all that is constant in the parameters, in order.
    below: Vec<NodeId>,
}

/// The local coordinates in a row.
#[derive(Clone, Debug)]
pub(super) struct Linear<F> {
    /// One a local coordinate.
    pub forms: Vec<F>,
    /// The first function of data or constants alone that has no value, wherever it stands in the expression:
    /// derivatives do not show it.
    pub undefined: Option<NodeId>,
}

impl Locals {
    /// Finds the local coordinates of `root`.
    pub fn new(graph: &Graph, root: NodeId) -> Self {
        let degree = degrees(graph, root);
        let mut nodes = BTreeSet::new();
        for node in reachable(graph, [root], |n| degree[n.index()] == Degree::Nonlinear) {
            if degree[node.index()] == Degree::Nonlinear {
                nodes.extend(graph.node(node).operands().filter(|n| degree[n.index()] == Degree::Affine));
            }
        }
        let is_parameter = |n: &NodeId| matches!(graph.node(*n), Node::Parameter(_));
        let parameters: BTreeSet<NodeId> =
            reachable(graph, nodes.iter().copied(), |_| true).into_iter().filter(is_parameter).collect();
        if nodes.len() > parameters.len() {
            nodes = parameters;
        }
        let constants = reachable(graph, [root], |_| true);
        let constants = constants.into_iter().filter(|n| degree[n.index()] == Degree::Constant);
        let below = reachable(graph, nodes.iter().copied().chain(constants), |_| true);
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let by_column = depends_on_column(graph, root);
        Locals {
            position: nodes.iter().enumerate().map(|(i, &n)| (n, i)).collect(),
            by_row: nodes.iter().map(|n| by_column[n.index()]).collect(),
            nodes,
            below,
        }
    }

    /// The number of local coordinates.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The local coordinate that this node is, if it is one.
    pub fn position(&self, node: NodeId) -> Option<usize> {
        self.position.get(&node).copied()
    }

    /// The local coordinate that is this parameter itself, if there is one, `Err` where others depend on it.
    pub fn alone(&self, graph: &Graph, parameter: usize) -> Result<Option<usize>, ()> {
        let itself =
            |&node: &NodeId| matches!(graph.node(node), Node::Parameter(k) if *k as usize == parameter);
        let own = self.nodes.iter().position(itself);
        let others = self.nodes.iter().copied().filter(|node| !itself(node));
        if reachable(graph, others, |_| true).iter().any(itself) { Err(()) } else { Ok(own) }
    }

    /// Whether a local coordinate depends on the row.
    pub fn depends_on_row(&self, local: usize) -> bool {
        self.by_row[local]
    }

    /// The nodes from the local coordinates (included) up to `root`, in order.
    pub fn above(&self, graph: &Graph, roots: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
        reachable(graph, roots, |n| !self.position.contains_key(&n))
    }

    /// `z = P·θ + p` in a row, exactly where the data's functions allow, else enclosed.
    pub fn forms<S: Scalar>(&self, graph: &Graph, row: &[Rational], context: S::Context) -> Linear<Form<S>> {
        let exact: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
        let exact = self.linear_forms(graph, &exact, ());
        let round = |q: &Exact| {
            q.value().map_or_else(|| Interval::undefined(context), |q| Interval::exact(q, context))
        };
        let rounded = exact.forms.iter().map(|form| Form::new(form, round));
        if exact.undefined.is_none() {
            return Linear { forms: rounded.collect(), undefined: None };
        }
        let row: Vec<Interval<S>> = row.iter().map(|q| Interval::exact(q, context)).collect();
        let enclosed = self.linear_forms(graph, &row, context);
        let forms = exact.forms.iter().zip(&enclosed.forms).map(|(exact, enclosed)| {
            if exact.is_defined() { Form::new(exact, round) } else { Form::new(enclosed, Interval::clone) }
        });
        Linear { forms: forms.collect(), undefined: enclosed.undefined }
    }

    /// `z = P·θ + p` in a row in any kind of number.
    pub fn linear_forms<N: Kind>(
        &self,
        graph: &Graph,
        row: &[N],
        context: N::Context,
    ) -> Linear<LinearForm<N>> {
        let mut known: HashMap<NodeId, LinearForm<N>> = HashMap::new();
        let mut undefined = None;
        let constant = |offset| LinearForm { slopes: BTreeMap::new(), offset };
        for &node in &self.below {
            let form = match graph.node(node) {
                Node::Constant(q) => constant(N::exact(q, context)),
                Node::Column(c) => constant(row[*c as usize].clone()),
                Node::Parameter(k) => LinearForm {
                    slopes: BTreeMap::from([(*k as usize, N::exact(&Rational::from(1), context))]),
                    offset: N::exact(&Rational::new(), context),
                },
                Node::Add(x, y) => known[x].plus(&known[y]),
                // One of the two is constant in the parameters, for the product is affine.
                Node::Mul(x, y) if known[x].slopes.is_empty() => known[y].times(&known[x].offset),
                Node::Mul(x, y) => known[x].times(&known[y].offset),
                Node::Apply(f, x) => constant(known[x].offset.apply(*f, 0)),
            };
            if undefined.is_none() && !form.is_defined() {
                undefined = Some(node);
            }
            known.insert(node, form);
        }
        Linear { forms: self.nodes.iter().filter_map(|node| known.get(node).cloned()).collect(), undefined }
    }
}

/// `Σ_k slopes_k θ_k + offset`.
#[derive(Clone, Debug)]
pub(super) struct LinearForm<N> {
    pub slopes: BTreeMap<usize, N>,
    pub offset: N,
}

impl<N: Kind> LinearForm<N> {
    fn is_defined(&self) -> bool {
        self.offset.is_defined() && self.slopes.values().all(N::is_defined)
    }

    fn plus(&self, other: &Self) -> Self {
        let mut slopes = self.slopes.clone();
        for (k, slope) in &other.slopes {
            let sum = slopes.get(k).map_or(slope.clone(), |s| s.add(slope));
            slopes.insert(*k, sum);
        }
        LinearForm { slopes, offset: self.offset.add(&other.offset) }
    }

    fn times(&self, factor: &N) -> Self {
        let slopes = self.slopes.iter().map(|(&k, slope)| (k, slope.mul(factor))).collect();
        LinearForm { slopes, offset: self.offset.mul(factor) }
    }
}

/// A [`LinearForm`] with enclosed coefficients, ready for cells: terms with slope 0 are dropped.
#[derive(Clone, Debug)]
pub(super) struct Form<S> {
    pub terms: Vec<Term<S>>,
    pub offset: Interval<S>,
}

/// One parameter's share in a [`Form`].
#[derive(Clone, Debug)]
pub(super) struct Term<S> {
    /// The parameter.
    pub parameter: usize,
    /// An enclosure of its coefficient.
    pub slope: Interval<S>,
    /// A float in it.
    pub centre: S,
    /// The largest distance from it.
    pub error: S,
}

impl<S: Scalar> Form<S> {
    fn new<N>(form: &LinearForm<N>, enclose: impl Fn(&N) -> Interval<S>) -> Self {
        let term = |(&parameter, slope): (&usize, &N)| {
            let slope = enclose(slope);
            let centre = crate::kind::Affine::<S, 0>::enclosing(&slope);
            Term { parameter, slope, centre: centre.centre, error: centre.radius }
        };
        let zero = S::zero(enclose(&form.offset).lower().context());
        let is_zero = |t: &Term<S>| t.centre == zero && t.error == zero;
        let terms = form.slopes.iter().map(term).filter(|t| !is_zero(t)).collect();
        Form { terms, offset: enclose(&form.offset) }
    }
}

/// The nodes reachable from `roots`, in order; operands of a node are followed where `descend` says so.
fn reachable(
    graph: &Graph,
    roots: impl IntoIterator<Item = NodeId>,
    descend: impl Fn(NodeId) -> bool,
) -> Vec<NodeId> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<NodeId> = roots.into_iter().collect();
    while let Some(node) = open.pop() {
        if seen.insert(node) && descend(node) {
            open.extend(graph.node(node).operands());
        }
    }
    seen.into_iter().collect()
}

/// The degree of each node up to `root`.
fn degrees(graph: &Graph, root: NodeId) -> Vec<Degree> {
    let mut degrees: Vec<Degree> = Vec::with_capacity(root.index() + 1);
    for node in &graph.nodes()[..=root.index()] {
        let degree = match node {
            Node::Constant(_) | Node::Column(_) => Degree::Constant,
            Node::Parameter(_) => Degree::Affine,
            Node::Add(x, y) => degrees[x.index()].max(degrees[y.index()]),
            Node::Mul(x, y) => match (degrees[x.index()], degrees[y.index()]) {
                (Degree::Constant, d) | (d, Degree::Constant) => d,
                _ => Degree::Nonlinear,
            },
            Node::Apply(_, x) => match degrees[x.index()] {
                Degree::Constant => Degree::Constant,
                _ => Degree::Nonlinear,
            },
        };
        degrees.push(degree);
    }
    degrees
}

fn depends_on_column(graph: &Graph, root: NodeId) -> Vec<bool> {
    let mut depends: Vec<bool> = Vec::with_capacity(root.index() + 1);
    for node in &graph.nodes()[..=root.index()] {
        let own = matches!(node, Node::Column(_));
        depends.push(own || node.operands().any(|x| depends[x.index()]));
    }
    depends
}
