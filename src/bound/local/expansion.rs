//! Second derivatives as polynomials in some of the local coordinates.
//!
//! In `(y − Σ_j a_j s(z_j) − c)²` the output weights `a` and the bias `c` occur polynomially. Such coordinates
//! are called *vertex coordinates* where the lower bound of the Hessian that the leaf test uses is concave in
//! each of them (Theorem B, `affine/kernel.rs`): the entries are of degree at most one in each, but for terms `t²·U(z)`
//! on the diagonal, and the gradients of convex functions on the outside are of degree at most one. Here the
//! derivatives are written as `Σ_m t^m·U_m(z)` over the monomials of the vertex coordinates `t`, where `U_m`
//! depends on the other coordinates `z` and the data alone.

use super::derivative::SymbolicHessian;
use super::symbol::{Builder, Symbol, SymbolId};
use std::collections::{BTreeMap, BTreeSet};

/// A product of vertex coordinates: their local numbers in increasing order, one for each factor.
pub(crate) type Monomial = Vec<usize>;

/// `Σ_m t^m·U_m`.
pub(crate) type Polynomial = BTreeMap<Monomial, SymbolId>;

/// More terms than this are not worth it.
const MAX_TERMS: usize = 256;

/// The second derivatives as polynomials.
#[derive(Default)]
pub(crate) struct PolynomialHessian {
    /// Those of entries `(a, b)`, `a ≤ b`.
    pub entries: BTreeMap<(usize, usize), Polynomial>,
    /// Weight and gradient of each convex function on the outside.
    pub outers: Vec<(SymbolId, Vec<(usize, Polynomial)>)>,
}

/// Local coordinates that cannot be vertex coordinates.
pub(crate) type Misfits = BTreeSet<usize>;

impl Builder {
    /// Writes the derivatives as polynomials in these local coordinates.
    ///
    /// # Errors
    /// The coordinates in which they are no such polynomials as Theorem B needs.
    pub fn expand(
        &mut self,
        hessian: SymbolicHessian,
        vertices: &BTreeSet<usize>,
    ) -> Result<PolynomialHessian, Misfits> {
        let mut expansion = Expansion { builder: self, vertices, known: BTreeMap::new() };
        let mut result = PolynomialHessian::default();
        for ((a, b), symbol) in hessian.entries {
            let entry = expansion.polynomial(symbol)?;
            fits(&entry, |monomial, power| power <= 1 || (a == b && monomial.len() == 2))?;
            result.entries.insert((a, b), entry);
        }
        for (weight, gradient) in hessian.outers {
            let polynomial = expansion.polynomial(weight)?;
            fits(&polynomial, |_, power| power == 0)?;
            let mut slopes = Vec::with_capacity(gradient.len());
            for (a, symbol) in gradient {
                let slope = expansion.polynomial(symbol)?;
                fits(&slope, |_, power| power <= 1)?;
                slopes.push((a, slope));
            }
            result.outers.push((weight, slopes));
        }
        Ok(result)
    }
}

/// Whether every coordinate's powers are allowed.
fn fits(polynomial: &Polynomial, is_allowed: impl Fn(&Monomial, usize) -> bool) -> Result<(), Misfits> {
    let power = |monomial: &Monomial, i| monomial.iter().filter(|&&j| j == i).count();
    let misfits: Misfits = polynomial
        .keys()
        .flat_map(|monomial| monomial.iter().filter(|&&i| !is_allowed(monomial, power(monomial, i))))
        .copied()
        .collect();
    // One at a time: without it the others may fit.
    misfits.last().map_or(Ok(()), |&last| Err(Misfits::from([last])))
}

struct Expansion<'a> {
    builder: &'a mut Builder,
    vertices: &'a BTreeSet<usize>,
    known: BTreeMap<SymbolId, Polynomial>,
}

impl Expansion<'_> {
    fn polynomial(&mut self, symbol: SymbolId) -> Result<Polynomial, Misfits> {
        if let Some(known) = self.known.get(&symbol) {
            return Ok(known.clone());
        }
        let itself = || Polynomial::from([(Monomial::new(), symbol)]);
        let polynomial = match self.builder.symbols()[symbol].clone() {
            Symbol::Local(i) if self.vertices.contains(&i) => {
                let one = self.builder.constant(1.into());
                Polynomial::from([(vec![i], one)])
            }
            Symbol::Local(_) | Symbol::Column(_) | Symbol::Constant(_) => itself(),
            Symbol::Add(a, b) => {
                let (a, b) = (self.polynomial(a)?, self.polynomial(b)?);
                if is_free(&a) && is_free(&b) { itself() } else { self.sum(a, b) }
            }
            Symbol::Mul(a, b) => {
                let (a, b) = (self.polynomial(a)?, self.polynomial(b)?);
                self.product(a, b)?
            }
            Symbol::Apply(_, _, x) | Symbol::Product(_, _, x) => {
                fits(&self.polynomial(x)?, |_, power| power == 0)?;
                itself()
            }
        };
        self.known.insert(symbol, polynomial.clone());
        Ok(polynomial)
    }

    fn sum(&mut self, mut a: Polynomial, b: Polynomial) -> Polynomial {
        for (monomial, term) in b {
            let sum = a.get(&monomial).map_or(term, |&before| self.builder.add(before, term));
            a.insert(monomial, sum);
        }
        a
    }

    fn product(&mut self, a: Polynomial, b: Polynomial) -> Result<Polynomial, Misfits> {
        if a.len() * b.len() > MAX_TERMS {
            return Err(a.into_keys().chain(b.into_keys()).flatten().collect());
        }
        let mut product = Polynomial::new();
        for (m, &p) in &a {
            for (n, &q) in &b {
                let mut monomial: Monomial = m.iter().chain(n).copied().collect();
                monomial.sort_unstable();
                let term = self.builder.merge(p, q);
                product = self.sum(product, Polynomial::from([(monomial, term)]));
            }
        }
        Ok(product)
    }
}

/// Whether no vertex coordinate occurs.
fn is_free(polynomial: &Polynomial) -> bool {
    polynomial.keys().all(Vec::is_empty)
}

impl Builder {
    /// A product in which a function meets its own derivative: the two become one univariate function,
    /// which has a sharper enclosure than the product of two.
    fn merge(&mut self, p: SymbolId, q: SymbolId) -> SymbolId {
        let (mut left, mut right) = (self.factors(p), self.factors(q));
        for i in 0..left.len() {
            for j in 0..right.len() {
                if let Some(merged) = self.merged(left[i], right[j]) {
                    left[i] = merged;
                    right.remove(j);
                    let factors = left.into_iter().chain(right);
                    let one = self.constant(1.into());
                    return factors.fold(one, |product, factor| self.mul(product, factor));
                }
            }
        }
        self.mul(p, q)
    }

    fn merged(&mut self, p: SymbolId, q: SymbolId) -> Option<SymbolId> {
        let (&Symbol::Apply(f, k, x), &Symbol::Apply(g, l, y)) = (&self.symbols()[p], &self.symbols()[q])
        else {
            return None;
        };
        let is_merged = f == g && x == y && k.min(l) == 0 && k.max(l) > 0 && f.has_product_turns();
        is_merged.then(|| self.symbol(Symbol::Product(f, k.max(l), x)))
    }

    fn factors(&self, symbol: SymbolId) -> Vec<SymbolId> {
        match self.symbols()[symbol] {
            Symbol::Mul(a, b) => [self.factors(a), self.factors(b)].concat(),
            _ => vec![symbol],
        }
    }
}
