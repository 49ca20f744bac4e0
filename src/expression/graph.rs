//! The expression graph: hash-consed nodes that refer backwards only, so the list of nodes is itself an order of evaluation.
//! Few operations: subtraction is `a + (−1)·b`, division `a · b^(−1)`, `max(a, b) = b + relu(a − b)`. Constants are folded
//! exactly; sums and products are ordered by node number, so that equal ones up to commutativity are one node.

use crate::error::GraphError;
use crate::function::Function;
use crate::number::is_writable;
use rug::Rational;
use std::collections::HashMap;

/// The number of a node in its [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An exact constant.
    Constant(Rational),
    /// The parameter θ of this index.
    Parameter(u32),
    /// The data column of this index, in the current row.
    Column(u32),
    /// The sum of two earlier nodes.
    Add(NodeId, NodeId),
    /// The product of two earlier nodes.
    Mul(NodeId, NodeId),
    /// A univariate function of an earlier node.
    Apply(Function, NodeId),
}

impl Node {
    /// The word of the operation in texts.
    pub fn word(&self) -> &'static str {
        match self {
            Node::Constant(_) => "constant",
            Node::Parameter(_) => "parameter",
            Node::Column(_) => "column",
            Node::Add(..) => "add",
            Node::Mul(..) => "mul",
            Node::Apply(f, _) => f.name(),
        }
    }

    /// The operands, at most two.
    pub fn operands(&self) -> impl Iterator<Item = NodeId> + use<> {
        let (a, b) = match *self {
            Node::Constant(_) | Node::Parameter(_) | Node::Column(_) => (None, None),
            Node::Add(a, b) | Node::Mul(a, b) => (Some(a), Some(b)),
            Node::Apply(_, a) => (Some(a), None),
        };
        a.into_iter().chain(b)
    }
}

/// A hash-consed list of nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    nodes: Vec<Node>,
    index: HashMap<Node, NodeId>,
}

impl Graph {
    /// The largest number of nodes.
    pub const MAX_NODES: usize = 10_000_000;
    /// The size of a numerator or denominator of 10,000 decimal digits: beyond twice this nothing is computed.
    pub const MAX_CONSTANT_BITS: u32 = 33_220;

    /// The empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// All nodes in order; operands precede their users.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of this number.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The constant's value, if the node is one.
    pub fn constant_value(&self, id: NodeId) -> Option<&Rational> {
        match self.node(id) {
            Node::Constant(q) => Some(q),
            _ => None,
        }
    }

    /// Inserts a node as it stands, without folding; the same node again gives the same number.
    ///
    /// # Errors
    /// [`GraphError::TooManyNodes`].
    pub fn insert(&mut self, node: Node) -> Result<NodeId, GraphError> {
        if let Some(&id) = self.index.get(&node) {
            return Ok(id);
        }
        if self.nodes.len() >= Self::MAX_NODES {
            return Err(GraphError::TooManyNodes);
        }
        Ok(self.push(node))
    }

    /// Appends a node that is not there yet.
    pub(super) fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.index.insert(node, id);
        id
    }

    /// An exact constant.
    ///
    /// # Errors
    /// [`GraphError::HugeConstant`], [`GraphError::TooManyNodes`].
    pub fn constant(&mut self, q: Rational) -> Result<NodeId, GraphError> {
        if !is_writable(&q) {
            return Err(GraphError::HugeConstant);
        }
        self.insert(Node::Constant(q))
    }

    /// The parameter of index `i`.
    ///
    /// # Errors
    /// [`GraphError::TooManyNodes`].
    pub fn parameter(&mut self, i: usize) -> Result<NodeId, GraphError> {
        self.insert(Node::Parameter(i as u32))
    }

    /// The data column of index `i`.
    ///
    /// # Errors
    /// [`GraphError::TooManyNodes`].
    pub fn column(&mut self, i: usize) -> Result<NodeId, GraphError> {
        self.insert(Node::Column(i as u32))
    }

    /// `a + b`, folded where both are constant or one is 0.
    ///
    /// # Errors
    /// See [`GraphError`].
    pub fn add(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        match (self.constant_value(a), self.constant_value(b)) {
            (Some(p), Some(q)) => {
                let sum = Rational::from(p + q);
                self.constant(sum)
            }
            (Some(p), None) if p.is_zero() => Ok(b),
            (None, Some(q)) if q.is_zero() => Ok(a),
            _ => self.insert(Node::Add(a.min(b), a.max(b))),
        }
    }

    /// `a · b`, folded where both are constant or one is 1; not where one is 0, as the other may be undefined somewhere.
    ///
    /// # Errors
    /// See [`GraphError`].
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        match (self.constant_value(a), self.constant_value(b)) {
            (Some(p), Some(q)) => {
                let product = Rational::from(p * q);
                self.constant(product)
            }
            (Some(p), None) if *p == 1 => Ok(b),
            (None, Some(q)) if *q == 1 => Ok(a),
            _ => self.insert(Node::Mul(a.min(b), a.max(b))),
        }
    }

    /// `f(a)`, folded where `a` is constant and the value rational.
    ///
    /// # Errors
    /// See [`GraphError`].
    pub fn apply(&mut self, f: Function, a: NodeId) -> Result<NodeId, GraphError> {
        if let Some(q) = self.constant_value(a) {
            if !f.is_defined_at(q) {
                return Err(GraphError::UndefinedConstant);
            }
            if let Function::Power(n) = f {
                let bits = q.numer().significant_bits().max(q.denom().significant_bits());
                if u64::from(bits) * u64::from(n.unsigned_abs()) > u64::from(Self::MAX_CONSTANT_BITS) * 2 {
                    return Err(GraphError::HugeConstant);
                }
            }
            if let Some(value) = f.exact(q, 0) {
                return self.constant(value);
            }
        }
        self.insert(Node::Apply(f, a))
    }
}
