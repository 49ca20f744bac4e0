//! Places in texts that users wrote.

use std::ops::Range;
use std::sync::Arc;

/// A text and the name it is shown under: a file's path or an option such as `--formula`.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The name.
    pub name: String,
    /// The text.
    pub content: String,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub text: Arc<Text>,
    /// The bytes of its content; `None` is the text as a whole.
    pub span: Option<Range<usize>>,
}

impl Place {
    /// Some bytes of a text.
    pub fn new(text: &Arc<Text>, span: Range<usize>) -> Self {
        Place { text: text.clone(), span: Some(span) }
    }

    /// A text as a whole.
    pub fn whole(text: &Arc<Text>) -> Self {
        Place { text: text.clone(), span: None }
    }
}
