//! The Hessian by natural intervals: the one enclosure that unbounded cells have.

use super::local::assembly::{Assembly, pairs};
use super::local::form::Form;
use super::local::frame::Frame;
use super::local::program::{Direct, Inputs};
use super::local::summand::{Data, Row};
use super::local::sums::Sums;
use super::psd::matrix::SymbolicMatrix;
use crate::budget::Stop;
use crate::error::Shortfall;
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
    each_entry(sums, data, frame, lambda, stop, |entry, a, b, same| assembly.add(entry, a, b, same))?;
    sums.each_curvature(lambda, frame.context, |k, x| {
        let entry = &mut assembly.entries[k * sums.order + k];
        *entry = entry.add(x);
    });
    Ok(assembly)
}

/// `add(K_ab, P_a, P_b, a = b)` for each entry in each row.
fn each_entry<S: Scalar>(
    sums: &Sums,
    data: &[Data<S>],
    frame: &Frame<S>,
    lambda: &Rational,
    stop: &Stop,
    mut add: impl FnMut(&Interval<S>, &Form<S>, &Form<S>, bool),
) -> Result<(), Shortfall> {
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
                add(scaled.as_ref().unwrap_or(value), &forms[a], &forms[b], a == b);
                Ok(())
            })?;
        }
    }
    Ok(())
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
    let n = sums.order;
    let mut matrix = vec![0.0; n * n];
    let middle = |x: &Interval<f64>| x.lower() / 2.0 + x.upper() / 2.0;
    each_entry(sums, data, frame, lambda, stop, |entry, a, b, same| {
        let entry = middle(entry);
        for (i, j, k, l, _) in pairs(&sums.free, a, b, false) {
            let term = entry * a.terms[i].centre * b.terms[j].centre;
            matrix[k * n + l] += term;
            if !same {
                matrix[l * n + k] += term;
            }
        }
    })?;
    sums.each_curvature(lambda, (), |k, x| matrix[k * n + k] += middle(x));
    Ok(matrix)
}
