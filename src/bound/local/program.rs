//! The second derivatives of a row's expression in its local coordinates, as a straight-line program that runs over every kind
//! of number: intervals and affine forms for proofs, exact rationals for constant Hessians. What no data column reaches comes
//! first.

use super::expansion::Monomial;
use crate::function::Function;
use crate::kind::Kind;
use crate::number::Rational;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub monomial: usize,
    pub slot: usize,
}

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

#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(super) instructions: Vec<Instruction>,
    /// The first instruction that depends on the row.
    pub(super) row_start: usize,
    pub(super) row_slot: usize,
    pub(super) slots: usize,
    pub constants: Vec<Rational>,
    /// The monomials of the vertex coordinates; the first is 1.
    pub monomials: Vec<Monomial>,
    /// The entries that are not identically zero, outer functions apart.
    pub entries: Vec<Entry>,
    /// The first parts of convex outer functions.
    pub outers: Vec<Outer>,
}

pub(crate) struct Inputs<'a, N> {
    pub locals: &'a [N],
    pub columns: &'a [N],
    pub constants: &'a [N],
}

pub(crate) trait Apply<N> {
    /// `[f, f′, f″]`.
    fn jet(&mut self, f: Function, x: &N) -> [N; 3];
    /// `[f·f′, f·f″]`.
    fn products(&mut self, f: Function, x: &N) -> [N; 2];
}

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
}
