//! Gradients over any kind of number, by the reverse mode (theory.md, A12); over intervals they enclose those on a cell. Only
//! operations that depend on a parameter have adjoints: functions of data alone need no derivative.

use super::graph::Node;
use super::tape::Tape;
use crate::kind::Kind;
use rug::Rational;
use std::ops::Range;

impl Tape {
    /// `L` and `∇L`, undefined where the value or a derivative on the way is. `rows` yields the columns' values.
    pub fn gradient<'r, N: Kind + 'r>(
        &self,
        at: &[N],
        rows: impl IntoIterator<Item = &'r [N]>,
        context: N::Context,
    ) -> (N, Vec<N>) {
        let (end, shared) = (self.operations().len(), 0..self.row_start);
        let one = N::exact(&Rational::from(1), context);
        let is_active = self.active();
        let mut slots = Vec::with_capacity(end);
        let mut adjoints: Vec<Option<N>> = vec![None; end];
        let mut gradient = vec![N::exact(&Rational::new(), context); at.len()];
        self.run_part(shared.clone(), at, &[], context, &mut slots);
        let mut sum = slots.get(self.fixed).cloned().unwrap_or_else(|| N::undefined(context));
        hand(&mut adjoints[self.fixed], one.clone());
        if let Some(root) = self.row {
            for row in rows {
                slots.truncate(self.row_start);
                self.run_part(self.row_start..end, at, row, context, &mut slots);
                sum = sum.add(&slots[root]);
                if !sum.is_defined() {
                    gradient.fill(N::undefined(context));
                    return (sum, gradient);
                }
                hand(&mut adjoints[root], one.clone());
                self.backward(self.row_start..end, &slots, &is_active, &mut adjoints, &mut gradient);
            }
        }
        self.backward(shared, &slots, &is_active, &mut adjoints, &mut gradient);
        (sum, gradient)
    }

    fn active(&self) -> Vec<bool> {
        let mut active: Vec<bool> = Vec::with_capacity(self.operations().len());
        for operation in self.operations() {
            let own = matches!(operation, Node::Parameter(_));
            active.push(own || operation.operands().any(|x| active[x.index()]));
        }
        active
    }

    /// Hands the adjoints of these operations on to their operands, last first.
    fn backward<N: Kind>(
        &self,
        part: Range<usize>,
        slots: &[N],
        is_active: &[bool],
        adjoints: &mut [Option<N>],
        gradient: &mut [N],
    ) {
        for place in part.rev() {
            let Some(adjoint) = adjoints[place].take().filter(|_| is_active[place]) else { continue };
            match &self.operations()[place] {
                Node::Constant(_) | Node::Column(_) => {}
                Node::Parameter(i) => gradient[*i as usize] = gradient[*i as usize].add(&adjoint),
                Node::Add(a, b) => {
                    for x in [a, b].into_iter().filter(|x| is_active[x.index()]) {
                        hand(&mut adjoints[x.index()], adjoint.clone());
                    }
                }
                Node::Mul(a, b) => {
                    for (x, other) in [(a, b), (b, a)].into_iter().filter(|(x, _)| is_active[x.index()]) {
                        hand(&mut adjoints[x.index()], adjoint.mul(&slots[other.index()]));
                    }
                }
                Node::Apply(f, a) => {
                    let slope = slots[a.index()].apply(*f, 1);
                    hand(&mut adjoints[a.index()], adjoint.mul(&slope));
                }
            }
        }
    }
}

fn hand<N: Kind>(adjoint: &mut Option<N>, share: N) {
    *adjoint = Some(match adjoint.take() {
        Some(before) => before.add(&share),
        None => share,
    });
}
