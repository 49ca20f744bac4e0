//! What the checker says, in words: it decides without them.

mod error;
mod format;
mod reason;
mod refusal;
mod rejection;
mod shape;
mod value;

pub use reason::in_words;
