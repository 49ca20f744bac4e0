//! The methods of the leaf test.

/// How a leaf is proved. The digit is what a certificate's tree says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `0`: natural interval Hessian in `f64`; the only one for unbounded cells.
    Interval,
    /// `1`: affine Hessian with squares in `f64` at the cell's vertices, Theorems A and B.
    Affine,
    /// `2`: as `0`, over MPFR.
    PreciseInterval,
    /// `3`: as `1`, over MPFR.
    PreciseAffine,
    /// `4`: the Hessian is constant (the objective is quadratic): exact rational LDLᵀ.
    Constant,
    /// `5`: lower bounds in the Loewner order, row by row, in `f64`; for many parameters.
    Loewner,
    /// `6`: as `5`, the rows' Hessians enclosed over MPFR.
    PreciseLoewner,
}

impl Method {
    const ALL: [Method; 7] = [
        Method::Interval,
        Method::Affine,
        Method::PreciseInterval,
        Method::PreciseAffine,
        Method::Constant,
        Method::Loewner,
        Method::PreciseLoewner,
    ];

    /// The digit in trees.
    pub fn digit(self) -> char {
        match self {
            Method::Interval => '0',
            Method::Affine => '1',
            Method::PreciseInterval => '2',
            Method::PreciseAffine => '3',
            Method::Constant => '4',
            Method::Loewner => '5',
            Method::PreciseLoewner => '6',
        }
    }

    /// The method of a digit.
    pub fn from_digit(digit: char) -> Option<Method> {
        Self::ALL.into_iter().find(|method| method.digit() == digit)
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
