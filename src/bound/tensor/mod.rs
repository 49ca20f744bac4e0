//! Tensor leaves: the Hessian to first order about the cell's centre, one matrix for each parameter, and all else charged to the
//! matrix at the centre; for cells around a point.

mod expansion;
mod image;
pub(crate) mod linear;
mod product;
pub(crate) mod region;
pub(crate) mod remainder;
pub(crate) mod row;
pub(crate) mod theorem;

pub use expansion::Expansion;
pub(crate) use expansion::METRICS;
pub(crate) use theorem::POWERS;
