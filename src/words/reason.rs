//! Why a statement is not shown, in words: one sentence a reason.

use super::domain::cut_in_words;
use super::obstacle::{Obstacle, not_smooth};
use super::shape::why;
use super::value::short;
use crate::bound::{Cell, Reach, Shortfall};
use crate::expression::NodeId;
use crate::grammar::print_node;
use crate::number::Rational;
use crate::problem::{Cut, Problem};
use crate::reason::{Border, Reason};

/// A reason why a statement about a problem is not shown, in words.
pub fn in_words(reason: &Reason, problem: &Problem) -> String {
    InWords { reason, problem: Some(problem) }.text()
}

/// A reason and the problem that it is about.
pub(super) struct InWords<'a> {
    pub reason: &'a Reason,
    /// A reason that names nodes has one.
    pub problem: Option<&'a Problem>,
}

impl InWords<'_> {
    /// The sentence.
    pub fn text(&self) -> String {
        let sentence = sentence(self.reason).map(str::to_owned);
        sentence.or_else(|| self.of_point()).or_else(|| self.of_tree()).unwrap_or_else(|| self.of_statement())
    }

    /// What is wrong with a point, a direction, or what they show.
    fn of_point(&self) -> Option<String> {
        Some(match self.reason {
            Reason::WeightNotPositive(weight) => format!("the weight {} is not positive", short(weight)),
            Reason::WeightSum(sum) => format!("the weights add up to {}, not to 1", short(sum)),
            Reason::OutsideDomain { parameter, value, limit } => {
                let side = if value < limit { "below" } else { "above" };
                format!("{parameter} = {} lies {side} its limit {}", short(value), short(limit))
            }
            Reason::OutsideCut(cut) => format!("the point is not {}", self.cut(*cut)),
            Reason::LeavesCut(cut) => format!("this is not shown to stay {}", self.cut(*cut)),
            Reason::NotInterior(border) => {
                let what = "the point that the domain names is not strictly inside";
                match border {
                    Border::Nowhere => "the domain names no point strictly inside".to_owned(),
                    Border::Limit(parameter) => format!("{what}: {parameter} is at a limit"),
                    Border::Cut(cut) => format!("{what}: it is only just {}", self.cut(*cut)),
                }
            }
            Reason::PinnedDirection(parameter) => {
                format!("the direction moves {parameter}, which the domain pins")
            }
            Reason::PenaltyKink(parameter) => {
                format!("the direction crosses the penalty's kink in {parameter}")
            }
            Reason::NoRoom(parameter, limit) => {
                format!("the direction moves {parameter} from its limit {}, one way out", short(limit))
            }
            Reason::LeavesLimit(parameter, limit) => {
                format!("{parameter} is not shown to keep to its limit {} for every λ ≥ 0", short(limit))
            }
            Reason::LeavesDomain(parameter) => format!("the direction leaves the domain in {parameter}"),
            Reason::NotRationalInLambda(node, row) => {
                let (node, row) = (self.formula(*node), in_row(*row));
                format!(
                    "`{node}` is undefined, or not known as a rational function of λ, along the family{row}"
                )
            }
            Reason::NotPositiveThroughout(numerator) => {
                let terms: Vec<String> = numerator.coefficients().iter().map(short).collect();
                let terms = if terms.is_empty() { "0".to_owned() } else { terms.join(", ") };
                let what = "Δ is not shown to be positive for every λ ≥ 0";
                format!("{what}: its numerator has the coefficients {terms}")
            }
            Reason::Undefined { node, argument, row } => {
                let argument = argument.as_ref().map(|x| format!(" where its argument is {x}"));
                let (node, argument) = (self.formula(*node), argument.unwrap_or_default());
                format!("`{node}` is undefined or not smooth{argument}{}", in_row(*row))
            }
            Reason::NotPositive { quantity, value, strict } => {
                let relation = if *strict { "positive" } else { "at least 0" };
                format!("{quantity} is not shown to be {relation}: it is {value}")
            }
            Reason::NotFalling(slope) => {
                let what = "the function is not shown to fall everywhere in this direction";
                format!("{what}: its slope lies in {slope}")
            }
            Reason::Unbeaten { below, above } => unbeaten([below, above]),
            _ => return None,
        })
    }

    /// What is wrong with a tree.
    fn of_tree(&self) -> Option<String> {
        let not_proved = |node: &usize, what: String, cell: &Cell| {
            let cell = self.cell(cell);
            format!("node {node} of the tree, a leaf, is not proved: {what}; the cell is {cell}")
        };
        Some(match self.reason {
            Reason::NoSplit(node, variable) => {
                format!("node {node} of the tree cannot split its cell in variable {variable}")
            }
            Reason::NotProved { node, shortfall, cell } => {
                not_proved(node, self.shortfall(shortfall, cell), cell)
            }
            Reason::NotReached { node, reach, cell } => not_proved(node, self.reach(reach, cell), cell),
            Reason::NotOutside(node, cell) => {
                let cell = self.cell(cell);
                format!("node {node} of the tree is not shown to be outside the domain; the cell is {cell}")
            }
            Reason::NotSkipped(node, cell) => {
                let cell = self.cell(cell);
                format!("no symmetry allows node {node} of the tree to be skipped; the cell is {cell}")
            }
            _ => return None,
        })
    }

    /// What is wrong with anything else.
    fn of_statement(&self) -> String {
        match self.reason {
            Reason::Format(kind) => kind.to_string(),
            Reason::MoreWork(limit) => format!("it takes more work than {limit} to tell"),
            Reason::WrongRule(claim) => format!("this rule does not establish `{claim}`"),
            Reason::NoMargin { convex_at, lambda } => {
                format!("convexity at {} gives no strong convexity at {}", short(convex_at), short(lambda))
            }
            Reason::CurveOrder([before, after]) => {
                format!("the λs of a curve rise, but {} follows {}", short(after), short(before))
            }
            Reason::CurveLength { claimed, found } => {
                format!("the claim has {claimed} λs, the evidence {found}")
            }
            Reason::NotPenalised(parameter) => {
                format!("the penalty has no square of {parameter}: it is not strongly convex")
            }
            Reason::NotComposed { node, row, operands, bend } => {
                let why = self.problem.map(|problem| why(problem.graph.node(*node), operands, *bend));
                let why = why.unwrap_or_default();
                let (node, row) = (self.formula(*node), in_row(*row));
                format!("the rules of composition fail at `{node}`{row}: {why}")
            }
            Reason::NotStrict(parameter) => {
                format!("the function may be affine along a line on which {parameter} is not constant")
            }
            Reason::NotInvariant(number, part) => {
                format!("symmetry {number} is not shown to leave {part} as it is")
            }
            Reason::PenaltyNotLeast(parameter) => {
                let place =
                    parameter.as_ref().map_or(String::new(), |parameter| format!(": see {parameter}"));
                format!("the penalty is not shown to be least there{place}")
            }
            Reason::OtherConstant { found, claimed } => {
                format!("the function is {} everywhere, not {}", short(found), short(claimed))
            }
            Reason::NoCounterexample(part) => {
                format!("a point is no counterexample for {part}, or where columns move too")
            }
            Reason::AbsolutePenalty(parameter) => {
                format!("the penalty has an absolute value of {parameter}, not squares alone")
            }
            Reason::NotStationary(parameter) => {
                format!("the derivative in {parameter} is not shown to vanish for every λ")
            }
            Reason::BracketOrder([lower, upper]) => {
                format!("the lower end {} exceeds the upper end {}", short(lower), short(upper))
            }
            // Sentences, points and trees have had their turn.
            other => format!("{other:?}"),
        }
    }

    /// A node as a formula, cut short.
    fn formula(&self, id: NodeId) -> String {
        const LONGEST: usize = 60;
        self.problem.map_or(String::new(), |problem| {
            print_node(&problem.graph, id, &problem.parameters, &problem.columns, LONGEST)
        })
    }

    fn cut(&self, cut: Cut) -> String {
        self.problem.map_or_else(|| "in the domain".to_owned(), |problem| cut_in_words(cut, problem))
    }

    /// The cell's first limits.
    fn cell(&self, cell: &Cell) -> String {
        const MOST: usize = 4;
        let names = self.problem.map_or(&[][..], |problem| &problem.parameters);
        let limits = names.iter().zip(cell.lower.iter().zip(&cell.upper));
        let mut parts: Vec<String> =
            limits.take(MOST).map(|(name, (lower, upper))| format!("{name} in [{lower}, {upper}]")).collect();
        if names.len() > MOST {
            parts.push("…".to_owned());
        }
        parts.join(", ")
    }

    /// What keeps a Hessian from being proved positive semidefinite on a cell.
    fn shortfall(&self, shortfall: &Shortfall, cell: &Cell) -> String {
        match shortfall {
            Shortfall::Wide => "the Hessian's enclosure is too wide".to_owned(),
            Shortfall::Indefinite => "the Hessian at the centre is not positive definite".to_owned(),
            Shortfall::Inapplicable => "the method does not apply".to_owned(),
            Shortfall::Stopped => "the test was stopped".to_owned(),
            Shortfall::Undefined => {
                let obstacle = self.problem.and_then(|problem| not_smooth(cell, problem));
                obstacle.map_or("the Hessian's enclosure overflows".to_owned(), |o| self.obstacle(&o))
            }
        }
    }

    fn obstacle(&self, obstacle: &Obstacle) -> String {
        let Obstacle { node, argument: (lower, upper), row } = obstacle;
        let range = if lower <= upper { format!(" somewhere in [{lower}, {upper}]") } else { String::new() };
        let row = row.map_or(String::new(), |row| format!(", data row {}", row + 1));
        format!("`{}` is undefined or not smooth{range}{row}", self.formula(*node))
    }

    /// What keeps a lower end from being proved on a cell.
    fn reach(&self, reach: &Reach, cell: &Cell) -> String {
        match reach {
            Reach::Short(found) => format!("the lower end is not reached: the bound is about {found}"),
            Reach::Below(_) => "the function falls below the lower end".to_owned(),
            Reach::NotConvex(shortfall) => self.shortfall(shortfall, cell),
            Reach::Proved | Reach::None => "there is no such bound".to_owned(),
        }
    }
}

fn in_row(row: Option<usize>) -> String {
    row.map_or(String::new(), |row| format!(" in data row {row}"))
}

fn unbeaten(ends: [&Option<Rational>; 2]) -> String {
    let nowhere = "nowhere".to_owned();
    let places = match ends {
        [None, None] => nowhere,
        [Some(below), None] => format!("below {}", short(below)),
        [None, Some(above)] => format!("above {}", short(above)),
        [Some(below), Some(above)] => format!("below {} and above {}", short(below), short(above)),
    };
    format!("the rivals do not beat the point at every λ ≥ 0: they do so {places}")
}

/// Reasons that are always said in the same words.
fn sentence(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::EmptyClaim => "the claim speaks of no λ ≥ 0",
        Reason::TooFewPoints => "a witness has at least two points",
        Reason::TooManyDigits => "numbers get too many digits on the way",
        Reason::ZeroDirection => "the direction is zero",
        Reason::DenominatorNotPositive => "the denominator is not shown to be positive for every λ ≥ 0",
        Reason::PenaltyFormula => "a penalty given as a formula is not known to be strongly convex",
        Reason::PenaltyNotProved => "a penalty given as a formula needs a tree that proves it convex",
        Reason::NeedlessPenaltyTree => "the claim calls for no tree of the penalty",
        Reason::OtherPoint => "the point is not the one that the claim names",
        Reason::NotRational => "the value there is not known to be rational",
        Reason::NotConstant => "the function is not shown to be constant by multiplying it out",
        Reason::PenaltyOfOrbit => "the penalty is neither shown to be invariant nor a sum of squares",
        Reason::NoShift => "the Hessian does not vanish along this direction, or it names what it must not",
        Reason::EmptyReduction => "there is no symmetry, or no order of parameters",
        Reason::BracketWitness => "a lower end of 0 goes without a witness, any other with one",
        _ => return None,
    })
}
