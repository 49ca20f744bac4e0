//! Loewner leaves: a matrix of numbers below each row's Hessian, for many parameters.

mod merge;
pub(crate) mod minorant;
pub(crate) mod pieces;
pub(crate) mod sum;
pub(crate) mod terms;
pub(crate) mod test;
