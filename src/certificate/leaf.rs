//! The leaves of trees. A cover's and those of a tree of lower bounds are different characters, but for `!`.

/// A kind of leaf. Its characters are printable ASCII, no letters or braces, and not `-`.
pub trait Leaf: Copy + Eq + 'static {
    /// All, with their characters.
    const ALL: &'static [(Self, char)];

    /// The leaf of this character.
    fn of(character: char) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| *other == character).map(|(leaf, _)| *leaf)
    }

    /// Its character; none for one that is not in the list.
    fn character(self) -> Option<char> {
        Self::ALL.iter().find(|(leaf, _)| *leaf == self).map(|(_, character)| *character)
    }
}

/// What proves that a Hessian is positive semidefinite on a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverLeaf {
    /// `.`: natural intervals; the only one for unbounded cells.
    Natural,
    /// `~`: affine forms with squares, at the cell's vertices.
    Affine,
    /// `=`: the Hessian is constant.
    Constant,
    /// `<`: lower bounds in the Loewner order, row by row.
    Loewner,
    /// `+`: the Hessian to first order about the cell's centre, around a point.
    Tensor,
    /// `!`: the cell is outside the domain.
    Outside,
}

impl Leaf for CoverLeaf {
    const ALL: &'static [(Self, char)] = &[
        (Self::Natural, '.'),
        (Self::Affine, '~'),
        (Self::Constant, '='),
        (Self::Loewner, '<'),
        (Self::Tensor, '+'),
        (Self::Outside, '!'),
    ];
}

/// What proves a lower bound of a function on a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueLeaf {
    /// `_`: the interval value.
    Natural,
    /// `/`: an enclosure of the gradient.
    Slope,
    /// A digit: convexity at the λ of this number, from 0, in the list.
    Convex(u8),
    /// `!`: the cell is outside the domain.
    Outside,
}

impl ValueLeaf {
    /// The most λs that a list may have.
    pub const MAX_CONVEX: usize = 10;
}

impl Leaf for ValueLeaf {
    const ALL: &'static [(Self, char)] = &[
        (Self::Natural, '_'),
        (Self::Slope, '/'),
        (Self::Convex(0), '0'),
        (Self::Convex(1), '1'),
        (Self::Convex(2), '2'),
        (Self::Convex(3), '3'),
        (Self::Convex(4), '4'),
        (Self::Convex(5), '5'),
        (Self::Convex(6), '6'),
        (Self::Convex(7), '7'),
        (Self::Convex(8), '8'),
        (Self::Convex(9), '9'),
        (Self::Outside, '!'),
    ];
}
