//! The methods of the leaf test.

/// How a leaf is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Natural interval Hessian; the only one for unbounded cells.
    Interval,
    /// Affine Hessian with squares at the cell's vertices, Theorems A and B (theory.md, L5 and L4).
    Affine,
    /// The Hessian is constant (the objective is quadratic): exact rational LDLᵀ.
    Constant,
    /// Lower bounds in the Loewner order, row by row; for many parameters.
    Loewner,
    /// The Hessian to first order about the centre, Theorem C; around a point.
    Tensor,
}
