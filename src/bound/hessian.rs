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

use super::affine::Encoded;
use super::assembly::{Frame, IntervalAssembly, SampleAssembly};
use super::constant::psd_or_descent;
use super::matrix::SymbolicMatrix;
use super::psd::{Failure, Shares, Workspace, proves_psd};
use super::scratch::{LANES, Scratch};
use super::shortfall::Shortfall;
use super::summand::{Draft, Summand, vertices};
use super::vertex::Roles;
use super::{Cell, Method};
use crate::expression::Graph;
use crate::number::{Interval, Number, Rational, Scalar};
use crate::problem::{Penalty, Problem};
use rug::Float;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Affine forms have at most this many symbols.
const MAX_LOCALS: usize = 32;
/// From here on lower bounds of the rows beat symbols on all but small cells.
const MANY_LOCALS: usize = 10;
/// The symbols' coefficients in the parameters are an n×n×n array: beyond this it is not worth it.
const MAX_AFFINE_ORDER: usize = 64;
/// Sums over all parameters, pinned ones included, are within what `Scalar::inflate` covers.
const MAX_AFFINE_DIMENSION: usize = 2048;
/// The rounding analysis of the test holds up to here (see `psd.rs`).
pub(super) const MAX_ORDER: usize = 2000;

/// Everything about a problem's Hessian that does not depend on the cell: compiled once, shared by
/// threads.
#[derive(Debug)]
pub struct HessianBound {
    pub(super) graph: Graph,
    pub(super) summands: Vec<Summand>,
    /// `2·weight` of the penalty's squares, one a parameter.
    curvature: Vec<Rational>,
    /// Whether the penalty's absolute part, if any, is convex: its weights are not negative.
    is_absolute_convex: bool,
    /// Whether the penalty is multiplied by λ, or stands alone.
    pub(super) has_objective: bool,
    pub(super) roles: Roles,
    pub(super) order: usize,
    precision: u32,
    double: Encoded<f64>,
    precise: OnceLock<Encoded<Float>>,
    /// `∇²L` and `∇²P`, order×order, where both are constant and rational.
    constant: Option<[Vec<Rational>; 2]>,
    /// By λ, which is all it depends on: whether the constant Hessian is positive semidefinite, or a direction.
    eliminated: Mutex<BTreeMap<Rational, Result<(), Vec<f64>>>>,
    /// Half the width of the domain in each parameter, roughly.
    pub(super) radii: Vec<f64>,
    /// Whether the affine methods apply: every summand has a kernel, and a small one.
    pub(super) has_kernels: bool,
    /// Tells this bound from others.
    pub(super) identity: Arc<()>,
}

impl HessianBound {
    /// For `∇²L + λ∇²P`. `precision` in bits is that of the precise methods, at least 53.
    pub fn of_objective(problem: &Problem, precision: u32) -> Self {
        let graph = &problem.graph;
        let mut drafts = vec![Draft::new(graph, problem.fixed, vec![vec![]], false)];
        if let Some(row) = problem.row {
            drafts.push(Draft::new(graph, row, problem.rows.clone(), false));
        }
        Self::new(problem, precision, drafts, true)
    }

    /// For `∇²P` alone: [`Self::prove`] at any λ proves `P` convex.
    pub fn of_penalty(problem: &Problem, precision: u32) -> Self {
        Self::new(problem, precision, Vec::new(), false)
    }

    fn new(problem: &Problem, precision: u32, mut drafts: Vec<Draft>, has_objective: bool) -> Self {
        let graph = problem.graph.clone();
        let mut curvature = vec![Rational::new(); problem.dimension()];
        let mut is_absolute_convex = true;
        match &problem.penalty {
            Penalty::Separable { square, absolute, .. } => {
                curvature = square.iter().map(|w| Rational::from(w * 2u32)).collect();
                is_absolute_convex = absolute.iter().all(|w| *w >= 0);
            }
            Penalty::Formula(node) => drafts.push(Draft::new(&graph, *node, vec![vec![]], true)),
        }
        let mut order = 0;
        let free: Vec<_> =
            problem.domain.0.iter().map(|limits| numbered(!limits.is_pinned(), &mut order)).collect();
        let is_small = order <= MAX_AFFINE_ORDER
            && free.len() <= MAX_AFFINE_DIMENSION
            && drafts.iter().all(|draft| draft.locals.len() <= MAX_AFFINE_ORDER);
        let vertices = if is_small { vertices(&graph, &drafts, &free) } else { Vec::new() };
        let mut count = 0;
        let is_symbol = |k: usize| free[k].is_some() && !vertices.contains(&k);
        let symbols = (0..free.len()).map(|k| numbered(is_symbol(k), &mut count)).collect();
        let given = is_small.then_some(vertices.as_slice());
        let summands = drafts.into_iter().map(|draft| Summand::new(&graph, draft, given)).collect();
        let mut bound = HessianBound {
            graph,
            summands,
            curvature,
            is_absolute_convex,
            has_objective,
            roles: Roles { vertices, symbols, free, count },
            order,
            // Below, the ends of cells would be rounded.
            precision: precision.max(f64::MANTISSA_DIGITS),
            double: Encoded { context: (), summands: Vec::new(), charge: None },
            precise: OnceLock::new(),
            constant: None,
            eliminated: Mutex::default(),
            radii: Cell::root(&problem.domain).radii(),
            identity: Arc::new(()),
            has_kernels: false,
        };
        bound.has_kernels = is_small && bound.locals() <= MAX_LOCALS;
        bound.double = bound.encode(());
        bound.constant = bound.constant_hessians();
        bound
    }

    fn constant_hessians(&self) -> Option<[Vec<Rational>; 2]> {
        let is_constant = self.summands.iter().all(|summand| summand.program.is_constant());
        let has_value = self.double.summands.iter().all(|data| data.obstacle.is_none());
        if !is_constant || !has_value || self.order > MAX_ORDER {
            return None;
        }
        let n = self.order;
        let mut hessians = [vec![Rational::new(); n * n], vec![Rational::new(); n * n]];
        for summand in &self.summands {
            let into = &mut hessians[usize::from(summand.is_penalty)];
            summand.add_constant(&self.graph, &self.roles.free, n, into)?;
        }
        for (index, curvature) in self.roles.free.iter().zip(&self.curvature) {
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
        let is_affine = self.may_be_affine(cell) && self.double.charge.is_some();
        let is_large = is_bounded && self.locals() >= MANY_LOCALS && self.order <= MAX_ORDER;
        match (is_affine, is_large) {
            (true, true) => &[Method::Affine, Method::Loewner],
            (false, true) => &[Method::Loewner],
            (true, false) => &[Method::Affine],
            (false, false) => &[Method::Interval],
        }
    }

    /// The last of [`Self::methods`].
    pub fn method(&self, cell: &Cell) -> Method {
        self.methods(cell).last().copied().unwrap_or(Method::Interval)
    }

    /// Whether cell and problem are such that the affine methods apply.
    fn may_be_affine(&self, cell: &Cell) -> bool {
        self.has_kernels && cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite())
    }

    /// The greatest number of local coordinates of a row, vertex coordinates apart.
    pub fn locals(&self) -> usize {
        let locals = |s: &Summand| s.kernel.as_ref().map_or(s.locals.len(), |kernel| kernel.symbols);
        self.summands.iter().map(locals).max().unwrap_or(0)
    }

    /// The parameters whose range counts by its ends alone (Theorem B).
    pub fn vertices(&self) -> &[usize] {
        &self.roles.vertices
    }

    /// The number of matrices of order [`Self::order`] that a leaf test holds at once, about.
    pub fn matrices(&self, method: Method) -> usize {
        let lanes = if self.roles.vertices.is_empty() { 1 } else { LANES };
        match method {
            // Of the enclosure and of what whitening makes of it: centre, remainder, and one a symbol.
            Method::Affine | Method::PreciseAffine => 3 * (self.roles.count + 2) * lanes,
            // Of the sum, the metric and its inverse.
            Method::Loewner | Method::PreciseLoewner => 6,
            Method::Interval | Method::PreciseInterval | Method::Constant => 2,
        }
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
                let workspace = &mut scratch.single.workspace;
                proves_psd(&matrix, &[], workspace).map_err(|failure| {
                    let mut shares = Shares::default();
                    if failure == Failure::Indefinite(0) {
                        shares.along(&matrix, 0, &workspace.direction);
                    } else {
                        workspace.shares(self.order, 0, 0, &mut shares);
                    }
                    let share = |_, row: usize| shares.remainder[row];
                    let direction = &workspace.direction;
                    self.shortfall(failure, direction, share, &mut scratch.shares, &mut scratch.direction)
                })
            }
            Method::PreciseInterval => {
                let matrix = self.interval_matrix(self.precise(), cell, lambda, self.precision)?;
                proves_psd(&matrix, &[], &mut Workspace::default()).map_err(Shortfall::from)
            }
            Method::Affine | Method::PreciseAffine if !self.may_be_affine(cell) => {
                Err(Shortfall::Inapplicable)
            }
            Method::Affine => {
                let Scratch { tools, single, several, shares, direction, group } = scratch;
                let found = (shares, direction, group);
                if self.roles.vertices.is_empty() {
                    self.prove_affine::<f64, 1>(&self.double, cell, lambda, tools, single, found)
                } else {
                    self.prove_affine::<f64, LANES>(&self.double, cell, lambda, tools, several, found)
                }
            }
            Method::PreciseAffine => {
                let (mut tools, mut bench) = Default::default();
                let found = (&mut scratch.shares, &mut scratch.direction, &mut scratch.group);
                self.prove_affine::<Float, 1>(self.precise(), cell, lambda, &mut tools, &mut bench, found)
            }
            Method::Loewner => self.prove_by_minorants(&self.double, cell, lambda, scratch),
            Method::PreciseLoewner => self.prove_by_minorants(self.precise(), cell, lambda, scratch),
        }
    }

    fn precise(&self) -> &Encoded<Float> {
        self.precise.get_or_init(|| self.encode(self.precision))
    }

    fn prove_constant(&self, lambda: &Rational, scratch: &mut Scratch) -> Result<(), Shortfall> {
        let Some([objective, penalty]) = &self.constant else { return Err(Shortfall::Inapplicable) };
        let scale = if self.has_objective { lambda.clone() } else { Rational::from(1) };
        let eliminate = || {
            let sum = |(l, p): (&Rational, &Rational)| Rational::from(p * &scale) + l;
            let verdict = psd_or_descent(self.order, objective.iter().zip(penalty).map(sum).collect());
            verdict.map_err(|direction| direction.iter().map(Rational::to_f64).collect())
        };
        let mut eliminated = self.eliminated.lock().unwrap_or_else(PoisonError::into_inner);
        eliminated.entry(scale.clone()).or_insert_with(eliminate).as_ref().copied().map_err(|direction| {
            scratch.direction = self.in_parameters(direction);
            Shortfall::Indefinite
        })
    }

    /// A vector over the free parameters as one over all, zero on the pinned.
    pub(super) fn in_parameters(&self, vector: &[f64]) -> Vec<f64> {
        self.roles.free.iter().map(|index| index.map_or(0.0, |k| vector[k])).collect()
    }

    /// Turns a failed test into a shortfall, and leaves in `scratch` what the search asks for: each parameter's
    /// share, and where the centre is to blame a direction.
    pub(super) fn shortfall(
        &self,
        failure: Failure,
        direction: &[f64],
        share: impl Fn(usize, usize) -> f64,
        scratch_shares: &mut Vec<f64>,
        scratch_direction: &mut Vec<f64>,
    ) -> Shortfall {
        scratch_shares.clear();
        match failure {
            Failure::Indefinite(_) => *scratch_direction = self.in_parameters(direction),
            Failure::Wide(_) => {}
            Failure::NotFinite => return Shortfall::from(failure),
        }
        let free = self.roles.free.iter().enumerate();
        scratch_shares.extend(free.map(|(k, row)| row.map_or(0.0, |row| share(k, row))));
        Shortfall::from(failure)
    }

    fn interval_matrix<S: Scalar>(
        &self,
        data: &Encoded<S>,
        cell: &Cell,
        lambda: &Rational,
        context: S::Context,
    ) -> Result<SymbolicMatrix<S, 1>, Shortfall> {
        if self.order > MAX_ORDER {
            return Err(Shortfall::Inapplicable);
        }
        let frame = Frame::new(cell, context);
        let mut assembly = IntervalAssembly::new(&self.roles.free, self.order, context);
        let scale = self.scale(lambda, context);
        for (summand, data) in self.summands.iter().zip(&data.summands) {
            summand.assemble(data, &frame, &scale, &mut assembly)?;
        }
        self.each_curvature(lambda, context, |k, x| assembly.add_diagonal(k, x));
        Ok(assembly.into_matrix(context))
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
        for (index, curvature) in self.roles.free.iter().zip(&self.curvature) {
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
        for (summand, data) in self.summands.iter().zip(&self.double.summands) {
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

/// The next number, if it is wanted.
fn numbered(is_wanted: bool, next: &mut usize) -> Option<usize> {
    is_wanted.then(|| {
        *next += 1;
        *next - 1
    })
}
