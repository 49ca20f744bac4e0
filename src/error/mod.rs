//! What can be wrong with a number, a graph, a text or the proof of a leaf: data for messages. Nothing here decides anything.

mod shortfall;
mod text;

pub use shortfall::Shortfall;
pub use text::{FormatError, GraphError, NumberError, TextError, Unknown, in_words, shorten};
