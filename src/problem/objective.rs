//! Values and gradients of `L` and `P` over any kind of number.

use super::{CompiledPenalty, Problem};
use crate::expression::Tape;
use crate::kind::Kind;
use crate::number::Rational;

/// A problem's objective and penalty, with the data as numbers of one kind.
#[derive(Clone, Debug)]
pub struct Objective<'p, N: Kind> {
    pub(crate) tape: Tape,
    pub(crate) penalty: CompiledPenalty<'p>,
    pub(crate) rows: Vec<Vec<N>>,
    context: N::Context,
}

impl<'p, N: Kind> Objective<'p, N> {
    /// Compiles the tapes and turns the data into numbers.
    pub fn new(problem: &'p Problem, context: N::Context) -> Self {
        let row = |row: &Vec<Rational>| row.iter().map(|q| N::exact(q, context)).collect();
        Objective {
            tape: problem.objective_tape(),
            penalty: problem.penalty.compiled(&problem.graph),
            rows: problem.rows.iter().map(row).collect(),
            context,
        }
    }

    /// What the numbers were made with.
    pub fn context(&self) -> N::Context {
        self.context
    }

    /// `L` at a point.
    pub fn loss(&self, at: &[N]) -> N {
        self.tape.run(at, self.rows.iter().map(Vec::as_slice), self.context, &mut Vec::new())
    }

    /// `L` and `∇L` at a point; over intervals, enclosures on the cell.
    pub fn loss_gradient(&self, at: &[N]) -> (N, Vec<N>) {
        self.tape.gradient(at, self.rows.iter().map(Vec::as_slice), self.context)
    }

    /// `P₀` and `∇P₀` at a point.
    pub fn penalty_gradient(&self, at: &[N]) -> (N, Vec<N>) {
        self.penalty.smooth_gradient(at, self.context)
    }

    /// `L + λP₀` and its gradient, `P₀` being the penalty without its absolute part.
    pub fn smooth_gradient(&self, at: &[N], lambda: &Rational) -> (N, Vec<N>) {
        let (loss, slope) = self.loss_gradient(at);
        let (penalty, bend) = self.penalty_gradient(at);
        let scale = N::exact(lambda, self.context);
        let sum = |a: &N, b: &N| a.add(&b.mul(&scale));
        (sum(&loss, &penalty), slope.iter().zip(&bend).map(|(a, b)| sum(a, b)).collect())
    }

    /// `f_λ = L + λP` at a point: for `λ = 0` too undefined where P is.
    pub fn value(&self, at: &[N], lambda: &Rational) -> N {
        self.loss(at).add(&self.penalty(at).mul(&N::exact(lambda, self.context)))
    }

    /// `P` at a point.
    pub fn penalty(&self, at: &[N]) -> N {
        self.penalty.evaluate(at, self.context)
    }
}
