//! The operations of a row's expression above its local coordinates, and where their derivatives are kept.
//!
//! `z + softplus(l − z) = log(e^l + e^z)` is one operation, with the derivatives `σ(l − z)` and `σ(z − l)`, which are
//! both ≥ 0 and add up to 1 (theory.md, L11).

use crate::bound::local::coordinates::Locals;
use crate::bound::local::summand::Summand;
use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::number::Rational;
use std::collections::{BTreeSet, HashMap};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operation {
    Local(usize),
    Column(usize),
    Constant(usize),
    Add(usize, usize),
    Mul(usize, usize),
    Apply(Function, usize),
    Difference(usize, usize),
    /// `log(e^l + e^z)` with the step of `l − z`.
    LogSum {
        l: usize,
        z: usize,
        difference: usize,
    },
}

impl Operation {
    /// The operands, the two that slopes come from first.
    pub fn operands(&self) -> impl Iterator<Item = usize> {
        let operands = match *self {
            Operation::Local(_) | Operation::Column(_) | Operation::Constant(_) => [None; 3],
            Operation::Apply(_, x) => [Some(x), None, None],
            Operation::Add(x, y) | Operation::Mul(x, y) | Operation::Difference(x, y) => {
                [Some(x), Some(y), None]
            }
            Operation::LogSum { l, z, difference } => [Some(l), Some(z), Some(difference)],
        };
        operands.into_iter().flatten()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub operation: Operation,
    /// The local coordinates that it depends on, in order.
    pub support: Vec<usize>,
    pub offset: usize,
    /// For each component of the gradient those of the two operands.
    pub sources: Vec<[Option<usize>; 2]>,
    /// The pairs that a product adds to: for each component of the one factor's gradient and each of the
    /// other's. Of a function of one local coordinate its pair with itself.
    pub pairs: Vec<usize>,
    /// Whether it is the argument of a nonlinear function, and depends on a local coordinate.
    pub is_argument: bool,
}

impl Step {
    pub fn gradient(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.support.len()
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub steps: Vec<Step>,
    /// Constants, as the operations number them.
    pub constants: Vec<Rational>,
    pub slopes: usize,
    pub pairs: Vec<(usize, usize)>,
    /// Machine words, at most.
    words: u64,
}

/// What a component of a gradient costs: units of work, and machine words.
const UNITS: u64 = 200;
const WORDS: u64 = 8;

type Numbering = HashMap<(usize, usize), usize>;

impl Plan {
    pub fn new(graph: &Graph, summand: &Summand, budget: &Budget) -> Option<Self> {
        budget.spend(UNITS * (1 + summand.root.index() as u64)).then_some(())?;
        let Summand { root, locals, .. } = summand;
        let mut plan = Plan::default();
        if locals.len() == 0 {
            return Some(plan);
        }
        let mut step_of: HashMap<NodeId, usize> = HashMap::new();
        let mut numbering = Numbering::new();
        for node in needed(graph, *root, locals) {
            let operation = match (locals.position(node), graph.node(node)) {
                (Some(local), _) => Operation::Local(local),
                (None, Node::Constant(q)) => {
                    plan.constants.push(q.clone());
                    Operation::Constant(plan.constants.len() - 1)
                }
                (None, Node::Column(c)) => Operation::Column(*c as usize),
                (None, Node::Parameter(_)) => {
                    unreachable!("a parameter is affine, hence local or below a local")
                }
                (None, Node::Mul(x, y)) => Operation::Mul(step_of[x], step_of[y]),
                (None, Node::Apply(f, x)) => Operation::Apply(*f, step_of[x]),
                (None, Node::Add(x, y)) => match log_sum(graph, locals, node) {
                    Some((l, z)) => {
                        let (l, z) = (step_of[&l], step_of[&z]);
                        let difference = plan.push(Operation::Difference(l, z), &mut numbering, budget)?;
                        Operation::LogSum { l, z, difference }
                    }
                    None => Operation::Add(step_of[x], step_of[y]),
                },
            };
            let step = plan.push(operation, &mut numbering, budget);
            step_of.insert(node, step?);
        }
        Some(plan)
    }

    fn push(&mut self, operation: Operation, numbering: &mut Numbering, budget: &Budget) -> Option<usize> {
        let (sums, products) = self.sizes(&operation);
        self.words += WORDS * sums + products;
        let is_affordable = budget.spend(UNITS * (1 + sums + products)) && budget.hold(self.words);
        budget.release(self.words);
        is_affordable.then_some(())?;
        let mut support: BTreeSet<usize> =
            operation.operands().flat_map(|x| self.steps[x].support.iter().copied()).collect();
        if let Operation::Local(i) = operation {
            support.insert(i);
        }
        if let Operation::Apply(_, x) | Operation::LogSum { difference: x, .. } = operation {
            self.steps[x].is_argument = !self.steps[x].support.is_empty();
        }
        let support: Vec<usize> = support.into_iter().collect();
        let place = |x: usize, a: usize| {
            let step = &self.steps[x];
            step.support.binary_search(&a).ok().map(|place| step.offset + place)
        };
        let mut operands = operation.operands();
        let [x, y] = [operands.next(), operands.next()];
        let sources =
            support.iter().map(|&a| [x.and_then(|x| place(x, a)), y.and_then(|y| place(y, a))]).collect();
        let pairs = self.pairs_of(&operation, numbering);
        let offset = self.slopes;
        self.slopes += support.len();
        self.steps.push(Step { operation, support, offset, sources, pairs, is_argument: false });
        Some(self.steps.len() - 1)
    }

    fn sizes(&self, operation: &Operation) -> (u64, u64) {
        let size = |x: usize| self.steps[x].support.len() as u64;
        let sums = 1 + operation.operands().map(size).sum::<u64>();
        match *operation {
            Operation::Mul(x, y) => (sums, size(x) * size(y)),
            _ => (sums, 1),
        }
    }

    fn pairs_of(&mut self, operation: &Operation, numbering: &mut Numbering) -> Vec<usize> {
        let (x, y) = match *operation {
            Operation::Mul(x, y) => (x, y),
            Operation::Apply(_, x) if self.steps[x].support.len() == 1 => (x, x),
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for &a in &self.steps[x].support {
            for &b in &self.steps[y].support {
                let pair = (a.min(b), a.max(b));
                let index = *numbering.entry(pair).or_insert_with(|| {
                    self.pairs.push(pair);
                    self.pairs.len() - 1
                });
                found.push(index);
            }
        }
        found
    }

    pub fn size(&self) -> usize {
        self.steps.iter().map(|step| 1 + step.support.len() + step.pairs.len()).sum()
    }

    /// How many numbers the summands of the Hessian are made of.
    pub fn parts(&self) -> usize {
        let outer = |step: &Step| match step.operation {
            Operation::Apply(_, x) | Operation::LogSum { difference: x, .. } => {
                1 + self.steps[x].support.len()
            }
            _ => 0,
        };
        self.pairs.len() + self.steps.iter().map(outer).sum::<usize>()
    }

    /// The steps whose values a piece may confine: arguments of nonlinear functions.
    pub fn arguments(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.steps.len()).filter(|&step| self.steps[step].is_argument)
    }
}

fn log_sum(graph: &Graph, locals: &Locals, node: NodeId) -> Option<(NodeId, NodeId)> {
    let Node::Add(x, y) = *graph.node(node) else { return None };
    let minus = |node: NodeId, z: NodeId| {
        let Node::Mul(a, b) = *graph.node(node) else { return false };
        let is_minus_one = |n| graph.constant_value(n).is_some_and(|q| *q == -1);
        (is_minus_one(a) && b == z) || (is_minus_one(b) && a == z)
    };
    [(x, y), (y, x)].into_iter().find_map(|(z, excess)| {
        let Node::Apply(Function::Softplus, difference) = *graph.node(excess) else { return None };
        let Node::Add(a, b) = *graph.node(difference) else { return None };
        // Where the difference is a local coordinate itself, there are no steps for `l`.
        if locals.position(difference).is_some() {
            return None;
        }
        if minus(b, z) {
            Some((a, z))
        } else if minus(a, z) {
            Some((b, z))
        } else {
            None
        }
    })
}

/// The nodes from the local coordinates up to `root` that the plan has steps for, in order.
fn needed(graph: &Graph, root: NodeId, locals: &Locals) -> BTreeSet<NodeId> {
    let mut needed = BTreeSet::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if needed.insert(node) && locals.position(node).is_none() {
            match log_sum(graph, locals, node) {
                Some((l, z)) => open.extend([l, z]),
                None => open.extend(graph.node(node).operands()),
            }
        }
    }
    needed
}
