//! The Hessian of a row's expression by its operations: adjoints times gradients, over any kind of enclosure.

pub(crate) mod enclosure;
pub(crate) mod gather;
pub(crate) mod plan;
pub(crate) mod sweep;
