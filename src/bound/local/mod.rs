//! Rows and their local coordinates: second derivatives as programs, and what the data make of them.

pub(crate) mod assembly;
pub(crate) mod compile;
pub(crate) mod coordinates;
mod derivative;
pub(crate) mod expansion;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod program;
pub(crate) mod summand;
pub(crate) mod sums;
pub(crate) mod symbol;
