//! The affine leaf test: the matrices of all vertices of a cell (`vertex.rs`), put together and tested
//! (`psd.rs`), several side by side.

use super::Cell;
use super::assembly::Frame;
use super::hessian::HessianBound;
use super::matrix::{Lane, SymbolicMatrix, splat};
use super::psd::{Failure, Shares, proves_psd};
use super::remainder::Remainder;
use super::scratch::{Bench, Diagonal, Tools};
use super::shortfall::Shortfall;
use super::summand::{Data, Summand};
use super::vertex::{Charge, Kernel, Place};
use crate::kind::Affine;
use crate::number::{Rational, Round, Scalar, Task, perform};
use std::borrow::Cow;
use std::sync::Arc;

/// How much a symbol's own share counts in the choice of a split. These weights are measured, on two neurons
/// with biases.
const OWN_SHARE: f64 = 0.5;
/// How much the share of what is not linear counts.
const REMAINDER_SHARE: f64 = 0.3;
/// How much the loss of the one-sided treatment counts for a vertex coordinate.
const LOSS_SHARE: f64 = 2.5;

/// Ends of vertex coordinates are 0 or at least so large: six of them have a product that does not underflow.
const SMALLEST_END: f64 = 1e-50;

/// All data as numbers of one type.
#[derive(Debug)]
pub(super) struct Encoded<S: Scalar> {
    pub context: S::Context,
    pub summands: Vec<Data<S>>,
    /// What rounding costs the affine methods; `None` where they are not worth it.
    pub charge: Option<Charge>,
}

/// What a failed test leaves: shares, direction and group of vertices (see `Scratch`).
pub(super) type Found<'a> = (&'a mut Vec<f64>, &'a mut Vec<f64>, &'a mut u8);

impl HessianBound {
    /// The data as numbers of one type.
    pub(super) fn encode<S: Scalar>(&self, context: S::Context) -> Encoded<S> {
        let summands: Vec<Data<S>> =
            self.summands.iter().map(|s| s.data(&self.graph, &self.roles.free, context)).collect();
        if !self.has_kernels {
            return Encoded { context, summands, charge: None };
        }
        let mut counts = vec![1; self.order * self.order];
        let (mut steps, mut error) = (0, 0.0);
        for (summand, data) in self.summands.iter().zip(&summands) {
            steps = steps.max(summand.kernel.as_ref().map_or(0, Kernel::steps));
            error = f64::max(error, Summand::coefficient_error(data));
            data.rows.iter().flat_map(|row| &row.targets.targets).for_each(|t| counts[t.at] += 1);
        }
        let additions = counts.into_iter().max().unwrap_or(0);
        Encoded { context, summands, charge: Charge::new(additions, steps, error) }
    }

    /// Theorems A and B on a bounded cell.
    pub(super) fn prove_affine<S: Scalar, const L: usize>(
        &self,
        data: &Encoded<S>,
        cell: &Cell,
        lambda: &Rational,
        tools: &mut Tools<S>,
        bench: &mut Bench<S, L>,
        found: Found<'_>,
    ) -> Result<(), Shortfall> {
        let cell = self.with_moderate_vertices(cell);
        let test = Test { bound: self, data, frame: Frame::new(&cell, data.context), lambda };
        match self.locals() {
            0..=2 => perform(Room::<S, 2, L> { test, tools, bench, found }),
            3..=4 => perform(Room::<S, 4, L> { test, tools, bench, found }),
            5..=8 => perform(Room::<S, 8, L> { test, tools, bench, found }),
            _ => perform(Room::<S, 32, L> { test, tools, bench, found }),
        }
    }
}

impl HessianBound {
    /// The cell, or a larger one where a vertex coordinate has an end so small that products of such ends may
    /// underflow.
    fn with_moderate_vertices<'a>(&self, cell: &'a Cell) -> Cow<'a, Cell> {
        let mut cell = Cow::Borrowed(cell);
        for &k in &self.roles.vertices {
            let (lower, upper) = (below(cell.lower[k]), -below(-cell.upper[k]));
            if (lower, upper) != (cell.lower[k], cell.upper[k]) {
                let cell = cell.to_mut();
                (cell.lower[k], cell.upper[k]) = (lower, upper);
            }
        }
        cell
    }
}

/// The largest number up to `x` that is 0 or not small.
fn below(x: f64) -> f64 {
    match x {
        _ if x.abs() >= SMALLEST_END || x == 0.0 => x,
        _ if x > 0.0 => 0.0,
        _ => -SMALLEST_END,
    }
}

/// The test with room for `D` symbols in affine forms.
struct Room<'a, S: Scalar, const D: usize, const L: usize> {
    test: Test<'a, S>,
    tools: &'a mut Tools<S>,
    bench: &'a mut Bench<S, L>,
    found: Found<'a>,
}

impl<S: Scalar, const D: usize, const L: usize> Task for Room<'_, S, D, L> {
    type Output = Result<(), Shortfall>;

    #[inline(always)]
    fn perform(self) -> Self::Output {
        self.test.run::<D, L>(self.tools, self.bench, self.found)
    }
}

/// The test of one cell.
struct Test<'a, S: Scalar> {
    bound: &'a HessianBound,
    data: &'a Encoded<S>,
    frame: Frame<S>,
    lambda: &'a Rational,
}

impl<S: Scalar> Test<'_, S> {
    #[inline(always)]
    fn run<const D: usize, const L: usize>(
        &self,
        tools: &mut Tools<S>,
        bench: &mut Bench<S, L>,
        (shares, direction, group): Found<'_>,
    ) -> Result<(), Shortfall> {
        let bound = self.bound;
        let (order, count) = (bound.order, bound.roles.count);
        let charge = self.data.charge.as_ref().ok_or(Shortfall::Inapplicable)?;
        self.prepare::<D>(charge, tools)?;
        self.refresh_diagonal(tools);
        let kept = bench.matrix.take().filter(|m| m.order == order && m.symbols == count);
        let mut matrix = kept.unwrap_or_else(|| SymbolicMatrix::zero(order, count, self.frame.context));
        let groups = (1usize << bound.roles.vertices.len()).div_ceil(L);
        let first = usize::from(*group) % groups;
        let mut outcome = Ok(());
        for index in (0..groups).map(|i| (first + i) % groups) {
            self.assemble::<D, L>(charge, tools, index, &mut matrix, &mut bench.radii);
            let remainders = self.remainders(charge, &bench.radii);
            if let Err(failure) = proves_psd(&matrix, &remainders, &mut bench.workspace) {
                *group = index as u8;
                let share = self.shares(failure, tools, &matrix, bench);
                let along = &bench.workspace.direction;
                outcome = Err(bound.shortfall(failure, along, share, shares, direction));
                break;
            }
        }
        bench.matrix = Some(matrix);
        outcome
    }

    fn prepare<const D: usize>(&self, charge: &Charge, tools: &mut Tools<S>) -> Result<(), Shortfall> {
        let bound = self.bound;
        tools.sheets.resize_with(bound.summands.len(), Default::default);
        let scale = bound.scale(self.lambda, self.frame.context);
        for ((summand, data), sheet) in bound.summands.iter().zip(&self.data.summands).zip(&mut tools.sheets)
        {
            if let Some(obstacle) = &data.obstacle {
                return Err(Shortfall::Undefined(obstacle.clone()));
            }
            let place = Place {
                constants: &data.kernel_constants,
                rows: &data.rows,
                frame: &self.frame,
                roles: &bound.roles,
                scale: summand.is_penalty.then_some(&scale),
                charge,
            };
            let kernel = summand.kernel.as_ref().ok_or(Shortfall::Inapplicable)?;
            kernel.prepare::<S, D>(&place, &mut tools.lines, sheet).map_err(|undefined| {
                Shortfall::Undefined(summand.obstacle(data, undefined.row, &self.frame))
            })?;
        }
        Ok(())
    }

    /// Makes sure that `λ∇²P` is at hand.
    fn refresh_diagonal(&self, tools: &mut Tools<S>) {
        let bound = self.bound;
        let is_known = |d: &Diagonal<S>| Arc::ptr_eq(&d.owner, &bound.identity) && d.lambda == *self.lambda;
        if !tools.diagonal.as_ref().is_some_and(is_known) {
            let mut entries = Vec::new();
            bound.each_curvature(self.lambda, self.frame.context, |row, x| entries.push((row, x.clone())));
            let (owner, lambda) = (bound.identity.clone(), self.lambda.clone());
            tools.diagonal = Some(Diagonal { owner, lambda, entries });
        }
    }

    /// The matrices of the vertices of a group.
    #[inline(always)]
    fn assemble<const D: usize, const L: usize>(
        &self,
        charge: &Charge,
        tools: &Tools<S>,
        group: usize,
        matrix: &mut SymbolicMatrix<S, L>,
        radii: &mut Vec<Lane<S, L>>,
    ) {
        radii.clear();
        let bound = self.bound;
        matrix.clear();
        for (row, x) in tools.diagonal.iter().flat_map(|diagonal| &diagonal.entries) {
            let form = Affine::<S, 0>::enclosing(x);
            let at = matrix.at(*row, *row);
            *matrix.centre_mut(at) = splat(&form.centre);
            matrix.radius[at] = splat(&charge.cover(&form.centre.magnitude(), &form.radius));
        }
        // Vertex number `group·L + lane`: bit j says at which end coordinate j is.
        let limits = |k: usize| &self.frame.limits[k];
        let corner: Vec<Lane<S, L>> = (bound.roles.vertices.iter().enumerate())
            .map(|(j, &k)| {
                std::array::from_fn(|lane| {
                    let is_upper = (group * L + lane) >> j & 1 == 1;
                    if is_upper { limits(k).upper().clone() } else { limits(k).lower().clone() }
                })
            })
            .collect();
        for ((summand, data), sheet) in bound.summands.iter().zip(&self.data.summands).zip(&tools.sheets) {
            // Without a kernel nothing has been prepared, and nothing gets here.
            if let Some(kernel) = &summand.kernel {
                kernel.assemble::<S, D, L>(sheet, &data.rows, &bound.roles, &corner, matrix, radii);
            }
        }
    }

    /// What is not linear, row by row.
    fn remainders<'b, const L: usize>(
        &'b self,
        charge: &'b Charge,
        radii: &'b [Lane<S, L>],
    ) -> Vec<Remainder<'b, S, L>> {
        let mut rest = radii;
        let mut remainders = Vec::new();
        if self.bound.roles.count == 0 {
            return remainders;
        }
        for (summand, data) in self.bound.summands.iter().zip(&self.data.summands) {
            if let Some(kernel) = &summand.kernel {
                let radii;
                (radii, rest) = rest.split_at(data.rows.len() * kernel.pairs());
                remainders.extend(kernel.remainders(&data.rows, charge, radii));
            }
        }
        remainders
    }

    /// Each parameter's share, given its number and its row.
    fn shares<const L: usize>(
        &self,
        failure: Failure,
        tools: &Tools<S>,
        matrix: &SymbolicMatrix<S, L>,
        bench: &Bench<S, L>,
    ) -> impl Fn(usize, usize) -> f64 + '_ {
        let bound = self.bound;
        let mut shares = Shares::default();
        let mut losses = vec![0.0; bound.roles.vertices.len()];
        match failure {
            Failure::Wide(lane) => {
                bench.workspace.shares(bound.order, bound.roles.count, lane, &mut shares);
            }
            Failure::Indefinite(lane) => shares.along(matrix, lane, &bench.workspace.direction),
            Failure::NotFinite => {}
        }
        if shares.worst.len() == bound.order {
            for ((summand, data), sheet) in bound.summands.iter().zip(&self.data.summands).zip(&tools.sheets)
            {
                let worst = &shares.worst;
                if let Some(kernel) = &summand.kernel {
                    kernel.losses(sheet, &data.rows, &self.frame, &bound.roles, worst, &mut losses);
                }
            }
        }
        let roles = &bound.roles;
        // What is not linear is due to all variables: the share of one that is narrow already is smaller.
        let share = |(radius, whole): (&S, &f64)| radius.to_f64(Round::Up) / whole;
        let widths: Vec<f64> = self.frame.radius.iter().zip(&bound.radii).map(share).collect();
        move |k, row| match roles.symbols[k] {
            Some(symbol) => {
                OWN_SHARE * shares.symbols[symbol] + REMAINDER_SHARE * shares.remainder[row] * widths[k]
            }
            None => roles.vertices.iter().position(|&v| v == k).map_or(0.0, |j| LOSS_SHARE * losses[j]),
        }
    }
}
