//! Products of square matrices in plain floats, row-major: the same bits everywhere (theory.md, A14).

use crate::number::{Task, perform};
use std::ops::Range;

const ROWS: usize = 4;
const COLUMNS: usize = 8;

/// `into += AᵀB`; of a symmetric result only the part on and below the diagonal, if so wished, and what is near it.
pub(super) fn add_product(n: usize, a: &[f64], b: &[f64], into: &mut [f64], is_lower: bool) {
    perform(Product { n, a, b, into, is_lower });
}

struct Product<'a> {
    n: usize,
    a: &'a [f64],
    b: &'a [f64],
    into: &'a mut [f64],
    is_lower: bool,
}

impl Task for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn perform(self) {
        let Product { n, a, b, into, is_lower } = self;
        // Panels of columns of A, one after the other, filled up with zeros; and one of B at a time.
        let panels: Vec<[f64; ROWS]> = (0..n)
            .step_by(ROWS)
            .flat_map(|start| (0..n).map(move |k| std::array::from_fn(|i| entry(a, n, k, start + i))))
            .collect();
        // Where a panel is not all 0: factors are often triangular.
        let parts: Vec<Range<usize>> = panels.chunks_exact(n).map(not_zero).collect();
        let mut panel = vec![[0.0; COLUMNS]; n];
        for column in (0..n).step_by(COLUMNS) {
            for (k, part) in panel.iter_mut().enumerate() {
                *part = std::array::from_fn(|j| entry(b, n, k, column + j));
            }
            let first = if is_lower { column / ROWS } else { 0 };
            for (row, left) in panels.chunks_exact(n).enumerate().skip(first) {
                let mut sums = [[0.0; COLUMNS]; ROWS];
                let part = parts[row].clone();
                for (x, y) in left[part.clone()].iter().zip(&panel[part]) {
                    for i in 0..ROWS {
                        for j in 0..COLUMNS {
                            sums[i][j] += x[i] * y[j];
                        }
                    }
                }
                for (i, sums) in sums.iter().enumerate() {
                    let i = row * ROWS + i;
                    if i < n {
                        let end = (column + COLUMNS).min(n);
                        for (into, x) in into[i * n + column..i * n + end].iter_mut().zip(sums) {
                            *into += x;
                        }
                    }
                }
            }
        }
    }
}

fn not_zero(panel: &[[f64; ROWS]]) -> Range<usize> {
    let is_some = |part: &[f64; ROWS]| part.iter().any(|x| *x != 0.0);
    let first = panel.iter().position(is_some).unwrap_or(panel.len());
    first..panel.iter().rposition(is_some).map_or(first, |last| last + 1)
}

#[inline(always)]
fn entry(a: &[f64], n: usize, row: usize, column: usize) -> f64 {
    if column < n { a[row * n + column] } else { 0.0 }
}
