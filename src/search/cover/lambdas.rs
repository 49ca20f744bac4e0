//! The λs that a search has tried, numbered in the order in which they were first tried.

use super::plan::Plan;
use rug::Rational;

/// The number of a λ in [`Lambdas`]; 0 for none.
pub(in crate::search) type Rung = u16;

/// The λs that were tried.
#[derive(Debug)]
pub(in crate::search) struct Lambdas {
    values: Vec<Rational>,
    /// Greater for smaller λs.
    ranks: Vec<u16>,
}

impl Lambdas {
    /// Bits of a number: a node keeps two of them, and two methods, in 4 bytes.
    pub const BITS: u16 = 13;

    pub fn new() -> Self {
        Lambdas { values: vec![Rational::new()], ranks: vec![0] }
    }

    /// The number of a λ; `None` where there are too many.
    pub fn number(&mut self, lambda: &Rational) -> Option<Rung> {
        if let Some(known) = self.values.iter().skip(1).position(|value| value == lambda) {
            return Some(known as Rung + 1);
        }
        if self.values.len() == 1 << Self::BITS {
            return None;
        }
        self.values.push(lambda.clone());
        let larger = |value: &Rational| self.values[1..].iter().filter(|other| *other > value).count();
        let ranks = self.values[1..].iter().map(|value| larger(value) as u16 + 1).collect::<Vec<_>>();
        self.ranks.truncate(1);
        self.ranks.extend(ranks);
        Some(self.values.len() as Rung - 1)
    }

    /// The numbers of a plan's goal and rungs; `None` where there are too many.
    pub fn numbers(&mut self, plan: &Plan) -> Option<(Option<Rung>, Vec<Rung>)> {
        let goal = match &plan.goal {
            Some(goal) => Some(self.number(goal)?),
            None => None,
        };
        let rungs = plan.rungs.iter().map(|lambda| self.number(lambda)).collect::<Option<_>>()?;
        Some((goal, rungs))
    }

    pub fn value(&self, rung: Rung) -> &Rational {
        &self.values[rung as usize]
    }

    /// Whether a proof at `rung` is one at `target` or a smaller λ.
    pub fn reaches(&self, rung: Rung, target: Rung) -> bool {
        self.ranks[rung as usize] >= self.ranks[target as usize]
    }

    /// The larger λ; none counts as infinite.
    pub fn weaker(&self, a: Rung, b: Rung) -> Rung {
        if self.reaches(a, b) { b } else { a }
    }
}
