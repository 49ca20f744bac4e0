//! Polynomials in λ with exact coefficients, and their signs on `[0, ∞)` (theory.md, W9).
//!
//! *Sturm's theorem.* For `p₀ = p`, `p₁ = p′` and `p_{k+1}` a positive multiple of minus the remainder of
//! `p_{k−1}` by `p_k`, until that is 0, the number of different roots of p in `(0, ∞)` is `V(0) − V(∞)`,
//! where `p(0) ≠ 0` and V counts the changes of sign along the chain. Positive multiples keep signs: the
//! chain is one of integer polynomials without a common factor (primitive pseudo-remainders).
//!
//! `p > 0` on `[0, ∞)` if and only if `p(0) > 0` and p has no root in `(0, ∞)`. Where no coefficient is
//! negative that is plain to see (Descartes); else the chain decides, up to the sizes below.

use super::rational::{pair_work, words};
use crate::budget::Budget;
use rug::{Complete, Integer, Rational};
use std::cmp::Ordering;

/// `Σ c_k λ^k`, coefficients from the constant on, the last one not 0; none for the polynomial 0.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Polynomial(Vec<Rational>);

impl Polynomial {
    /// The largest degree that is computed with.
    pub const MAX_DEGREE: usize = 64;
    /// The most bits that all coefficients together may have to be computed with.
    pub const MAX_BITS: u32 = 1 << 15;

    /// The polynomial with these coefficients, from the constant on.
    pub fn new(mut coefficients: Vec<Rational>) -> Self {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Polynomial(coefficients)
    }

    /// The coefficients, from the constant on; none for 0.
    pub fn coefficients(&self) -> &[Rational] {
        &self.0
    }

    /// The degree; 0 for the polynomial 0.
    pub fn degree(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The machine words of all coefficients.
    pub fn words(&self) -> u64 {
        self.0.iter().map(words).sum()
    }

    /// Whether degree and coefficients are small enough to be computed with.
    pub fn is_small(&self) -> bool {
        let bits = |c: &Rational| c.numer().significant_bits().saturating_add(c.denom().significant_bits());
        let sum = self.0.iter().fold(0u32, |sum, c| sum.saturating_add(bits(c)));
        self.degree() <= Self::MAX_DEGREE && sum <= Self::MAX_BITS
    }

    /// The value at λ, by Horner's rule.
    pub fn at(&self, lambda: &Rational) -> Rational {
        self.0.iter().rev().fold(Rational::new(), |value, c| value * lambda + c)
    }

    /// `self + factor·other`.
    pub fn plus(&self, factor: &Rational, other: &Polynomial) -> Polynomial {
        let mut sum = self.0.clone();
        sum.resize(sum.len().max(other.0.len()), Rational::new());
        for (sum, c) in sum.iter_mut().zip(&other.0) {
            *sum += (factor * c).complete();
        }
        Self::new(sum)
    }

    /// The quotient, where `divisor` divides without a remainder.
    ///
    /// Primitive polynomials divide each other over the integers if they do over the rationals (Gauss), and then no
    /// coefficient of the quotient exceeds `2^n·|p|`, n being the degree and `|p|` the norm (Mignotte).
    pub fn divided_by(&self, divisor: &Polynomial) -> Option<Polynomial> {
        if self.is_zero() {
            return Some(Polynomial::default());
        }
        let (mut rest, divisor_integers) = (self.primitive(), divisor.primitive());
        let (leading, lower) = divisor_integers.split_last()?;
        let factor = Rational::from(self.0.last()? / divisor.0.last()?) * leading / rest.last()?;
        let size = rest.iter().map(Integer::significant_bits).max()? + rest.len() as u32 + 4;
        let mut quotient = vec![Rational::new(); (rest.len() + 1).saturating_sub(divisor.0.len())];
        for (k, quotient) in quotient.iter_mut().enumerate().rev() {
            let (coefficient, remainder) = rest.pop()?.div_rem(leading.clone());
            if !remainder.is_zero() || coefficient.significant_bits() > size {
                return None;
            }
            for (rest, c) in rest[k..].iter_mut().zip(lower) {
                *rest -= (&coefficient * c).complete();
            }
            *quotient = &factor * Rational::from(coefficient);
        }
        rest.iter().all(Integer::is_zero).then(|| Self::new(quotient))
    }

    /// Whether it is shown to be positive for every λ ≥ 0: it is, unless the budget is spent.
    pub fn is_positive(&self, budget: &Budget) -> bool {
        if self.0.first().is_none_or(|c| *c <= 0) || self.0.last().is_some_and(Rational::is_negative) {
            return false;
        }
        if self.0.iter().all(|c| !c.is_negative()) {
            return true;
        }
        let size = self.words();
        budget.spend(pair_work(size, size)) && positive_roots(&self.primitive(), budget) == Some(0)
    }

    /// Whether it is `λ^k` times a polynomial that is shown to be positive for every λ ≥ 0, or 0: then it is at least 0
    /// for every λ ≥ 0.
    pub fn is_plainly_at_least_zero(&self, budget: &Budget) -> bool {
        let zeros = self.0.iter().take_while(|c| c.is_zero()).count();
        self.is_zero() || Polynomial(self.0[zeros..].to_vec()).is_positive(budget)
    }

    /// A positive multiple with integer coefficients that have no common factor.
    fn primitive(&self) -> Vec<Integer> {
        let denominator = self.0.iter().fold(Integer::from(1), |lcm, c| lcm.lcm(c.denom()));
        let integer = |c: &Rational| c.numer() * (&denominator / c.denom()).complete();
        without_content(self.0.iter().map(integer).collect())
    }
}

/// Divided by the greatest common factor of its coefficients.
fn without_content(mut polynomial: Vec<Integer>) -> Vec<Integer> {
    let content = polynomial.iter().fold(Integer::new(), |gcd, c| gcd.gcd(c));
    if content > 1 {
        polynomial.iter_mut().for_each(|c| c.div_exact_mut(&content));
    }
    polynomial
}

/// The number of different roots in `(0, ∞)` of a polynomial that is not 0 at 0, coefficients from the constant
/// on; `None` where the budget is spent.
fn positive_roots(polynomial: &[Integer], budget: &Budget) -> Option<usize> {
    let derivative = polynomial.iter().zip(0u32..).skip(1).map(|(c, k)| (c * k).complete()).collect();
    let (mut before, mut current) = (polynomial.to_vec(), without_content(derivative));
    let signs = |p: &[Integer]| [p.first(), p.last()].map(|c| c.map_or(Ordering::Equal, Integer::cmp0));
    let mut chain = vec![signs(&before)];
    while !current.is_empty() {
        chain.push(signs(&current));
        if !budget.spend(remainder_work(&before, &current)) {
            return None;
        }
        let next = negative_remainder(before, &current);
        (before, current) = (current, next);
    }
    let changes = |end: usize| {
        let signs: Vec<Ordering> = chain.iter().map(|ends| ends[end]).filter(|sign| sign.is_ne()).collect();
        signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    changes(0).checked_sub(changes(1))
}

/// About the units that [`negative_remainder`] takes: a row of products for each degree that falls away, and the
/// content of numbers as long as these products are.
fn remainder_work(dividend: &[Integer], divisor: &[Integer]) -> u64 {
    let longest =
        |p: &[Integer]| p.iter().map(|c| 1 + u64::from(c.significant_bits()) / 64).max().unwrap_or(1);
    let steps = (dividend.len() + 1).saturating_sub(divisor.len()) as u64;
    let (own, other) = (longest(dividend), longest(divisor));
    let length = own + steps * other;
    let products = pair_work(length, other).saturating_mul(steps * divisor.len() as u64 * 2);
    products.saturating_add(pair_work(length, length)).saturating_add(dividend.len() as u64 * 20 * length)
}

/// A positive multiple of minus the remainder, primitive.
fn negative_remainder(mut dividend: Vec<Integer>, divisor: &[Integer]) -> Vec<Integer> {
    let Some((leading, lower)) = divisor.split_last() else { return Vec::new() };
    let size = leading.clone().abs();
    while dividend.len() >= divisor.len() {
        // Times |leading|, minus ± the highest coefficient times the divisor.
        let Some(mut highest) = dividend.pop() else { break };
        if leading.is_negative() {
            highest = -highest;
        }
        let shift = dividend.len() - lower.len();
        dividend.iter_mut().for_each(|c| *c *= &size);
        for (c, d) in dividend[shift..].iter_mut().zip(lower) {
            *c -= (&highest * d).complete();
        }
    }
    while dividend.last().is_some_and(Integer::is_zero) {
        dividend.pop();
    }
    without_content(dividend.into_iter().map(|c| -c).collect())
}
