//! The part of a row's lower bound that one-sided outer functions add (`kernel.rs`), added to the row's totals.

use super::layout::{Layout, OneSided};
use super::total::Total;
use crate::kind::Affine;
use crate::number::{Number, Round, Scalar};
use std::collections::BTreeMap;

/// Components of `q` are 0 or at least so large, so that no product of two underflows.
const SMALLEST_COMPONENT: f64 = 1e-150;

/// Adds up the totals of a row from the slots of its program, given the monomials at the cell's centre; keeps the centres
/// of the weights and of the terms of the gradients in `slopes`.
#[inline(always)]
pub(super) fn add_up<S: Scalar, const D: usize>(
    layout: &Layout,
    slots: &[Affine<S, D>],
    centres: &[[S; 1]],
    totals: &mut [Total<S, D>],
    slopes: &mut Vec<f64>,
) {
    for plain in &layout.plain {
        totals[plain.total].add(&slots[plain.slot]);
    }
    for outer in &layout.outers {
        let weight = &slots[outer.weight];
        let q = components(outer, slots, centres, slopes);
        let zero = S::zero(weight.centre.context());
        if weight.coefficients.iter().all(|b| *b == zero) {
            add_constant_weight(outer, slots, q, totals);
        } else {
            add_weight(outer, slots, &q, totals);
        }
    }
}

/// `q`: the gradient at the cell's centre, as far as floats can tell. Any will do.
#[inline(always)]
fn components<S: Scalar, const D: usize>(
    outer: &OneSided,
    slots: &[Affine<S, D>],
    centres: &[[S; 1]],
    slopes: &mut Vec<f64>,
) -> Vec<S> {
    let context = slots[outer.weight].centre.context();
    let (zero, smallest) = (S::zero(context), S::from_f64(SMALLEST_COMPONENT, context));
    let float = |x: &S| x.to_f64(Round::Down);
    slopes.push(float(&slots[outer.weight].centre));
    let mut q: Vec<S> = Vec::with_capacity(outer.gradient.len());
    for (_, terms) in &outer.gradient {
        let component = terms.iter().fold(zero.clone(), |sum, term| {
            sum.plus(&centres[term.monomial][0].times(&slots[term.slot].centre))
        });
        let is_small = component.magnitude() < smallest;
        q.push(if is_small { zero.clone() } else { component });
        slopes.extend(terms.iter().map(|term| float(&slots[term.slot].centre)));
    }
    q
}

/// With a float below the weight, which has no symbols.
#[inline(always)]
fn add_constant_weight<S: Scalar, const D: usize>(
    outer: &OneSided,
    slots: &[Affine<S, D>],
    mut q: Vec<S>,
    totals: &mut [Total<S, D>],
) {
    let weight = &slots[outer.weight];
    let context = weight.centre.context();
    let zero = S::zero(context);
    // NaN stays NaN, so that an undefined weight is noticed.
    let lower = weight.hull().lower().clone();
    let lower = if lower < zero { zero.clone() } else { lower };
    // A subnormal w·q is off by more than its roundings, and 0 will do for q there.
    let normal = S::from_f64(f64::MIN_POSITIVE, context);
    let scaled = |q: &mut S| {
        let product = lower.times(q);
        if product.magnitude() < normal {
            q.clone_from(&zero);
            return zero.clone();
        }
        product
    };
    let scaled: Vec<S> = q.iter_mut().map(scaled).collect();
    for crossed in &outer.crossed {
        totals[crossed.total].add_multiple(&scaled[crossed.component], &slots[crossed.slot]);
    }
    for fixed in &outer.fixed {
        let [i, j] = fixed.components;
        totals[fixed.total].add_constant(&scaled[i].times(&q[j]).neg());
    }
}

/// With the weight as it is.
#[inline(always)]
fn add_weight<S: Scalar, const D: usize>(
    outer: &OneSided,
    slots: &[Affine<S, D>],
    q: &[S],
    totals: &mut [Total<S, D>],
) {
    let weight = &slots[outer.weight];
    let mut weighted: BTreeMap<usize, Affine<S, D>> = BTreeMap::new();
    for crossed in &outer.crossed {
        let form = weighted.entry(crossed.slot).or_insert_with(|| weight.mul(&slots[crossed.slot]));
        totals[crossed.total].add_multiple(&q[crossed.component], form);
    }
    for fixed in &outer.fixed {
        let [i, j] = fixed.components;
        totals[fixed.total].add_multiple(&q[i].times(&q[j]).neg(), weight);
    }
}
