//! What functions range over, how they bend, and why the rules of composition fail, in words.

use crate::expression::Node;
use crate::function::{Bend, Function};
use crate::kind::{End, Range};
use crate::number::Interval;
use crate::reason::Outline;
use std::fmt;

impl fmt::Display for Bend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.convex, self.concave) {
            (true, true) => "affine",
            (true, false) => "convex",
            (false, true) => "concave",
            (false, false) => "neither convex nor concave",
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some([lower, upper]) = self.ends().map(|ends| ends.each_ref().map(End::finite)) else {
            return f.write_str("no known range");
        };
        match lower {
            None => f.write_str("(−∞, ")?,
            Some((at, is_open)) => write!(f, "{}{at}, ", if is_open { '(' } else { '[' })?,
        }
        match upper {
            None => f.write_str("∞)"),
            Some((at, is_open)) => write!(f, "{at}{}", if is_open { ')' } else { ']' }),
        }
    }
}

/// Why the rules of composition fail at a node with these operands; without them it is not convex.
pub(super) fn why(node: &Node, operands: &[Outline], bend: Bend) -> String {
    match (node, operands) {
        (Node::Add(..), [a, b]) => format!("a sum of terms of which one is {}, the other {}", a.bend, b.bend),
        (Node::Mul(a, b), [x, _]) if a == b => why_applied(Function::Power(2), x),
        (Node::Mul(..), [a, b]) if !a.is_constant && !b.is_constant => {
            "a product of two factors that are not constant".into()
        }
        (Node::Mul(..), [a, b]) if a.bend.is_known() && b.bend.is_known() => {
            "a product with a constant whose sign is not known".into()
        }
        (Node::Apply(f, _), [x]) => why_applied(*f, x),
        (_, []) => bend.to_string(),
        _ => "an operand is neither convex nor concave".into(),
    }
}

fn why_applied(f: Function, x: &Outline) -> String {
    let [lower, upper] = x.range;
    match f.profile(&Interval::new(lower, upper), x.is_positive) {
        None => format!("it may be undefined where its argument is in [{lower}, {upper}]"),
        Some(profile) if !profile.bend.is_known() => {
            format!("neither convex nor concave where its argument is in [{lower}, {upper}]")
        }
        Some(_) if !x.bend.is_known() => "its argument is neither convex nor concave".into(),
        Some(profile) => format!(
            "{} where its argument is in [{lower}, {upper}], but not monotone as the argument, which is {}, needs it",
            profile.bend, x.bend
        ),
    }
}
