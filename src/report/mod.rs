//! What people see: text, JSON, Markdown.
