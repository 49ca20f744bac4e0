//! The Hessian by natural intervals: the one enclosure that unbounded cells have.

use super::local::assembly::Assembly;
use super::local::frame::Frame;
use super::local::program::{Direct, Inputs};
use super::local::summand::{Data, Row};
use super::local::sums::Sums;
use super::psd::matrix::SymbolicMatrix;
use super::shortfall::Shortfall;
use super::stop::Stop;
use crate::kind::Affine;
use crate::number::{Interval, Number, Rational, Scalar};

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
    let (mut slots, mut locals) = (Vec::new(), Vec::new());
    for (summand, data) in sums.summands.iter().zip(data) {
        let program = &summand.program;
        if !data.is_defined {
            return Err(Shortfall::Undefined);
        }
        for (i, Row { columns, forms }) in data.rows.iter().enumerate().filter(|_| !program.is_zero()) {
            if stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            locals.clear();
            locals.extend(forms.iter().map(|form| form.range(&frame.limits)));
            let inputs = Inputs { locals: &locals, columns, constants: &data.constants };
            if i == 0 {
                program.run_shared(&inputs, &mut Direct, &mut slots);
            }
            program.run_row(&inputs, &mut Direct, &mut slots);
            program.each_entry(&slots, |a, b, value| {
                if !value.is_defined() {
                    return Err(Shortfall::Undefined);
                }
                let scaled = summand.is_penalty.then(|| value.mul(&scale));
                assembly.add(scaled.as_ref().unwrap_or(value), &forms[a], &forms[b], a == b);
                Ok(())
            })?;
        }
    }
    sums.each_curvature(lambda, frame.context, |k, x| {
        let entry = &mut assembly.entries[k * sums.order + k];
        *entry = entry.add(x);
    });
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
                matrix.terms_mut(at)[0] = [entry.lower().clone()];
            } else {
                let form = Affine::<S, 0>::enclosing(entry);
                matrix.terms_mut(at)[0] = [form.centre];
                matrix.radius[at] = [form.radius];
            }
        }
    }
    matrix
}

/// About `∇²L + λ∇²P` on a cell that is next to a point, in full and row-major: a guess.
pub(super) fn about(
    sums: &Sums,
    data: &[Data<f64>],
    frame: &Frame<f64>,
    lambda: &Rational,
    stop: &Stop,
) -> Result<Vec<f64>, Shortfall> {
    let Assembly { entries, order: n, .. } = hessian(sums, data, frame, lambda, stop)?;
    let middle = |x: &Interval<f64>| x.lower() / 2.0 + x.upper() / 2.0;
    let upper = |at: usize| (at / n).min(at % n) * n + (at / n).max(at % n);
    Ok((0..n * n).map(|at| middle(&entries[upper(at)])).collect())
}
