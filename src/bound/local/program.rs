//! The second derivatives of a row's expression in its local coordinates, as a straight-line program.
//!
//! What no data column reaches is computed once a cell. The same program runs over every kind of number:
//! intervals and affine forms for proofs, exact rationals for constant Hessians.

use super::expansion::Monomial;
use crate::expression::NodeId;
use crate::function::Function;
use crate::kind::Kind;
use crate::number::Rational;

/// One instruction; operands and results are slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Instruction {
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
    pub fn width(self) -> usize {
        match self {
            Instruction::Jet(..) => 3,
            Instruction::Products(..) => 2,
            _ => 1,
        }
    }
}

/// A term `t^m·U`: the monomial's number and the slot of `U`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub monomial: usize,
    pub slot: usize,
}

/// An entry `K_ab`, `a ≤ b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub a: usize,
    pub b: usize,
    pub terms: Vec<Term>,
}

/// `weight·g gᵀ` with the gradient `g` of an expression inside a convex function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outer {
    /// The slot of the weight, which is nowhere negative.
    pub weight: usize,
    /// Local coordinates and the gradient's components, those not identically zero.
    pub gradient: Vec<(usize, Vec<Term>)>,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(super) instructions: Vec<Instruction>,
    /// The graph node that each jet or product instruction applies its function at.
    pub(super) origins: Vec<Option<NodeId>>,
    /// The first instruction that depends on the row.
    pub(super) row_start: usize,
    /// The slot of that instruction's result.
    pub(super) row_slot: usize,
    pub(super) slots: usize,
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
pub(crate) struct Inputs<'a, N> {
    pub locals: &'a [N],
    pub columns: &'a [N],
    pub constants: &'a [N],
}

/// How a program applies functions.
pub(crate) trait Apply<N> {
    /// `[f, f′, f″]`.
    fn jet(&mut self, f: Function, x: &N) -> [N; 3];
    /// `[f·f′, f·f″]`.
    fn products(&mut self, f: Function, x: &N) -> [N; 2];
}

/// By the numbers themselves.
pub(crate) struct Direct;

impl<N: Kind> Apply<N> for Direct {
    fn jet(&mut self, f: Function, x: &N) -> [N; 3] {
        x.jet(f)
    }

    fn products(&mut self, f: Function, x: &N) -> [N; 2] {
        x.products(f)
    }
}

impl Program {
    /// Whether the second derivatives vanish identically.
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty() && self.outers.is_empty()
    }

    /// Whether no entry depends on a local coordinate: the Hessian is constant.
    pub fn is_constant(&self) -> bool {
        self.instructions.iter().all(|i| !matches!(i, Instruction::Local(_)))
    }

    /// The numbers of operations and of functions in what does not depend on the row, and in what does.
    pub fn sizes(&self) -> [(u64, u64); 2] {
        let size = |instructions: &[Instruction]| {
            let functions = instructions.iter().filter(|instruction| instruction.width() > 1).count() as u64;
            (instructions.len() as u64 - functions, functions)
        };
        let (shared, row) = self.instructions.split_at(self.row_start);
        [size(shared), size(row)]
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

    /// Every entry of the matrix in turn, without vertex coordinates.
    pub fn each_entry<N: Kind, E>(
        &self,
        slots: &[N],
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
                    visit(*a, *b, &slots[*weight].mul(p).mul(q))?;
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
