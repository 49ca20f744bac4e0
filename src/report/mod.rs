//! What people see: text, JSON, Markdown.

pub mod diagnostic;
