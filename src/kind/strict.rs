//! Shapes with the directions in which they bend strictly (theory.md, K4).
//!
//! With a function f of known bend goes a set S of linear forms such that f bends *strictly* along every segment
//! on which one of them is not constant: `f((1−t)θ + tθ′) < (1−t)f(θ) + t·f(θ′)` for `0 < t < 1` if f is convex and
//! `ℓ(θ) ≠ ℓ(θ′)` for some ℓ in S. `S = ∅` will always do. Beyond that:
//!
//! * `g + h`, both convex or both concave: `S = S(g) ∪ S(h)`;
//! * `c·g` with `c ≠ 0`: `S = S(g)`;
//! * `φ(ℓ + b)` for an affine form, φ strictly convex or concave on its range: `S = {ℓ}`;
//! * `φ(g)`, φ strictly rising and convex, g convex: `S = S(g)`; likewise for the other three cases in which `φ(g)` bends.
//!
//! Analytic functions that are not affine bend and rise strictly wherever they bend and rise ([`Profile::is_strict`]).
//! Of affine forms the constants are exact and the slopes are kept modulo a prime: forms that have full rank modulo the prime have it
//! (theory.md, K5). A form whose slopes have no such residue is not known, nor is anything once the [`Work`] is spent.
//!
//! If S spans all linear forms of the parameters that are not pinned, f is strictly convex.

use super::shape::composed;
use super::{Counted, Exact, Kind, Shape};
use crate::budget::{Budget, Held};
use crate::function::{Bend, Function, Profile};
use crate::number::{Endpoint, Interval, Number};
use rug::ops::RemRounding;
use rug::{Integer, Rational};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A shape, its affine form if it is one that is known, and S.
#[derive(Clone, Debug)]
pub struct Strict<'b, E: Endpoint> {
    shape: Counted<'b, Shape<E>>,
    affine: Option<Rc<Affine<'b>>>,
    strict: Option<Rc<Span<'b>>>,
}

/// The units that a term of a form takes: in a map, and with the multiplication.
const TERM: u64 = 50;
/// The machine words that a term of a form takes.
const TERM_WORDS: u64 = 4;

/// `2^61 − 1`.
const PRIME: u64 = (1 << 61) - 1;

fn product(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// `n/d` of whole numbers as a residue, unless the prime divides d.
fn quotient(n: &Integer, d: &Integer) -> Option<u64> {
    let prime = Integer::from(PRIME);
    let inverse = Integer::from(d.invert_ref(&prime)?);
    (inverse * n).rem_euc(prime).to_u64()
}

/// A linear form modulo the prime, by the numbers of its parameters.
type Form = BTreeMap<usize, u64>;

/// `constant + Σ slopes_i θ_i`.
#[derive(Debug)]
struct Affine<'b> {
    constant: Counted<'b, Exact>,
    slopes: Form,
    _held: Held<'b>,
}

impl<'b> Affine<'b> {
    /// If its constant is known.
    fn new(constant: Counted<'b, Exact>, slopes: Form) -> Option<Rc<Self>> {
        let held = Held::new(constant.context().1, 8 + TERM_WORDS * slopes.len() as u64);
        constant.is_defined().then(|| Rc::new(Affine { constant, slopes, _held: held }))
    }

    /// Whether there is work for so many terms.
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
    /// Of one form.
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
        let held = Held::new(budget, 8 + TERM_WORDS * form.len() as u64);
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

impl<'b, E: Endpoint> Strict<'b, E> {
    /// Parameter number `index`, which ranges over an interval.
    pub fn parameter(index: usize, range: Interval<E>, budget: &'b Budget) -> Self {
        let zero = Number::exact(&Rational::new(), ((), budget));
        Strict {
            shape: Counted::new(Shape::parameter(range), budget),
            affine: Affine::new(zero, Form::from([(index, 1)])),
            strict: None,
        }
    }

    /// The shape.
    pub fn shape(&self) -> &Shape<E> {
        &self.shape
    }

    /// The first of these parameters that is not constant on some line along which the function is not shown to
    /// bend strictly: the first that is no pivot of S, if no form in S has other parameters.
    pub fn first_open(&self, mut parameters: impl Iterator<Item = usize>) -> Option<usize> {
        let basis = self.strict.iter().flat_map(|span| &span.basis);
        let pivots: BTreeSet<usize> = basis.map(|(pivot, ..)| *pivot).collect();
        parameters.find(|i| !pivots.contains(i))
    }

    /// The strict part of `φ(g)`.
    fn strict_part(&self, profile: &Profile<E>) -> Option<Rc<Span<'b>>> {
        let Profile { rises, falls, bend, is_strict: true, .. } = *profile else { return None };
        if composed([rises, falls], bend, self.shape.bend()) == Bend::UNKNOWN {
            return None;
        }
        let Some(affine) = &self.affine else { return self.strict.clone() };
        if !affine.pays(affine.slopes.len()) {
            return None;
        }
        let slopes = affine.slopes.iter().filter(|(_, slope)| **slope != 0);
        Span::of(slopes.map(|(i, slope)| (*i, *slope)).collect(), self.context().1)
    }
}

impl<'b, E: Endpoint> Number for Strict<'b, E> {
    type Context = (E::Context, &'b Budget);

    fn exact(q: &Rational, context: Self::Context) -> Self {
        let constant = Number::exact(q, ((), context.1));
        Strict { shape: Number::exact(q, context), affine: Affine::new(constant, Form::new()), strict: None }
    }

    fn undefined(context: Self::Context) -> Self {
        Strict { shape: Number::undefined(context), affine: None, strict: None }
    }

    fn context(&self) -> Self::Context {
        self.shape.context()
    }

    fn is_defined(&self) -> bool {
        self.shape.is_defined()
    }

    fn add(&self, other: &Self) -> Self {
        let bends_alike = self.shape.bend().and(other.shape.bend()).is_known();
        let strict = match (&self.strict, &other.strict) {
            _ if !bends_alike => None,
            (Some(own), Some(others)) => Some(own.and(others, self.context().1)),
            (own, others) => own.as_ref().or(others.as_ref()).cloned(),
        };
        Strict {
            shape: self.shape.add(&other.shape),
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.add(b)),
            strict,
        }
    }

    fn mul(&self, other: &Self) -> Self {
        if self.shape.is_same(&other.shape) {
            return self.apply(Function::Power(2), 0);
        }
        let strict = match [self, other].map(|factor| factor.shape.is_nonzero_constant()) {
            [true, _] => other.strict.clone(),
            [_, true] => self.strict.clone(),
            _ => None,
        };
        Strict {
            shape: self.shape.mul(&other.shape),
            affine: self.affine.as_ref().zip(other.affine.as_ref()).and_then(|(a, b)| a.mul(b)),
            strict,
        }
    }
}

impl<'b, E: Endpoint> Kind for Strict<'b, E> {
    fn apply(&self, f: Function, order: usize) -> Self {
        let constant = self.affine.as_ref().filter(|affine| affine.slopes.is_empty());
        let profile = self.shape.profile(f).filter(|_| order == 0);
        Strict {
            shape: self.shape.apply(f, order),
            affine: constant.and_then(|affine| Affine::new(affine.constant.apply(f, order), Form::new())),
            strict: profile.and_then(|profile| self.strict_part(&profile)),
        }
    }
}
