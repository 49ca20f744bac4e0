//! `L + λP`, or `P` alone, as sums over rows: what every leaf method reads.
//!
//! `∇²(L + λP) = Σ_rows PᵀK(z)P + λ∇²P`. The absolute part of a penalty is convex and piecewise linear: it
//! only adds convexity and is left out. Both that and the one-sided treatment of squares in a penalty need
//! `λ ≥ 0` and weights `≥ 0`; nothing is proved otherwise. Pinned parameters are constants; the Hessian is that in
//! the others.

use super::summand::{Data, Summand};
use crate::expression::Graph;
use crate::number::{Interval, Number, Rational, Scalar};
use crate::problem::{Penalty, Problem};

/// See the module.
#[derive(Debug)]
pub(crate) struct Sums {
    pub graph: Graph,
    pub summands: Vec<Summand>,
    /// `2·weight` of the penalty's squares, one a parameter.
    pub curvature: Vec<Rational>,
    /// Whether the penalty's absolute part, if any, is convex: its weights are not negative.
    is_absolute_convex: bool,
    /// Whether the penalty is multiplied by λ, or stands alone.
    pub has_objective: bool,
    /// The row of each free parameter in the Hessian.
    pub free: Vec<Option<usize>>,
    /// The number of parameters that are not pinned: the order of the Hessian.
    pub order: usize,
}

impl Sums {
    /// `L + λP`.
    pub fn of_objective(problem: &Problem) -> Self {
        let graph = &problem.graph;
        let mut summands = vec![Summand::new(graph, problem.fixed, vec![vec![]], false)];
        if let Some(row) = problem.row {
            summands.push(Summand::new(graph, row, problem.rows.clone(), false));
        }
        Self::new(problem, summands, true)
    }

    /// `P` alone.
    pub fn of_penalty(problem: &Problem) -> Self {
        Self::new(problem, Vec::new(), false)
    }

    fn new(problem: &Problem, mut summands: Vec<Summand>, has_objective: bool) -> Self {
        let graph = problem.graph.clone();
        let mut curvature = vec![Rational::new(); problem.dimension()];
        let mut is_absolute_convex = true;
        match &problem.penalty {
            Penalty::Separable { square, absolute, .. } => {
                curvature = square.iter().map(|w| Rational::from(w * 2u32)).collect();
                is_absolute_convex = absolute.iter().all(|w| *w >= 0);
            }
            Penalty::Formula(node) => summands.push(Summand::new(&graph, *node, vec![vec![]], true)),
        }
        let mut order = 0;
        let limits = problem.domain.0.iter();
        let free = limits.map(|limits| numbered(!limits.is_pinned(), &mut order)).collect();
        Sums { graph, summands, curvature, is_absolute_convex, has_objective, free, order }
    }

    /// Whether all that is left out only adds convexity.
    pub fn allows(&self, lambda: &Rational) -> bool {
        self.is_absolute_convex && !(self.has_objective && lambda.is_negative())
    }

    /// The data as numbers of one type.
    pub fn data<S: Scalar>(&self, context: S::Context) -> Vec<Data<S>> {
        self.summands.iter().map(|summand| summand.data(&self.graph, context)).collect()
    }

    /// What the penalty is multiplied by.
    pub fn factor(&self, lambda: &Rational) -> Rational {
        if self.has_objective { lambda.clone() } else { Rational::from(1) }
    }

    /// [`Self::factor`], enclosed.
    pub fn scale<S: Scalar>(&self, lambda: &Rational, context: S::Context) -> Interval<S> {
        Interval::exact(&self.factor(lambda), context)
    }

    /// The diagonal that a separable penalty adds.
    pub fn each_curvature<S: Scalar>(
        &self,
        lambda: &Rational,
        context: S::Context,
        mut add: impl FnMut(usize, &Interval<S>),
    ) {
        for (index, curvature) in self.free.iter().zip(&self.curvature) {
            if let Some(k) = index.filter(|_| !curvature.is_zero()) {
                add(k, &Interval::exact(&Rational::from(curvature * self.factor(lambda)), context));
            }
        }
    }

    /// `∇²L` and `∇²P`, order×order, where both are constant and rational.
    pub fn constant(&self) -> Option<[Vec<Rational>; 2]> {
        let n = self.order;
        let mut hessians = [vec![Rational::new(); n * n], vec![Rational::new(); n * n]];
        for summand in &self.summands {
            let into = &mut hessians[usize::from(summand.is_penalty)];
            summand.add_constant(&self.graph, &self.free, n, into)?;
        }
        for (index, curvature) in self.free.iter().zip(&self.curvature) {
            if let Some(k) = index {
                hessians[1][k * n + k] += curvature;
            }
        }
        Some(hessians)
    }
}

/// The next number, if it is wanted.
pub(crate) fn numbered(is_wanted: bool, next: &mut usize) -> Option<usize> {
    is_wanted.then(|| {
        *next += 1;
        *next - 1
    })
}
