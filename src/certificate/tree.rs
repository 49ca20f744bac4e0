//! Bisection trees as preorder text: coverage is by structure.
//!
//! A letter splits the cell at its `f64` midpoint in the variable of that number (`a`…`z`, `A`…`Z`,
//! then `{52}`, `{53}`, …), lower half first; a digit is a leaf and names the bound that proves it.

use crate::bound::Method;

/// One node of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Split in this variable; the lower and the upper half follow.
    Split(u32),
    /// A leaf.
    Leaf(Method),
}

/// A bisection tree in preorder: well-formed, that is with as many leaves as splits and one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(Vec<Token>);

impl Tree {
    /// The nodes in preorder.
    pub fn tokens(&self) -> &[Token] {
        &self.0
    }

    /// A tree of these nodes, if they are well-formed.
    pub fn new(tokens: Vec<Token>) -> Option<Tree> {
        let mut wanted: u64 = 1;
        for token in &tokens {
            wanted = match token {
                _ if wanted == 0 => return None,
                Token::Split(_) => wanted + 1,
                Token::Leaf(_) => wanted - 1,
            };
        }
        (wanted == 0).then_some(Tree(tokens))
    }
}
