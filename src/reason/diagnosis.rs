//! Which node of a graph makes a result undefined.

use crate::expression::{NodeId, Tape};
use crate::kind::Kind;
use crate::problem::{CompiledPenalty, Objective};

/// The innermost node that made a result undefined.
#[derive(Clone, Debug)]
pub struct Guilt<N> {
    /// The node in the graph.
    pub node: NodeId,
    /// Its operands' values there.
    pub operands: Vec<N>,
    /// What it is.
    pub value: N,
    /// The row it happened in; `None` for a node without data.
    pub row: Option<usize>,
}

impl Tape {
    /// Runs again and names the first operation whose operands are defined and whose result is not.
    pub fn diagnose<'r, N: Kind + 'r>(
        &self,
        at: &[N],
        rows: impl IntoIterator<Item = &'r [N]>,
        context: N::Context,
    ) -> Option<Guilt<N>> {
        let (shared, end) = (self.row_start, self.operations().len());
        let mut slots = Vec::with_capacity(end);
        self.run_part(0..shared, at, &[], context, &mut slots);
        if let Some(guilt) = self.guilty(&slots, None) {
            return Some(guilt);
        }
        self.row?;
        rows.into_iter().enumerate().find_map(|(i, row)| {
            slots.truncate(shared);
            self.run_part(shared..end, at, row, context, &mut slots);
            self.guilty(&slots, Some(i))
        })
    }

    fn guilty<N: Kind>(&self, slots: &[N], row: Option<usize>) -> Option<Guilt<N>> {
        let place = slots.iter().position(|slot| !slot.is_defined())?;
        Some(Guilt {
            node: self.origin[place],
            operands: self.operations()[place].operands().map(|x| slots[x.index()].clone()).collect(),
            value: slots[place].clone(),
            row: row.filter(|_| place >= self.row_start),
        })
    }
}

impl<N: Kind> Objective<'_, N> {
    /// The innermost node of `L`, or else of `P`, that is undefined at a point, with its operands and row.
    pub fn diagnose(&self, at: &[N]) -> Option<Guilt<N>> {
        let of_loss = self.tape.diagnose(at, self.rows.iter().map(Vec::as_slice), self.context());
        of_loss.or_else(|| match &self.penalty {
            CompiledPenalty::Formula(tape) => tape.diagnose(at, [], self.context()),
            CompiledPenalty::Separable { .. } => None,
        })
    }
}
