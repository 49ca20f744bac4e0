//! Bisection trees as preorder text: coverage is by structure.
//!
//! A letter splits the cell at its `f64` midpoint in the variable of that number (`a`…`z`, `A`…`Z`,
//! then `{52}`, `{53}`, …), lower half first; a digit is a leaf and names the bound that proves it; `-` is a
//! leaf that symmetry proves elsewhere.
//! Lines hold at most 72 characters, as many nodes as fit.

use crate::bound::Method;
use crate::problem::{Reader, TextError};
use std::fmt;

/// The longest line.
const LINE: usize = 72;

/// One node of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Split in this variable; the lower and the upper half follow.
    Split(u32),
    /// A leaf.
    Leaf(Method),
    /// A leaf that need not be proved, by symmetry.
    Skipped,
}

impl Token {
    /// The token that `text` begins with, and its length.
    fn read(text: &str) -> Option<(Token, usize)> {
        let first = *text.as_bytes().first()?;
        let token = match first {
            b'a'..=b'z' => Token::Split(u32::from(first - b'a')),
            b'A'..=b'Z' => Token::Split(u32::from(first - b'A') + 26),
            b'{' => {
                let digits = text[1..].split_once('}')?.0;
                let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
                let variable =
                    digits.parse().ok().filter(|variable| is_number && *variable < Packed::LEAF)?;
                return Some((Token::Split(variable), digits.len() + 2));
            }
            b'-' => Token::Skipped,
            _ => Token::Leaf(Method::from_digit(char::from(first))?),
        };
        Some((token, 1))
    }

    fn width(self) -> usize {
        match self {
            Token::Split(variable @ 52..) => variable.ilog10() as usize + 3,
            Token::Split(_) | Token::Leaf(_) | Token::Skipped => 1,
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |first: u8, offset: u32| char::from(first + offset as u8);
        match *self {
            Token::Split(variable @ 0..26) => write!(f, "{}", letter(b'a', variable)),
            Token::Split(variable @ 26..52) => write!(f, "{}", letter(b'A', variable - 26)),
            Token::Split(variable) => write!(f, "{{{variable}}}"),
            Token::Leaf(method) => write!(f, "{}", method.digit()),
            Token::Skipped => f.write_str("-"),
        }
    }
}

/// A node in four bytes: a variable, or [`Packed::LEAF`] and the leaf's character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed(u32);

impl Packed {
    const LEAF: u32 = 1 << 31;

    /// `None` for a split in a variable beyond all others.
    fn new(token: Token) -> Option<Packed> {
        match token {
            Token::Split(variable) => (variable < Self::LEAF).then_some(Packed(variable)),
            Token::Leaf(method) => Some(Packed(Self::LEAF | u32::from(method.digit()))),
            Token::Skipped => Some(Packed(Self::LEAF | u32::from('-'))),
        }
    }

    fn token(&self) -> Token {
        match self.0.checked_sub(Self::LEAF).and_then(char::from_u32) {
            None => Token::Split(self.0),
            Some(leaf) => Method::from_digit(leaf).map_or(Token::Skipped, Token::Leaf),
        }
    }
}

/// A bisection tree in preorder: well-formed, that is with as many leaves as splits and one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(Vec<Packed>);

impl Tree {
    /// The largest number of nodes.
    pub const MAX_NODES: usize = 100_000_000;

    /// The nodes in preorder.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = Token> + '_ {
        self.0.iter().map(Packed::token)
    }

    /// A tree of these nodes, if they are well-formed.
    pub fn new(tokens: impl IntoIterator<Item = Token>) -> Option<Tree> {
        let mut wanted: u64 = 1;
        let mut nodes = Vec::new();
        for token in tokens {
            wanted = match token {
                _ if wanted == 0 => return None,
                Token::Split(_) => wanted + 1,
                Token::Leaf(_) | Token::Skipped => wanted - 1,
            };
            nodes.push(Packed::new(token)?);
        }
        (wanted == 0).then_some(Tree(nodes))
    }

    /// The line that each node stands on, from 0.
    fn lines(&self) -> impl Iterator<Item = usize> + '_ {
        let (mut line, mut column) = (0, 0);
        self.tokens().map(move |token| {
            if column + token.width() > LINE {
                (line, column) = (line + 1, 0);
            }
            column += token.width();
            line
        })
    }

    /// The line that a node stands on, from 0.
    pub(crate) fn line_of(&self, node: usize) -> usize {
        self.lines().nth(node).unwrap_or_default()
    }

    /// The number of lines.
    pub(crate) fn line_count(&self) -> usize {
        self.lines().last().map_or(0, |line| line + 1)
    }

    /// Writes the nodes.
    pub(super) fn write(&self, text: &mut String) {
        use fmt::Write;
        let mut current = 0;
        for (token, line) in self.tokens().zip(self.lines()) {
            if line > current {
                text.push('\n');
                current = line;
            }
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{token}");
        }
        text.push('\n');
    }

    /// Reads `count` nodes from the current line on, and the end of the line behind the last.
    pub(super) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Tree, TextError> {
        // Every node takes at least one byte.
        if count > Self::MAX_NODES || count > reader.rest().len() {
            return Err(TextError::expected("a smaller tree", &count.to_string()));
        }
        let mut tokens = Vec::with_capacity(count);
        while tokens.len() < count {
            let mut line = reader.current();
            if line.is_empty() {
                return Err(TextError::expected("a node of a tree", ""));
            }
            while tokens.len() < count && !line.is_empty() {
                let unknown = || TextError::expected("a node of a tree", line);
                let (token, length) = Token::read(line).ok_or_else(unknown)?;
                tokens.push(token);
                line = &line[length..];
            }
            if !line.is_empty() {
                return Err(TextError::expected("the end of the tree", line));
            }
            reader.advance();
        }
        let shape = "one leaf more than splits, and a leaf at the end";
        Tree::new(tokens).ok_or_else(|| TextError::expected(shape, "another shape"))
    }
}
