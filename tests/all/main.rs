//! Integration tests: one binary, a module a topic.

#[cfg(feature = "cli")]
mod command;
mod function;
mod interval;
#[cfg(feature = "cli")]
mod network;
mod parse;
mod project;
mod rational;
#[cfg(feature = "cli")]
mod source;
