//! From the symbols of the second derivatives to a [`Program`].

use super::coordinates::Locals;
use super::derivative::SymbolicHessian;
use super::expansion::{Failure, Monomial, Polynomial, PolynomialHessian};
use super::program::{Entry, Instruction, Outer, Program, Term};
use super::symbol::{Builder, Symbol, SymbolId};
use crate::budget::Budget;
use crate::expression::{Graph, NodeId};
use std::collections::{BTreeSet, HashMap};

pub(crate) struct Derivation<'b> {
    builder: Builder<'b>,
    hessian: SymbolicHessian,
    symbols: usize,
}

impl<'b> Derivation<'b> {
    pub fn new(graph: &Graph, root: NodeId, locals: &Locals, budget: &'b Budget) -> Option<Self> {
        let mut builder = Builder::new(budget);
        let hessian = builder.differentiate(graph, root, locals)?;
        (!budget.is_spent()).then(|| Derivation { symbols: builder.symbols.len(), builder, hessian })
    }

    pub fn program(&self, locals: &Locals) -> Option<Program> {
        let term = |symbol: &SymbolId| Polynomial::from([(Monomial::new(), *symbol)]);
        let SymbolicHessian { entries, outers } = &self.hessian;
        let slopes =
            |gradient: &Vec<(usize, SymbolId)>| gradient.iter().map(|(a, p)| (*a, term(p))).collect();
        let hessian = PolynomialHessian {
            entries: entries.iter().map(|(ab, symbol)| (*ab, term(symbol))).collect(),
            outers: outers.iter().map(|(weight, gradient)| (*weight, slopes(gradient))).collect(),
        };
        compile(&self.builder, &hessian, locals)
    }

    /// The same as polynomials in these local coordinates.
    pub fn with_vertices(&mut self, locals: &Locals, vertices: &BTreeSet<usize>) -> Result<Program, Failure> {
        self.builder.truncate(self.symbols);
        let hessian = self.builder.expand(&self.hessian, vertices)?;
        compile(&self.builder, &hessian, locals).ok_or(Failure::Spent)
    }
}

/// Orders what the matrix needs, row-free symbols first, and numbers the slots.
fn compile(builder: &Builder<'_>, hessian: &PolynomialHessian, locals: &Locals) -> Option<Program> {
    builder.spend(UNITS * (builder.symbols.len() + hessian.terms()) as u64)?;
    let of_outers = hessian.outers.iter().flat_map(|(weight, gradient)| {
        gradient.iter().flat_map(|(_, slope)| slope.values().copied()).chain([*weight])
    });
    let of_entries = hessian.entries.values().flat_map(|entry| entry.values().copied());
    let needed = needed(builder, of_entries.chain(of_outers));
    let by_row = depends_on_row(builder, locals);
    let mut compiler = Compiler::default();
    needed.iter().filter(|&&symbol| !by_row[symbol]).for_each(|&symbol| compiler.place(builder, symbol));
    compiler.program.row_start = compiler.program.instructions.len();
    compiler.program.row_slot = compiler.program.slots;
    needed.iter().filter(|&&symbol| by_row[symbol]).for_each(|&symbol| compiler.place(builder, symbol));
    Some(compiler.finish(hessian))
}

const UNITS: u64 = 300;

#[derive(Default)]
struct Compiler {
    program: Program,
    slot_of: HashMap<SymbolId, usize>,
    /// The first slot of each jet and pair of products.
    applied: HashMap<Instruction, usize>,
}

impl Compiler {
    fn place(&mut self, builder: &Builder<'_>, symbol: SymbolId) {
        let Compiler { program, slot_of, applied } = self;
        // The slot among those of the instruction.
        let mut offset = 0;
        let instruction = match &builder.symbols[symbol] {
            Symbol::Local(i) => Instruction::Local(*i),
            Symbol::Column(i) => Instruction::Column(*i),
            Symbol::Constant(q) => {
                program.constants.push(q.clone());
                Instruction::Constant(program.constants.len() - 1)
            }
            Symbol::Add(a, b) => Instruction::Add(slot_of[a], slot_of[b]),
            Symbol::Mul(a, b) => Instruction::Mul(slot_of[a], slot_of[b]),
            Symbol::Apply(f, order, a) => {
                offset = *order;
                Instruction::Jet(*f, slot_of[a])
            }
            Symbol::Product(f, order, a) => {
                offset = *order - 1;
                Instruction::Products(*f, slot_of[a])
            }
        };
        if let Some(slot) = applied.get(&instruction) {
            slot_of.insert(symbol, slot + offset);
            return;
        }
        if instruction.width() > 1 {
            applied.insert(instruction, program.slots);
        }
        slot_of.insert(symbol, program.slots + offset);
        program.slots += instruction.width();
        program.instructions.push(instruction);
    }

    fn finish(self, hessian: &PolynomialHessian) -> Program {
        let Compiler { mut program, slot_of, .. } = self;
        let mut numbers = HashMap::from([(Monomial::new(), 0)]);
        program.monomials = vec![Monomial::new()];
        let mut terms = |polynomial: &Polynomial| -> Vec<Term> {
            let term = |(monomial, symbol): (&Monomial, &SymbolId)| {
                let monomial = *numbers.entry(monomial.clone()).or_insert_with(|| {
                    program.monomials.push(monomial.clone());
                    program.monomials.len() - 1
                });
                Term { monomial, slot: slot_of[symbol] }
            };
            polynomial.iter().map(term).collect()
        };
        let entries = hessian.entries.iter();
        program.entries = entries.map(|(&(a, b), entry)| Entry { a, b, terms: terms(entry) }).collect();
        let outers = hessian.outers.iter().map(|(weight, gradient)| Outer {
            weight: slot_of[weight],
            gradient: gradient.iter().map(|(a, slope)| (*a, terms(slope))).collect(),
        });
        program.outers = outers.collect();
        program
    }
}

fn needed(builder: &Builder<'_>, roots: impl Iterator<Item = SymbolId>) -> BTreeSet<SymbolId> {
    let mut needed = BTreeSet::new();
    let mut open: Vec<SymbolId> = roots.collect();
    while let Some(symbol) = open.pop() {
        if needed.insert(symbol) {
            open.extend(builder.symbols[symbol].operands());
        }
    }
    needed
}

fn depends_on_row(builder: &Builder<'_>, locals: &Locals) -> Vec<bool> {
    let mut result: Vec<bool> = Vec::with_capacity(builder.symbols.len());
    for symbol in &builder.symbols {
        let depends = match *symbol {
            Symbol::Local(i) => locals.by_row[i],
            Symbol::Column(_) => true,
            _ => symbol.operands().any(|operand| result[operand]),
        };
        result.push(depends);
    }
    result
}
