//! `L + λP`, or `P` alone, as sums over rows: what every leaf method reads, in the parameters that are not pinned (theory.md,
//! L1).
//!
//! The absolute part of a penalty only adds convexity and is left out. Both that and the one-sided treatment of squares in a
//! penalty need `λ ≥ 0` and weights `≥ 0`; nothing is proved otherwise.

use super::compile::Derivation;
use super::summand::{Data, Direction, Summand};
use crate::bound::psd::theorem::MAX_ORDER;
use crate::budget::Budget;
use crate::expression::{Graph, NodeId};
use crate::number::{Interval, Number, Rational, Scalar};
use crate::problem::{Penalty, Problem};

#[derive(Debug)]
pub(crate) struct Sums {
    pub graph: Graph,
    pub summands: Vec<Summand>,
    /// `2·weight` of the penalty's squares, one a parameter.
    pub curvature: Vec<Rational>,
    /// Whether the penalty's absolute part, if any, is convex: its weights are not negative.
    is_absolute_convex: bool,
    pub has_objective: bool,
    pub free: Vec<Option<usize>>,
    /// Which parameters move and have no row in the matrix.
    pub left_out: Vec<bool>,
    /// The number of parameters that are neither pinned nor left out: the order of the matrix.
    pub order: usize,
    /// Whether all of it is here; else nothing can be proved.
    pub is_complete: bool,
}

pub(crate) type Derivations<'b> = Vec<Derivation<'b>>;

impl Sums {
    /// `L + λP`; the matrix leaves out these parameters.
    pub fn of_objective<'b>(
        problem: &Problem,
        left_out: &[usize],
        budget: &'b Budget,
    ) -> (Self, Derivations<'b>) {
        let mut roots = vec![(problem.fixed, vec![vec![]])];
        roots.extend(problem.row.map(|row| (row, problem.rows.clone())));
        Self::new(problem, roots, left_out, true, budget)
    }

    pub fn of_penalty<'b>(problem: &Problem, budget: &'b Budget) -> (Self, Derivations<'b>) {
        Self::new(problem, Vec::new(), &[], false, budget)
    }

    fn new<'b>(
        problem: &Problem,
        roots: Vec<(NodeId, Vec<Vec<Rational>>)>,
        left_out: &[usize],
        has_objective: bool,
        budget: &'b Budget,
    ) -> (Self, Derivations<'b>) {
        let graph = problem.graph.clone();
        let mut curvature = vec![Rational::new(); problem.dimension()];
        let mut is_absolute_convex = true;
        let mut roots: Vec<_> = roots.into_iter().map(|(root, rows)| (root, rows, false)).collect();
        match &problem.penalty {
            Penalty::Separable { square, absolute, .. } => {
                curvature = square.iter().map(|w| Rational::from(w * 2u32)).collect();
                is_absolute_convex = absolute.iter().all(|w| *w >= 0);
            }
            Penalty::Formula(node) => roots.push((*node, vec![vec![]], true)),
        }
        let mut order = 0;
        let limits = problem.domain.limits.iter().enumerate();
        let mut is_left_out = vec![false; problem.dimension()];
        left_out.iter().for_each(|&k| is_left_out[k] = true);
        let is_free = limits.map(|(k, limits)| !limits.is_pinned() && !is_left_out[k]);
        let free = is_free.map(|is_free| numbered(is_free, &mut order)).collect();
        let summand = |(root, rows, is_penalty)| Summand::new(&graph, root, rows, is_penalty, budget);
        // No method applies to larger matrices.
        let roots = (order <= MAX_ORDER).then_some(roots);
        let made: Option<Vec<(Summand, Derivation<'b>)>> =
            roots.and_then(|roots| roots.into_iter().map(summand).collect());
        let is_complete = made.is_some();
        let (summands, derivations) = made.unwrap_or_default().into_iter().unzip();
        let sums = Sums {
            graph,
            summands,
            curvature,
            is_absolute_convex,
            has_objective,
            free,
            left_out: is_left_out,
            order,
            is_complete,
        };
        (sums, derivations)
    }

    /// Whether `(∇²L + λ∇²P)v = 0` everywhere for each of these directions: no row's local coordinates change along it, and
    /// no curvature of a separable penalty (theory.md, C7). What is not exactly rational counts as a change.
    pub fn are_blind_to(&self, directions: &[Direction], lambda: &Rational, budget: &Budget) -> bool {
        let is_flat = |v: &Direction| v.iter().all(|(k, _)| self.curvature[*k].is_zero());
        let is_unpenalised = self.factor(lambda).is_zero() || directions.iter().all(is_flat);
        let rows_are = |summand: &Summand| summand.is_blind_to(&self.graph, directions, budget);
        self.is_complete && is_unpenalised && self.summands.iter().all(rows_are)
    }

    /// Whether all that is left out only adds convexity.
    pub fn allows(&self, lambda: &Rational) -> bool {
        self.is_complete && self.is_absolute_convex && !(self.has_objective && lambda.is_negative())
    }

    /// The data as numbers of one type; `None` once the budget is spent.
    pub fn data<S: Scalar>(&self, context: S::Context, budget: &Budget) -> Option<Vec<Data<S>>> {
        self.summands.iter().map(|summand| summand.data(&self.graph, context, budget)).collect()
    }

    pub fn factor(&self, lambda: &Rational) -> Rational {
        if self.has_objective { lambda.clone() } else { Rational::from(1) }
    }

    pub fn scale<S: Scalar>(&self, lambda: &Rational, context: S::Context) -> Interval<S> {
        Interval::exact(&self.factor(lambda), context)
    }

    pub fn each_curvature<S: Scalar>(
        &self,
        lambda: &Rational,
        context: S::Context,
        mut add: impl FnMut(usize, &Interval<S>),
    ) {
        for (index, curvature) in self.free.iter().zip(&self.curvature) {
            if let Some(k) = index.filter(|_| !curvature.is_zero()) {
                add(k, &Interval::exact(&(self.factor(lambda) * curvature), context));
            }
        }
    }

    pub fn constant(&self, budget: &Budget) -> Option<[Vec<Rational>; 2]> {
        let n = self.order;
        let is_constant = self.is_complete && self.summands.iter().all(|s| s.program.is_constant());
        // Numerators and denominators, and what elimination makes of them.
        let words = 12 * (n * n) as u64;
        if !is_constant || !budget.hold(words) {
            return None;
        }
        budget.release(words);
        let mut hessians = [vec![Rational::new(); n * n], vec![Rational::new(); n * n]];
        for summand in &self.summands {
            let into = &mut hessians[usize::from(summand.is_penalty)];
            summand.add_constant(&self.graph, &self.free, n, into, budget)?;
        }
        for (index, curvature) in self.free.iter().zip(&self.curvature) {
            if let Some(k) = index {
                hessians[1][k * n + k] += curvature;
            }
        }
        Some(hessians)
    }
}

pub(crate) fn numbered(is_wanted: bool, next: &mut usize) -> Option<usize> {
    is_wanted.then(|| {
        *next += 1;
        *next - 1
    })
}
