//! What the affine methods read of a problem's data, as numbers of one type.

use super::charge::{Charge, coefficient_error};
use super::kernel::{Kernel, Kernels};
use super::targets::Targets;
use crate::bound::local::summand::Data;
use crate::bound::local::sums::Sums;
use crate::number::{Interval, Number, Scalar};

/// See the module.
#[derive(Debug)]
pub(crate) struct Encoding<S> {
    /// One a summand.
    pub kernels: Vec<Encoded<S>>,
    /// What rounding costs.
    pub charge: Charge,
}

/// A kernel's constants, and the targets of each row.
#[derive(Debug)]
pub(crate) struct Encoded<S> {
    pub constants: Vec<Interval<S>>,
    pub rows: Vec<Targets<S>>,
}

impl<S: Scalar> Encoding<S> {
    /// `None` where affine methods do not apply, or are not worth it.
    pub fn new(sums: &Sums, kernels: &Kernels, data: &[Data<S>], context: S::Context) -> Option<Self> {
        let kernels = kernels.usable()?;
        let encode = |(kernel, data): (&Kernel, &Data<S>)| Encoded {
            constants: kernel.program.constants.iter().map(|q| Interval::exact(q, context)).collect(),
            rows: data.rows.iter().map(|row| Targets::new(&kernel.layout, &row.forms, &sums.free)).collect(),
        };
        let encoded: Vec<Encoded<S>> = kernels.iter().zip(data).map(encode).collect();
        let mut counts = vec![1; sums.order * sums.order];
        let targets = encoded.iter().flat_map(|encoded| &encoded.rows).flat_map(|row| &row.targets);
        targets.for_each(|target| counts[target.at] += 1);
        let additions = counts.into_iter().max().unwrap_or(0);
        let steps = kernels.iter().map(Kernel::steps).max().unwrap_or(0);
        let error = data.iter().map(coefficient_error).fold(0.0, f64::max);
        Some(Encoding { kernels: encoded, charge: Charge::new(additions, steps, error)? })
    }
}
