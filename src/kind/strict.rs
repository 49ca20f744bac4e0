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
//! Of affine forms the constants are exact and the slopes are kept modulo a prime, as the ring of the rationals without it
//! in their denominators allows: forms that have full rank modulo the prime have a minor that is not 0 there, so it is not 0.
//! A form whose slopes have no such residue is not known, nor is anything once the [`Work`] is spent.
//!
//! If S spans all linear forms of the parameters that are not pinned, f is strictly convex.

use super::shape::composed;
use super::{Exact, Kind, Shape};
use crate::function::Bend;
use crate::function::{Function, Profile};
use crate::number::{Endpoint, Interval, Number};
use rug::{Integer, Rational};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A shape, its affine form if it is one that is known, and S.
#[derive(Clone, Debug)]
pub struct Strict<'a, E: Endpoint> {
    shape: Shape<E>,
    affine: Option<Rc<Affine>>,
    strict: Rc<Span>,
    work: &'a Work,
}

/// The work that all forms together have taken.
#[derive(Debug, Default)]
pub struct Work(Cell<usize>);

impl Work {
    /// The most that there may be: seconds.
    const MOST: usize = 1 << 27;
    /// The share of a term that is kept; that of one only passed through is 1. So kept terms fill half a gigabyte at most.
    const KEPT: usize = 8;

    /// Whether there is still work to spend, after this.
    fn spend(&self, work: usize) -> bool {
        self.0.set(self.0.get().saturating_add(work));
        self.0.get() <= Self::MOST
    }
}

/// `2^61 − 1`.
const PRIME: u64 = (1 << 61) - 1;

fn product(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// `1/a` for a residue other than 0, by Fermat: `a^(p−2)`.
fn reciprocal(a: u64) -> u64 {
    (0..61).rev().fold(1, |power, bit| {
        let square = product(power, power);
        if (PRIME - 2) >> bit & 1 == 1 { product(square, a) } else { square }
    })
}

/// The residue of a rational number, unless the prime divides its denominator.
fn residue(q: &Rational) -> Option<u64> {
    let of = |n: &Integer| Some(Integer::from(n % PRIME).to_i64()?.rem_euclid(PRIME as i64) as u64);
    let (numerator, denominator) = (of(q.numer())?, of(q.denom())?);
    (denominator != 0).then(|| product(numerator, reciprocal(denominator)))
}

/// A linear form modulo the prime, by the numbers of its parameters.
type Form = BTreeMap<usize, u64>;

/// `constant + Σ slopes_i θ_i`.
#[derive(Clone, Debug)]
struct Affine {
    constant: Exact,
    slopes: Form,
}

impl Affine {
    fn constant(constant: Exact) -> Option<Rc<Affine>> {
        Affine { constant, slopes: Form::new() }.known()
    }

    /// If its constant is.
    fn known(self) -> Option<Rc<Affine>> {
        self.constant.is_defined().then(|| Rc::new(self))
    }

    fn add(&self, other: &Affine, work: &Work) -> Option<Rc<Affine>> {
        let (large, small) =
            if self.slopes.len() < other.slopes.len() { (other, self) } else { (self, other) };
        if !work.spend(Work::KEPT * (large.slopes.len() + small.slopes.len())) {
            return None;
        }
        let mut slopes = large.slopes.clone();
        for (i, slope) in &small.slopes {
            let own = slopes.entry(*i).or_default();
            *own = (*own + slope) % PRIME;
        }
        Affine { constant: self.constant.add(&other.constant), slopes }.known()
    }

    /// The product, if one factor is constant.
    fn mul(&self, other: &Affine, work: &Work) -> Option<Rc<Affine>> {
        match (self.slopes.is_empty(), other.slopes.is_empty()) {
            (true, _) => other.scaled(&self.constant, work),
            (_, true) => self.scaled(&other.constant, work),
            (false, false) => None,
        }
    }

    fn scaled(&self, by: &Exact, work: &Work) -> Option<Rc<Affine>> {
        let factor = residue(by.value()?)?;
        if !work.spend(Work::KEPT * self.slopes.len()) {
            return None;
        }
        let slopes = self.slopes.iter().map(|(i, slope)| (*i, product(*slope, factor))).collect();
        Affine { constant: self.constant.mul(by), slopes }.known()
    }
}

/// A space of linear forms, by a basis: each form has its last coefficient at a pivot, where it is 1 and the later ones have 0.
#[derive(Clone, Debug, Default)]
struct Span {
    basis: Vec<(usize, Form)>,
}

impl Span {
    /// Adds a form, while there is work to spend: Gaussian elimination. Says whether the space has grown.
    fn insert(&mut self, mut form: Form, work: &Work) -> bool {
        for (pivot, row) in &self.basis {
            let factor = form.get(pivot).map_or(0, |factor| PRIME - factor);
            let length = if factor == 0 { 0 } else { row.len() };
            if !work.spend(1 + length) {
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
        let inverse = reciprocal(last);
        form.values_mut().for_each(|x| *x = product(*x, inverse));
        self.basis.push((pivot, form));
        true
    }

    fn and(self: &Rc<Span>, other: &Rc<Span>, work: &Work) -> Rc<Span> {
        let (large, small) = if self.basis.len() < other.basis.len() { (other, self) } else { (self, other) };
        let terms: usize = large.basis.iter().map(|(_, form)| form.len()).sum();
        if small.basis.is_empty() || Rc::ptr_eq(large, small) || !work.spend(Work::KEPT * terms) {
            return large.clone();
        }
        let mut sum = Span::clone(large);
        let grown = small.basis.iter().filter(|(_, form)| sum.insert(form.clone(), work)).count();
        if grown == 0 { large.clone() } else { Rc::new(sum) }
    }
}

impl<'a, E: Endpoint> Strict<'a, E> {
    /// Parameter number `index`, which ranges over an interval.
    pub fn parameter(index: usize, range: Interval<E>, work: &'a Work) -> Self {
        let affine =
            Affine { constant: Exact::from(Rational::new()), slopes: Form::from([(index, 1)]) }.known();
        Strict { shape: Shape::parameter(range), affine, strict: Rc::default(), work }
    }

    /// The shape.
    pub fn shape(&self) -> &Shape<E> {
        &self.shape
    }

    /// The first of these parameters that is not constant on some line along which the function is not shown to
    /// bend strictly: the first that is no pivot of S, if no form in S has other parameters.
    pub fn first_open(&self, mut parameters: impl Iterator<Item = usize>) -> Option<usize> {
        let pivots: BTreeSet<usize> = self.strict.basis.iter().map(|(pivot, _)| *pivot).collect();
        parameters.find(|i| !pivots.contains(i))
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
                if self.work.spend(Work::KEPT * affine.slopes.len()) {
                    let slopes = affine.slopes.iter().filter(|(_, slope)| **slope != 0);
                    span.insert(slopes.map(|(i, slope)| (*i, *slope)).collect(), self.work);
                }
                Rc::new(span)
            }
            None => self.strict.clone(),
        }
    }
}

impl<'a, E: Endpoint> Number for Strict<'a, E> {
    type Context = (E::Context, &'a Work);

    fn exact(q: &Rational, (context, work): Self::Context) -> Self {
        let affine = Affine::constant(Exact::from(q.clone()));
        Strict { shape: Shape::exact(q, context), affine, strict: Rc::default(), work }
    }

    fn undefined((context, work): Self::Context) -> Self {
        Strict { shape: Shape::undefined(context), affine: None, strict: Rc::default(), work }
    }

    fn context(&self) -> Self::Context {
        (self.shape.context(), self.work)
    }

    fn is_defined(&self) -> bool {
        self.shape.is_defined()
    }

    fn add(&self, other: &Self) -> Self {
        let bends_alike = self.shape.bend().and(other.shape.bend()).is_known();
        Strict {
            shape: self.shape.add(&other.shape),
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.add(b, self.work)),
            strict: if bends_alike { self.strict.and(&other.strict, self.work) } else { Rc::default() },
            work: self.work,
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
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.mul(b, self.work)),
            strict,
            work: self.work,
        }
    }
}

impl<'a, E: Endpoint> Kind for Strict<'a, E> {
    fn apply(&self, f: Function, order: usize) -> Self {
        let constant = self.affine.as_ref().filter(|affine| affine.slopes.is_empty());
        let profile = self.shape.profile(f).filter(|_| order == 0);
        Strict {
            shape: self.shape.apply(f, order),
            affine: constant.and_then(|affine| Affine::constant(affine.constant.apply(f, order))),
            strict: profile.map_or_else(Rc::default, |profile| self.strict_part(&profile)),
            work: self.work,
        }
    }
}
