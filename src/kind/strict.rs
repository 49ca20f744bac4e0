//! The directions in which shapes bend strictly: with a function goes a set S of linear forms such that it bends strictly along
//! every segment on which one of them is not constant (theory.md, K4). Of affine forms the constants are exact and the slopes
//! are kept modulo a prime (theory.md, K5); a form whose slopes have no such residue is not known, nor is anything once the
//! [`Budget`] is spent.

use super::{Counted, Exact, Kind};
use crate::budget::{Budget, Held};
use crate::function::Function;
use crate::number::Number;
use crate::number::residue::{PRIME, product, quotient};
use rug::{Integer, Rational};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

#[derive(Clone, Debug, Default)]
pub(super) struct Strict<'b> {
    affine: Option<Rc<Affine<'b>>>,
    span: Option<Rc<Span<'b>>>,
}

const TERM: u64 = 50;
const TERM_WORDS: u64 = 4;

type Form = BTreeMap<usize, u64>;

#[derive(Debug)]
struct Affine<'b> {
    constant: Counted<'b, Exact>,
    slopes: Form,
    _held: Held<'b>,
}

impl<'b> Affine<'b> {
    fn new(constant: Counted<'b, Exact>, slopes: Form) -> Option<Rc<Self>> {
        let held = Held::new(constant.context().1, 8 + TERM_WORDS * slopes.len() as u64);
        constant.is_defined().then(|| Rc::new(Affine { constant, slopes, _held: held }))
    }

    fn pays(&self, terms: usize) -> bool {
        self.constant.context().1.spend(TERM * terms as u64)
    }

    fn add(&self, other: &Self) -> Option<Rc<Self>> {
        let (large, small) =
            if self.slopes.len() < other.slopes.len() { (other, self) } else { (self, other) };
        if !self.pays(large.slopes.len() + small.slopes.len()) {
            return None;
        }
        let mut slopes = large.slopes.clone();
        for (i, slope) in &small.slopes {
            let own = slopes.entry(*i).or_default();
            *own = (*own + slope) % PRIME;
        }
        Affine::new(self.constant.add(&other.constant), slopes)
    }

    /// The product, if one factor is constant.
    fn mul(&self, other: &Self) -> Option<Rc<Self>> {
        match (self.slopes.is_empty(), other.slopes.is_empty()) {
            (true, _) => other.scaled(&self.constant),
            (_, true) => self.scaled(&other.constant),
            (false, false) => None,
        }
    }

    fn scaled(&self, by: &Counted<'b, Exact>) -> Option<Rc<Self>> {
        let factor = quotient(by.value()?.numer(), by.value()?.denom())?;
        if !self.pays(self.slopes.len()) {
            return None;
        }
        let slopes = self.slopes.iter().map(|(i, slope)| (*i, product(*slope, factor))).collect();
        Affine::new(self.constant.mul(by), slopes)
    }
}

/// A space of linear forms, by a basis: each form has its last coefficient at a pivot, where it is 1 and the later ones have 0.
#[derive(Clone, Debug)]
struct Span<'b> {
    basis: Vec<(usize, Form, Held<'b>)>,
}

impl<'b> Span<'b> {
    fn of(form: Form, budget: &'b Budget) -> Option<Rc<Self>> {
        let mut span = Span { basis: Vec::new() };
        span.insert(form, budget).then(|| Rc::new(span))
    }

    /// Adds a form, while there is work to spend: Gaussian elimination. Says whether the space has grown.
    fn insert(&mut self, mut form: Form, budget: &'b Budget) -> bool {
        for (pivot, row, _) in &self.basis {
            let factor = form.get(pivot).map_or(0, |factor| PRIME - factor);
            let length = if factor == 0 { 0 } else { row.len() };
            if !budget.spend(TERM * (1 + 2 * length as u64)) {
                return false;
            }
            for (i, x) in row.iter().take(length) {
                let own = form.entry(*i).or_default();
                *own = (*own + product(factor, *x)) % PRIME;
            }
            if length > 0 {
                form.retain(|_, x| *x != 0);
            }
        }
        let Some((&pivot, &last)) = form.last_key_value() else { return false };
        let Some(inverse) = quotient(&Integer::from(1), &Integer::from(last)) else { return false };
        form.values_mut().for_each(|x| *x = product(*x, inverse));
        let held = Held::new(budget, 32 + TERM_WORDS * form.len() as u64);
        self.basis.push((pivot, form, held));
        true
    }

    fn and(self: &Rc<Self>, other: &Rc<Self>, budget: &'b Budget) -> Rc<Self> {
        let (large, small) = if self.basis.len() < other.basis.len() { (other, self) } else { (self, other) };
        let terms: usize = large.basis.iter().map(|(_, form, _)| form.len()).sum();
        if Rc::ptr_eq(large, small) || !budget.spend(TERM * terms as u64) {
            return large.clone();
        }
        let mut sum = Span::clone(large);
        let grown = small.basis.iter().filter(|(_, form, _)| sum.insert(form.clone(), budget)).count();
        if grown == 0 { large.clone() } else { Rc::new(sum) }
    }
}

impl<'b> Strict<'b> {
    pub fn parameter(index: usize, budget: &'b Budget) -> Self {
        let zero = Number::exact(&Rational::new(), ((), budget));
        Strict { affine: Affine::new(zero, Form::from([(index, 1)])), span: None }
    }

    pub fn constant(q: &Rational, budget: &'b Budget) -> Self {
        Strict { affine: Affine::new(Number::exact(q, ((), budget)), Form::new()), span: None }
    }

    /// See [`super::Shape::first_open`]: the first that is no pivot of S, if no form in S has other parameters.
    pub fn first_open(&self, mut parameters: impl Iterator<Item = usize>) -> Option<usize> {
        let basis = self.span.iter().flat_map(|span| &span.basis);
        let pivots: BTreeSet<usize> = basis.map(|(pivot, ..)| *pivot).collect();
        parameters.find(|i| !pivots.contains(i))
    }

    pub fn add(&self, other: &Self, bend_alike: bool, budget: &'b Budget) -> Self {
        let span = match (&self.span, &other.span) {
            _ if !bend_alike => None,
            (Some(own), Some(others)) => Some(own.and(others, budget)),
            (own, others) => own.as_ref().or(others.as_ref()).cloned(),
        };
        Strict { affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.add(b)), span }
    }

    /// Of a product, given which factors are constants other than 0.
    pub fn mul(&self, other: &Self, are_constant: [bool; 2]) -> Self {
        let span = match are_constant {
            [true, _] => other.span.clone(),
            [_, true] => self.span.clone(),
            _ => None,
        };
        Strict { affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.mul(b)), span }
    }

    /// Of `φ(g)`, given whether it bends in a known way, strictly where φ does.
    pub fn apply(&self, f: Function, bends_strictly: bool, budget: &'b Budget) -> Self {
        let Some(affine) = &self.affine else {
            return Strict { affine: None, span: self.span.clone().filter(|_| bends_strictly) };
        };
        let is_paid = bends_strictly && affine.pays(affine.slopes.len());
        let form = || affine.slopes.iter().filter(|(_, x)| **x != 0).map(|(i, x)| (*i, *x)).collect();
        Strict {
            span: is_paid.then(|| Span::of(form(), budget)).flatten(),
            affine: Some(affine)
                .filter(|affine| affine.slopes.is_empty())
                .and_then(|affine| Affine::new(affine.constant.apply(f, 0), Form::new())),
        }
    }
}
