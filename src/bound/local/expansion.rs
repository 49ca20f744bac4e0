//! Second derivatives as polynomials `Σ_m t^m·U_m(z)` in some of the local coordinates, the *vertex coordinates* `t`:
//! those in which the lower bound of the Hessian is concave (Theorem B; theory.md, L4), for entries are of degree at most
//! one in each, but for terms `t²·U(z)` on the diagonal, and gradients of outer functions of degree at most one.

use super::derivative::SymbolicHessian;
use super::symbol::{Builder, Symbol, SymbolId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A product of vertex coordinates: their local numbers in increasing order, one for each factor.
pub(crate) type Monomial = Vec<usize>;

/// `Σ_m t^m·U_m`.
pub(crate) type Polynomial = BTreeMap<Monomial, SymbolId>;

/// More terms than this are not worth it.
const MAX_TERMS: usize = 256;
/// Nor are monomials of higher degree, or more factors of a product.
const MAX_DEGREE: usize = 64;
const MAX_FACTORS: usize = 64;

#[derive(Default)]
pub(crate) struct PolynomialHessian {
    pub entries: BTreeMap<(usize, usize), Polynomial>,
    pub outers: Vec<(SymbolId, Vec<(usize, Polynomial)>)>,
}

impl PolynomialHessian {
    pub fn terms(&self) -> usize {
        let slopes = self.outers.iter().flat_map(|(_, gradient)| gradient).map(|(_, slope)| slope.len());
        self.entries.values().map(Polynomial::len).chain(slopes).sum()
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// Local coordinates that cannot be vertex coordinates.
    Misfits(BTreeSet<usize>),
    Spent,
}

impl Builder<'_> {
    pub fn expand(
        &mut self,
        hessian: &SymbolicHessian,
        vertices: &BTreeSet<usize>,
    ) -> Result<PolynomialHessian, Failure> {
        let mut expansion = Expansion { builder: self, vertices, known: HashMap::new(), held: 0 };
        let result = expansion.hessian(hessian);
        let held = expansion.held;
        self.release(held);
        result
    }
}

fn fits(polynomial: &Polynomial, is_allowed: impl Fn(&Monomial, usize) -> bool) -> Result<(), Failure> {
    let power = |monomial: &Monomial, i| monomial.iter().filter(|&&j| j == i).count();
    let misfits: BTreeSet<usize> = polynomial
        .keys()
        .flat_map(|monomial| monomial.iter().filter(|&&i| !is_allowed(monomial, power(monomial, i))))
        .copied()
        .collect();
    // One at a time: without it the others may fit.
    misfits.last().map_or(Ok(()), |&last| Err(Failure::Misfits([last].into())))
}

struct Expansion<'a, 'b> {
    builder: &'a mut Builder<'b>,
    vertices: &'a BTreeSet<usize>,
    known: HashMap<SymbolId, Polynomial>,
    held: u64,
}

impl Expansion<'_, '_> {
    fn hessian(&mut self, hessian: &SymbolicHessian) -> Result<PolynomialHessian, Failure> {
        let mut result = PolynomialHessian::default();
        for (&(a, b), &symbol) in &hessian.entries {
            let entry = self.polynomial(symbol)?;
            fits(&entry, |monomial, power| power <= 1 || (a == b && monomial.len() == 2))?;
            result.entries.insert((a, b), entry);
        }
        for (weight, gradient) in &hessian.outers {
            fits(&self.polynomial(*weight)?, |_, power| power == 0)?;
            let mut slopes = Vec::with_capacity(gradient.len());
            for &(a, symbol) in gradient {
                let slope = self.polynomial(symbol)?;
                fits(&slope, |_, power| power <= 1)?;
                slopes.push((a, slope));
            }
            result.outers.push((*weight, slopes));
        }
        Ok(result)
    }

    /// A symbol's polynomial: first those of its operands, whatever the depth.
    fn polynomial(&mut self, root: SymbolId) -> Result<Polynomial, Failure> {
        let mut open = vec![root];
        while let Some(&symbol) = open.last() {
            if self.known.contains_key(&symbol) {
                open.pop();
                continue;
            }
            let mut operands = self.builder.symbols[symbol].operands();
            match operands.find(|operand| !self.known.contains_key(operand)) {
                Some(operand) => open.push(operand),
                None => {
                    let polynomial = self.of_operands(symbol)?;
                    self.hold(&polynomial)?;
                    self.known.insert(symbol, polynomial);
                    open.pop();
                }
            }
        }
        let polynomial = self.known[&root].clone();
        self.hold(&polynomial)?;
        Ok(polynomial)
    }

    fn hold(&mut self, polynomial: &Polynomial) -> Result<(), Failure> {
        let words: u64 = 10 + polynomial.keys().map(|monomial| 8 + monomial.len() as u64).sum::<u64>();
        self.held += words;
        self.builder.hold(words).ok_or(Failure::Spent)?;
        self.builder.spend(50 * words).ok_or(Failure::Spent)
    }

    fn of_operands(&mut self, symbol: SymbolId) -> Result<Polynomial, Failure> {
        let itself = || Polynomial::from([(Monomial::new(), symbol)]);
        Ok(match self.builder.symbols[symbol].clone() {
            Symbol::Local(i) if self.vertices.contains(&i) => {
                let one = self.builder.constant(1.into());
                Polynomial::from([(vec![i], one)])
            }
            Symbol::Local(_) | Symbol::Column(_) | Symbol::Constant(_) => itself(),
            Symbol::Add(a, b) => {
                let (a, b) = (self.known[&a].clone(), self.known[&b].clone());
                if is_free(&a) && is_free(&b) { itself() } else { self.sum(a, b) }
            }
            Symbol::Mul(a, b) => {
                let (a, b) = (self.known[&a].clone(), self.known[&b].clone());
                self.product(a, b)?
            }
            Symbol::Apply(_, _, x) | Symbol::Product(_, _, x) => {
                fits(&self.known[&x], |_, power| power == 0)?;
                itself()
            }
        })
    }

    fn sum(&mut self, mut a: Polynomial, b: Polynomial) -> Polynomial {
        for (monomial, term) in b {
            let sum = a.get(&monomial).map_or(term, |&before| self.builder.add(before, term));
            a.insert(monomial, sum);
        }
        a
    }

    fn product(&mut self, a: Polynomial, b: Polynomial) -> Result<Polynomial, Failure> {
        let degree = |polynomial: &Polynomial| polynomial.keys().map(Vec::len).max().unwrap_or(0);
        if a.len() * b.len() > MAX_TERMS || degree(&a) + degree(&b) > MAX_DEGREE {
            return Err(Failure::Misfits(a.into_keys().chain(b.into_keys()).flatten().collect()));
        }
        let mut product = Polynomial::new();
        for (m, &p) in &a {
            for (n, &q) in &b {
                let mut monomial: Monomial = m.iter().chain(n).copied().collect();
                monomial.sort_unstable();
                let term = self.builder.merge(p, q).ok_or(Failure::Spent)?;
                product = self.sum(product, Polynomial::from([(monomial, term)]));
            }
        }
        Ok(product)
    }
}

fn is_free(polynomial: &Polynomial) -> bool {
    polynomial.keys().all(Vec::is_empty)
}

impl Builder<'_> {
    /// A product in which a function meets its own derivative: the two become one univariate function,
    /// which has a sharper enclosure than the product of two. `None` once the budget is spent.
    fn merge(&mut self, p: SymbolId, q: SymbolId) -> Option<SymbolId> {
        let (Some(mut left), Some(mut right)) = (self.factors(p), self.factors(q)) else {
            return Some(self.mul(p, q));
        };
        self.spend(20 * (1 + left.len() * right.len()) as u64)?;
        for i in 0..left.len() {
            for j in 0..right.len() {
                if let Some(merged) = self.merged(left[i], right[j]) {
                    left[i] = merged;
                    right.remove(j);
                    let factors = left.into_iter().chain(right);
                    let one = self.constant(1.into());
                    return Some(factors.fold(one, |product, factor| self.mul(product, factor)));
                }
            }
        }
        Some(self.mul(p, q))
    }

    fn merged(&mut self, p: SymbolId, q: SymbolId) -> Option<SymbolId> {
        let (&Symbol::Apply(f, k, x), &Symbol::Apply(g, l, y)) = (&self.symbols[p], &self.symbols[q]) else {
            return None;
        };
        let is_merged = f == g && x == y && k.min(l) == 0 && k.max(l) > 0 && f.has_product_turns();
        is_merged.then(|| self.symbol(Symbol::Product(f, k.max(l), x)))
    }

    /// What a symbol is the product of, from left to right; `None` where that is more than is worth it.
    fn factors(&self, symbol: SymbolId) -> Option<Vec<SymbolId>> {
        let (mut factors, mut open) = (Vec::new(), vec![symbol]);
        while let Some(symbol) = open.pop() {
            match self.symbols[symbol] {
                Symbol::Mul(a, b) => open.extend([b, a]),
                _ => factors.push(symbol),
            }
            if factors.len() + open.len() > MAX_FACTORS {
                return None;
            }
        }
        Some(factors)
    }
}
