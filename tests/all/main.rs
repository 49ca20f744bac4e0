//! Integration tests: one binary, a module a topic.

mod bracket;
mod certificate;
#[cfg(feature = "cli")]
mod command;
mod cover;
mod curvature;
mod function;
mod interval;
mod jensen;
mod mutation;
mod project;
mod rational;
mod support;
