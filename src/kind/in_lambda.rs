//! Rational functions of λ with one fixed denominator: `n(λ)/q(λ)^k`, q positive on `[0, ∞)`, with coefficients of any kind
//! (theory.md, W8). Beyond the sizes of [`Polynomial`] they are undefined: exact coefficients grow, and then enclosures serve.

use super::{Kind, Ordered};
use crate::budget::Budget;
use crate::function::Function;
use crate::number::{Number, Polynomial, pair_work};
use rug::Rational;

/// What numbers are made with: what their coefficients are, and q.
#[derive(Clone, Copy, Debug)]
pub struct Over<'a, C> {
    /// The coefficients' context.
    pub coefficients: C,
    /// q.
    pub denominator: &'a Polynomial,
    /// What divisions and signs of polynomials are paid from; coefficients are [`Counted`](super::Counted).
    pub budget: &'a Budget,
}

/// `n(λ)/q(λ)^k`.
#[derive(Clone, Debug)]
pub struct InLambda<'a, N: Number> {
    /// Coefficients of n from the constant on, one at least; an undefined one where the number is.
    numerator: Vec<N>,
    power: usize,
    over: Over<'a, N::Context>,
}

impl<'a, N: Ordered> InLambda<'a, N> {
    /// `p/q`; a constant where p is a multiple of q.
    pub fn quotient(p: &Polynomial, over: Over<'a, N::Context>) -> Self {
        let q = over.denominator;
        let size = p.words() + q.words();
        let is_paid = over.budget.spend(pair_work(size, size));
        let leading = p.coefficients().last().zip(q.coefficients().last());
        let factor = leading.map_or_else(Rational::new, |(a, b)| Rational::from(a / b));
        let is_multiple = is_paid && p.plus(&Rational::from(-&factor), q).is_zero();
        if is_multiple { Self::exact(&factor, over) } else { Self::new(p, 1, over) }
    }

    /// `p/q^power`.
    pub fn new(p: &Polynomial, power: usize, over: Over<'a, N::Context>) -> Self {
        let exact = |c: &Rational| N::exact(c, over.coefficients);
        Self::reduced(p.coefficients().iter().map(exact).collect(), power, over)
    }

    /// Without zeros at the end; undefined where it is too large.
    fn reduced(mut numerator: Vec<N>, mut power: usize, over: Over<'a, N::Context>) -> Self {
        let is_zero = |c: &N| c.signs().is_some_and(|signs| signs.iter().all(|sign| sign.is_eq()));
        while numerator.last().is_some_and(is_zero) {
            numerator.pop();
        }
        if numerator.is_empty() {
            (numerator, power) = (vec![N::exact(&Rational::new(), over.coefficients)], 0);
        }
        let is_fit = is_fit(&numerator) && power * over.denominator.degree() <= Polynomial::MAX_DEGREE;
        if is_fit { InLambda { numerator, power, over } } else { Self::undefined(over) }
    }

    fn size(&self) -> [usize; 2] {
        [self.numerator.len() - 1, self.power]
    }

    /// The value, if it does not depend on λ.
    pub fn constant(&self) -> Option<&N> {
        self.numerator.first().filter(|_| self.size() == [0, 0])
    }

    /// k.
    pub fn power(&self) -> usize {
        self.power
    }

    /// A polynomial that the numerator is nowhere below for λ ≥ 0, and whether it is the numerator.
    pub fn lower_numerator(&self) -> Option<(Polynomial, bool)> {
        let lower: Vec<Rational> = self.numerator.iter().map(N::lower_bound).collect::<Option<_>>()?;
        let is_exact = |(c, lower): (&N, &Rational)| {
            c.negative().lower_bound().is_some_and(|minus_upper| -minus_upper == *lower)
        };
        let is_exact = self.numerator.iter().zip(&lower).all(is_exact);
        Some((Polynomial::new(lower), is_exact))
    }

    fn is_plainly_at_least_zero(&self) -> bool {
        self.lower_numerator().is_some_and(|(lower, _)| lower.is_plainly_at_least_zero(self.over.budget))
    }

    /// The numerator over `q^power`, unless it gets too large.
    fn raised(&self, power: usize) -> Option<Vec<N>> {
        let exact = |c: &Rational| N::exact(c, self.over.coefficients);
        let denominator: Vec<N> = self.over.denominator.coefficients().iter().map(exact).collect();
        (self.power..power).try_fold(self.numerator.clone(), |product, _| {
            Some(convolution(&product, &denominator)).filter(|product| is_fit(product))
        })
    }

    /// `n(n − 1)…(n − order + 1)·x^(n − order)`, for `n ≥ order`.
    fn power_derivative(&self, n: i32, order: usize) -> Self {
        let factors = (0..order).map(|k| Rational::from(n - k as i32));
        let factor: Rational = factors.product();
        match usize::try_from(n).ok().and_then(|n| n.checked_sub(order)) {
            Some(rest) => self.to_the(rest).mul(&<Self as Number>::exact(&factor, self.over)),
            None => Self::undefined(self.over),
        }
    }

    fn to_the(&self, n: usize) -> Self {
        let [degree, power] = self.size().map(|size| size.saturating_mul(n));
        if degree.max(power) > Polynomial::MAX_DEGREE {
            return Self::undefined(self.over);
        }
        let one = <Self as Number>::exact(&Rational::from(1), self.over);
        (0..usize::BITS - n.leading_zeros()).rev().fold(one, |product, bit| {
            let square = product.mul(&product);
            if n >> bit & 1 == 1 { square.mul(self) } else { square }
        })
    }
}

/// Whether a polynomial is small enough to be computed with; constants are as large as their kind allows.
fn is_fit<N: Ordered>(coefficients: &[N]) -> bool {
    let bits = coefficients.iter().fold(0u32, |sum, c| sum.saturating_add(c.bits()));
    let is_small = coefficients.len() <= Polynomial::MAX_DEGREE + 1 && bits <= Polynomial::MAX_BITS;
    coefficients.len() == 1 || is_small
}

fn convolution<N: Number>(a: &[N], b: &[N]) -> Vec<N> {
    let term = |k: usize| {
        let first = (k + 1).saturating_sub(b.len());
        let products = (first..=k.min(a.len() - 1)).map(|i| a[i].mul(&b[k - i]));
        products.reduce(|sum, product| sum.add(&product))
    };
    (0..a.len() + b.len() - 1).filter_map(term).collect()
}

impl<'a, N: Ordered> Number for InLambda<'a, N> {
    type Context = Over<'a, N::Context>;

    fn exact(q: &Rational, over: Self::Context) -> Self {
        InLambda { numerator: vec![N::exact(q, over.coefficients)], power: 0, over }
    }

    fn undefined(over: Self::Context) -> Self {
        InLambda { numerator: vec![N::undefined(over.coefficients)], power: 0, over }
    }

    fn context(&self) -> Self::Context {
        self.over
    }

    fn is_defined(&self) -> bool {
        self.numerator.iter().all(N::is_defined)
    }

    fn add(&self, other: &Self) -> Self {
        if !(self.is_defined() && other.is_defined()) {
            return Self::undefined(self.over);
        }
        let power = self.power.max(other.power);
        let Some((mut sum, mut shorter)) = self.raised(power).zip(other.raised(power)) else {
            return Self::undefined(self.over);
        };
        if sum.len() < shorter.len() {
            std::mem::swap(&mut sum, &mut shorter);
        }
        sum.iter_mut().zip(&shorter).for_each(|(sum, c)| *sum = sum.add(c));
        Self::reduced(sum, power, self.over)
    }

    fn mul(&self, other: &Self) -> Self {
        if !(self.is_defined() && other.is_defined()) {
            return Self::undefined(self.over);
        }
        Self::reduced(convolution(&self.numerator, &other.numerator), self.power + other.power, self.over)
    }
}

impl<'a, N: Ordered> Kind for InLambda<'a, N> {
    fn apply(&self, f: Function, order: usize) -> Self {
        let undefined = || Self::undefined(self.over);
        if let Some(c) = self.constant() {
            return InLambda { numerator: vec![c.apply(f, order)], ..self.clone() };
        }
        match f {
            _ if !self.is_defined() => undefined(),
            Function::Power(n) => self.power_derivative(n, order),
            _ if order > 0 => undefined(),
            _ if f.is_homogeneous() => {
                let units = [1, -1].map(|unit| <Self as Number>::exact(&Rational::from(unit), self.over));
                let mut sized = units.into_iter().map(|unit| (self.mul(&unit), unit));
                let found = sized.find(|(size, _)| size.is_plainly_at_least_zero());
                found.map_or_else(undefined, |(size, unit)| size.mul(&unit.apply(f, 0)))
            }
            _ => undefined(),
        }
    }
}
