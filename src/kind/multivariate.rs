//! Polynomials in the parameters, and in functions of such polynomials (*atoms*), with exact coefficients: over them a graph is
//! multiplied out (theory.md, I1). Undefined where a function is not defined everywhere.

use super::{Exact, Kind};
use crate::budget::{Budget, Held};
use crate::function::{Function, Parity};
use crate::number::{self, Number, pair_work};
use rug::Rational;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A monomial: the variables that occur, rising, with their exponents > 0. Parameters are even numbers, atoms odd ones.
type Monomial = Vec<(u32, u32)>;
/// A polynomial: no coefficient is 0.
type Terms = BTreeMap<Monomial, Rational>;

/// The units that a word of a polynomial takes: in a map, with its allocations.
const WORD: u64 = 95;
/// The machine words of memory that a term takes besides its own.
const TERM_WORDS: u64 = 16;

/// The functions of polynomials met so far, by their numbers, and what they are paid from.
#[derive(Debug)]
pub struct Atoms<'b> {
    known: RefCell<BTreeMap<(Function, Terms), u32>>,
    budget: &'b Budget,
}

impl<'b> Atoms<'b> {
    /// None yet.
    pub fn new(budget: &'b Budget) -> Self {
        Atoms { known: RefCell::default(), budget }
    }

    fn variable(&self, f: Function, argument: Terms) -> u32 {
        let mut known = self.known.borrow_mut();
        let next = 2 * known.len() as u32 + 1;
        *known.entry((f, argument)).or_insert(next)
    }
}

/// A polynomial, or undefined.
#[derive(Clone, Debug)]
pub struct Multivariate<'a> {
    atoms: &'a Atoms<'a>,
    terms: Option<Terms>,
    _held: Held<'a>,
}

impl<'a> Multivariate<'a> {
    fn new(terms: Option<Terms>, atoms: &'a Atoms<'a>) -> Self {
        let held = Held::new(atoms.budget, terms.as_ref().map_or(0, memory));
        Multivariate { atoms, terms, _held: held }
    }

    /// The parameter of this index.
    pub fn parameter(index: usize, atoms: &'a Atoms<'a>) -> Self {
        let variable = u32::try_from(index).ok().and_then(|index| index.checked_mul(2));
        Self::new(variable.map(single), atoms)
    }

    /// The value, if this is a constant.
    pub fn constant(&self) -> Option<Rational> {
        let terms = self.terms.as_ref()?;
        match terms.first_key_value() {
            None => Some(Rational::new()),
            Some((monomial, value)) if monomial.is_empty() && terms.len() == 1 => Some(value.clone()),
            Some(_) => None,
        }
    }

    /// Constant and coefficients by parameter, if this is affine in the parameters.
    pub fn affine(&self) -> Option<(Rational, Vec<(usize, Rational)>)> {
        let (mut constant, mut coefficients) = (Rational::new(), Vec::new());
        for (monomial, q) in self.terms.as_ref()? {
            match monomial[..] {
                [] => constant = q.clone(),
                [(variable, 1)] if variable % 2 == 0 => coefficients.push((variable as usize / 2, q.clone())),
                _ => return None,
            }
        }
        Some((constant, coefficients))
    }

    fn with(&self, terms: Option<Terms>) -> Self {
        Self::new(terms, self.atoms)
    }

    /// The sum of these terms, while there is work for them and no number grows too long.
    fn gathered(&self, terms: impl Iterator<Item = Option<(Monomial, Rational)>>) -> Self {
        let budget = self.atoms.budget;
        let mut sum = Terms::new();
        for term in terms {
            let Some((monomial, q)) = term else { return self.with(None) };
            let work = WORD * (2 + monomial.len() as u64) + pair_work(number::words(&q), number::words(&q));
            // As the sum grows, so does its memory.
            let _held = Held::new(budget, TERM_WORDS * sum.len() as u64);
            let coefficient = sum.entry(monomial).or_default();
            *coefficient += q;
            let bits = coefficient.numer().significant_bits().max(coefficient.denom().significant_bits());
            if bits > Exact::MAX_BITS || !budget.spend(work) {
                return self.with(None);
            }
        }
        sum.retain(|_, q| !q.is_zero());
        self.with(Some(sum))
    }

    fn scaled(&self, factor: &Rational) -> Self {
        self.mul(&Self::exact(factor, self.atoms))
    }

    fn power(&self, n: u32) -> Self {
        let one = Self::exact(&Rational::from(1), self.atoms);
        let power = (0..n).try_fold(one, |power, _| Some(power.mul(self)).filter(Self::is_defined));
        power.unwrap_or_else(|| self.with(None))
    }

    /// The atom `f(self)`, its argument as it is.
    fn atom(&self, f: Function) -> Self {
        let budget = self.atoms.budget;
        // The atom keeps its argument.
        let is_paid = |terms: &&Terms| budget.spend(WORD * words(terms)) && budget.hold(memory(terms));
        let argument = self.terms.as_ref().filter(is_paid).cloned();
        self.with(argument.map(|argument| single(self.atoms.variable(f, argument))))
    }

    /// `f(self)` by way of `f(−self)` or `f(self/c)` where the first coefficient is not as it should be.
    fn normal(&self, f: Function) -> Self {
        let Some(first) = self.terms.as_ref().and_then(|terms| terms.values().next_back()) else {
            return self.with(None);
        };
        let size = Rational::from(first.abs_ref());
        if matches!(f, Function::Relu | Function::Abs) && size != 1 {
            return self.scaled(&Rational::from(size.recip_ref())).normal(f).scaled(&size);
        }
        if *first > 0 {
            return self.atom(f);
        }
        let minus_one = Rational::from(-1);
        let mirrored = self.scaled(&minus_one);
        match (f.parity(), f) {
            (Parity::Odd, _) => mirrored.atom(f).scaled(&minus_one),
            (Parity::Even, _) => mirrored.atom(f),
            (Parity::None, Function::Sigmoid) => {
                Self::exact(&Rational::from(1), self.atoms).add(&mirrored.atom(f).scaled(&minus_one))
            }
            (Parity::None, Function::Softplus | Function::Relu | Function::Silu | Function::Gelu) => {
                mirrored.atom(f).add(self)
            }
            _ => self.atom(f),
        }
    }
}

fn words(terms: &Terms) -> u64 {
    terms.iter().map(|(monomial, q)| monomial.len() as u64 + number::words(q)).sum()
}

fn memory(terms: &Terms) -> u64 {
    words(terms) + TERM_WORDS * terms.len() as u64
}

fn single(variable: u32) -> Terms {
    BTreeMap::from([(vec![(variable, 1)], Rational::from(1))])
}

/// The product of two monomials; `None` where an exponent is too large.
fn product(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut powers: BTreeMap<u32, u32> = a.iter().copied().collect();
    for &(variable, power) in b {
        let sum = powers.entry(variable).or_default();
        *sum = sum.checked_add(power)?;
    }
    Some(powers.into_iter().collect())
}

impl<'a> Number for Multivariate<'a> {
    type Context = &'a Atoms<'a>;

    fn exact(q: &Rational, atoms: &'a Atoms<'a>) -> Self {
        let terms = if q.is_zero() { Terms::new() } else { Terms::from([(Vec::new(), q.clone())]) };
        Self::new(Some(terms), atoms)
    }

    fn undefined(atoms: &'a Atoms<'a>) -> Self {
        Self::new(None, atoms)
    }

    fn context(&self) -> &'a Atoms<'a> {
        self.atoms
    }

    fn is_defined(&self) -> bool {
        self.terms.is_some()
    }

    fn add(&self, other: &Self) -> Self {
        let (Some(a), Some(b)) = (&self.terms, &other.terms) else { return self.with(None) };
        self.gathered(a.iter().chain(b).map(|(monomial, q)| Some((monomial.clone(), q.clone()))))
    }

    fn mul(&self, other: &Self) -> Self {
        let (Some(a), Some(b)) = (&self.terms, &other.terms) else { return self.with(None) };
        let times = |((p, x), (q, y)): ((&Monomial, &Rational), (&Monomial, &Rational))| {
            Some((product(p, q)?, Rational::from(x * y)))
        };
        self.gathered(a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).map(times))
    }
}

impl<'a> Kind for Multivariate<'a> {
    fn apply(&self, f: Function, order: usize) -> Self {
        if let Some(q) = self.constant() {
            let value = Exact::from(q).apply(f, order).into_value();
            return value.map_or_else(|| self.with(None), |value| Self::exact(&value, self.atoms));
        }
        match f {
            _ if order > 0 => self.with(None),
            Function::Power(n) => u32::try_from(n).map_or_else(|_| self.with(None), |n| self.power(n)),
            // Defined on a part of the line only.
            Function::Log | Function::Log1p | Function::Sqrt => self.with(None),
            f => self.normal(f),
        }
    }
}
