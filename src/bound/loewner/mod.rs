//! Loewner leaves: a matrix of numbers below each row's Hessian, for many parameters.

mod gram;
mod merge;
mod metric;
mod minorant;
pub(crate) mod pieces;
pub(crate) mod plan;
mod sum;
mod sweep;
mod terms;
pub(crate) mod test;
