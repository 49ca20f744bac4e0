//! Integration tests: one binary, a module a topic.

mod affine;
mod bound;
mod bracket;
mod certificate;
#[cfg(feature = "cli")]
mod command;
mod cover;
mod curvature;
mod function;
mod interval;
mod jensen;
#[cfg(feature = "search")]
mod lambda;
mod line;
mod mutation;
#[cfg(feature = "files")]
mod network;
mod parse;
mod project;
mod rational;
#[cfg(feature = "files")]
mod source;
mod support;
