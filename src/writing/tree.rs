//! Bisection trees as preorder text, in lines of at most 72 characters.

use crate::certificate::{Leaf, Token, Tree};
use std::fmt;

/// The longest line.
const LINE: usize = 72;

impl<L: Leaf> fmt::Display for Token<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |first: u8, offset: u32| char::from(first + offset as u8);
        match *self {
            Token::Split(variable @ 0..26) => write!(f, "{}", letter(b'a', variable)),
            Token::Split(variable @ 26..52) => write!(f, "{}", letter(b'A', variable - 26)),
            Token::Split(variable) => write!(f, "{{{variable}}}"),
            Token::Leaf(leaf) => leaf.character().map_or(Ok(()), |character| write!(f, "{character}")),
            Token::Skipped => f.write_str("-"),
        }
    }
}

/// Writes the nodes, as many in a line as fit.
pub fn write_nodes<L: Leaf>(tree: &Tree<L>, text: &mut String) {
    let mut column = 0;
    for token in tree.tokens() {
        let node = token.to_string();
        if column + node.len() > LINE {
            text.push('\n');
            column = 0;
        }
        text.push_str(&node);
        column += node.len();
    }
    text.push('\n');
}
