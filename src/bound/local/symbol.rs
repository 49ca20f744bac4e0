//! Symbols: the straight-line arithmetic that derivatives are written in. Zeros and ones vanish where they arise, and
//! equal symbols are shared.

use crate::expression::NodeId;
use crate::function::Function;
use crate::number::Rational;
use std::collections::{BTreeMap, HashMap};

/// The number of a symbol.
pub(crate) type SymbolId = usize;

/// A symbolic operation.
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

/// Makes symbols and remembers them.
#[derive(Default)]
pub(crate) struct Builder {
    symbols: Vec<Symbol>,
    index: HashMap<Symbol, SymbolId>,
    /// The graph node a function application belongs to.
    pub(super) origins: HashMap<(Function, SymbolId), NodeId>,
}

impl Builder {
    /// All symbols; operands precede their users.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The graph node that applies this function to this symbol.
    pub fn origin(&self, f: Function, argument: SymbolId) -> Option<NodeId> {
        self.origins.get(&(f, argument)).copied()
    }

    /// The number of a symbol.
    pub fn symbol(&mut self, symbol: Symbol) -> usize {
        if let Some(&known) = self.index.get(&symbol) {
            return known;
        }
        self.symbols.push(symbol.clone());
        self.index.insert(symbol, self.symbols.len() - 1);
        self.symbols.len() - 1
    }

    /// A constant.
    pub fn constant(&mut self, q: Rational) -> usize {
        self.symbol(Symbol::Constant(q))
    }

    fn value_of(&self, symbol: usize) -> Option<&Rational> {
        match &self.symbols[symbol] {
            Symbol::Constant(q) => Some(q),
            _ => None,
        }
    }

    /// A sum.
    pub fn add(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) => {
                let sum = Rational::from(p + q);
                self.constant(sum)
            }
            (Some(p), None) if p.is_zero() => b,
            (None, Some(q)) if q.is_zero() => a,
            _ => self.symbol(Symbol::Add(a.min(b), a.max(b))),
        }
    }

    /// A product.
    pub fn mul(&mut self, a: usize, b: usize) -> usize {
        match (self.value_of(a), self.value_of(b)) {
            (Some(p), Some(q)) => {
                let product = Rational::from(p * q);
                self.constant(product)
            }
            (Some(p), None) if *p == 1 => b,
            (None, Some(q)) if *q == 1 => a,
            _ => self.symbol(Symbol::Mul(a.min(b), a.max(b))),
        }
    }

    /// A function's derivative.
    pub(super) fn apply(&mut self, f: Function, order: usize, argument: usize) -> usize {
        let one_step = match (f, order) {
            (Function::Power(2), 1) => Some((2, Some(argument))),
            (Function::Power(2), 2) => Some((2, None)),
            _ => None,
        };
        match one_step {
            Some((factor, None)) => self.constant(Rational::from(factor)),
            Some((factor, Some(x))) => {
                let factor = self.constant(Rational::from(factor));
                self.mul(factor, x)
            }
            None => self.symbol(Symbol::Apply(f, order, argument)),
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
