//! The second derivatives of a row's expression in its local coordinates, as a straight-line program.
//!
//! With `z = P·θ + p` the maximal affine sub-expressions of a row and `e(z)` the rest, the program
//! computes the entries `K_ab = ∂²e/∂z_a∂z_b` that are not identically zero, by forward rules:
//!
//! ```text
//! (x + y)″ = x″ + y″      (x·y)″ = x″y + x′y′ᵀ + y′x′ᵀ + x·y″      f(x)″ = f″(x)·x′x′ᵀ + f′(x)·x″
//! ```
//!
//! The rules are applied once, symbolically: zeros and ones vanish, equal sub-expressions are shared, and
//! what no data column reaches is computed once a cell. The same program runs over every kind of number:
//! intervals and affine forms for proofs, exact rationals for constant Hessians, floats for the search.
//!
//! Squares on the outside, `c·u²` with a constant `c > 0`, are kept apart: of `c·u² ″ = 2c·u′u′ᵀ + 2c·u·u″` only
//! the second part becomes entries, and the first stays a weight and a gradient, so that a bound may use
//! that it is positive semidefinite.
//!
//! Source of the rules: Griewank and Walther, *Evaluating Derivatives* (2008), chapter 13.

use super::local::Locals;
use crate::expression::{Function, Graph, Node, NodeId};
use crate::number::{Number, Rational};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A symbolic operation while the program is built.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Symbol {
    Local(usize),
    Column(usize),
    Constant(Rational),
    Add(usize, usize),
    Mul(usize, usize),
    /// A function's derivative of order 0, 1 or 2.
    Apply(Function, usize, usize),
}

/// One instruction; operands and results are slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instruction {
    Local(usize),
    Column(usize),
    Constant(usize),
    Add(usize, usize),
    Mul(usize, usize),
    /// `f, f′, f″` of a slot, into this slot and the two after it.
    Jet(Function, usize),
}

impl Instruction {
    fn width(self) -> usize {
        if matches!(self, Instruction::Jet(..)) { 3 } else { 1 }
    }
}

/// An entry `K_ab`, `a ≤ b`, and the slot that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    a: usize,
    b: usize,
    slot: usize,
}

/// `weight·g gᵀ` with the gradient `g` of a squared expression; `weight > 0` is a constant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Square {
    /// The slot of the weight.
    weight: usize,
    /// Local coordinates and the slots of the gradient's components, those not identically zero.
    gradient: Vec<(usize, usize)>,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
    /// The graph node that each jet instruction applies its function at.
    origins: Vec<Option<NodeId>>,
    /// The first instruction that depends on the row.
    row_start: usize,
    /// The slot of that instruction's result.
    row_slot: usize,
    slots: usize,
    /// Constants, as the instructions number them.
    pub constants: Vec<Rational>,
    /// The entries that are not identically zero, squares apart.
    entries: Vec<Entry>,
    /// The squares' first parts.
    squares: Vec<Square>,
}

/// What a program reads, all of one kind of number.
pub(super) struct Inputs<'a, N> {
    pub locals: &'a [N],
    pub columns: &'a [N],
    pub constants: &'a [N],
}

impl Program {
    /// The program of the second derivatives of `root`.
    pub fn new(graph: &Graph, root: NodeId, locals: &Locals) -> Self {
        let mut builder = Builder::default();
        let hessian = builder.differentiate(graph, root, locals);
        builder.compile(hessian, locals)
    }

    /// Whether the second derivatives vanish identically.
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty() && self.squares.is_empty()
    }

    /// Whether no entry depends on a local coordinate: the Hessian is constant.
    pub fn is_constant(&self) -> bool {
        self.instructions.iter().all(|i| !matches!(i, Instruction::Local(_)))
    }

    /// Computes what does not depend on the row.
    pub fn run_shared<N: Number>(&self, inputs: &Inputs<'_, N>, slots: &mut Vec<N>) {
        slots.clear();
        slots.reserve(self.slots);
        self.run(0..self.row_start, inputs, slots);
    }

    /// Computes what depends on the row, after [`Self::run_shared`].
    pub fn run_row<N: Number>(&self, inputs: &Inputs<'_, N>, slots: &mut Vec<N>) {
        slots.truncate(self.row_slot);
        self.run(self.row_start..self.instructions.len(), inputs, slots);
    }

    fn run<N: Number>(&self, range: std::ops::Range<usize>, inputs: &Inputs<'_, N>, slots: &mut Vec<N>) {
        for instruction in &self.instructions[range] {
            let value = match *instruction {
                Instruction::Local(i) => inputs.locals[i].clone(),
                Instruction::Column(i) => inputs.columns[i].clone(),
                Instruction::Constant(i) => inputs.constants[i].clone(),
                Instruction::Add(a, b) => slots[a].add(&slots[b]),
                Instruction::Mul(a, b) => slots[a].mul(&slots[b]),
                Instruction::Jet(f, a) => {
                    let jet = slots[a].jet(f);
                    slots.extend(jet);
                    continue;
                }
            };
            slots.push(value);
        }
    }

    /// Every entry of the matrix in turn: those of the squares by `outer(weight, g_a, g_b)`.
    pub fn each_entry<N: Number, E>(
        &self,
        slots: &[N],
        outer: impl Fn(&N, &N, &N) -> N,
        mut visit: impl FnMut(usize, usize, &N) -> Result<(), E>,
    ) -> Result<(), E> {
        for entry in &self.entries {
            visit(entry.a, entry.b, &slots[entry.slot])?;
        }
        for Square { weight, gradient } in &self.squares {
            for (i, &(a, p)) in gradient.iter().enumerate() {
                for &(b, q) in &gradient[i..] {
                    visit(a, b, &outer(&slots[*weight], &slots[p], &slots[q]))?;
                }
            }
        }
        Ok(())
    }

    /// The first function whose argument is defined and whose jet is not, with its argument.
    pub fn guilty<N: Number>(&self, slots: &[N]) -> Option<(NodeId, N)> {
        let mut slot = 0;
        for (instruction, origin) in self.instructions.iter().zip(&self.origins) {
            if let (Instruction::Jet(_, argument), Some(node)) = (*instruction, *origin) {
                let argument = &slots[argument];
                if argument.is_defined() && slots[slot..slot + 3].iter().any(|s| !s.is_defined()) {
                    return Some((node, argument.clone()));
                }
            }
            slot += instruction.width();
        }
        None
    }
}

/// The second derivatives as symbols.
#[derive(Default)]
struct Hessian {
    entries: BTreeMap<(usize, usize), usize>,
    /// Weight and gradient of each square.
    squares: Vec<(usize, Vec<(usize, usize)>)>,
}

/// First and second derivatives of a graph node, sparse; `value` and all others are symbols.
#[derive(Clone, Debug, Default)]
struct Derivatives {
    value: usize,
    first: BTreeMap<usize, usize>,
    second: BTreeMap<(usize, usize), usize>,
}

#[derive(Default)]
struct Builder {
    symbols: Vec<Symbol>,
    index: HashMap<Symbol, usize>,
    /// The graph node a function application belongs to.
    origins: HashMap<(Function, usize), NodeId>,
}

impl Builder {
    fn symbol(&mut self, symbol: Symbol) -> usize {
        if let Some(&known) = self.index.get(&symbol) {
            return known;
        }
        self.symbols.push(symbol.clone());
        self.index.insert(symbol, self.symbols.len() - 1);
        self.symbols.len() - 1
    }

    fn constant(&mut self, q: Rational) -> usize {
        self.symbol(Symbol::Constant(q))
    }

    fn value_of(&self, symbol: usize) -> Option<&Rational> {
        match &self.symbols[symbol] {
            Symbol::Constant(q) => Some(q),
            _ => None,
        }
    }

    fn add(&mut self, a: usize, b: usize) -> usize {
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

    fn mul(&mut self, a: usize, b: usize) -> usize {
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

    fn apply(&mut self, f: Function, order: usize, argument: usize) -> usize {
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
    fn accumulate<K: Ord>(&mut self, into: &mut BTreeMap<K, usize>, key: K, term: usize) {
        let sum = match into.get(&key) {
            Some(&before) => self.add(before, term),
            None => term,
        };
        into.insert(key, sum);
    }

    /// Forward rules over the part of the graph above the local coordinates.
    fn differentiate(&mut self, graph: &Graph, root: NodeId, locals: &Locals) -> Hessian {
        if locals.len() == 0 {
            return Hessian::default();
        }
        let mut known: HashMap<NodeId, Derivatives> = HashMap::new();
        for node in locals.above(graph, root) {
            let derivatives = match locals.position(node) {
                Some(local) => {
                    let one = self.constant(Rational::from(1));
                    let value = self.symbol(Symbol::Local(local));
                    Derivatives { value, first: BTreeMap::from([(local, one)]), second: BTreeMap::new() }
                }
                None => self.step(graph, node, &known),
            };
            known.insert(node, derivatives);
        }
        self.collect(graph, root, &known)
    }

    /// Sums and constant multiples from the root down, users before operands, so that each node comes once
    /// with its whole factor; squares with a positive one are kept apart.
    fn collect(&mut self, graph: &Graph, root: NodeId, known: &HashMap<NodeId, Derivatives>) -> Hessian {
        let mut hessian = Hessian::default();
        let zero = Rational::new();
        let mut open = BTreeMap::from([(root, Rational::from(1))]);
        while let Some((node, scale)) = open.pop_last() {
            match graph.node(node) {
                Node::Add(x, y) => {
                    *open.entry(*x).or_default() += &scale;
                    *open.entry(*y).or_default() += scale;
                }
                Node::Mul(x, y) if graph.constant_value(*x).is_some() => {
                    *open.entry(*y).or_default() += scale * graph.constant_value(*x).unwrap_or(&zero);
                }
                Node::Mul(x, y) if graph.constant_value(*y).is_some() => {
                    *open.entry(*x).or_default() += scale * graph.constant_value(*y).unwrap_or(&zero);
                }
                Node::Apply(Function::Power(2), u) if scale > 0 && known.contains_key(u) => {
                    let u = &known[u];
                    let weight = self.constant(scale * 2u32);
                    let slope = self.mul(weight, u.value);
                    for (&ab, &curvature) in &u.second {
                        let term = self.mul(slope, curvature);
                        self.accumulate(&mut hessian.entries, ab, term);
                    }
                    if !u.first.is_empty() {
                        hessian.squares.push((weight, u.first.iter().map(|(&a, &p)| (a, p)).collect()));
                    }
                }
                _ => {
                    let factor = self.constant(scale);
                    for (&ab, &curvature) in known.get(&node).map_or(&BTreeMap::new(), |d| &d.second) {
                        let term = self.mul(factor, curvature);
                        self.accumulate(&mut hessian.entries, ab, term);
                    }
                }
            }
        }
        hessian
    }

    fn step(&mut self, graph: &Graph, node: NodeId, known: &HashMap<NodeId, Derivatives>) -> Derivatives {
        match graph.node(node) {
            Node::Constant(q) => Derivatives { value: self.constant(q.clone()), ..Default::default() },
            Node::Column(c) => {
                Derivatives { value: self.symbol(Symbol::Column(*c as usize)), ..Default::default() }
            }
            Node::Parameter(_) => unreachable!("a parameter is affine, hence local or below a local"),
            Node::Add(x, y) => self.sum(&known[x], &known[y]),
            Node::Mul(x, y) => self.product(&known[x], &known[y]),
            Node::Apply(f, x) => {
                let x = &known[x];
                self.origins.entry((*f, x.value)).or_insert(node);
                self.composition(*f, x)
            }
        }
    }

    fn sum(&mut self, x: &Derivatives, y: &Derivatives) -> Derivatives {
        let mut result = x.clone();
        result.value = self.add(x.value, y.value);
        for (&a, &term) in &y.first {
            self.accumulate(&mut result.first, a, term);
        }
        for (&ab, &term) in &y.second {
            self.accumulate(&mut result.second, ab, term);
        }
        result
    }

    fn product(&mut self, x: &Derivatives, y: &Derivatives) -> Derivatives {
        let mut result = Derivatives { value: self.mul(x.value, y.value), ..Default::default() };
        for (one, other) in [(x, y), (y, x)] {
            for (&a, &slope) in &one.first {
                let term = self.mul(slope, other.value);
                self.accumulate(&mut result.first, a, term);
            }
            for (&ab, &curvature) in &one.second {
                let term = self.mul(curvature, other.value);
                self.accumulate(&mut result.second, ab, term);
            }
        }
        for (&a, &p) in &x.first {
            for (&b, &q) in &y.first {
                let term = self.mul(p, q);
                self.accumulate(&mut result.second, (a.min(b), a.max(b)), term);
                if a == b {
                    self.accumulate(&mut result.second, (a, b), term);
                }
            }
        }
        result
    }

    fn composition(&mut self, f: Function, x: &Derivatives) -> Derivatives {
        let mut result = Derivatives { value: self.apply(f, 0, x.value), ..Default::default() };
        let [slope, curvature] = [1, 2].map(|order| self.apply(f, order, x.value));
        for (&a, &p) in &x.first {
            let term = self.mul(slope, p);
            self.accumulate(&mut result.first, a, term);
            // The square of the gradient, scaled last: f″ multiplies p·q.
            for (&b, &q) in x.first.range(a..) {
                let square = self.mul(p, q);
                let term = self.mul(curvature, square);
                self.accumulate(&mut result.second, (a, b), term);
            }
        }
        for (&ab, &c) in &x.second {
            let term = self.mul(slope, c);
            self.accumulate(&mut result.second, ab, term);
        }
        result
    }

    /// Orders what the matrix needs, row-free symbols first, and numbers the slots.
    fn compile(self, hessian: Hessian, locals: &Locals) -> Program {
        let of_squares =
            hessian.squares.iter().flat_map(|(weight, g)| g.iter().map(|(_, p)| *p).chain([*weight]));
        let needed = self.needed(hessian.entries.values().copied().chain(of_squares));
        let by_row = self.depends_on_row(locals);
        let mut program = Program::default();
        let mut slot_of: HashMap<usize, usize> = HashMap::new();
        let mut jets: HashMap<(Function, usize), usize> = HashMap::new();
        for pass in [false, true] {
            if pass {
                program.row_start = program.instructions.len();
                program.row_slot = program.slots;
            }
            for &symbol in needed.iter().filter(|&&s| by_row[s] == pass) {
                let mut origin = None;
                let instruction = match &self.symbols[symbol] {
                    Symbol::Local(i) => Instruction::Local(*i),
                    Symbol::Column(i) => Instruction::Column(*i),
                    Symbol::Constant(q) => {
                        program.constants.push(q.clone());
                        Instruction::Constant(program.constants.len() - 1)
                    }
                    Symbol::Add(a, b) => Instruction::Add(slot_of[a], slot_of[b]),
                    Symbol::Mul(a, b) => Instruction::Mul(slot_of[a], slot_of[b]),
                    Symbol::Apply(f, order, a) => {
                        if let Some(&jet) = jets.get(&(*f, *a)) {
                            slot_of.insert(symbol, jet + order);
                            continue;
                        }
                        jets.insert((*f, *a), program.slots);
                        slot_of.insert(symbol, program.slots + order);
                        origin = self.origins.get(&(*f, *a)).copied();
                        Instruction::Jet(*f, slot_of[a])
                    }
                };
                slot_of.entry(symbol).or_insert(program.slots);
                program.slots += instruction.width();
                program.instructions.push(instruction);
                program.origins.push(origin);
            }
        }
        program.entries =
            hessian.entries.into_iter().map(|((a, b), s)| Entry { a, b, slot: slot_of[&s] }).collect();
        let squares = hessian.squares.into_iter().map(|(weight, gradient)| Square {
            weight: slot_of[&weight],
            gradient: gradient.into_iter().map(|(a, s)| (a, slot_of[&s])).collect(),
        });
        program.squares = squares.collect();
        program
    }

    /// The symbols that the given ones depend on, in order.
    fn needed(&self, roots: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut needed = BTreeSet::new();
        let mut open: Vec<usize> = roots.collect();
        while let Some(symbol) = open.pop() {
            if needed.insert(symbol) {
                match self.symbols[symbol] {
                    Symbol::Local(_) | Symbol::Column(_) | Symbol::Constant(_) => {}
                    Symbol::Add(a, b) | Symbol::Mul(a, b) => open.extend([a, b]),
                    Symbol::Apply(_, _, a) => open.push(a),
                }
            }
        }
        needed
    }

    fn depends_on_row(&self, locals: &Locals) -> Vec<bool> {
        let mut result: Vec<bool> = Vec::with_capacity(self.symbols.len());
        for symbol in &self.symbols {
            let depends = match *symbol {
                Symbol::Local(i) => locals.depends_on_row(i),
                Symbol::Column(_) => true,
                Symbol::Constant(_) => false,
                Symbol::Add(a, b) | Symbol::Mul(a, b) => result[a] || result[b],
                Symbol::Apply(_, _, a) => result[a],
            };
            result.push(depends);
        }
        result
    }
}
