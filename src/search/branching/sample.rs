//! `∇²L` and `∇²P` at a point in plain floating point.

use crate::bound::HessianBound;
use crate::bound::local::form::Form;
use crate::bound::local::program::{Direct, Inputs};
use crate::number::Interval;
use crate::search::float::Lanes;

/// Row-major N×N; false where undefined.
pub fn sample(bound: &HessianBound, at: &[f64], objective: &mut [f64], penalty: &mut [f64]) -> bool {
    let n = at.len();
    objective.fill(0.0);
    penalty.fill(0.0);
    let middle = |x: &Interval<f64>| Lanes([x.lower() / 2.0 + x.upper() / 2.0]);
    let place = |form: &Form<f64>| {
        let Lanes([offset]) = middle(&form.offset);
        Lanes([form.terms.iter().fold(offset, |sum, t| sum + t.centre * at[t.parameter])])
    };
    let (mut slots, mut is_defined) = (Vec::new(), true);
    for (summand, data) in bound.sums.summands.iter().zip(&bound.double.data) {
        let matrix = if summand.is_penalty { &mut *penalty } else { &mut *objective };
        is_defined &= data.is_defined;
        if !is_defined || summand.program.is_zero() {
            continue;
        }
        let constants: Vec<Lanes<1>> = data.constants.iter().map(middle).collect();
        for (i, row) in data.rows.iter().enumerate() {
            let locals: Vec<Lanes<1>> = row.forms.iter().map(place).collect();
            let columns: Vec<Lanes<1>> = row.columns.iter().map(middle).collect();
            let inputs = Inputs { locals: &locals, columns: &columns, constants: &constants };
            if i == 0 {
                summand.program.run_shared(&inputs, &mut Direct, &mut slots);
            }
            summand.program.run_row(&inputs, &mut Direct, &mut slots);
            let added: Result<(), ()> = summand.program.each_entry(&slots, |a, b, Lanes([entry])| {
                if entry.is_nan() {
                    return Err(());
                }
                for s in &row.forms[a].terms {
                    for t in &row.forms[b].terms {
                        let term = entry * s.centre * t.centre;
                        matrix[s.parameter * n + t.parameter] += term;
                        if a != b {
                            matrix[t.parameter * n + s.parameter] += term;
                        }
                    }
                }
                Ok(())
            });
            is_defined &= added.is_ok();
        }
    }
    for (k, curvature) in bound.sums.curvature.iter().enumerate() {
        penalty[k * n + k] += curvature.to_f64();
    }
    is_defined
}
