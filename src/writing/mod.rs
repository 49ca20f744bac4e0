//! Problems and certificates as canonical text, which FORMAT.md describes: what is written here is read by
//! [`crate::certificate::read_certificate`], and only that.

mod certificate;
mod claim;
mod domain;
mod evidence;
mod field;
mod problem;
mod tree;

pub use certificate::write_certificate;
pub use problem::write_problem;
pub use tree::write_nodes;
