//! What a problem is before anything is proved of it: its size, its kinks, its symmetry.

use super::problem::MAX_EXPRESSION;
use super::problem::node;
use crate::bound::affine::memory::LANES;
use crate::bound::{Cell, HessianBound, Method};
use crate::budget::Budget;
use crate::check::Effort;
use crate::expression::{Node, NodeId};
use crate::function::Smoothness;
use crate::problem::{Penalty, Problem};
use crate::search::{GroupFacts, sharpest};

/// The facts that `info` prints.
#[derive(Debug)]
pub struct Survey {
    /// Nodes of the graph that objective and penalty need.
    pub nodes: usize,
    /// The least smooth function among them.
    pub smoothness: Smoothness,
    /// The nodes that are no smoother than that, in the formula language; none where all are analytic.
    pub rough: Vec<String>,
    /// Symmetries of objective and domain.
    pub symmetry: GroupFacts,
    /// Parameters that are not pinned: the Hessian's order.
    pub order: usize,
    /// Local coordinates of a row's expression, at most, vertex coordinates apart.
    pub locals: usize,
    /// Parameters that count by the ends of their range alone.
    pub vertices: usize,
    /// Whether the second derivatives are within the work that a check may spend; else there is no leaf test.
    pub has_leaf_test: bool,
    /// The leaf test that fits the whole domain.
    pub method: Method,
    /// Whether a leaf test takes a Hessian of this order.
    pub is_of_moderate_order: bool,
    /// What a leaf test takes on the whole domain, in seconds, roughly.
    pub seconds: f64,
    /// Bytes of one Hessian enclosure: what a thread needs for a leaf test, about.
    pub bytes: usize,
}

/// At most so many nodes are named.
const MAX_NAMED: usize = 4;

/// Looks at a problem.
pub fn survey(problem: &Problem, symmetry: GroupFacts) -> Survey {
    let needed = needed_nodes(problem);
    let functions = |id: &NodeId| match problem.graph.node(*id) {
        Node::Apply(function, _) => Some(function.smoothness()),
        _ => None,
    };
    let smoothness = needed.iter().filter_map(functions).min().unwrap_or(Smoothness::C2);
    let rough =
        needed.iter().filter(|id| functions(id).is_some_and(|s| s < Smoothness::C2 && s == smoothness));
    let rough = rough.take(MAX_NAMED).map(|id| node(problem, *id, MAX_EXPRESSION)).collect();
    let (bound, method, work) = leaf_test(problem);
    let is_of_moderate_order = [Method::Constant, Method::Interval]
        .iter()
        .any(|method| bound.applies(*method, &Cell::root(&problem.domain)));
    let (order, locals, vertices) = (bound.order(), bound.locals(), bound.vertices().len());
    let bytes = matrices(&bound, method) * order * order * size_of::<f64>();
    let (nodes, has_leaf_test) = (needed.len(), bound.sums.is_complete);
    Survey {
        nodes,
        smoothness,
        rough,
        symmetry,
        order,
        locals,
        vertices,
        has_leaf_test,
        method,
        is_of_moderate_order,
        seconds: work / 1e9,
        bytes,
    }
}

/// The leaf test, its method on the whole domain, and its work. Where rows and parameters are many, that of a few rows: what
/// a test takes grows linearly with their number.
fn leaf_test(problem: &Problem) -> (HessianBound, Method, f64) {
    let of = |problem: &Problem| {
        let bound = HessianBound::of_objective(problem, Effort::default().precision, &Budget::default());
        let method = sharpest(&bound, &Cell::root(&problem.domain));
        let work = bound.leaf_work(method) as f64;
        (bound, method, work)
    };
    let rows = problem.rows.len();
    if rows <= 2 * FEW || rows * problem.dimension() <= MANY {
        return of(problem);
    }
    let first = |count: usize| of(&Problem { rows: problem.rows[..count].to_vec(), ..problem.clone() });
    let (_, _, less) = first(FEW);
    let (bound, method, work) = first(2 * FEW);
    (bound, method, work + (work - less) * (rows as f64 / FEW as f64 - 2.0))
}

/// So many rows stand for all.
const FEW: usize = 16;
/// Parameters × rows beyond which they do.
const MANY: usize = 100_000;

/// The number of matrices that a leaf test holds at once, about.
fn matrices(bound: &HessianBound, method: Method) -> usize {
    let lanes = if bound.vertices().is_empty() { 1 } else { LANES };
    match method {
        // Of the enclosure and of what whitening makes of it: centre, remainder, and one a symbol.
        Method::Affine => 3 * (bound.kernels.roles.count + 2) * lanes,
        // Of the sum, the metric and its inverse.
        Method::Loewner | Method::Tensor => 6,
        Method::Interval | Method::Constant => 2,
    }
}

/// The nodes that objective and penalty formula reach, in order.
fn needed_nodes(problem: &Problem) -> Vec<NodeId> {
    let mut needed = vec![false; problem.graph.nodes().len()];
    let penalty = match problem.penalty {
        Penalty::Formula(node) => Some(node),
        Penalty::Separable { .. } => None,
    };
    for root in [Some(problem.fixed), problem.row, penalty].into_iter().flatten() {
        needed[root.index()] = true;
    }
    for (i, node) in problem.graph.nodes().iter().enumerate().rev() {
        if needed[i] {
            node.operands().for_each(|operand| needed[operand.index()] = true);
        }
    }
    (0..needed.len()).filter(|&i| needed[i]).map(|i| NodeId(i as u32)).collect()
}
