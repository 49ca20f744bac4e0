//! All eigenpairs of `Mv = μBv` for symmetric `M` and positive definite `B`, by faer's dense decomposition.
//!
//! With `B = GGᵀ` (Cholesky) and `v = G⁻ᵀu` they are those of the symmetric matrix `G⁻¹MG⁻ᵀ`. Their last bits follow
//! the processor.

use super::pencil::Pencil;
use crate::search::float::vector::normalise;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, MatRef, Par};

/// A decomposition, and what it is computed in.
pub(super) struct Spectrum {
    matrix: Mat<f64>,
    vectors: Mat<f64>,
    /// Rising.
    values: Diag<f64>,
    buffer: MemBuffer,
}

impl Spectrum {
    /// Room for matrices of this size.
    pub fn new(size: usize) -> Self {
        let scratch =
            self_adjoint_evd_scratch::<f64>(size, ComputeEigenvectors::Yes, Par::Seq, Default::default());
        Spectrum {
            matrix: Mat::zeros(size, size),
            vectors: Mat::zeros(size, size),
            values: Diag::zeros(size),
            buffer: MemBuffer::new(scratch),
        }
    }

    /// Decomposes; `false` where an entry is not finite, or the iteration does not end.
    pub fn decompose(&mut self, pencil: &Pencil) -> bool {
        if !pencil.is_finite() {
            return false;
        }
        let size = pencil.size();
        self.matrix.copy_from(MatRef::from_row_major_slice(pencil.numerator(), size, size));
        if let Some(root) = pencil.root() {
            let root = MatRef::from_row_major_slice(root, size, size);
            solve_lower_triangular_in_place(root, self.matrix.as_mut(), Par::Seq);
            solve_lower_triangular_in_place(root, self.matrix.transpose_mut(), Par::Seq);
        }
        let values = self.values.as_mut();
        let stack = MemStack::new(&mut self.buffer);
        let vectors = Some(self.vectors.as_mut());
        self_adjoint_evd(self.matrix.as_ref(), values, vectors, Par::Seq, stack, Default::default()).is_ok()
    }

    /// The eigenvalues, greatest first.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.values.column_vector().iter().rev().copied()
    }

    /// The eigenvector of the greatest value but `rank`, scaled to largest component ±1.
    pub fn vector(&self, pencil: &Pencil, rank: usize) -> Option<Vec<f64>> {
        let size = pencil.size();
        let mut v = Mat::from_fn(size, 1, |i, _| self.vectors[(i, size - 1 - rank)]);
        if let Some(root) = pencil.root() {
            let root = MatRef::from_row_major_slice(root, size, size);
            solve_upper_triangular_in_place(root.transpose(), v.as_mut(), Par::Seq);
        }
        let mut v: Vec<f64> = (0..size).map(|i| v[(i, 0)] * pencil.scaling()[i]).collect();
        normalise(&mut v).then_some(v)
    }
}
