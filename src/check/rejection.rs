//! Why a certificate is rejected: every failed test has a variant of its own, with both sides of the
//! comparison that failed.

use super::beaten::Beaten;
use crate::bound::{Cell, Reach, Shortfall};
use crate::certificate::{Claim, FormatErrorKind};
use crate::expression::NodeId;
use crate::function::Bend;
use crate::kind::{Outline, Range};
use crate::number::{Polynomial, Rational};
use crate::problem::{Part, Problem};

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
    Format(FormatErrorKind),
    /// The claim's numbers make no sense: a negative λ, an empty range, `lambda < 0`.
    EmptyClaim,
    /// The rule does not establish claims of this kind.
    WrongRule {
        /// The claim.
        claim: Box<Claim>,
    },
    /// A Jensen witness of fewer than two points.
    TooFewPoints,
    /// A weight that is not positive.
    WeightNotPositive {
        /// The weight.
        weight: Rational,
    },
    /// Weights that do not add up to 1.
    WeightSum {
        /// What they add up to.
        sum: Rational,
    },
    /// More work than this would tell.
    MoreWork {
        /// The units of work.
        limit: u64,
    },
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
    /// A direction of curvature that is zero.
    ZeroDirection,
    /// A direction that moves a pinned parameter.
    PinnedDirection {
        /// The parameter.
        parameter: String,
    },
    /// A direction across a kink of the penalty's absolute value.
    PenaltyKink {
        /// The parameter.
        parameter: String,
    },
    /// A direction along a parameter that the point has at a limit.
    NoRoom {
        /// The parameter.
        parameter: String,
        /// The limit.
        limit: Rational,
    },
    /// A family's denominator that is not shown to be positive for every λ ≥ 0.
    DenominatorNotPositive,
    /// A family's point that is not shown to lie in the domain for every λ ≥ 0.
    LeavesLimit {
        /// The parameter.
        parameter: String,
        /// The limit that it may exceed.
        limit: Rational,
    },
    /// A value along a family that is undefined or not known as a rational function of λ.
    NotRationalInLambda {
        /// The innermost guilty node.
        node: NodeId,
        /// The data row, from 1, if it depends on the row.
        row: Option<usize>,
    },
    /// A family that is not shown to break Jensen's inequality for every λ ≥ 0.
    NotPositiveThroughout {
        /// What the numerator of Δ is, or is not below.
        numerator: Polynomial,
    },
    /// A value or derivative at a point of the witness is undefined.
    Undefined {
        /// The innermost guilty node.
        node: NodeId,
        /// Its argument, if it has one.
        argument: Option<Value>,
        /// The data row, from 1, if it depends on the row.
        row: Option<usize>,
    },
    /// The witness does not show what is claimed: a quantity that must be positive is not, as far as
    /// can be computed.
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
    /// λs of a curve that do not rise.
    CurveOrder {
        /// A λ.
        before: Rational,
        /// The next.
        after: Rational,
    },
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
    NotPenalised {
        /// The parameter.
        parameter: String,
    },
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
    NotStrict {
        /// The parameter.
        parameter: String,
    },
    /// The claim is for all larger λ, but nothing proves the penalty convex.
    PenaltyNotProved,
    /// A tree for the penalty that the claim does not call for.
    NeedlessPenaltyTree,
    /// A split that cannot be made: no such parameter, or no `f64` strictly inside.
    NoSplit {
        /// The node's number in preorder, from 0.
        node: usize,
        /// The parameter's number, from 0.
        variable: u32,
    },
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
    /// A symmetry that is not proved to leave a part of the problem as it is.
    NotInvariant {
        /// The symmetry's number, from 1.
        number: usize,
        /// The part.
        part: Part,
    },
    /// The mean over an orbit of a penalty that is neither invariant nor a sum of squares.
    PenaltyOfOrbit,
    /// A cover without symmetries or order that says it has some.
    EmptyReduction,
    /// A skipped leaf that no symmetry proves elsewhere.
    NotSkipped {
        /// The node's number in preorder, from 0.
        node: usize,
        /// The cell.
        cell: Box<Cell>,
    },
    /// A point that is not the claim's.
    OtherPoint,
    /// A value that is not known to be rational.
    NotRational,
    /// A point where the penalty is not shown to be least.
    PenaltyNotLeast {
        /// The parameter, where it is a sum of terms.
        parameter: Option<String>,
    },
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
    NoCounterexample {
        /// The part.
        part: Part,
    },
    /// A direction out of the domain.
    LeavesDomain {
        /// The parameter.
        parameter: String,
    },
    /// A direction in which the function is not shown to fall everywhere; the slope lies between these.
    NotFalling {
        /// The slope's range.
        slope: Range,
    },
    /// A penalty with an absolute value where squares alone are wanted.
    AbsolutePenalty {
        /// The parameter.
        parameter: String,
    },
    /// A derivative that is not shown to vanish.
    NotStationary {
        /// The parameter.
        parameter: String,
    },
    /// Rivals that leave a λ.
    Unbeaten(Beaten),
    /// A bracket whose lower end is 0 needs no witness, any other needs one.
    BracketWitness,
    /// A bracket whose ends are in the wrong order.
    BracketOrder {
        /// Lower end.
        lower: Rational,
        /// Upper end.
        upper: Rational,
    },
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

/// A failed test and the line it is about.
#[derive(Debug)]
pub(super) struct Failure {
    pub line: usize,
    pub reason: Reason,
}
