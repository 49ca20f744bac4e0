//! Linear systems over floats of many bits.

use rug::{Float, Rational};

/// The solution of a positive definite system over floats of so many bits, by `LDLᵀ`. `None` where a pivot is not positive.
pub(in crate::search) fn approximate(
    matrix: &[Vec<Rational>],
    right: &[Rational],
    bits: u32,
) -> Option<Vec<Rational>> {
    let n = right.len();
    let float = |q: &Rational| Float::with_val(bits, q);
    let mut rows: Vec<Vec<Float>> = matrix.iter().map(|row| row.iter().map(float).collect()).collect();
    let mut x: Vec<Float> = right.iter().map(float).collect();
    for j in 0..n {
        let (done, below) = rows.split_at_mut(j + 1);
        let (pivot, solved) = (&done[j], x[j].clone());
        if !pivot[j].is_finite() || pivot[j] <= 0 {
            return None;
        }
        for (i, row) in below.iter_mut().enumerate() {
            // By symmetry the entry below the pivot is that beside it.
            let factor = Float::with_val(bits, &pivot[j + 1 + i] / &pivot[j]);
            for k in j + 1 + i..n {
                row[k] -= &factor * &pivot[k];
            }
            x[j + 1 + i] -= &factor * &solved;
        }
    }
    for j in (0..n).rev() {
        let (known, after) = x.split_at_mut(j + 1);
        for (a, later) in rows[j][j + 1..].iter().zip(after) {
            known[j] -= a * &*later;
        }
        known[j] /= &rows[j][j];
    }
    x.iter().map(Float::to_rational).collect()
}
