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

/// The longest line of a tree's text.
const LINE: usize = 72;
/// Variables with a letter of their own.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl Tree {
    /// The largest number of nodes.
    pub const MAX_NODES: usize = 100_000_000;

    /// The text, cut into lines of at most 72 characters between nodes.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![String::new()];
        for token in &self.0 {
            let text = match token {
                Token::Leaf(method) => method.digit().to_string(),
                Token::Split(k) => match LETTERS.get(*k as usize) {
                    Some(&letter) => char::from(letter).to_string(),
                    None => format!("{{{k}}}"),
                },
            };
            match lines.last_mut() {
                Some(line) if line.len() + text.len() <= LINE => line.push_str(&text),
                _ => lines.push(text),
            }
        }
        lines
    }

    /// Reads the text, lines joined; `None` where it is not a tree.
    pub fn parse(text: &str) -> Option<Tree> {
        let mut tokens = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            let token = if let Some(method) = Method::from_digit(char::from(byte)) {
                Token::Leaf(method)
            } else if let Some(k) = LETTERS.iter().position(|&letter| letter == byte) {
                Token::Split(k as u32)
            } else if byte == b'{' {
                let end = rest.iter().take(10).position(|&b| b == b'}')?;
                let number = std::str::from_utf8(&rest[..end]).ok()?;
                rest = &rest[end + 1..];
                Token::Split(number.parse().ok().filter(|k: &u32| *k as usize >= LETTERS.len())?)
            } else {
                return None;
            };
            if tokens.len() == Self::MAX_NODES {
                return None;
            }
            tokens.push(token);
        }
        Tree::new(tokens)
    }

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
