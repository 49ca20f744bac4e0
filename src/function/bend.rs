//! Which way a function bends.

/// Whether a function is known to be convex, and whether it is known to be concave; affine if both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bend {
    /// Known to be convex.
    pub convex: bool,
    /// Known to be concave.
    pub concave: bool,
}

impl Bend {
    /// Neither is known.
    pub const UNKNOWN: Bend = Bend { convex: false, concave: false };
    /// Both.
    pub const AFFINE: Bend = Bend { convex: true, concave: true };

    /// Whether anything is known.
    pub fn is_known(self) -> bool {
        self.convex || self.concave
    }

    /// Of the negative.
    pub fn flipped(self) -> Bend {
        Bend { convex: self.concave, concave: self.convex }
    }

    /// What is known of both: how a sum bends.
    pub fn and(self, other: Bend) -> Bend {
        Bend { convex: self.convex && other.convex, concave: self.concave && other.concave }
    }

    /// What is known by one reason or another.
    pub fn or(self, other: Bend) -> Bend {
        Bend { convex: self.convex || other.convex, concave: self.concave || other.concave }
    }
}
