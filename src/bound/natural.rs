//! The Hessian by natural intervals: the one enclosure that unbounded cells have.

use super::local::assembly::Assembly;
use super::local::frame::Frame;
use super::local::summand::Data;
use super::local::sums::Sums;
use super::psd::matrix::SymbolicMatrix;
use super::shortfall::Shortfall;
use super::stop::Stop;
use crate::kind::Affine;
use crate::number::{Rational, Round, Scalar};

/// `∇²L + λ∇²P` on a cell, in the parameters that are not pinned.
pub(super) fn hessian<'a, S: Scalar>(
    sums: &'a Sums,
    data: &[Data<S>],
    frame: &Frame<S>,
    lambda: &Rational,
    stop: &Stop,
) -> Result<Assembly<'a, S>, Shortfall> {
    let mut assembly = Assembly::new(&sums.free, sums.order, frame.context);
    let scale = sums.scale(lambda, frame.context);
    for (summand, data) in sums.summands.iter().zip(data) {
        summand.assemble(data, frame, &scale, stop, &mut assembly)?;
    }
    sums.each_curvature(lambda, frame.context, |k, x| assembly.add_diagonal(k, x));
    Ok(assembly)
}

/// The matrix `M + Δ`: on the diagonal only the lower ends matter (`M_kk + Δ_kk ≥` them).
pub(super) fn matrix<S: Scalar>(assembly: &Assembly<'_, S>, context: S::Context) -> SymbolicMatrix<S, 1> {
    let mut matrix = SymbolicMatrix::zero(assembly.order, 0, context);
    for k in 0..assembly.order {
        for l in k..assembly.order {
            let at = matrix.at(k, l);
            let entry = &assembly.entries[at];
            if k == l {
                *matrix.centre_mut(at) = [entry.lower().clone()];
            } else {
                let form = Affine::<S, 0>::enclosing(entry);
                *matrix.centre_mut(at) = [form.centre];
                matrix.radius[at] = [form.radius];
            }
        }
    }
    matrix
}

/// The middles of the entries, in full and row-major: guesses.
pub(super) fn middles<S: Scalar>(assembly: &Assembly<'_, S>) -> Vec<f64> {
    let n = assembly.order;
    let middle = |at: usize| {
        let entry = &assembly.entries[at];
        entry.lower().to_f64(Round::Down) / 2.0 + entry.upper().to_f64(Round::Up) / 2.0
    };
    (0..n * n).map(|at| middle((at / n).min(at % n) * n + (at / n).max(at % n))).collect()
}
