//! Bisection trees as preorder text: coverage is by structure (theory.md, C4).
//!
//! A letter splits the cell at its `f64` midpoint in the variable of that number (`a`…`z`, `A`…`Z`,
//! then `{52}`, `{53}`, …), lower half first; any other character is a leaf and names what proves it; `-` is a leaf that
//! symmetry proves elsewhere.
//! Lines hold at most 72 characters, as many nodes as fit.

use super::leaf::{CoverLeaf, Leaf, ValueLeaf};
use crate::problem::{Reader, TextError};
use std::fmt;
use std::marker::PhantomData;

/// The longest line.
const LINE: usize = 72;

/// One node of a tree with leaves of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<L = CoverLeaf> {
    /// Split in this variable; the lower and the upper half follow.
    Split(u32),
    /// A leaf.
    Leaf(L),
    /// A leaf that need not be proved, by symmetry.
    Skipped,
}

impl<L: Leaf> Token<L> {
    /// The token that `text` begins with, and its length.
    fn read(text: &str) -> Result<(Self, usize), TextError> {
        let first = text.chars().next().unwrap_or_default();
        let token = match first {
            'a'..='z' => Token::Split(u32::from(first) - u32::from('a')),
            'A'..='Z' => Token::Split(u32::from(first) - u32::from('A') + 26),
            '{' => return Self::read_wide(text).ok_or_else(|| TextError::expected("a node of a tree", text)),
            '-' => Token::Skipped,
            _ => Token::Leaf(L::of(first).ok_or_else(|| no_leaf(first, text))?),
        };
        Ok((token, 1))
    }

    /// A split with its variable in braces.
    fn read_wide(text: &str) -> Option<(Self, usize)> {
        let digits = text.strip_prefix('{')?.split_once('}')?.0;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let variable = digits.parse().ok().filter(|variable| is_number && *variable < Packed::LEAF)?;
        Some((Token::Split(variable), digits.len() + 2))
    }

    fn width(self) -> usize {
        match self {
            Token::Split(variable @ 52..) => variable.ilog10() as usize + 3,
            Token::Split(_) | Token::Leaf(_) | Token::Skipped => 1,
        }
    }
}

/// A character where a leaf may stand: one of the other kind of tree, or one that this version does not know.
fn no_leaf(character: char, text: &str) -> TextError {
    let is_known = CoverLeaf::of(character).is_some() || ValueLeaf::of(character).is_some();
    if is_known || character == '}' || !character.is_ascii_graphic() {
        return TextError::expected("a node of a tree", text);
    }
    TextError::unknown("leaf", &character.to_string())
}

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

/// A node in four bytes: a variable, or [`Packed::LEAF`] and the leaf's character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed(u32);

impl Packed {
    const LEAF: u32 = 1 << 31;

    /// `None` for a split in a variable beyond all others, and for a leaf without a character.
    fn new<L: Leaf>(token: Token<L>) -> Option<Packed> {
        match token {
            Token::Split(variable) => (variable < Self::LEAF).then_some(Packed(variable)),
            Token::Leaf(leaf) => leaf.character().map(|character| Packed(Self::LEAF | u32::from(character))),
            Token::Skipped => Some(Packed(Self::LEAF | u32::from('-'))),
        }
    }

    fn token<L: Leaf>(&self) -> Token<L> {
        match self.0.checked_sub(Self::LEAF).and_then(char::from_u32) {
            None => Token::Split(self.0),
            Some(leaf) => L::of(leaf).map_or(Token::Skipped, Token::Leaf),
        }
    }
}

/// A bisection tree in preorder: well-formed, that is with as many leaves as splits and one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<L = CoverLeaf> {
    nodes: Vec<Packed>,
    leaves: PhantomData<L>,
}

/// The largest number of nodes.
const MAX_NODES: usize = 100_000_000;

impl<L: Leaf> Tree<L> {
    /// The nodes in preorder.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = Token<L>> + '_ {
        self.nodes.iter().map(Packed::token)
    }

    /// A tree of these nodes, if they are well-formed.
    pub fn new(tokens: impl IntoIterator<Item = Token<L>>) -> Option<Self> {
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
        (wanted == 0).then_some(Tree { nodes, leaves: PhantomData })
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
    pub(crate) fn write(&self, text: &mut String) {
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
    pub(crate) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Self, TextError> {
        // Every node takes at least one byte.
        if count > MAX_NODES || count > reader.rest().len() {
            return Err(TextError::expected("a smaller tree", &count.to_string()));
        }
        let mut tokens = Vec::with_capacity(count);
        while tokens.len() < count {
            let mut line = reader.current();
            if line.is_empty() {
                return Err(TextError::expected("a node of a tree", ""));
            }
            while tokens.len() < count && !line.is_empty() {
                let (token, length) = Token::read(line)?;
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
