//! Polynomials in λ with exact coefficients, and their signs on `[0, ∞)`.
//!
//! *Sturm's theorem.* For `p₀ = p`, `p₁ = p′` and `p_{k+1}` a positive multiple of minus the remainder of
//! `p_{k−1}` by `p_k`, until that is 0, the number of different roots of p in `(0, ∞)` is `V(0) − V(∞)`,
//! where `p(0) ≠ 0` and V counts the changes of sign along the chain. Positive multiples keep signs: the
//! chain is one of integer polynomials without a common factor (primitive pseudo-remainders).
//!
//! `p > 0` on `[0, ∞)` if and only if `p(0) > 0` and p has no root in `(0, ∞)`. Where no coefficient is
//! negative that is plain to see (Descartes); else the chain decides, up to the sizes below.
//!
//! Source: Basu, Pollack and Roy, *Algorithms in Real Algebraic Geometry* (2006), section 2.2.

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
    /// The most bits of integer coefficients, times the degree, that a Sturm chain is computed with: the sizes on the way
    /// grow like that, and clearing denominators alone can make 65 numbers of 500 bits into as many of 2¹⁵.
    const MAX_CHAIN: usize = 1 << 18;

    /// The polynomial with these coefficients, from the constant on.
    pub fn new(mut coefficients: Vec<Rational>) -> Self {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Polynomial(coefficients)
    }

    /// A constant.
    pub fn constant(c: Rational) -> Self {
        Self::new(vec![c])
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

    /// Whether it is positive for every λ ≥ 0; `None` where that is too much to find out.
    pub fn is_positive(&self) -> Option<bool> {
        if self.0.first().is_none_or(|c| *c <= 0) || self.0.last().is_some_and(Rational::is_negative) {
            return Some(false);
        }
        if self.0.iter().all(|c| !c.is_negative()) {
            return Some(true);
        }
        let integers = self.is_small().then(|| self.primitive())?;
        let bits: usize = integers.iter().map(|c| c.significant_bits() as usize).sum();
        (bits * self.degree() <= Self::MAX_CHAIN).then(|| positive_roots(&integers) == 0)
    }

    /// Whether it is `λ^k` times a polynomial that is positive for every λ ≥ 0, or 0: then it is at least 0
    /// for every λ ≥ 0. `None` as for [`Polynomial::is_positive`].
    pub fn is_plainly_at_least_zero(&self) -> Option<bool> {
        let zeros = self.0.iter().take_while(|c| c.is_zero()).count();
        self.is_zero().then_some(true).or_else(|| Polynomial(self.0[zeros..].to_vec()).is_positive())
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
/// on.
fn positive_roots(polynomial: &[Integer]) -> usize {
    let mut changes = Changes::default();
    let derivative = polynomial.iter().zip(0u32..).skip(1).map(|(c, k)| (c * k).complete()).collect();
    let (mut before, mut current) = (polynomial.to_vec(), without_content(derivative));
    changes.count(&before);
    while !current.is_empty() {
        changes.count(&current);
        let next = negative_remainder(before, &current);
        (before, current) = (current, next);
    }
    changes.at_zero.count - changes.at_infinity.count
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

/// Changes of sign along a chain of polynomials, at 0 and at ∞.
#[derive(Default)]
struct Changes {
    at_zero: Signs,
    at_infinity: Signs,
}

#[derive(Default)]
struct Signs {
    last: Option<Ordering>,
    count: usize,
}

impl Changes {
    fn count(&mut self, polynomial: &[Integer]) {
        self.at_zero.count(polynomial.first());
        self.at_infinity.count(polynomial.last());
    }
}

impl Signs {
    /// Zeros do not count.
    fn count(&mut self, next: Option<&Integer>) {
        let Some(sign) = next.map(Integer::cmp0).filter(|sign| sign.is_ne()) else { return };
        self.count += usize::from(self.last.is_some_and(|last| last != sign));
        self.last = Some(sign);
    }
}
