//! Why a certificate is rejected: every failed test has a variant of its own, with both sides of the comparison.

use super::outline::Outline;
use crate::bound::{Cell, Reach, Shortfall};
use crate::certificate::Claim;
use crate::expression::NodeId;
use crate::function::Bend;
use crate::kind::Range;
use crate::number::{Polynomial, Rational};
use crate::problem::{Cut, Part, Problem, TextError};

/// A number that a comparison came out wrong for.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Exactly this.
    Exact(Rational),
    /// Somewhere between these.
    Between(f64, f64),
}

/// The reason, one variant a failed test.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The text is no certificate of a known version in canonical form.
    Format(TextError),
    /// The claim's numbers make no sense: a negative λ, an empty range, `lambda < 0`.
    EmptyClaim,
    /// The rule does not establish claims of this kind.
    WrongRule(Box<Claim>),
    /// A Jensen witness of fewer than two points.
    TooFewPoints,
    /// A weight that is not positive.
    WeightNotPositive(Rational),
    /// Weights that do not add up to 1.
    WeightSum(Rational),
    /// More work than this would tell.
    MoreWork(u64),
    /// Sums of weights or points with more digits than the checker computes with.
    TooManyDigits,
    /// A point outside the domain.
    OutsideDomain {
        /// The parameter.
        parameter: String,
        /// The point's coordinate.
        value: Rational,
        /// The limit that it exceeds.
        limit: Rational,
    },
    /// A point outside the ball, or a half-space.
    OutsideCut(Cut),
    /// A direction out of the ball or a half-space, or a family that is not shown to keep to it for every λ ≥ 0.
    LeavesCut(Cut),
    /// What the domain says is a point strictly inside is none.
    NotInterior(Border),
    /// A direction of curvature that is zero.
    ZeroDirection,
    /// A direction that moves a pinned parameter.
    PinnedDirection(String),
    /// A direction across a kink of the penalty's absolute value.
    PenaltyKink(String),
    /// A direction along a parameter that the point has at a limit.
    NoRoom(String, Rational),
    /// A family's denominator that is not shown to be positive for every λ ≥ 0.
    DenominatorNotPositive,
    /// A family's point that is not shown to keep to a parameter's limit for every λ ≥ 0.
    LeavesLimit(String, Rational),
    /// A value along a family that is not known as a rational function of λ: the innermost node, and its row, from 1.
    NotRationalInLambda(NodeId, Option<usize>),
    /// A family that is not shown to break Jensen's inequality for every λ ≥ 0.
    NotPositiveThroughout(Polynomial),
    /// A value or derivative at a point of the witness is undefined.
    Undefined {
        /// The innermost guilty node.
        node: NodeId,
        /// Its argument, if it has one.
        argument: Option<Value>,
        /// The data row, from 1, if it depends on the row.
        row: Option<usize>,
    },
    /// A quantity that must be positive to show what is claimed is not, as far as can be computed.
    NotPositive {
        /// The quantity, in the words of FORMAT.md.
        quantity: &'static str,
        /// Its value.
        value: Value,
        /// Whether 0 would not do.
        strict: bool,
    },
    /// A λ at which convexity is proved that is not below the claim's: no strong convexity follows.
    NoMargin {
        /// The λ of the proof.
        convex_at: Rational,
        /// The claim's.
        lambda: Rational,
    },
    /// Two λs in a row of a curve that do not rise.
    CurveOrder([Rational; 2]),
    /// A curve whose claim and evidence are about different numbers of λs.
    CurveLength {
        /// In the claim.
        claimed: usize,
        /// In the evidence.
        found: usize,
    },
    /// A penalty given as a formula, where squares of the parameters are wanted.
    PenaltyFormula,
    /// A parameter that the penalty's squares leave out.
    NotPenalised(String),
    /// The rules of composition fail.
    NotComposed {
        /// The innermost node at which they do.
        node: NodeId,
        /// The data row, from 1, if it depends on the row.
        row: Option<usize>,
        /// What its operands are known to be, if that is what the rules fail at.
        operands: Vec<Outline>,
        /// How it bends, if it does.
        bend: Bend,
    },
    /// Strict convexity is not shown along a line on which this parameter is not constant.
    NotStrict(String),
    /// The claim is for all larger λ, but nothing proves the penalty convex.
    PenaltyNotProved,
    /// A tree for the penalty that the claim does not call for.
    NeedlessPenaltyTree,
    /// A split that cannot be made, at the node of this number: no such parameter, or no `f64` strictly inside.
    NoSplit(usize, u32),
    /// A leaf whose Hessian is not proved positive semidefinite.
    NotProved {
        /// The node's number in preorder, from 0.
        node: usize,
        /// What is missing.
        shortfall: Shortfall,
        /// The cell.
        cell: Box<Cell>,
    },
    /// A leaf on which the lower end is not proved.
    NotReached {
        /// The node's number in preorder, from 0.
        node: usize,
        /// What became of the bound.
        reach: Box<Reach>,
        /// The cell.
        cell: Box<Cell>,
    },
    /// The symmetry of this number, from 1, is not proved to leave a part of the problem as it is.
    NotInvariant(usize, Part),
    /// The mean over an orbit of a penalty that is neither invariant nor a sum of squares.
    PenaltyOfOrbit,
    /// A cover without symmetries or order that says it has some.
    EmptyReduction,
    /// A shift that moves a local coordinate of a row or a penalised parameter, or names a parameter of another.
    NoShift,
    /// A leaf, the node of this number, that is not shown to be outside the domain.
    NotOutside(usize, Box<Cell>),
    /// A skipped leaf, the node of this number, that no symmetry proves elsewhere.
    NotSkipped(usize, Box<Cell>),
    /// A point that is not the claim's.
    OtherPoint,
    /// A value that is not known to be rational.
    NotRational,
    /// A point where the penalty is not shown to be least.
    PenaltyNotLeast(Option<String>),
    /// A function that is constant, but not this number.
    OtherConstant {
        /// What it is.
        found: Rational,
        /// What is claimed.
        claimed: Rational,
    },
    /// A function that is not constant, or not seen to be.
    NotConstant,
    /// A part, or a symmetry that moves columns too, for which there is no counterexample at a point.
    NoCounterexample(Part),
    /// A direction out of the domain.
    LeavesDomain(String),
    /// A direction in which the function is not shown to fall everywhere; the slope lies between these.
    NotFalling(Range),
    /// A penalty with an absolute value where squares alone are wanted.
    AbsolutePenalty(String),
    /// A derivative that is not shown to vanish.
    NotStationary(String),
    /// Rivals that leave a λ: all are beaten below the one of these, and above the other.
    Unbeaten {
        /// The end of those near 0.
        below: Option<Rational>,
        /// The end of those near ∞.
        above: Option<Rational>,
    },
    /// A bracket whose lower end is 0 needs no witness, any other needs one.
    BracketWitness,
    /// A bracket whose ends are in the wrong order.
    BracketOrder([Rational; 2]),
}

/// Where a point is that is not strictly inside the domain.
#[derive(Clone, Debug, PartialEq)]
pub enum Border {
    /// There is no such point.
    Nowhere,
    /// At a limit of this parameter.
    Limit(String),
    /// On the sphere, or a plane.
    Cut(Cut),
}

/// A rejected certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// The rule that failed (`format` before the evidence is reached).
    pub rule: &'static str,
    /// The line of the certificate, 1-based, where one is to blame.
    pub line: Option<usize>,
    /// Why.
    pub reason: Box<Reason>,
    /// The problem, where the text could be read: what nodes and parameters of the reason are.
    pub problem: Option<Box<Problem>>,
}

/// A reason, and the line of the certificate that is to blame.
#[derive(Debug)]
pub(crate) struct Failure {
    pub line: usize,
    pub reason: Reason,
}
