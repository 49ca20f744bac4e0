//! Shapes with the directions in which they bend strictly.
//!
//! With a function f of known bend goes a set S of linear forms such that f bends *strictly* along every segment
//! on which one of them is not constant: `f((1−t)θ + tθ′) < (1−t)f(θ) + t·f(θ′)` for `0 < t < 1` if f is convex and
//! `ℓ(θ) ≠ ℓ(θ′)` for some ℓ in S. Then the same holds for the span of S: a form that is not constant is a sum of
//! forms that are not all constant.
//!
//! *Theorems.* `S = ∅` will always do. Beyond that:
//!
//! * `g + h`, both convex or both concave: one strict inequality makes the sum strict, so `S = S(g) ∪ S(h)`.
//! * `c·g` with `c ≠ 0`: `S = S(g)`.
//! * `φ(ℓ + b)` for an affine form, φ strictly convex or concave on its range: `S = {ℓ}`.
//! * `φ(g)`, φ strictly rising and convex, g convex: `φ(g(m)) < φ((1−t)g(θ) + t·g(θ′)) ≤ …`, so `S = S(g)`; likewise for
//!   the other three cases in which `φ(g)` bends.
//!
//! Analytic functions that are not affine bend and rise strictly wherever they bend and rise ([`Profile::is_strict`]).
//! Affine forms are computed exactly; one with a coefficient that is not rational, or too long, is not known.
//!
//! If S spans all linear forms of the parameters that are not pinned, f is strictly convex.

use super::rational::is_writable;
use super::shape::composed;
use super::{Bend, Endpoint, Exact, Interval, Number, Shape};
use crate::expression::{Function, Profile};
use rug::Rational;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A shape, its affine form if it is one that is known, and S.
#[derive(Clone, Debug)]
pub struct Strict<E: Endpoint> {
    shape: Shape<E>,
    affine: Option<Rc<Affine>>,
    strict: Rc<Span>,
}

/// `constant + Σ slopes_i θ_i`.
#[derive(Clone, Debug)]
struct Affine {
    constant: Exact,
    slopes: BTreeMap<usize, Exact>,
}

impl Affine {
    fn constant(constant: Exact) -> Option<Rc<Affine>> {
        Self { constant, slopes: BTreeMap::new() }.known()
    }

    /// If all of its numbers are.
    fn known(self) -> Option<Rc<Affine>> {
        let is_known = self.constant.is_defined() && self.slopes.values().all(Exact::is_defined);
        is_known.then(|| Rc::new(self))
    }

    fn add(&self, other: &Affine) -> Option<Rc<Affine>> {
        let mut sum = self.clone();
        sum.constant = sum.constant.add(&other.constant);
        for (i, slope) in &other.slopes {
            let own = sum.slopes.entry(*i).or_insert_with(|| Exact::exact(&Rational::new(), ()));
            *own = own.add(slope);
        }
        sum.known()
    }

    /// The product, if one factor is constant.
    fn mul(&self, other: &Affine) -> Option<Rc<Affine>> {
        match (self.slopes.is_empty(), other.slopes.is_empty()) {
            (true, _) => other.scaled(&self.constant),
            (_, true) => self.scaled(&other.constant),
            (false, false) => None,
        }
    }

    fn scaled(&self, by: &Exact) -> Option<Rc<Affine>> {
        let slopes = self.slopes.iter().map(|(i, slope)| (*i, slope.mul(by))).collect();
        Affine { constant: self.constant.mul(by), slopes }.known()
    }
}

/// A space of linear forms, by a basis: each form has a coefficient 1 where the later ones have 0.
#[derive(Clone, Debug, Default)]
struct Span {
    basis: Vec<(usize, BTreeMap<usize, Rational>)>,
}

impl Span {
    /// Adds a form, unless its coefficients grow too long: Gaussian elimination. Says whether the space has grown.
    fn insert(&mut self, mut form: BTreeMap<usize, Rational>) -> bool {
        for (pivot, row) in &self.basis {
            let Some(factor) = form.get(pivot).cloned() else { continue };
            for (i, x) in row {
                *form.entry(*i).or_default() -= Rational::from(&factor * x);
            }
            form.retain(|_, x| !x.is_zero());
            if !form.values().all(is_writable) {
                return false;
            }
        }
        let Some((pivot, first)) = form.first_key_value().map(|(i, x)| (*i, x.clone())) else { return false };
        form.values_mut().for_each(|x| *x /= &first);
        self.basis.push((pivot, form));
        true
    }

    fn and(self: &Rc<Span>, other: &Rc<Span>) -> Rc<Span> {
        let (large, small) = if self.basis.len() < other.basis.len() { (other, self) } else { (self, other) };
        if small.basis.is_empty() || Rc::ptr_eq(large, small) {
            return large.clone();
        }
        let mut sum = Span::clone(large);
        let grown = small.basis.iter().filter(|(_, form)| sum.insert(form.clone())).count();
        if grown == 0 { large.clone() } else { Rc::new(sum) }
    }
}

impl<E: Endpoint> Strict<E> {
    /// Parameter number `index`, which ranges over an interval.
    pub fn parameter(index: usize, range: Interval<E>) -> Self {
        let slopes = BTreeMap::from([(index, Exact::from(Rational::from(1)))]);
        let affine = Affine { constant: Exact::from(Rational::new()), slopes }.known();
        Strict { shape: Shape::parameter(range), affine, strict: Rc::default() }
    }

    /// The shape.
    pub fn shape(&self) -> &Shape<E> {
        &self.shape
    }

    /// The first of these parameters that is not constant on some line along which the function is not shown to
    /// bend strictly.
    pub fn first_open(&self, mut parameters: impl Iterator<Item = usize>) -> Option<usize> {
        let mut span = Span::clone(&self.strict);
        parameters.find(|i| span.insert(BTreeMap::from([(*i, Rational::from(1))])))
    }

    /// The strict part of `φ(g)`.
    fn strict_part(&self, profile: &Profile<E>) -> Rc<Span> {
        let Profile { rises, falls, bend, is_strict: true, .. } = *profile else { return Rc::default() };
        if composed([rises, falls], bend, self.shape.bend()) == Bend::UNKNOWN {
            return Rc::default();
        }
        match &self.affine {
            Some(affine) => {
                let mut span = Span::default();
                let slopes = affine.slopes.iter();
                let form = slopes.filter_map(|(i, slope)| Some((*i, slope.value()?.clone())));
                span.insert(form.filter(|(_, slope)| !slope.is_zero()).collect());
                Rc::new(span)
            }
            None => self.strict.clone(),
        }
    }
}

impl<E: Endpoint> Number for Strict<E> {
    type Context = E::Context;

    fn exact(q: &Rational, context: E::Context) -> Self {
        let affine = Affine::constant(Exact::from(q.clone()));
        Strict { shape: Shape::exact(q, context), affine, strict: Rc::default() }
    }

    fn undefined(context: E::Context) -> Self {
        Strict { shape: Shape::undefined(context), affine: None, strict: Rc::default() }
    }

    fn context(&self) -> E::Context {
        self.shape.context()
    }

    fn is_defined(&self) -> bool {
        self.shape.is_defined()
    }

    fn add(&self, other: &Self) -> Self {
        let bends_alike = self.shape.bend().and(other.shape.bend()).is_known();
        Strict {
            shape: self.shape.add(&other.shape),
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.add(b)),
            strict: if bends_alike { self.strict.and(&other.strict) } else { Rc::default() },
        }
    }

    fn mul(&self, other: &Self) -> Self {
        if self.shape.is_same(&other.shape) {
            return self.apply(Function::Power(2), 0);
        }
        let strict = match [self, other].map(|factor| factor.shape.is_nonzero_constant()) {
            [true, _] => other.strict.clone(),
            [_, true] => self.strict.clone(),
            _ => Rc::default(),
        };
        Strict {
            shape: self.shape.mul(&other.shape),
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.mul(b)),
            strict,
        }
    }

    fn apply(&self, f: Function, order: usize) -> Self {
        let constant = self.affine.as_ref().filter(|affine| affine.slopes.is_empty());
        let profile = self.shape.profile(f).filter(|_| order == 0);
        Strict {
            shape: self.shape.apply(f, order),
            affine: constant.and_then(|affine| Affine::constant(affine.constant.apply(f, order))),
            strict: profile.map_or_else(Rc::default, |profile| self.strict_part(&profile)),
        }
    }
}
