//! Symbols: the straight-line arithmetic that derivatives are written in. Zeros vanish from sums and ones from products;
//! products with 0 stay (theory.md, L2). Equal symbols are shared.

use crate::budget::Budget;
use crate::function::Function;
use crate::number::{Rational, pair_work, words};
use std::collections::{BTreeMap, HashMap};

pub(crate) type SymbolId = usize;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Symbol {
    Local(usize),
    Column(usize),
    Constant(Rational),
    Add(SymbolId, SymbolId),
    Mul(SymbolId, SymbolId),
    /// A function's derivative of order 0, 1 or 2.
    Apply(Function, usize, SymbolId),
    /// A function times its derivative of order 1 or 2, at the same argument.
    Product(Function, usize, SymbolId),
}

impl Symbol {
    pub fn operands(&self) -> impl Iterator<Item = SymbolId> + use<> {
        let operands = match *self {
            Symbol::Local(_) | Symbol::Column(_) | Symbol::Constant(_) => [None; 2],
            Symbol::Add(a, b) | Symbol::Mul(a, b) => [Some(a), Some(b)],
            Symbol::Apply(_, _, x) | Symbol::Product(_, _, x) => [Some(x), None],
        };
        operands.into_iter().flatten()
    }
}

/// What a symbol costs: units of work, and machine words until the builder is gone.
const UNITS: u64 = 300;
const WORDS: u64 = 30;

/// Makes symbols and remembers them. Once the budget is spent its results mean nothing.
pub(crate) struct Builder<'b> {
    budget: &'b Budget,
    held: u64,
    /// Operands precede their users.
    pub symbols: Vec<Symbol>,
    index: HashMap<Symbol, SymbolId>,
}

impl Drop for Builder<'_> {
    fn drop(&mut self) {
        self.budget.release(self.held);
    }
}

impl<'b> Builder<'b> {
    pub fn new(budget: &'b Budget) -> Self {
        Builder { budget, held: 0, symbols: Vec::new(), index: HashMap::new() }
    }

    pub fn spend(&self, units: u64) -> Option<()> {
        self.budget.spend(units).then_some(())
    }

    /// Takes memory off the budget until the builder is gone; `None` where there is not as much.
    pub fn hold(&mut self, words: u64) -> Option<()> {
        self.held += words;
        self.budget.hold(words).then_some(())
    }

    pub fn release(&mut self, words: u64) {
        self.held -= words;
        self.budget.release(words);
    }

    pub fn truncate(&mut self, count: usize) {
        self.release(WORDS * (self.symbols.len() - count) as u64);
        for symbol in self.symbols.drain(count..) {
            self.index.remove(&symbol);
        }
    }

    pub fn symbol(&mut self, symbol: Symbol) -> usize {
        self.budget.spend(UNITS);
        if let Some(&known) = self.index.get(&symbol) {
            return known;
        }
        self.held += WORDS;
        self.budget.hold(WORDS);
        self.symbols.push(symbol.clone());
        self.index.insert(symbol, self.symbols.len() - 1);
        self.symbols.len() - 1
    }

    pub fn constant(&mut self, q: Rational) -> usize {
        self.symbol(Symbol::Constant(q))
    }

    fn value_of(&self, symbol: usize) -> Option<&Rational> {
        match &self.symbols[symbol] {
            Symbol::Constant(q) => Some(q),
            _ => None,
        }
    }

    fn allows(&self, p: &Rational, q: &Rational) -> bool {
        self.budget.spend(rational_work(p) + rational_work(q))
    }

    pub fn add(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) if !self.allows(p, q) => a,
            (Some(p), Some(q)) => {
                let sum = Rational::from(p + q);
                self.constant(sum)
            }
            (Some(p), None) if p.is_zero() => b,
            (None, Some(q)) if q.is_zero() => a,
            _ => self.symbol(Symbol::Add(a.min(b), a.max(b))),
        }
    }

    pub fn mul(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) if !self.allows(p, q) => a,
            (Some(p), Some(q)) => {
                let product = Rational::from(p * q);
                self.constant(product)
            }
            (Some(p), None) if *p == 1 => b,
            (None, Some(q)) if *q == 1 => a,
            _ => self.symbol(Symbol::Mul(a.min(b), a.max(b))),
        }
    }

    pub(super) fn apply(&mut self, f: Function, order: usize, argument: usize) -> usize {
        match (f, order) {
            (Function::Power(2), 1) => {
                let two = self.constant(Rational::from(2));
                self.mul(two, argument)
            }
            (Function::Power(2), 2) => self.constant(Rational::from(2)),
            _ => self.symbol(Symbol::Apply(f, order, argument)),
        }
    }

    /// Adds a term, a zero too: a function of `0·x` must leave its trace.
    pub(super) fn accumulate<K: Ord>(&mut self, into: &mut BTreeMap<K, usize>, key: K, term: usize) {
        let sum = match into.get(&key) {
            Some(&before) => self.add(before, term),
            None => term,
        };
        into.insert(key, sum);
    }
}

/// About the units of work that an exact operation with this number and one of its size takes.
pub(crate) fn rational_work(q: &Rational) -> u64 {
    pair_work(words(q), words(q))
}
