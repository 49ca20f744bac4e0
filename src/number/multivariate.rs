//! Polynomials in the parameters, with exact coefficients.
//!
//! Evaluating a graph at `θ_i = X_i` multiplies an objective out: it is undefined where it is no polynomial, or one of too
//! many terms. As the monomials are linearly independent, two polynomials agree everywhere if and only if their
//! coefficients do.

use super::{Exact, Number};
use crate::expression::Function;
use rug::Rational;
use std::collections::BTreeMap;

/// A monomial: the parameters that occur, by index and rising, with their exponents > 0.
type Monomial = Vec<(u32, u32)>;

/// A polynomial, or undefined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multivariate(Option<BTreeMap<Monomial, Rational>>);

impl Multivariate {
    /// The most terms of a polynomial, and the most products of terms in one multiplication.
    const MOST_TERMS: usize = 1 << 12;
    const MOST_PRODUCTS: usize = 1 << 18;

    /// The parameter of this index.
    pub fn variable(index: usize) -> Self {
        let monomial = u32::try_from(index).map(|index| vec![(index, 1)]);
        Multivariate(monomial.ok().map(|monomial| BTreeMap::from([(monomial, Rational::from(1))])))
    }

    /// The value, if this is a constant.
    pub fn constant(&self) -> Option<Rational> {
        let terms = self.0.as_ref()?;
        match terms.first_key_value() {
            None => Some(Rational::new()),
            Some((monomial, value)) if monomial.is_empty() && terms.len() == 1 => Some(value.clone()),
            Some(_) => None,
        }
    }

    /// A polynomial without the terms that vanish; undefined where there are too many, or where a number grew too long.
    fn tidy(terms: BTreeMap<Monomial, Exact>) -> Self {
        let mut known = BTreeMap::new();
        for (monomial, coefficient) in terms {
            let Some(coefficient) = coefficient.into_value() else { return Multivariate(None) };
            if !coefficient.is_zero() {
                known.insert(monomial, coefficient);
            }
        }
        Multivariate((known.len() <= Self::MOST_TERMS).then_some(known))
    }
}

/// The product of two monomials; `None` where an exponent is too large.
fn product(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut powers: BTreeMap<u32, u32> = a.iter().copied().collect();
    for &(index, power) in b {
        let sum = powers.entry(index).or_default();
        *sum = sum.checked_add(power)?;
    }
    Some(powers.into_iter().collect())
}

impl Number for Multivariate {
    type Context = ();

    fn exact(q: &Rational, (): ()) -> Self {
        Self::tidy(BTreeMap::from([(Vec::new(), Exact::from(q.clone()))]))
    }

    fn undefined((): ()) -> Self {
        Multivariate(None)
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.0.is_some()
    }

    fn add(&self, other: &Self) -> Self {
        let (Some(a), Some(b)) = (&self.0, &other.0) else { return Multivariate(None) };
        let mut sum: BTreeMap<Monomial, Exact> =
            a.iter().map(|(monomial, q)| (monomial.clone(), Exact::from(q.clone()))).collect();
        for (monomial, q) in b {
            let term = sum.entry(monomial.clone()).or_insert_with(|| Exact::from(Rational::new()));
            *term = term.add(&Exact::from(q.clone()));
        }
        Self::tidy(sum)
    }

    fn mul(&self, other: &Self) -> Self {
        let (Some(a), Some(b)) = (&self.0, &other.0) else { return Multivariate(None) };
        if a.len().saturating_mul(b.len()) > Self::MOST_PRODUCTS {
            return Multivariate(None);
        }
        let mut sum: BTreeMap<Monomial, Exact> = BTreeMap::new();
        for (p, x) in a {
            for (q, y) in b {
                let Some(monomial) = product(p, q) else { return Multivariate(None) };
                let term = sum.entry(monomial).or_insert_with(|| Exact::from(Rational::new()));
                *term = term.add(&Exact::from(x.clone()).mul(&Exact::from(y.clone())));
            }
        }
        Self::tidy(sum)
    }

    /// A natural power, or a function of a constant.
    fn apply(&self, f: Function, order: usize) -> Self {
        if let Some(q) = self.constant() {
            return match Exact::from(q).apply(f, order).into_value() {
                Some(value) => Self::exact(&value, ()),
                None => Multivariate(None),
            };
        }
        match f {
            Function::Power(n @ 0..) if order == 0 => {
                let one = Self::exact(&Rational::from(1), ());
                (0..n)
                    .try_fold(one, |power, _| Some(power.mul(self)).filter(Self::is_defined))
                    .unwrap_or(Multivariate(None))
            }
            _ => Multivariate(None),
        }
    }
}
