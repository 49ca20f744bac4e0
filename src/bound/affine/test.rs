//! The affine leaf test: the matrices of all vertices of a cell (`corner.rs`), put together and tested by Theorem A
//! (`psd/theorem.rs`), several side by side (theory.md, L4 and L5).

use super::corner::Receiver;
use super::encoding::Encoding;
use super::kernel::Kernels;
use super::memory::{Bench, Diagonal, Tools};
use super::sheet::Place;
use crate::bound::cell::Cell;
use crate::bound::local::frame::Frame;
use crate::bound::local::summand::Data;
use crate::bound::local::sums::Sums;
use crate::bound::psd::matrix::SymbolicMatrix;
use crate::bound::psd::remainder::Remainder;
use crate::bound::psd::theorem::proves_psd;
use crate::budget::Stop;
use crate::error::Shortfall;
use crate::kind::Affine;
use crate::number::lane::{Lane, splat};
use crate::number::{Rational, Scalar, Task, perform};
use std::borrow::Cow;
use std::sync::Arc;

/// Ends of vertex coordinates are 0 or at least so large: six of them have a product that does not underflow.
const SMALLEST_END: f64 = 1e-50;

pub(crate) struct Test<'a, S: Scalar> {
    pub sums: &'a Sums,
    pub kernels: &'a Kernels,
    pub data: &'a [Data<S>],
    pub encoding: &'a Encoding<S>,
    pub lambda: &'a Rational,
    pub stop: &'a Stop,
}

impl<S: Scalar> Test<'_, S> {
    pub fn prove<const L: usize>(
        &self,
        cell: &Cell,
        context: S::Context,
        tools: &mut Tools<S>,
        bench: &mut Bench<S, L>,
    ) -> Result<(), Shortfall> {
        let frame = &Frame::new(&moderate(&self.kernels.roles.vertices, cell), context);
        match self.kernels.locals(self.sums) {
            0..=2 => perform(Room::<S, 2, L> { test: self, frame, tools, bench }),
            3..=4 => perform(Room::<S, 4, L> { test: self, frame, tools, bench }),
            5..=8 => perform(Room::<S, 8, L> { test: self, frame, tools, bench }),
            _ => perform(Room::<S, 32, L> { test: self, frame, tools, bench }),
        }
    }
}

/// The cell, or a larger one where a vertex coordinate has an end so small that products of such ends may underflow.
pub(crate) fn moderate<'a>(vertices: &[usize], cell: &'a Cell) -> Cow<'a, Cell> {
    let mut cell = Cow::Borrowed(cell);
    for &k in vertices {
        let (lower, upper) = (below(cell.lower[k]), -below(-cell.upper[k]));
        if (lower, upper) != (cell.lower[k], cell.upper[k]) {
            let cell = cell.to_mut();
            (cell.lower[k], cell.upper[k]) = (lower, upper);
        }
    }
    cell
}

fn below(x: f64) -> f64 {
    match x {
        _ if x.abs() >= SMALLEST_END || x == 0.0 => x,
        _ if x > 0.0 => 0.0,
        _ => -SMALLEST_END,
    }
}

struct Room<'a, S: Scalar, const D: usize, const L: usize> {
    test: &'a Test<'a, S>,
    frame: &'a Frame<S>,
    tools: &'a mut Tools<S>,
    bench: &'a mut Bench<S, L>,
}

impl<S: Scalar, const D: usize, const L: usize> Task for Room<'_, S, D, L> {
    type Output = Result<(), Shortfall>;

    #[inline(always)]
    fn perform(self) -> Self::Output {
        self.test.run::<D, L>(self.frame, self.tools, self.bench)
    }
}

impl<S: Scalar> Test<'_, S> {
    #[inline(always)]
    fn run<const D: usize, const L: usize>(
        &self,
        frame: &Frame<S>,
        tools: &mut Tools<S>,
        bench: &mut Bench<S, L>,
    ) -> Result<(), Shortfall> {
        let Test { sums, kernels, stop, .. } = self;
        let (order, count) = (sums.order, kernels.roles.count);
        (bench.workspace.failure, bench.workspace.stop) = (None, **stop);
        self.prepare::<D>(frame, tools)?;
        self.refresh_diagonal(frame, tools);
        let kept = bench.matrix.take().filter(|m| m.order == order && m.symbols == count);
        let mut matrix = kept.unwrap_or_else(|| SymbolicMatrix::zero(order, count, frame.context));
        let groups = (1usize << kernels.roles.vertices.len()).div_ceil(L);
        let first = usize::from(tools.group) % groups;
        let mut outcome = Ok(());
        for index in (0..groups).map(|i| (first + i) % groups) {
            if stop.is_set() {
                outcome = Err(Shortfall::Stopped);
                break;
            }
            self.assemble::<D, L>(frame, tools, index, &mut matrix, &mut bench.radii);
            let remainders = self.remainders(&bench.radii);
            if let Err(failure) = proves_psd(&matrix, &remainders, &mut bench.workspace) {
                tools.group = index as u8;
                outcome = Err(Shortfall::from(failure));
                break;
            }
        }
        bench.matrix = Some(matrix);
        outcome
    }

    fn prepare<const D: usize>(&self, frame: &Frame<S>, tools: &mut Tools<S>) -> Result<(), Shortfall> {
        let Test { sums, kernels, data, encoding, lambda, stop } = self;
        let usable = kernels.usable().ok_or(Shortfall::Inapplicable)?;
        tools.sheets.resize_with(usable.len(), Default::default);
        let scale = sums.scale(lambda, frame.context);
        let summands = sums.summands.iter().zip(*data);
        let kernels_and_data = usable.iter().zip(&encoding.kernels);
        for (((summand, data), (kernel, encoded)), sheet) in
            summands.zip(kernels_and_data).zip(&mut tools.sheets)
        {
            if !data.is_defined {
                return Err(Shortfall::Undefined);
            }
            let place = Place {
                constants: &encoded.constants,
                rows: &data.rows,
                targets: &encoded.rows,
                frame,
                roles: &kernels.roles,
                order: sums.order,
                scale: summand.is_penalty.then_some(&scale),
                charge: encoding.charge,
                stop,
            };
            kernel.prepare::<S, D>(&place, &mut tools.lines, sheet)?;
        }
        Ok(())
    }

    fn refresh_diagonal(&self, frame: &Frame<S>, tools: &mut Tools<S>) {
        let Test { sums, kernels, lambda, .. } = self;
        let is_known = |d: &Diagonal<S>| Arc::ptr_eq(&d.owner, &kernels.identity) && d.lambda == **lambda;
        if !tools.diagonal.as_ref().is_some_and(is_known) {
            let mut entries = Vec::new();
            sums.each_curvature(lambda, frame.context, |row, x| entries.push((row, x.clone())));
            let (owner, lambda) = (kernels.identity.clone(), (*lambda).clone());
            tools.diagonal = Some(Diagonal { owner, lambda, entries });
        }
    }

    #[inline(always)]
    fn assemble<const D: usize, const L: usize>(
        &self,
        frame: &Frame<S>,
        tools: &Tools<S>,
        group: usize,
        matrix: &mut SymbolicMatrix<S, L>,
        radii: &mut Vec<Lane<S, L>>,
    ) {
        let Test { kernels, encoding, .. } = self;
        radii.clear();
        matrix.clear();
        for (row, x) in tools.diagonal.iter().flat_map(|diagonal| &diagonal.entries) {
            let form = Affine::<S, 0>::enclosing(x);
            let at = matrix.at(*row, *row);
            matrix.terms_mut(at)[0] = splat(&form.centre);
            matrix.radius[at] = splat(&encoding.charge.cover(&form.centre.magnitude(), &form.radius));
        }
        // Vertex number `group·L + lane`: bit j says at which end coordinate j is.
        let corner: Vec<Lane<S, L>> = (kernels.roles.vertices.iter().enumerate())
            .map(|(j, &k)| {
                std::array::from_fn(|lane| {
                    let is_upper = (group * L + lane) >> j & 1 == 1;
                    if is_upper { frame.limits[k].upper().clone() } else { frame.limits[k].lower().clone() }
                })
            })
            .collect();
        let mut receiver = Receiver { matrix, radii, corner: &corner };
        let usable = kernels.usable().unwrap_or_default();
        let sheets = usable.iter().zip(&encoding.kernels).zip(&tools.sheets);
        for ((kernel, encoded), sheet) in sheets {
            kernel.assemble::<S, D, L>(sheet, &encoded.rows, &kernels.roles, &mut receiver);
        }
    }

    fn remainders<'b, const L: usize>(&'b self, radii: &'b [Lane<S, L>]) -> Vec<Remainder<'b, S, L>> {
        let Test { kernels, encoding, .. } = self;
        let mut rest = radii;
        let mut remainders = Vec::new();
        if kernels.roles.count == 0 {
            return remainders;
        }
        for (kernel, encoded) in kernels.usable().unwrap_or_default().iter().zip(&encoding.kernels) {
            let radii;
            (radii, rest) = rest.split_at(encoded.rows.len() * kernel.layout.pairs.len());
            remainders.extend(kernel.remainders(&encoded.rows, encoding.charge, radii));
        }
        remainders
    }
}
