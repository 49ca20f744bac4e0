//! Tensor leaves: the Hessian to first order about the cell's centre, as one matrix and one for each parameter, and all
//! else charged to the matrix, for cells around a point.

mod expansion;
mod product;
mod remainder;
pub(crate) mod tensor;
pub(crate) mod test;
