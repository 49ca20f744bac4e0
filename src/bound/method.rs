//! The methods of the leaf test.

/// How a leaf is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Natural interval Hessian in `f64`; the only one for unbounded cells.
    Interval,
    /// Affine Hessian with squares in `f64` at the cell's vertices, Theorems A and B.
    Affine,
    /// As [`Method::Interval`], over MPFR.
    PreciseInterval,
    /// As [`Method::Affine`], over MPFR.
    PreciseAffine,
    /// The Hessian is constant (the objective is quadratic): exact rational LDLᵀ.
    Constant,
    /// Lower bounds in the Loewner order, row by row, in `f64`; for many parameters.
    Loewner,
    /// As [`Method::Loewner`], the rows' Hessians enclosed over MPFR.
    PreciseLoewner,
}

impl Method {
    /// Whether it is one over MPFR.
    pub fn is_precise(self) -> bool {
        matches!(self, Method::PreciseInterval | Method::PreciseAffine | Method::PreciseLoewner)
    }

    /// The same over MPFR.
    pub fn precise(self) -> Method {
        match self {
            Method::Interval => Method::PreciseInterval,
            Method::Affine => Method::PreciseAffine,
            Method::Loewner => Method::PreciseLoewner,
            same => same,
        }
    }
}
