//! Where the entries of a row's local matrix go in the matrix.

use super::layout::Layout;
use crate::bound::local::assembly::{FreeIndex, pairs};
use crate::bound::local::form::{Form, Projection};
use crate::number::Scalar;

/// An entry of the matrix that an entry of a local matrix is added to with this weight.
#[derive(Clone, Debug)]
pub(crate) struct Target<S> {
    pub at: usize,
    pub weight: S,
    pub size: S,
}

#[derive(Clone, Debug)]
pub(crate) struct Targets<S> {
    pub targets: Vec<Target<S>>,
    pub ends: Vec<usize>,
    pub projections: Vec<Projection<S>>,
}

impl<S: Scalar> Targets<S> {
    pub fn new(layout: &Layout, forms: &[Form<S>], free: &FreeIndex) -> Self {
        let order = free.iter().flatten().count();
        let mut targets = Targets {
            targets: Vec::new(),
            ends: Vec::with_capacity(layout.pairs.len()),
            projections: forms.iter().map(|form| form.projection(free, S::clone)).collect(),
        };
        for pair in &layout.pairs {
            let (a, b) = (&forms[pair.a], &forms[pair.b]);
            for (i, j, k, l, twice) in pairs(free, a, b, pair.a == pair.b) {
                let weight = a.terms[i].centre.times(&b.terms[j].centre);
                let weight = if twice { weight.plus(&weight) } else { weight };
                let size = weight.magnitude();
                targets.targets.push(Target { at: k.min(l) * order + k.max(l), weight, size });
            }
            targets.ends.push(targets.targets.len());
        }
        // There are many rows: no more than the budget has allowed for.
        targets.targets.shrink_to_fit();
        targets
    }
}
