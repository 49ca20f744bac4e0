//! Integration tests: one binary, a module a topic.

#[cfg(feature = "cli")]
mod command;
mod function;
mod interval;
mod project;
mod rational;
