//! One binary, a module a topic.

#[cfg(feature = "cli")]
mod command;
mod project;
