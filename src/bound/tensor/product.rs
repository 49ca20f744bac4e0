//! Products of matrices in plain floats, row-major: the same bits everywhere (theory.md, A14).

use crate::number::{Task, perform};
use std::ops::Range;

const ROWS: usize = 4;
const COLUMNS: usize = 8;

/// Working memory: the factors in panels of a few columns side by side, filled up with zeros.
#[derive(Clone, Debug, Default)]
pub(super) struct Product {
    left: Vec<[f64; ROWS]>,
    right: Vec<[f64; COLUMNS]>,
}

impl Product {
    /// `into += AᵀB` for square matrices; of a symmetric result only the part on and below the diagonal, if so wished, and
    /// what is near it.
    pub fn add_square(&mut self, n: usize, a: &[f64], b: &[f64], into: &mut [f64], is_lower: bool) {
        self.add([n; 3], a, b, is_lower, |i, columns, sums| {
            into[i * n..(i + 1) * n][columns].iter_mut().zip(sums).for_each(|(into, x)| *into += x);
        });
    }

    /// `AᵀB` for A of rows×left and B of rows×right entries, handed over in parts of rows: which row, which columns, and what
    /// is there.
    pub fn add(
        &mut self,
        [rows, left, right]: [usize; 3],
        a: &[f64],
        b: &[f64],
        is_lower: bool,
        mut add: impl FnMut(usize, Range<usize>, &[f64]),
    ) {
        if rows == 0 {
            return;
        }
        fill(&mut self.left, left, a);
        fill(&mut self.right, right, b);
        // Where a panel is not all 0: factors are often triangular.
        let parts: Vec<Range<usize>> = self.left.chunks_exact(rows).map(not_zero).collect();
        for (panel, column) in self.right.chunks_exact(rows).zip((0..right).step_by(COLUMNS)) {
            let first = if is_lower { column / ROWS } else { 0 };
            for (row, other) in self.left.chunks_exact(rows).enumerate().skip(first) {
                let part = parts[row].clone();
                let sums = perform(Tile { left: &other[part.clone()], right: &panel[part] });
                let end = (column + COLUMNS).min(right);
                for (i, sums) in (row * ROWS..left).zip(&sums) {
                    add(i, column..end, sums);
                }
            }
        }
    }
}

fn fill<const WIDTH: usize>(panels: &mut Vec<[f64; WIDTH]>, columns: usize, a: &[f64]) {
    panels.clear();
    for start in (0..columns).step_by(WIDTH) {
        let end = (start + WIDTH).min(columns);
        panels.extend(a.chunks_exact(columns).map(|row| match row[start..end].try_into() {
            Ok(part) => part,
            Err(_) => std::array::from_fn(|j| row[start..end].get(j).copied().unwrap_or(0.0)),
        }));
    }
}

fn not_zero(panel: &[[f64; ROWS]]) -> Range<usize> {
    let is_some = |part: &[f64; ROWS]| part.iter().any(|x| *x != 0.0);
    let first = panel.iter().position(is_some).unwrap_or(panel.len());
    first..panel.iter().rposition(is_some).map_or(first, |last| last + 1)
}

/// `Σ_k left_k right_kᵀ`: apart from all else, so that the sums stay in registers.
struct Tile<'a> {
    left: &'a [[f64; ROWS]],
    right: &'a [[f64; COLUMNS]],
}

impl Task for Tile<'_> {
    type Output = [[f64; COLUMNS]; ROWS];

    #[inline(always)]
    fn perform(self) -> Self::Output {
        let mut sums = [[0.0; COLUMNS]; ROWS];
        for (x, y) in self.left.iter().zip(self.right) {
            for (sums, x) in sums.iter_mut().zip(x) {
                *sums = std::array::from_fn(|j| sums[j] + x * y[j]);
            }
        }
        sums
    }
}
