//! Integration tests: one binary, a module a topic.

#[cfg(feature = "cli")]
mod command;
mod function;
mod interval;
mod network;
mod parse;
mod project;
mod rational;
mod source;
