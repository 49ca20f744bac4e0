//! What the checker says, in words: it decides without them.

mod domain;
mod error;
mod format;
mod obstacle;
mod reason;
mod refusal;
mod rejection;
mod shape;
mod value;

pub use domain::{cut_in_words, inequality};
pub use obstacle::{Obstacle, not_bounded, not_smooth};
pub use reason::in_words;
