//! The second derivatives of a row's expression in its local coordinates, as a straight-line program.
//!
//! What no data column reaches is computed once a cell. The same program runs over every kind of number:
//! intervals and affine forms for proofs, exact rationals for constant Hessians, floats for the search.

use super::derivative::{Builder, Symbol, SymbolId};
use super::local::Locals;
use super::polynomial::{Misfits, Monomial, Polynomial, PolynomialHessian};
use crate::expression::{Graph, NodeId};
use crate::function::Function;
use crate::kind::Kind;
use crate::number::Rational;
use std::collections::{BTreeSet, HashMap};

/// One instruction; operands and results are slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Instruction {
    Local(usize),
    Column(usize),
    Constant(usize),
    Add(usize, usize),
    Mul(usize, usize),
    /// `f, f′, f″` of a slot, into this slot and the two after it.
    Jet(Function, usize),
    /// `f·f′, f·f″` of a slot, into this slot and the next.
    Products(Function, usize),
}

impl Instruction {
    fn width(self) -> usize {
        match self {
            Instruction::Jet(..) => 3,
            Instruction::Products(..) => 2,
            _ => 1,
        }
    }
}

/// A term `t^m·U`: the monomial's number and the slot of `U`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub monomial: usize,
    pub slot: usize,
}

/// An entry `K_ab`, `a ≤ b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub a: usize,
    pub b: usize,
    pub terms: Vec<Term>,
}

/// `weight·g gᵀ` with the gradient `g` of an expression inside a convex function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outer {
    /// The slot of the weight, which is nowhere negative.
    pub weight: usize,
    /// Local coordinates and the gradient's components, those not identically zero.
    pub gradient: Vec<(usize, Vec<Term>)>,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
    /// The graph node that each jet or product instruction applies its function at.
    origins: Vec<Option<NodeId>>,
    /// The first instruction that depends on the row.
    row_start: usize,
    /// The slot of that instruction's result.
    row_slot: usize,
    slots: usize,
    /// Constants, as the instructions number them.
    pub constants: Vec<Rational>,
    /// The monomials of the vertex coordinates; the first is 1.
    pub monomials: Vec<Monomial>,
    /// The entries that are not identically zero, outer functions apart.
    pub entries: Vec<Entry>,
    /// The first parts of convex outer functions.
    pub outers: Vec<Outer>,
}

/// What a program reads, all of one kind of number.
pub(super) struct Inputs<'a, N> {
    pub locals: &'a [N],
    pub columns: &'a [N],
    pub constants: &'a [N],
}

/// How a program applies functions.
pub(super) trait Apply<N> {
    /// `[f, f′, f″]`.
    fn jet(&mut self, f: Function, x: &N) -> [N; 3];
    /// `[f·f′, f·f″]`.
    fn products(&mut self, f: Function, x: &N) -> [N; 2];
}

/// By the numbers themselves.
pub(super) struct Direct;

impl<N: Kind> Apply<N> for Direct {
    fn jet(&mut self, f: Function, x: &N) -> [N; 3] {
        x.jet(f)
    }

    fn products(&mut self, f: Function, x: &N) -> [N; 2] {
        x.products(f)
    }
}

impl Program {
    /// The program of the second derivatives of `root`, without vertex coordinates.
    pub fn new(graph: &Graph, root: NodeId, locals: &Locals) -> Self {
        let mut builder = Builder::default();
        let hessian = builder.differentiate(graph, root, locals);
        let term = |symbol| Polynomial::from([(Monomial::new(), symbol)]);
        let hessian = PolynomialHessian {
            entries: hessian.entries.into_iter().map(|(ab, symbol)| (ab, term(symbol))).collect(),
            outers: hessian
                .outers
                .into_iter()
                .map(|(weight, g)| (weight, g.into_iter().map(|(a, p)| (a, term(p))).collect()))
                .collect(),
        };
        compile(&builder, &hessian, locals)
    }

    /// The same as polynomials in these local coordinates.
    ///
    /// # Errors
    /// Coordinates that cannot be among them.
    pub fn with_vertices(
        graph: &Graph,
        root: NodeId,
        locals: &Locals,
        vertices: &BTreeSet<usize>,
    ) -> Result<Self, Misfits> {
        let mut builder = Builder::default();
        let hessian = builder.differentiate(graph, root, locals);
        let hessian = builder.expand(hessian, vertices)?;
        Ok(compile(&builder, &hessian, locals))
    }

    /// Whether the second derivatives vanish identically.
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty() && self.outers.is_empty()
    }

    /// Whether no entry depends on a local coordinate: the Hessian is constant.
    pub fn is_constant(&self) -> bool {
        self.instructions.iter().all(|i| !matches!(i, Instruction::Local(_)))
    }

    /// Computes what does not depend on the row.
    pub fn run_shared<N: Kind>(&self, inputs: &Inputs<'_, N>, apply: &mut impl Apply<N>, slots: &mut Vec<N>) {
        slots.clear();
        slots.reserve(self.slots);
        self.run(0..self.row_start, inputs, apply, slots);
    }

    /// Computes what depends on the row, after [`Self::run_shared`].
    pub fn run_row<N: Kind>(&self, inputs: &Inputs<'_, N>, apply: &mut impl Apply<N>, slots: &mut Vec<N>) {
        slots.truncate(self.row_slot);
        self.run(self.row_start..self.instructions.len(), inputs, apply, slots);
    }

    fn run<N: Kind>(
        &self,
        range: std::ops::Range<usize>,
        inputs: &Inputs<'_, N>,
        apply: &mut impl Apply<N>,
        slots: &mut Vec<N>,
    ) {
        for instruction in &self.instructions[range] {
            let value = match *instruction {
                Instruction::Local(i) => inputs.locals[i].clone(),
                Instruction::Column(i) => inputs.columns[i].clone(),
                Instruction::Constant(i) => inputs.constants[i].clone(),
                Instruction::Add(a, b) => slots[a].add(&slots[b]),
                Instruction::Mul(a, b) => slots[a].mul(&slots[b]),
                Instruction::Jet(f, a) => {
                    let jet = apply.jet(f, &slots[a]);
                    slots.extend(jet);
                    continue;
                }
                Instruction::Products(f, a) => {
                    let products = apply.products(f, &slots[a]);
                    slots.extend(products);
                    continue;
                }
            };
            slots.push(value);
        }
    }

    /// Every entry of the matrix in turn, without vertex coordinates: those of outer functions by
    /// `outer(weight, g_a, g_b)`.
    pub fn each_entry<N: Kind, E>(
        &self,
        slots: &[N],
        outer: impl Fn(&N, &N, &N) -> N,
        mut visit: impl FnMut(usize, usize, &N) -> Result<(), E>,
    ) -> Result<(), E> {
        for entry in &self.entries {
            for term in &entry.terms {
                visit(entry.a, entry.b, &slots[term.slot])?;
            }
        }
        for Outer { weight, gradient } in &self.outers {
            for (i, (a, p)) in gradient.iter().enumerate() {
                for (b, q) in &gradient[i..] {
                    let (p, q) = (&slots[p[0].slot], &slots[q[0].slot]);
                    visit(*a, *b, &outer(&slots[*weight], p, q))?;
                }
            }
        }
        Ok(())
    }

    /// The first function whose argument is defined and whose jet is not, with its argument.
    pub fn guilty<N: Kind>(&self, slots: &[N]) -> Option<(NodeId, N)> {
        let mut slot = 0;
        for (instruction, origin) in self.instructions.iter().zip(&self.origins) {
            let width = instruction.width();
            if let (Instruction::Jet(_, argument), Some(node)) = (*instruction, *origin) {
                let argument = &slots[argument];
                if argument.is_defined() && slots[slot..slot + width].iter().any(|s| !s.is_defined()) {
                    return Some((node, argument.clone()));
                }
            }
            slot += width;
        }
        None
    }
}

/// Orders what the matrix needs, row-free symbols first, and numbers the slots.
fn compile(builder: &Builder, hessian: &PolynomialHessian, locals: &Locals) -> Program {
    let mut program = Program { monomials: vec![Monomial::new()], ..Program::default() };
    let of_outers = hessian.outers.iter().flat_map(|(weight, gradient)| {
        gradient.iter().flat_map(|(_, slope)| slope.values().copied()).chain([*weight])
    });
    let of_entries = hessian.entries.values().flat_map(|entry| entry.values().copied());
    let needed = needed(builder, of_entries.chain(of_outers));
    let by_row = depends_on_row(builder, locals);
    let mut slot_of: HashMap<SymbolId, usize> = HashMap::new();
    let mut applied: HashMap<Instruction, usize> = HashMap::new();
    for pass in [false, true] {
        if pass {
            program.row_start = program.instructions.len();
            program.row_slot = program.slots;
        }
        for &symbol in needed.iter().filter(|&&s| by_row[s] == pass) {
            let mut origin = None;
            // The slot among those of the instruction.
            let mut offset = 0;
            let instruction = match &builder.symbols()[symbol] {
                Symbol::Local(i) => Instruction::Local(*i),
                Symbol::Column(i) => Instruction::Column(*i),
                Symbol::Constant(q) => {
                    program.constants.push(q.clone());
                    Instruction::Constant(program.constants.len() - 1)
                }
                Symbol::Add(a, b) => Instruction::Add(slot_of[a], slot_of[b]),
                Symbol::Mul(a, b) => Instruction::Mul(slot_of[a], slot_of[b]),
                Symbol::Apply(f, order, a) => {
                    (origin, offset) = (builder.origin(*f, *a), *order);
                    Instruction::Jet(*f, slot_of[a])
                }
                Symbol::Product(f, order, a) => {
                    (origin, offset) = (builder.origin(*f, *a), *order - 1);
                    Instruction::Products(*f, slot_of[a])
                }
            };
            if let Some(slot) = applied.get(&instruction) {
                slot_of.insert(symbol, slot + offset);
                continue;
            }
            if instruction.width() > 1 {
                applied.insert(instruction, program.slots);
            }
            slot_of.insert(symbol, program.slots + offset);
            program.slots += instruction.width();
            program.instructions.push(instruction);
            program.origins.push(origin);
        }
    }
    let monomials = &mut program.monomials;
    let mut terms = |polynomial: &Polynomial| -> Vec<Term> {
        let term = |(monomial, symbol): (&Monomial, &SymbolId)| {
            let known = monomials.iter().position(|known| known == monomial);
            let monomial = known.unwrap_or_else(|| {
                monomials.push(monomial.clone());
                monomials.len() - 1
            });
            Term { monomial, slot: slot_of[symbol] }
        };
        polynomial.iter().map(term).collect()
    };
    let entries = hessian.entries.iter();
    let entries = entries.map(|(&(a, b), entry)| Entry { a, b, terms: terms(entry) }).collect();
    let outers = hessian.outers.iter().map(|(weight, gradient)| Outer {
        weight: slot_of[weight],
        gradient: gradient.iter().map(|(a, slope)| (*a, terms(slope))).collect(),
    });
    program.outers = outers.collect();
    program.entries = entries;
    program
}

/// The symbols that the given ones depend on, in order.
fn needed(builder: &Builder, roots: impl Iterator<Item = SymbolId>) -> BTreeSet<SymbolId> {
    let mut needed = BTreeSet::new();
    let mut open: Vec<SymbolId> = roots.collect();
    while let Some(symbol) = open.pop() {
        if needed.insert(symbol) {
            match builder.symbols()[symbol] {
                Symbol::Local(_) | Symbol::Column(_) | Symbol::Constant(_) => {}
                Symbol::Add(a, b) | Symbol::Mul(a, b) => open.extend([a, b]),
                Symbol::Apply(_, _, a) | Symbol::Product(_, _, a) => open.push(a),
            }
        }
    }
    needed
}

fn depends_on_row(builder: &Builder, locals: &Locals) -> Vec<bool> {
    let mut result: Vec<bool> = Vec::with_capacity(builder.symbols().len());
    for symbol in builder.symbols() {
        let depends = match *symbol {
            Symbol::Local(i) => locals.depends_on_row(i),
            Symbol::Column(_) => true,
            Symbol::Constant(_) => false,
            Symbol::Add(a, b) | Symbol::Mul(a, b) => result[a] || result[b],
            Symbol::Apply(_, _, a) | Symbol::Product(_, _, a) => result[a],
        };
        result.push(depends);
    }
    result
}
