//! Why a certificate is rejected.

use crate::certificate::{Claim, FormatErrorKind};
use crate::number::Rational;
use std::fmt;

/// The reason, one variant a failed test.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The text is no certificate of this version.
    Format(FormatErrorKind),
    /// The rule does not prove claims of this kind.
    WrongClaim(Claim),
    /// λ, or the bound on it, is negative; or a bound that must be positive is zero.
    Lambda(Rational),
    /// Fewer than two points.
    TooFewPoints(usize),
    /// A weight that is not positive.
    Weight {
        /// The point, from 0.
        point: usize,
        /// Its weight.
        weight: Rational,
    },
    /// The weights' sum is not 1.
    WeightSum(Rational),
    /// A point outside the domain.
    Outside {
        /// The point, from 0.
        point: usize,
        /// The parameter's name.
        parameter: String,
        /// Its value there.
        value: Rational,
    },
    /// A direction that moves a pinned parameter.
    Pinned(String),
    /// The penalty has a kink at the point, and the direction crosses it.
    PenaltyKink(String),
    /// Objective or penalty is undefined (for curvature: not smooth) at a point.
    Undefined {
        /// The innermost guilty expression.
        expression: String,
        /// What its argument is, or is enclosed by.
        argument: String,
        /// The data row, from 0.
        row: Option<usize>,
    },
    /// The comparison that would prove the claim does not hold, or not certainly.
    Comparison {
        /// What is compared, in the words of FORMAT.md.
        what: &'static str,
        /// Its value, or an enclosure.
        value: String,
        /// What it must be: `> 0`, `>= 0`, `< 0`, `<= 0`.
        wanted: &'static str,
    },
    /// A split in a parameter that does not exist, or where no `f64` lies between the ends.
    Split {
        /// The tree's node, in preorder from 0.
        node: usize,
    },
    /// A leaf that its method does not prove.
    Leaf {
        /// The leaf, in preorder from 0 among leaves.
        leaf: usize,
        /// The cell's limits.
        cell: String,
        /// What is missing.
        shortfall: String,
    },
    /// A claim for all larger λ whose penalty is a formula without a tree that proves it convex.
    PenaltyNotProved,
    /// A tree for the penalty where none is needed.
    NeedlessTree,
    /// A bracket whose lower end lies above its upper end.
    Reversed {
        /// The lower end.
        lower: Rational,
        /// The upper end.
        upper: Rational,
    },
    /// A bracket with a positive lower end and nothing that refutes, or 0 and something.
    LowerPart,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(kind) => kind.fmt(f),
            Self::WrongClaim(claim) => write!(f, "this rule does not prove `{claim}`"),
            Self::Lambda(q) => write!(f, "lambda {q} is out of range"),
            Self::TooFewPoints(n) => write!(f, "{n} points, at least 2 are needed"),
            Self::Weight { point, weight } => write!(f, "weight {weight} of point {point} is not positive"),
            Self::WeightSum(sum) => write!(f, "the weights add up to {sum}, not 1"),
            Self::Outside { point, parameter, value } => {
                write!(f, "{parameter} = {value} of point {point} lies outside the domain")
            }
            Self::Pinned(name) => write!(f, "the direction moves `{name}`, which is pinned"),
            Self::PenaltyKink(name) => write!(f, "the penalty has a kink in `{name}` at the point"),
            Self::Undefined { expression, argument, row } => {
                write!(f, "`{expression}` is undefined or not smooth at {argument}")?;
                row.map_or(Ok(()), |row| write!(f, " in data row {}", row + 1))
            }
            Self::Comparison { what, value, wanted } => {
                write!(f, "{what} = {value} is not certainly {wanted}")
            }
            Self::Split { node } => write!(f, "node {node} of the tree splits what cannot be split"),
            Self::Leaf { leaf, cell, shortfall } => {
                write!(f, "leaf {leaf} is not proved: {shortfall}; cell {cell}")
            }
            Self::PenaltyNotProved => f.write_str("the penalty is a formula that is not proved convex"),
            Self::NeedlessTree => f.write_str("the penalty needs no tree"),
            Self::Reversed { lower, upper } => {
                write!(f, "the lower end {lower} lies above the upper end {upper}")
            }
            Self::LowerPart => f.write_str("a lower part goes with a positive lower end, and only with one"),
        }
    }
}

/// A rejected certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// The rule that failed (`format` before the evidence is reached).
    pub rule: &'static str,
    /// The line of the certificate, 1-based, where one is to blame.
    pub line: Option<usize>,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}: {}", self.rule, self.reason)
    }
}

impl std::error::Error for Rejection {}
