//! A walk in preorder through a subtree's cells, without recursion: the cell that is stood on, its depth, and what
//! is left to visit.

use crate::bound::Cell;

/// What is still to be done, last first; a part is what the walk is told of a cell when it gets there.
enum Step<P> {
    Visit(P),
    /// From the lower to the upper half of a split cell.
    Turn {
        variable: usize,
        middle: f64,
        upper: f64,
    },
    /// Back to the split cell.
    Leave {
        variable: usize,
        lower: f64,
    },
}

/// The place that a walk has come to.
pub(super) struct Traversal<P> {
    pub cell: Cell,
    pub depth: usize,
    steps: Vec<Step<P>>,
}

impl<P: Copy> Traversal<P> {
    /// Before a cell at this depth.
    pub fn before(cell: Cell, depth: usize, part: P) -> Self {
        Traversal { cell, depth, steps: vec![Step::Visit(part)] }
    }

    /// Moves on to the next cell.
    pub fn advance(&mut self) -> Option<P> {
        loop {
            match self.steps.pop()? {
                Step::Visit(part) => return Some(part),
                Step::Turn { variable, middle, upper } => {
                    (self.cell.lower[variable], self.cell.upper[variable]) = (middle, upper);
                }
                Step::Leave { variable, lower } => {
                    self.cell.lower[variable] = lower;
                    self.depth -= 1;
                }
            }
        }
    }

    /// The two halves of this cell are next.
    pub fn split(&mut self, variable: usize, part: P) {
        let (lower, upper) = (self.cell.lower[variable], self.cell.upper[variable]);
        let middle = self.cell.midpoint(variable).unwrap_or(lower);
        self.steps.push(Step::Leave { variable, lower });
        self.steps.push(Step::Visit(part));
        self.steps.push(Step::Turn { variable, middle, upper });
        self.steps.push(Step::Visit(part));
        self.cell.upper[variable] = middle;
        self.depth += 1;
    }
}
