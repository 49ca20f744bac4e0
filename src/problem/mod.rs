//! A problem: objective, penalty, domain, rows. Everything in it is exact.

mod cut;
mod domain;
mod line;
mod name;
mod objective;
mod orbits;
mod penalty;
mod symmetry;
mod text;

pub use crate::error::{TextError, Unknown, shorten};
pub use cut::{Ball, Cut, HalfSpace};
pub use domain::{Domain, Limits};
pub(crate) use line::{Fields, Reader, natural, rational};
pub use name::{is_identifier, is_letter, stem_length};
pub use objective::Objective;
pub use orbits::{Orbits, PenaltyGap, Place};
pub use penalty::{CompiledPenalty, Penalty};
pub use symmetry::{Invariance, Part, Symmetry};
pub(crate) use text::read_problem;

use crate::expression::{Graph, NodeId, Tape};
use rug::Rational;

/// `f_λ(θ) = L(θ) + λ·P(θ)` on a domain, with `L(θ) = e₀(θ) + Σ_rows e(θ, row)`.
///
/// Two problems are the same when their canonical texts are. Those that are searched should have their nodes in the order
/// of that text ([`Problem::in_order`]): so has what a checker reads, and leaf tests may depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Parameter names, in the order of θ.
    pub parameters: Vec<String>,
    /// D: a box, or one that is cut.
    pub domain: Domain,
    /// Data columns that the objective mentions or that came with the data.
    pub columns: Vec<String>,
    /// Data rows, each as long as `columns`.
    pub rows: Vec<Vec<Rational>>,
    /// The expression graph of objective and penalty formula.
    pub graph: Graph,
    /// `e₀`.
    pub fixed: NodeId,
    /// `e`, if the objective sums over rows.
    pub row: Option<NodeId>,
    /// `P`.
    pub penalty: Penalty,
}

impl Problem {
    /// The number of parameters N.
    pub fn dimension(&self) -> usize {
        self.parameters.len()
    }

    /// The first node that is not where [`Problem::in_order`] has it.
    pub(crate) fn first_out_of_order(&self) -> Option<usize> {
        let (_, numbers) = self.graph.in_order(self.roots());
        numbers.iter().enumerate().position(|(i, number)| number.is_none_or(|node| node.index() != i))
    }

    /// The nodes that objective and penalty consist of.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        let penalty = match &self.penalty {
            Penalty::Formula(node) => Some(*node),
            Penalty::Separable { .. } => None,
        };
        [self.fixed].into_iter().chain(self.row).chain(penalty)
    }

    /// The objective's tape.
    pub fn objective_tape(&self) -> Tape {
        Tape::new(&self.graph, self.fixed, self.row)
    }
}
