//! Affine leaves: the Hessian as affine forms with squares in local coordinates, at a cell's vertices alone (Theorem B),
//! tested by Theorem A.

pub(crate) mod charge;
mod corner;
pub(crate) mod encoding;
pub(crate) mod kernel;
pub(crate) mod layout;
pub(crate) mod lines;
pub(crate) mod memory;
mod one_sided;
pub(crate) mod roles;
pub(crate) mod sheet;
pub(crate) mod targets;
pub(crate) mod test;
mod total;
