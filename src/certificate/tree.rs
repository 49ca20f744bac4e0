//! Bisection trees as preorder text: coverage is by structure (theory.md, C4). A letter splits the cell at its `f64` midpoint
//! in the variable of that number (`a`…`z`, `A`…`Z`, then `{52}`, `{53}`, …), lower half first; any other character is a leaf
//! and names what proves it; `-` is one that symmetry proves elsewhere.

use super::leaf::{CoverLeaf, Leaf, ValueLeaf};
use crate::error::TextError;
use crate::problem::{Reader, natural};
use std::marker::PhantomData;

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
    fn read(text: &str) -> Result<Self, TextError> {
        let first = text.chars().next().unwrap_or_default();
        let wide = || {
            let digits = text.strip_prefix('{')?.split_once('}')?.0;
            let variable = natural(digits).and_then(|variable| u32::try_from(variable).ok());
            variable.filter(|variable| (52..Packed::LEAF).contains(variable))
        };
        Ok(match first {
            'a'..='z' => Token::Split(u32::from(first) - u32::from('a')),
            'A'..='Z' => Token::Split(u32::from(first) - u32::from('A') + 26),
            '{' => Token::Split(wide().ok_or_else(|| TextError::expected("a node of a tree", text))?),
            '-' => Token::Skipped,
            _ => Token::Leaf(L::of(first).ok_or_else(|| no_leaf(first, text))?),
        })
    }

    /// The characters that it takes.
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

    pub(crate) fn line_count(&self) -> usize {
        self.lines().last().map_or(0, |line| line + 1)
    }

    /// Reads `count` nodes from the current line on, and the end of the line behind the last.
    pub(crate) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Self, TextError> {
        // Every node takes at least one byte.
        if count > MAX_NODES || count > reader.rest().len() {
            return Err(TextError::expected("a smaller tree", &count.to_string()));
        }
        let (mut tokens, mut room) = (Vec::with_capacity(count), 0);
        while tokens.len() < count {
            let mut line = reader.current();
            if line.is_empty() {
                return Err(TextError::expected("a node of a tree", ""));
            }
            let first = Token::<L>::read(line)?.width();
            while tokens.len() < count && !line.is_empty() {
                let token = Token::read(line)?;
                tokens.push(token);
                line = &line[token.width()..];
            }
            if !line.is_empty() {
                return Err(TextError::expected("the end of the tree", line));
            }
            // As many nodes as fit: the line before had no room for the first of this one.
            let length = reader.current().len();
            if length > LINE || first <= room {
                return Err(TextError::not_canonical(reader.current()));
            }
            room = LINE - length;
            reader.advance();
        }
        let shape = "one leaf more than splits, and a leaf at the end";
        Tree::new(tokens).ok_or_else(|| TextError::expected(shape, "another shape"))
    }
}
