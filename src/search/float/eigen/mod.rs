//! Top eigenvectors of a pencil of Hessians: of small ones, of large ones by products, and all of them at once.

mod conjugate;
mod directions;
mod pencil;
mod spectrum;

pub(in crate::search) use directions::Directions;
