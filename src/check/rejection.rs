//! Why a certificate is rejected: every failed test has a variant of its own, with both sides of the
//! comparison that failed.

use super::rivals::Beaten;
use crate::certificate::{Claim, FormatErrorKind};
use crate::kind::Gap;
use crate::number::{Polynomial, Rational};
use crate::problem::Part;
use std::fmt;

/// A number that a comparison came out wrong for.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Exactly this.
    Exact(Rational),
    /// Somewhere between these.
    Between(f64, f64),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Exact(q) => f.write_str(&short(q)),
            Value::Between(lower, upper) if lower == upper => f.write_str(&float(*lower)),
            Value::Between(lower, upper) => write!(f, "between {} and {}", float(*lower), float(*upper)),
        }
    }
}

/// A float without long rows of zeros, and without a sign where it is 0.
fn float(x: f64) -> String {
    let x = x + 0.0;
    let is_handy = x == 0.0 || (1e-4..1e7).contains(&x.abs());
    if is_handy { x.to_string() } else { format!("{x:e}") }
}

/// A rational in full, or its beginning and about its value.
fn short(q: &Rational) -> String {
    let text = q.to_string();
    if text.len() <= 40 { text } else { format!("{}… (about {})", &text[..20], float(q.to_f64())) }
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
        /// The innermost guilty node, as a formula.
        node: String,
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
        /// The innermost guilty node, as a formula.
        node: String,
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
        /// The innermost node at which they do, as a formula.
        node: String,
        /// The data row, from 1, if it depends on the row.
        row: Option<usize>,
        /// Why.
        why: Gap,
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
        obstacle: String,
        /// The cell, cut short.
        cell: String,
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
        /// The cell, cut short.
        cell: String,
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
        /// The slope's range, in words.
        slope: String,
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

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(kind) => kind.fmt(f),
            Self::EmptyClaim => f.write_str("the claim speaks of no λ ≥ 0"),
            Self::WrongRule { claim } => write!(f, "this rule does not establish `{claim}`"),
            Self::TooFewPoints => f.write_str("a witness has at least two points"),
            Self::WeightNotPositive { weight } => write!(f, "the weight {} is not positive", short(weight)),
            Self::WeightSum { sum } => write!(f, "the weights add up to {}, not to 1", short(sum)),
            Self::MoreWork { limit } => write!(f, "it takes more work than {limit} to tell"),
            Self::TooManyDigits => f.write_str("the mean of the points has too many digits"),
            Self::OutsideDomain { parameter, value, limit } => {
                let side = if value < limit { "below" } else { "above" };
                write!(f, "{parameter} = {} lies {side} its limit {}", short(value), short(limit))
            }
            Self::ZeroDirection => f.write_str("the direction is zero"),
            Self::PinnedDirection { parameter } => {
                write!(f, "the direction moves {parameter}, which the domain pins")
            }
            Self::PenaltyKink { parameter } => {
                write!(f, "the direction crosses the penalty's kink in {parameter}")
            }
            Self::NoRoom { parameter, limit } => {
                write!(f, "the direction moves {parameter} from its limit {}, one way out", short(limit))
            }
            Self::DenominatorNotPositive => {
                f.write_str("the denominator is not shown to be positive for every λ ≥ 0")
            }
            Self::LeavesLimit { parameter, limit } => {
                write!(f, "{parameter} is not shown to keep to its limit {} for every λ ≥ 0", short(limit))
            }
            Self::NotRationalInLambda { node, row } => {
                write!(
                    f,
                    "`{node}` is undefined, or not known as a rational function of λ, along the family"
                )?;
                row.map_or(Ok(()), |row| write!(f, " in data row {row}"))
            }
            Self::NotPositiveThroughout { numerator } => {
                let terms: Vec<String> = numerator.coefficients().iter().map(short).collect();
                let terms = if terms.is_empty() { "0".to_owned() } else { terms.join(", ") };
                f.write_str(
                    "Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients ",
                )?;
                f.write_str(&terms)
            }
            Self::Undefined { node, argument, row } => {
                write!(f, "`{node}` is undefined or not smooth")?;
                if let Some(argument) = argument {
                    write!(f, " where its argument is {argument}")?;
                }
                row.map_or(Ok(()), |row| write!(f, " in data row {row}"))
            }
            Self::NotPositive { quantity, value, strict } => {
                let relation = if *strict { "positive" } else { "at least 0" };
                write!(f, "{quantity} is not shown to be {relation}: it is {value}")
            }
            Self::NoMargin { convex_at, lambda } => {
                write!(f, "convexity at {} gives no strong convexity at {}", short(convex_at), short(lambda))
            }
            Self::CurveOrder { before, after } => {
                write!(f, "the λs of a curve rise, but {} follows {}", short(after), short(before))
            }
            Self::CurveLength { claimed, found } => {
                write!(f, "the claim has {claimed} λs, the evidence {found}")
            }
            Self::PenaltyFormula => {
                f.write_str("a penalty given as a formula is not known to be strongly convex")
            }
            Self::NotPenalised { parameter } => {
                write!(f, "the penalty has no square of {parameter}: it is not strongly convex")
            }
            Self::NotComposed { node, row, why } => {
                let row = row.map_or(String::new(), |row| format!(" in data row {row}"));
                write!(f, "the rules of composition fail at `{node}`{row}: {why}")
            }
            Self::NotStrict { parameter } => {
                write!(f, "the function may be affine along a line on which {parameter} is not constant")
            }
            Self::PenaltyNotProved => {
                f.write_str("a penalty given as a formula needs a tree that proves it convex")
            }
            Self::NeedlessPenaltyTree => f.write_str("the claim calls for no tree of the penalty"),
            Self::NoSplit { node, variable } => {
                write!(f, "node {node} of the tree cannot split its cell in variable {variable}")
            }
            Self::NotProved { node, obstacle, cell } => {
                write!(f, "node {node} of the tree, a leaf, is not proved: {obstacle}; the cell is {cell}")
            }
            Self::NotInvariant { number, part } => {
                write!(f, "symmetry {number} is not shown to leave {part} as it is")
            }
            Self::OtherPoint => f.write_str("the point is not the one that the claim names"),
            Self::NotRational => f.write_str("the value there is not known to be rational"),
            Self::PenaltyNotLeast { parameter } => {
                f.write_str("the penalty is not shown to be least there")?;
                parameter.as_ref().map_or(Ok(()), |parameter| write!(f, ": see {parameter}"))
            }
            Self::OtherConstant { found, claimed } => {
                write!(f, "the function is {} everywhere, not {}", short(found), short(claimed))
            }
            Self::NotConstant => {
                f.write_str("the function is not shown to be constant by multiplying it out")
            }
            Self::NoCounterexample { part } => {
                write!(f, "a point is no counterexample for {part}, or where columns move too")
            }
            Self::LeavesDomain { parameter } => write!(f, "the direction leaves the domain in {parameter}"),
            Self::NotFalling { slope } => {
                write!(
                    f,
                    "the function is not shown to fall everywhere in this direction: its slope lies in {slope}"
                )
            }
            Self::AbsolutePenalty { parameter } => {
                write!(f, "the penalty has an absolute value of {parameter}, not squares alone")
            }
            Self::NotStationary { parameter } => {
                write!(f, "the derivative in {parameter} is not shown to vanish for every λ")
            }
            Self::Unbeaten(beaten) => {
                f.write_str("the rivals do not beat the point at every λ ≥ 0: they do so ")?;
                match (&beaten.below, &beaten.above) {
                    (None, None) => f.write_str("nowhere"),
                    (Some(below), None) => write!(f, "below {}", short(below)),
                    (None, Some(above)) => write!(f, "above {}", short(above)),
                    (Some(below), Some(above)) => {
                        write!(f, "below {} and above {}", short(below), short(above))
                    }
                }
            }
            Self::PenaltyOfOrbit => {
                f.write_str("the penalty is neither shown to be invariant nor a sum of squares")
            }
            Self::EmptyReduction => f.write_str("there is no symmetry, or no order of parameters"),
            Self::NotSkipped { node, cell } => {
                write!(f, "no symmetry allows node {node} of the tree to be skipped; the cell is {cell}")
            }
            Self::BracketWitness => {
                f.write_str("a lower end of 0 goes without a witness, any other with one")
            }
            Self::BracketOrder { lower, upper } => {
                write!(f, "the lower end {} exceeds the upper end {}", short(lower), short(upper))
            }
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

/// A failed test and the line it is about.
#[derive(Debug)]
pub(super) struct Failure {
    pub line: usize,
    pub reason: Reason,
}

impl Failure {
    pub fn new(line: usize, reason: Reason) -> Self {
        Failure { line, reason }
    }
}
