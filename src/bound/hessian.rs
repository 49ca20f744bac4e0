//! The Hessian of `L + λP` (or of `P` alone) on a cell: programs in local coordinates, run over a kind of
//! number, carried back to the parameters, tested.
//!
//! `∇²(L + λP) = Σ_rows PᵀK(z)P + λ∇²P`. The absolute part of a penalty is convex and piecewise linear: it
//! only adds convexity and is left out. Both that and the one-sided treatment of squares in a penalty need
//! `λ ≥ 0` and weights `≥ 0`; nothing is proved otherwise. Pinned parameters are constants; the test is for
//! the others.
//!
//! Positive semidefinite wherever it exists is not enough for convexity: the function must have a value and
//! a continuous gradient on the whole cell. Every function of the parameters has its second derivative in
//! some entry, undefined at kinks and outside the domain; functions of data or constants alone leave no
//! trace in derivatives and are looked at once, row by row.

use super::adjoint::Plan;
use super::assembly::{AffineAssembly, Assembly, Frame, FreeIndex, IntervalAssembly, SampleAssembly};
use super::constant::psd_or_descent;
use super::local::{Form, Linear, Locals};
use super::matrix::SymbolicMatrix;
use super::program::{Inputs, Program};
use super::psd::{Failure, Workspace, proves_psd};
use super::{Cell, Method};
use crate::expression::{Graph, NodeId};
use crate::number::{Exact, Interval, Number, Rational, Round, Scalar};
use crate::problem::{Penalty, Problem};
use rug::Float;
use std::sync::OnceLock;

/// Affine forms have at most this many symbols.
const MAX_LOCALS: usize = 32;
/// From here on lower bounds of the rows beat symbols on all but small cells.
const MANY_LOCALS: usize = 10;
/// The symbols' coefficients in the parameters are an n×n×n array: beyond this it is not worth it.
const MAX_AFFINE_ORDER: usize = 64;
/// The rounding analysis of the test holds up to here (see `psd.rs`).
pub(super) const MAX_ORDER: usize = 2000;

/// One sum of the objective or penalty: the same expression in every row.
#[derive(Debug)]
pub(super) struct Summand {
    program: Program,
    pub plan: Plan,
    pub locals: Locals,
    /// Data rows; one empty row for an expression without data.
    rows: Vec<Vec<Rational>>,
    pub is_penalty: bool,
}

/// A summand's constants and data as numbers of one type.
#[derive(Debug)]
pub(super) struct Data<S> {
    constants: Vec<Interval<S>>,
    /// The plan's constants.
    pub plan_constants: Vec<Interval<S>>,
    pub rows: Vec<Row<S>>,
    /// Why the summand has no value on any cell: a function of data or constants alone has none.
    pub obstacle: Option<Obstacle>,
}

#[derive(Debug)]
pub(super) struct Row<S> {
    pub columns: Vec<Interval<S>>,
    pub forms: Vec<Form<S>>,
}

impl Summand {
    fn new(graph: &Graph, root: NodeId, rows: Vec<Vec<Rational>>, is_penalty: bool) -> Self {
        let locals = Locals::new(graph, root);
        let plan = Plan::new(graph, root, &locals);
        Summand { program: Program::new(graph, root, &locals), plan, locals, rows, is_penalty }
    }

    fn data<S: Scalar>(&self, graph: &Graph, context: S::Context) -> Data<S> {
        let enclose = |q: &Rational| Interval::exact(q, context);
        let mut obstacle = None;
        let rows = self.rows.iter().enumerate().map(|(i, row)| {
            let Linear { forms, undefined } = self.locals.forms(graph, row, context);
            if obstacle.is_none() {
                let row = (!row.is_empty()).then_some(i);
                obstacle =
                    undefined.map(|node| Obstacle { node: Some(node), argument: (f64::NAN, f64::NAN), row });
            }
            Row { columns: row.iter().map(enclose).collect(), forms }
        });
        let rows = rows.collect();
        let constants = self.program.constants.iter().map(enclose).collect();
        Data { constants, plan_constants: self.plan.constants.iter().map(enclose).collect(), rows, obstacle }
    }

    /// Runs the program on every row and adds the entries to the matrix.
    fn assemble<S: Scalar, A: Assembly<S>>(
        &self,
        data: &Data<S>,
        frame: &Frame<S>,
        scale: &Interval<S>,
        assembly: &mut A,
    ) -> Result<(), Shortfall> {
        if let Some(obstacle) = &data.obstacle {
            return Err(Shortfall::Undefined(obstacle.clone()));
        }
        if self.program.is_zero() {
            return Ok(());
        }
        let (mut slots, mut locals, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        let scale = assembly.constant(scale);
        let constants: Vec<A::Number> = data.constants.iter().map(|c| assembly.constant(c)).collect();
        for (i, row) in data.rows.iter().enumerate() {
            assembly.place(&row.forms, frame, &mut locals);
            columns.clear();
            columns.extend(row.columns.iter().map(|c| assembly.constant(c)));
            let inputs = Inputs { locals: &locals, columns: &columns, constants: &constants };
            if i == 0 {
                self.program.run_shared(&inputs, &mut slots);
            }
            self.program.run_row(&inputs, &mut slots);
            let outer = |w: &A::Number, p: &A::Number, q: &A::Number| A::outer(w, p, q);
            self.program.each_entry(&slots, outer, |a, b, value| {
                if !value.is_defined() {
                    return Err(Shortfall::Undefined(self.obstacle(data, i, frame)));
                }
                let scaled;
                let value = if self.is_penalty {
                    scaled = value.mul(&scale);
                    &scaled
                } else {
                    value
                };
                assembly.add(value, &row.forms[a], &row.forms[b], a == b);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Names the innermost node that is undefined on the cell in a row, by natural intervals.
    pub fn obstacle<S: Scalar>(&self, data: &Data<S>, row: usize, frame: &Frame<S>) -> Obstacle {
        let mut assembly = IntervalAssembly::new(&[], 0, frame.context);
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        let Row { columns, forms } = &data.rows[row];
        assembly.place(forms, frame, &mut locals);
        let inputs = Inputs { locals: &locals, columns, constants: &data.constants };
        self.program.run_shared(&inputs, &mut slots);
        self.program.run_row(&inputs, &mut slots);
        let guilty = self.program.guilty(&slots);
        let argument = guilty.as_ref().map_or((f64::NAN, f64::NAN), |(_, x)| {
            (x.lower().to_f64(Round::Down), x.upper().to_f64(Round::Up))
        });
        let row = (!columns.is_empty()).then_some(row);
        Obstacle { node: guilty.map(|(node, _)| node), argument, row }
    }

    /// Adds the summand's exact Hessian, where it is constant and rational.
    fn add_constant(
        &self,
        graph: &Graph,
        free: &FreeIndex,
        order: usize,
        into: &mut [Rational],
    ) -> Option<()> {
        if !self.program.is_constant() {
            return None;
        }
        let constants: Vec<Exact> = self.program.constants.iter().cloned().map(Exact::from).collect();
        let mut slots = Vec::new();
        for row in &self.rows {
            let columns: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
            let forms = self.locals.linear_forms(graph, &columns, ()).forms;
            let inputs = Inputs { locals: &[], columns: &columns, constants: &constants };
            self.program.run_shared(&inputs, &mut slots);
            self.program.run_row(&inputs, &mut slots);
            let outer = |w: &Exact, p: &Exact, q: &Exact| w.mul(p).mul(q);
            let added: Result<(), ()> = self.program.each_entry(&slots, outer, |a, b, value| {
                let value = value.value().ok_or(())?;
                for (i, p) in &forms[a].slopes {
                    for (j, q) in &forms[b].slopes {
                        let slopes = Rational::from(p.value().ok_or(())? * q.value().ok_or(())?);
                        let (Some(k), Some(l)) = (free[*i], free[*j]) else { continue };
                        let term = slopes * value;
                        into[k * order + l] += &term;
                        if a != b {
                            into[l * order + k] += &term;
                        }
                    }
                }
                Ok(())
            });
            added.ok()?;
        }
        Some(())
    }
}

/// Everything about a problem's Hessian that does not depend on the cell: compiled once, shared by
/// threads.
#[derive(Debug)]
pub struct HessianBound {
    graph: Graph,
    pub(super) summands: Vec<Summand>,
    /// `2·weight` of the penalty's squares, one a parameter.
    curvature: Vec<Rational>,
    /// Whether the penalty's absolute part, if any, is convex: its weights are not negative.
    is_absolute_convex: bool,
    /// Whether the penalty is multiplied by λ, or stands alone.
    pub(super) has_objective: bool,
    /// The matrix row of each parameter that is not pinned.
    pub(super) free: Vec<Option<usize>>,
    order: usize,
    precision: u32,
    double: Vec<Data<f64>>,
    precise: OnceLock<Vec<Data<Float>>>,
    /// `∇²L` and `∇²P`, order×order, where both are constant and rational.
    constant: Option<[Vec<Rational>; 2]>,
}

/// Working memory of [`HessianBound::prove`], one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    matrix: Option<SymbolicMatrix<f64>>,
    workspace: Workspace<f64>,
    pub(super) shares: Vec<f64>,
    pub(super) direction: Vec<f64>,
}

impl Scratch {
    /// After [`Shortfall::Wide`]: each parameter's share in the width, for the choice of a split.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// After [`Shortfall::Indefinite`]: a direction of non-positive curvature at the cell's centre, as far
    /// as floats can tell.
    pub fn direction(&self) -> &[f64] {
        &self.direction
    }
}

/// Why a cell is not proved.
#[derive(Clone, Debug, PartialEq)]
pub enum Shortfall {
    /// The enclosure is too wide; splitting helps.
    Wide,
    /// The matrix at the centre is not positive definite, as far as floats can tell.
    Indefinite,
    /// A second derivative is undefined somewhere on the cell: a kink, a domain left, an overflow.
    Undefined(Obstacle),
    /// The method does not apply to this problem or cell.
    Inapplicable,
}

/// A node that stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// The innermost function whose second derivative is undefined; `None` where sums or products
    /// overflow.
    pub node: Option<NodeId>,
    /// The enclosure of its argument on the cell.
    pub argument: (f64, f64),
    /// The data row (0-based), if the node depends on data.
    pub row: Option<usize>,
}

impl HessianBound {
    /// For `∇²L + λ∇²P`. `precision` in bits is that of the precise methods, at least 53.
    pub fn of_objective(problem: &Problem, precision: u32) -> Self {
        let graph = &problem.graph;
        let mut summands = vec![Summand::new(graph, problem.fixed, vec![vec![]], false)];
        if let Some(row) = problem.row {
            summands.push(Summand::new(graph, row, problem.rows.clone(), false));
        }
        Self::new(problem, precision, summands, true)
    }

    /// For `∇²P` alone: [`Self::prove`] at any λ proves `P` convex.
    pub fn of_penalty(problem: &Problem, precision: u32) -> Self {
        Self::new(problem, precision, Vec::new(), false)
    }

    fn new(problem: &Problem, precision: u32, mut summands: Vec<Summand>, has_objective: bool) -> Self {
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
        let mut number = || {
            order += 1;
            order - 1
        };
        let free: Vec<_> =
            problem.domain.0.iter().map(|limits| (!limits.is_pinned()).then(&mut number)).collect();
        let double = summands.iter().map(|s| s.data(&graph, ())).collect();
        let mut bound = HessianBound {
            graph,
            summands,
            curvature,
            is_absolute_convex,
            has_objective,
            free,
            order,
            // Below, the ends of cells would be rounded.
            precision: precision.max(f64::MANTISSA_DIGITS),
            double,
            precise: OnceLock::new(),
            constant: None,
        };
        bound.constant = bound.constant_hessians();
        bound
    }

    fn constant_hessians(&self) -> Option<[Vec<Rational>; 2]> {
        if self.double.iter().any(|data| data.obstacle.is_some()) {
            return None;
        }
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

    /// The number of parameters that are not pinned: the order of the Hessian.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Whether the Hessians of `L` and `P` are constant and rational: [`Method::Constant`] decides.
    pub fn is_constant(&self) -> bool {
        self.constant.is_some()
    }

    /// The `f64` methods worth trying on a cell, in this order, not counting [`Method::Constant`]; the last
    /// says best where to split.
    pub fn methods(&self, cell: &Cell) -> &'static [Method] {
        let is_bounded = cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite());
        let is_large = self.locals() >= MANY_LOCALS && self.order <= MAX_ORDER;
        match (is_bounded, self.is_affine(), is_large) {
            (true, true, true) => &[Method::Affine, Method::Loewner],
            (true, false, true) => &[Method::Loewner],
            (true, true, false) => &[Method::Affine],
            _ => &[Method::Interval],
        }
    }

    /// The last of [`Self::methods`].
    pub fn method(&self, cell: &Cell) -> Method {
        self.methods(cell).last().copied().unwrap_or(Method::Interval)
    }

    /// Whether affine forms have few enough symbols.
    fn is_affine(&self) -> bool {
        self.order <= MAX_AFFINE_ORDER && self.locals() <= MAX_LOCALS
    }

    /// The greatest number of local coordinates of a row.
    pub fn locals(&self) -> usize {
        self.summands.iter().map(|s| s.locals.len()).max().unwrap_or(0)
    }

    /// Proves the Hessian positive semidefinite at every point of the cell for a `λ ≥ 0`, or says what is
    /// missing.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn prove(
        &self,
        cell: &Cell,
        lambda: &Rational,
        method: Method,
        scratch: &mut Scratch,
    ) -> Result<(), Shortfall> {
        if !self.is_absolute_convex || (self.has_objective && lambda.is_negative()) {
            return Err(Shortfall::Inapplicable);
        }
        match method {
            Method::Constant => self.prove_constant(lambda, scratch),
            Method::Interval => {
                let matrix = self.interval_matrix(&self.double, cell, lambda, ())?;
                let verdict = proves_psd(&matrix, &mut scratch.workspace);
                self.shortfall(verdict, 0, scratch)
            }
            Method::PreciseInterval => {
                let matrix = self.interval_matrix(self.precise(), cell, lambda, self.precision)?;
                self.verdict(proves_psd(&matrix, &mut Workspace::default()))
            }
            Method::Affine => {
                let kept = scratch.matrix.take().filter(|m| m.order == self.order);
                let mut matrix = kept.unwrap_or_else(|| SymbolicMatrix::zero(self.order, self.order, ()));
                let outcome =
                    self.affine_matrix(&self.double, cell, lambda, (), &mut matrix).and_then(|()| {
                        let verdict = proves_psd(&matrix, &mut scratch.workspace);
                        self.shortfall(verdict, self.order, scratch)
                    });
                scratch.matrix = Some(matrix);
                outcome
            }
            Method::PreciseAffine => {
                let mut matrix = SymbolicMatrix::zero(self.order, self.order, self.precision);
                self.affine_matrix(self.precise(), cell, lambda, self.precision, &mut matrix)?;
                self.verdict(proves_psd(&matrix, &mut Workspace::default()))
            }
            Method::Loewner => self.prove_by_minorants(&self.double, cell, lambda, (), scratch),
            Method::PreciseLoewner => {
                self.prove_by_minorants(self.precise(), cell, lambda, self.precision, scratch)
            }
        }
    }

    fn precise(&self) -> &[Data<Float>] {
        self.precise
            .get_or_init(|| self.summands.iter().map(|s| s.data(&self.graph, self.precision)).collect())
    }

    fn prove_constant(&self, lambda: &Rational, scratch: &mut Scratch) -> Result<(), Shortfall> {
        let Some([objective, penalty]) = &self.constant else { return Err(Shortfall::Inapplicable) };
        let scale = if self.has_objective { lambda.clone() } else { Rational::from(1) };
        let sum = |(l, p): (&Rational, &Rational)| Rational::from(p * &scale) + l;
        let matrix: Vec<Rational> = objective.iter().zip(penalty).map(sum).collect();
        psd_or_descent(self.order, &matrix).map_err(|direction| {
            let direction: Vec<f64> = direction.iter().map(Rational::to_f64).collect();
            scratch.direction = self.in_parameters(&direction);
            Shortfall::Indefinite
        })
    }

    /// A vector over the free parameters as one over all, zero on the pinned.
    pub(super) fn in_parameters(&self, vector: &[f64]) -> Vec<f64> {
        self.free.iter().map(|index| index.map_or(0.0, |k| vector[k])).collect()
    }

    /// Turns a failed test into a shortfall, and leaves in `scratch` what the search asks for.
    fn shortfall(
        &self,
        verdict: Result<(), Failure>,
        symbols: usize,
        scratch: &mut Scratch,
    ) -> Result<(), Shortfall> {
        if verdict == Err(Failure::Indefinite) {
            scratch.direction = self.in_parameters(&scratch.workspace.direction);
        }
        scratch.shares.clear();
        if verdict == Err(Failure::Wide) {
            // Half a symbol's own share, and a little of what is not linear (algorithm.md 2e).
            let shares = &scratch.workspace.shares;
            let share = |k: usize| match symbols {
                0 => shares[k],
                n => 0.5 * shares[k] + 0.05 * shares[n + k],
            };
            scratch.shares.extend(self.free.iter().map(|index| index.map_or(0.0, share)));
        }
        self.verdict(verdict)
    }

    fn verdict(&self, verdict: Result<(), Failure>) -> Result<(), Shortfall> {
        verdict.map_err(|failure| match failure {
            Failure::Wide => Shortfall::Wide,
            Failure::Indefinite => Shortfall::Indefinite,
            Failure::NotFinite => {
                Shortfall::Undefined(Obstacle { node: None, argument: (f64::NAN, f64::NAN), row: None })
            }
        })
    }

    fn interval_matrix<S: Scalar>(
        &self,
        data: &[Data<S>],
        cell: &Cell,
        lambda: &Rational,
        context: S::Context,
    ) -> Result<SymbolicMatrix<S>, Shortfall> {
        if self.order > MAX_ORDER {
            return Err(Shortfall::Inapplicable);
        }
        let frame = Frame::new(cell, context);
        let mut assembly = IntervalAssembly::new(&self.free, self.order, context);
        let scale = self.scale(lambda, context);
        for (summand, data) in self.summands.iter().zip(data) {
            summand.assemble(data, &frame, &scale, &mut assembly)?;
        }
        self.each_curvature(lambda, context, |k, x| assembly.add_diagonal(k, x));
        Ok(assembly.into_matrix(context))
    }

    fn affine_matrix<S: Scalar>(
        &self,
        data: &[Data<S>],
        cell: &Cell,
        lambda: &Rational,
        context: S::Context,
        matrix: &mut SymbolicMatrix<S>,
    ) -> Result<(), Shortfall> {
        let is_bounded = cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite());
        if !is_bounded || !self.is_affine() {
            return Err(Shortfall::Inapplicable);
        }
        match self.locals() {
            0..=2 => self.affine_sized::<S, 2>(data, cell, lambda, context, matrix),
            3..=4 => self.affine_sized::<S, 4>(data, cell, lambda, context, matrix),
            5..=6 => self.affine_sized::<S, 6>(data, cell, lambda, context, matrix),
            7..=8 => self.affine_sized::<S, 8>(data, cell, lambda, context, matrix),
            9..=16 => self.affine_sized::<S, 16>(data, cell, lambda, context, matrix),
            _ => self.affine_sized::<S, MAX_LOCALS>(data, cell, lambda, context, matrix),
        }
    }

    fn affine_sized<S: Scalar, const D: usize>(
        &self,
        data: &[Data<S>],
        cell: &Cell,
        lambda: &Rational,
        context: S::Context,
        matrix: &mut SymbolicMatrix<S>,
    ) -> Result<(), Shortfall> {
        let frame = Frame::new(cell, context);
        let mut assembly = AffineAssembly::<S, D>::new(&self.free, matrix);
        let scale = self.scale(lambda, context);
        for (summand, data) in self.summands.iter().zip(data) {
            summand.assemble(data, &frame, &scale, &mut assembly)?;
        }
        self.each_curvature(lambda, context, |k, x| assembly.add_diagonal(k, x));
        assembly.finish();
        Ok(())
    }

    /// What the penalty is multiplied by.
    pub(super) fn scale<S: Scalar>(&self, lambda: &Rational, context: S::Context) -> Interval<S> {
        if self.has_objective {
            Interval::exact(lambda, context)
        } else {
            Interval::exact(&Rational::from(1), context)
        }
    }

    /// The diagonal that a separable penalty adds.
    pub(super) fn each_curvature<S: Scalar>(
        &self,
        lambda: &Rational,
        context: S::Context,
        mut add: impl FnMut(usize, &Interval<S>),
    ) {
        for (index, curvature) in self.free.iter().zip(&self.curvature) {
            if let Some(k) = index.filter(|_| !curvature.is_zero()) {
                let scaled =
                    if self.has_objective { Rational::from(curvature * lambda) } else { curvature.clone() };
                add(k, &Interval::exact(&scaled, context));
            }
        }
    }

    /// `∇²L` and `∇²P` at a point in plain floating point, row-major N×N, for the search; false where
    /// undefined.
    pub fn sample(&self, at: &[f64], objective: &mut [f64], penalty: &mut [f64]) -> bool {
        let n = at.len();
        let cell = Cell { lower: at.to_vec(), upper: at.to_vec() };
        let frame = Frame::new(&cell, ());
        objective.fill(0.0);
        penalty.fill(0.0);
        let one = Interval::point(1.0);
        let mut defined = true;
        for (summand, data) in self.summands.iter().zip(&self.double) {
            let matrix = if summand.is_penalty { &mut *penalty } else { &mut *objective };
            let mut assembly = SampleAssembly { matrix, order: n };
            defined &= summand.assemble(data, &frame, &one, &mut assembly).is_ok();
        }
        for (k, curvature) in self.curvature.iter().enumerate() {
            penalty[k * n + k] += curvature.to_f64();
        }
        defined
    }
}
