//! The parts of evidence and graphs that a search goes on from and a report shows.

use crate::certificate::{Cover, Evidence, Proof, Witness};
use crate::expression::{Graph, Node, NodeId};
use std::collections::BTreeSet;

impl Evidence {
    /// The part that refutes by two numbers A and C.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Evidence::Witness(witness) => Some(witness),
            Evidence::Bracket { lower, .. } => lower.as_ref(),
            _ => None,
        }
    }

    /// The part that proves convexity.
    pub fn proof(&self) -> Option<&Proof> {
        match self {
            Evidence::Proof(proof) | Evidence::Bracket { upper: proof, .. } | Evidence::Stationary(proof) => {
                Some(proof)
            }
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => Some(&strong.proof),
            _ => None,
        }
    }

    /// The cover, if that is what proves convexity.
    pub fn cover(&self) -> Option<&Cover> {
        match self.proof() {
            Some(Proof::Cover(cover)) => Some(cover),
            _ => None,
        }
    }
}

impl Graph {
    /// The parameters that a node depends on.
    pub fn parameters_of(&self, node: NodeId) -> BTreeSet<usize> {
        let mut parameters = BTreeSet::new();
        let mut seen = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if let Node::Parameter(i) = self.node(node) {
                parameters.insert(*i as usize);
            }
            open.extend(self.node(node).operands().filter(|operand| seen.insert(*operand)));
        }
        parameters
    }
}
