//! What the affine methods read of a problem's data, as numbers of one type.

use super::charge::{Charge, coefficient_error};
use super::kernel::{Kernel, Kernels};
use super::targets::Targets;
use crate::bound::local::summand::{Data, Row};
use crate::bound::local::sums::Sums;
use crate::bound::psd::theorem::MAX_ORDER;
use crate::budget::Budget;
use crate::number::{Interval, Number, Scalar};

#[derive(Debug)]
pub(crate) struct Encoding<S> {
    pub kernels: Vec<Encoded<S>>,
    pub charge: Charge,
}

#[derive(Debug)]
pub(crate) struct Encoded<S> {
    pub constants: Vec<Interval<S>>,
    pub rows: Vec<Targets<S>>,
}

impl<S: Scalar> Encoding<S> {
    /// `None` where affine methods do not apply, or are not worth it.
    pub fn new(
        sums: &Sums,
        kernels: &Kernels,
        data: &[Data<S>],
        context: S::Context,
        budget: &Budget,
    ) -> Option<Self> {
        let kernels = kernels.usable().filter(|_| sums.order <= MAX_ORDER)?;
        let count: u64 = kernels.iter().zip(data).map(|(kernel, data)| targets(kernel, data)).sum();
        let is_affordable = budget.spend(TARGET_UNITS * count) && budget.hold(TARGET_WORDS * count);
        budget.release(TARGET_WORDS * count);
        is_affordable.then_some(())?;
        let encode = |(kernel, data): (&Kernel, &Data<S>)| Encoded {
            constants: kernel.program.constants.iter().map(|q| Interval::exact(q, context)).collect(),
            rows: data.rows.iter().map(|row| Targets::new(&kernel.layout, &row.forms, &sums.free)).collect(),
        };
        let encoded: Vec<Encoded<S>> = kernels.iter().zip(data).map(encode).collect();
        let mut counts = vec![1; sums.order * sums.order];
        let targets = encoded.iter().flat_map(|encoded| &encoded.rows).flat_map(|row| &row.targets);
        targets.for_each(|target| counts[target.at] += 1);
        let additions = counts.into_iter().max().unwrap_or(0);
        let of_total = |kernel: &Kernel| kernel.layout.additions + kernel.program.monomials.len();
        let steps = kernels.iter().map(of_total).max().unwrap_or(0);
        let error = data.iter().map(coefficient_error).fold(0.0, f64::max);
        Some(Encoding { kernels: encoded, charge: Charge::new(additions, steps, error)? })
    }
}

/// What a target costs: units of work, and machine words.
const TARGET_UNITS: u64 = 30;
const TARGET_WORDS: u64 = 3;

fn targets<S: Scalar>(kernel: &Kernel, data: &Data<S>) -> u64 {
    let of_row = |row: &Row<S>| {
        let length = |local: usize| row.forms[local].terms.len() as u64;
        kernel.layout.pairs.iter().map(|pair| 1 + length(pair.a) * length(pair.b)).sum::<u64>()
    };
    data.rows.iter().map(of_row).sum()
}
