//! Each parameter's share in the width of a bound that failed.
//!
//! A symbol, and each row's remainder, is to blame by what it contributes to `xᵀUx` (Theorem A), or to `vᵀFv` where `v`
//! is a direction with `vᵀMv ≤ 0`; a vertex coordinate by what the one-sided treatment loses; in a Loewner test a
//! parameter by what the widths of local coordinates cost in the direction where the metric is least.

use super::direction::of_factor;
use super::losses;
use crate::advice::gram::Gram;
use crate::bound::adjoint::plan::Operation;
use crate::bound::affine::memory::{Bench, Memory};
use crate::bound::affine::test::moderate;
use crate::bound::local::form::Coefficient;
use crate::bound::local::frame::Frame;
use crate::bound::loewner::pieces::{Piece, RowBound, middle};
use crate::bound::loewner::test::{MAX_CUT_LOCALS, Test};
use crate::bound::psd::matrix::SymbolicMatrix;
use crate::bound::psd::workspace::{Failure, Workspace};
use crate::bound::{Cell, HessianBound};
use crate::number::lane::Lane;
use crate::number::{Round, Scalar};

/// How much a symbol's own share counts in the choice of a split. These weights are measured, on two neurons
/// with biases.
const OWN_SHARE: f64 = 0.5;
/// How much the share of what is not linear counts.
const REMAINDER_SHARE: f64 = 0.3;
/// How much the loss of the one-sided treatment counts for a vertex coordinate.
const LOSS_SHARE: f64 = 2.5;

/// What a failure says.
#[derive(Default)]
pub(super) struct Found {
    /// One a parameter; none where nothing is known.
    pub shares: Vec<f64>,
    /// In the free parameters, where the centre is to blame.
    pub direction: Option<Vec<f64>>,
}

/// The parts of a matrix with symbols that failed.
#[derive(Default)]
struct Parts {
    /// One a symbol.
    symbols: Vec<f64>,
    /// One a row.
    remainder: Vec<f64>,
    /// `Wx` or `v`: where the bound is worst.
    worst: Vec<f64>,
    direction: Option<Vec<f64>>,
}

impl Parts {
    fn zero(order: usize, symbols: usize) -> Self {
        Parts {
            symbols: vec![0.0; symbols],
            remainder: vec![0.0; order],
            worst: vec![0.0; order],
            direction: None,
        }
    }

    /// Those of the last test; `None` where it said nothing.
    fn new<S: Scalar, const L: usize>(bench: &Bench<S, L>) -> Option<Self> {
        let (matrix, workspace) = (bench.matrix.as_ref()?, &bench.workspace);
        match workspace.failure? {
            Failure::Wide(lane) => Some(Parts::whitened(workspace, matrix.order, matrix.symbols, lane)),
            Failure::Indefinite { lane, pivot } => {
                Some(Parts::along(matrix, lane, of_factor(matrix.order, pivot, lane, &workspace.factor)))
            }
            Failure::NotFinite => None,
        }
    }

    /// The shares in `vᵀFv`.
    fn along<S: Scalar, const L: usize>(m: &SymbolicMatrix<S, L>, lane: usize, v: Vec<f64>) -> Self {
        let mut parts = Parts::zero(m.order, m.symbols);
        for k in 0..m.order {
            for l in k..m.order {
                let at = m.at(k, l);
                let weight = v[k] * v[l] * if k == l { 1.0 } else { 2.0 };
                for (share, a) in parts.symbols.iter_mut().zip(&m.terms(at)[1..]) {
                    *share += weight * a[lane].to_f64(Round::Up);
                }
                let remainder = 0.5 * weight.abs() * m.radius[at][lane].to_f64(Round::Up);
                parts.remainder[k] += remainder;
                parts.remainder[l] += remainder;
            }
        }
        parts.symbols.iter_mut().for_each(|share| *share = share.abs());
        Parts { worst: v.clone(), direction: Some(v), ..parts }
    }

    /// The shares in `xᵀUx`.
    fn whitened<S: Scalar, const L: usize>(
        w: &Workspace<S, L>,
        n: usize,
        symbols: usize,
        lane: usize,
    ) -> Self {
        let float = |x: &Lane<S, L>| x[lane].to_f64(Round::Up);
        let mut parts = Parts::zero(n, symbols);
        // The whitening did not come about: nothing is known.
        if w.vector.len() != n || w.whitened.len() != n * n * (symbols + 1) {
            return parts;
        }
        let x: Vec<f64> = w.vector.iter().map(float).collect();
        for k in 0..n {
            for l in k..n {
                let weight = x[k] * x[l] * if k == l { 1.0 } else { 2.0 };
                let entry = &w.whitened[(k * n + l) * (symbols + 1)..(k * n + l + 1) * (symbols + 1)];
                for (share, s) in parts.symbols.iter_mut().zip(&entry[1..]) {
                    *share += weight * float(s).abs();
                }
                let remainder = 0.5 * weight * float(&w.remainder[k * n + l]);
                parts.remainder[k] += remainder;
                parts.remainder[l] += remainder;
            }
        }
        for i in 0..n {
            parts.worst[i] = (i..n).map(|j| float(&w.whitener[i * n + j]) * x[j]).sum();
        }
        parts
    }
}

/// After a test by natural intervals.
pub(super) fn of_natural(bound: &HessianBound, bench: &Bench<f64, 1>) -> Found {
    let Some(parts) = Parts::new(bench) else { return Found::default() };
    let share = |row: &Option<usize>| row.map_or(0.0, |row| parts.remainder[row]);
    Found { shares: bound.sums.free.iter().map(share).collect(), direction: parts.direction }
}

/// After an affine test in a domain with these radii.
pub(super) fn of_affine(bound: &HessianBound, radii: &[f64], cell: &Cell, memory: &Memory<f64>) -> Found {
    let roles = &bound.kernels.roles;
    let parts =
        if roles.vertices.is_empty() { Parts::new(&memory.single) } else { Parts::new(&memory.several) };
    let (Some(parts), Some(kernels)) = (parts, bound.kernels.usable()) else { return Found::default() };
    let frame: Frame<f64> = Frame::new(&moderate(&roles.vertices, cell), ());
    let mut losses = vec![0.0; roles.vertices.len()];
    let place = losses::Place { sums: &bound.sums, roles, frame: &frame, worst: &parts.worst };
    for ((kernel, data), sheet) in kernels.iter().zip(&bound.double.data).zip(&memory.tools.sheets) {
        losses::add(&place, kernel, sheet, &data.rows, &mut losses);
    }
    // What is not linear is due to all variables: the share of one that is narrow already is smaller.
    let width = |k: usize| frame.radius[k] / radii[k];
    let share = |k: usize, row: usize| match roles.symbols[k] {
        Some(symbol) => OWN_SHARE * parts.symbols[symbol] + REMAINDER_SHARE * parts.remainder[row] * width(k),
        None => roles.vertices.iter().position(|&v| v == k).map_or(0.0, |j| LOSS_SHARE * losses[j]),
    };
    let free = bound.sums.free.iter().enumerate();
    let shares = free.map(|(k, row)| row.map_or(0.0, |row| share(k, row))).collect();
    Found { shares, direction: parts.direction }
}

/// After a Loewner test: each parameter's share in what the widths cost in the direction of least curvature.
pub(super) fn of_loewner_test<S: Scalar>(test: &Test<'_, S>, cell: &Cell) -> Vec<f64> {
    let Some(metric) = &test.metric else { return Vec::new() };
    let free = &test.sums.free;
    let mut shares = vec![0.0; free.len()];
    let is_cut = test.rows.iter().any(|row| row.pieces.len() > 1);
    let of_use =
        |row: &&RowBound<'_, S>| row.locals.len() <= MAX_CUT_LOCALS && (!is_cut || row.pieces.len() > 1);
    for row in test.rows.iter().filter(of_use) {
        let (gram, mut spare) = (Gram::new(&row.terms, metric), row.room());
        // What each local coordinate's width costs in the worst piece, in the critical direction.
        let mut costs = vec![0.0; row.locals.len()];
        if let Some((least, worst)) = worst(row, &gram) {
            for (at, step) in row.place.plan.steps.iter().enumerate() {
                let Operation::Local(local) = step.operation else { continue };
                if row.part(worst, at, middle(&worst.values[at]), &mut spare) == Ok(true) {
                    costs[local] = (row.value(&spare, &gram) - least).max(0.0);
                }
            }
        }
        for (form, cost) in row.place.row.forms.iter().zip(costs) {
            let width = |t: &Coefficient<S>| {
                t.centre.to_f64(Round::Down).abs() * (cell.upper[t.parameter] - cell.lower[t.parameter])
            };
            let all: f64 = form.terms.iter().map(width).sum();
            for term in form.terms.iter().filter(|_| all > 0.0) {
                shares[term.parameter] += cost * width(term) / all;
            }
        }
    }
    shares
}

/// The piece whose bound is least in the critical direction, with that.
fn worst<'r, S: Scalar>(row: &'r RowBound<'_, S>, gram: &Gram) -> Option<(f64, &'r Piece<S>)> {
    let pieces = row.pieces.iter().map(|piece| (row.value(piece, gram), piece));
    pieces.min_by(|(x, _), (y, _)| x.total_cmp(y))
}
