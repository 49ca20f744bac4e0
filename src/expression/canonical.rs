//! Canonical forms: expressions that are equal by the laws of sums, products, powers and parities get the same number, and are
//! then the same partial function, for every rule keeps the value **and the domain** (theory.md, I2): a term whose factors
//! cancel stays, with the factor 0. Different numbers prove nothing: `(a + b)²` is not multiplied out.

use super::graph::{Graph, Node, NodeId};
use crate::budget::Budget;
use crate::function::{Function, Parity};
use crate::number::{pair_work, words};
use rug::Rational;
use rug::ops::Pow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A form's number.
pub type FormId = usize;

/// A canonical expression; operands are numbers of others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The parameter of this index.
    Parameter(usize),
    /// The data column of this index.
    Column(usize),
    /// `Σ factor·form + constant`; the first factor that is not 0 is positive where parity could see to it.
    Sum {
        /// The terms, factors of 0 included.
        terms: BTreeMap<FormId, Rational>,
        /// The constant.
        constant: Rational,
    },
    /// `Π form^exponent`, exponents positive.
    Product(BTreeMap<FormId, u64>),
    /// A function of a form.
    Apply(Function, FormId),
}

/// What stands for a parameter or a column: `±` the one of this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Signed {
    /// The index.
    pub index: usize,
    /// Whether with a minus.
    pub is_negative: bool,
}

/// Factors of more bits stay inside powers and products.
const MOST_BITS: u64 = 10_000;
/// The units that a node takes, and a word of what is copied or changed on the way.
const NODE: u64 = 200;
const WORD: u64 = 10;
/// The machine words that a term or factor takes besides its number.
const TERM_WORDS: u64 = 12;

/// A node's form: written down only where something else than a sum or a product needs its number.
#[derive(Clone, Debug)]
enum Value {
    Linear(Linear),
    Monomial(Rational, BTreeMap<FormId, u64>),
}

impl Value {
    fn words(&self) -> u64 {
        match self {
            Value::Linear(linear) => linear.words(),
            Value::Monomial(factor, powers) => words(factor) + factors_words(powers),
        }
    }
}

fn factors_words(powers: &BTreeMap<FormId, u64>) -> u64 {
    TERM_WORDS * powers.len() as u64
}

impl Default for Value {
    fn default() -> Self {
        Value::Linear(Linear::default())
    }
}

#[derive(Clone, Debug, Default)]
struct Linear {
    terms: BTreeMap<FormId, Rational>,
    constant: Rational,
}

impl Linear {
    fn constant(constant: Rational) -> Self {
        Linear { terms: BTreeMap::new(), constant }
    }

    fn single(form: FormId, factor: Rational) -> Self {
        Linear { terms: BTreeMap::from([(form, factor)]), constant: Rational::new() }
    }

    fn words(&self) -> u64 {
        let terms: u64 = self.terms.values().map(|factor| TERM_WORDS + words(factor)).sum();
        terms + words(&self.constant)
    }

    fn is_negative(&self) -> bool {
        let first = self.terms.values().find(|factor| !factor.is_zero());
        *first.unwrap_or(&self.constant) < 0
    }

    fn negated(mut self) -> Self {
        self.terms.values_mut().for_each(|factor| *factor *= -1);
        self.constant *= -1;
        self
    }
}

/// The forms of one graph's expressions, under any renaming of its parameters and columns.
#[derive(Debug)]
pub struct Canon<'g> {
    graph: &'g Graph,
    budget: &'g Budget,
    roots: Vec<NodeId>,
    /// For each node how often it is used, 0 where no root needs it.
    uses: Vec<usize>,
    /// All so far; operands come before their users.
    pub(crate) forms: Vec<Rc<Form>>,
    index: HashMap<Rc<Form>, FormId>,
    made: u64,
    /// Whether an exponent or a number has grown too long, or the budget is spent.
    is_stopped: bool,
}

impl<'g> Canon<'g> {
    /// For the expressions at these nodes.
    pub fn new(graph: &'g Graph, roots: impl IntoIterator<Item = NodeId>, budget: &'g Budget) -> Self {
        let roots: Vec<NodeId> = roots.into_iter().collect();
        let nodes = graph.nodes();
        let mut uses = vec![0; nodes.len()];
        roots.iter().for_each(|root| uses[root.index()] += 1);
        for i in (0..nodes.len()).rev() {
            if uses[i] > 0 {
                nodes[i].operands().for_each(|x| uses[x.index()] += 1);
            }
        }
        let (forms, index) = (Vec::new(), HashMap::new());
        Canon { graph, budget, roots, uses, forms, index, made: 0, is_stopped: false }
    }

    /// The roots' forms after parameters and columns are replaced, columns behind the end of their list staying; `None` where
    /// exponents or numbers grow too long, or the budget is spent.
    pub fn forms_of_roots(&mut self, parameters: &[Signed], columns: &[Signed]) -> Option<Vec<FormId>> {
        let forms = self.pass(parameters, columns);
        self.budget.release(std::mem::take(&mut self.made));
        forms
    }

    fn pass(&mut self, parameters: &[Signed], columns: &[Signed]) -> Option<Vec<FormId>> {
        let mut left = self.uses.clone();
        let mut values: Vec<Option<Value>> = vec![None; left.len()];
        self.make(TERM_WORDS * left.len() as u64);
        for (i, node) in self.graph.nodes().iter().enumerate() {
            if left[i] == 0 {
                continue;
            }
            // The last user takes the value along.
            let mut take = |x: &NodeId| {
                left[x.index()] -= 1;
                let value = &mut values[x.index()];
                if left[x.index()] == 0 {
                    value.take().unwrap_or_default()
                } else {
                    let copy = value.as_ref();
                    self.make(copy.map_or(0, Value::words));
                    copy.filter(|_| !self.is_stopped).cloned().unwrap_or_default()
                }
            };
            let value = match node {
                Node::Constant(q) => Value::Linear(Linear::constant(q.clone())),
                Node::Parameter(k) => self.literal(*parameters.get(*k as usize)?, Form::Parameter),
                Node::Column(c) => {
                    let index = *c as usize;
                    let own = Signed { index, is_negative: false };
                    self.literal(columns.get(index).copied().unwrap_or(own), Form::Column)
                }
                Node::Add(x, y) => {
                    let (x, y) = (take(x), take(y));
                    self.sum(x, y)
                }
                Node::Mul(x, y) => {
                    let (x, y) = (take(x), take(y));
                    self.product(x, y)
                }
                Node::Apply(f, x) => {
                    let x = take(x);
                    self.applied(*f, x)
                }
            };
            if self.is_stopped || !self.budget.spend(NODE) {
                return None;
            }
            values[i] = Some(value);
        }
        let roots: Vec<Option<Value>> = self.roots.iter().map(|root| values[root.index()].clone()).collect();
        let form = |root: Option<Value>| {
            let linear = self.linear(root?);
            Some(self.form(linear))
        };
        roots.into_iter().map(form).collect()
    }

    /// Pays for so many words, which are held until the end of the pass.
    fn make(&mut self, words: u64) {
        self.made += words;
        self.is_stopped |= !(self.budget.hold(words) && self.budget.spend(WORD * words));
    }

    fn intern(&mut self, form: Form) -> FormId {
        if let Some(&known) = self.index.get(&form) {
            return known;
        }
        // Forms are kept.
        let words = match &form {
            Form::Sum { terms, .. } => terms.values().map(|factor| TERM_WORDS + words(factor)).sum(),
            Form::Product(powers) => factors_words(powers),
            Form::Parameter(_) | Form::Column(_) | Form::Apply(..) => 0,
        };
        self.is_stopped |= !self.budget.hold(TERM_WORDS + words);
        let form = Rc::new(form);
        self.forms.push(form.clone());
        self.index.insert(form, self.forms.len() - 1);
        self.forms.len() - 1
    }

    fn literal(&mut self, x: Signed, form: impl Fn(usize) -> Form) -> Value {
        let factor = if x.is_negative { -1 } else { 1 };
        Value::Linear(Linear::single(self.intern(form(x.index)), Rational::from(factor)))
    }

    fn linear(&mut self, x: Value) -> Linear {
        match x {
            Value::Linear(linear) => linear,
            Value::Monomial(factor, powers) => match powers.first_key_value() {
                Some((&form, 1)) if powers.len() == 1 => Linear::single(form, factor),
                _ => Linear::single(self.intern(Form::Product(powers)), factor),
            },
        }
    }

    fn form(&mut self, x: Linear) -> FormId {
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && *factor == 1 => form,
            _ => self.intern(Form::Sum { terms: x.terms, constant: x.constant }),
        }
    }

    fn noted(&mut self, q: &Rational) {
        let bits = q.numer().significant_bits().max(q.denom().significant_bits());
        self.is_stopped |=
            bits > Graph::MAX_CONSTANT_BITS || !self.budget.spend(pair_work(words(q), words(q)));
    }

    fn sum(&mut self, x: Value, y: Value) -> Value {
        let (x, y) = (self.linear(x), self.linear(y));
        let (mut sum, rest) = if x.terms.len() < y.terms.len() { (y, x) } else { (x, y) };
        self.make(rest.words());
        sum.constant += rest.constant;
        self.noted(&sum.constant);
        for (form, factor) in rest.terms {
            let entry = sum.terms.entry(form).or_default();
            *entry += factor;
            self.noted(entry);
        }
        Value::Linear(sum)
    }

    fn scaled(&mut self, mut x: Value, factor: &Rational) -> Value {
        self.make(x.words());
        match &mut x {
            Value::Monomial(own, _) => {
                *own *= factor;
                self.noted(own);
            }
            Value::Linear(linear) => {
                for number in linear.terms.values_mut().chain([&mut linear.constant]) {
                    *number *= factor;
                    self.noted(number);
                }
            }
        }
        x
    }

    fn product(&mut self, x: Value, y: Value) -> Value {
        match (x, y) {
            (Value::Linear(x), y) | (y, Value::Linear(x)) if x.terms.is_empty() => {
                self.scaled(y, &x.constant)
            }
            (x, y) => self.true_product(x, y),
        }
    }

    fn true_product(&mut self, x: Value, y: Value) -> Value {
        let ((p, mut powers), (q, mut others)) = (self.monomial(x, 1), self.monomial(y, 1));
        if powers.len() < others.len() {
            std::mem::swap(&mut powers, &mut others);
        }
        self.make(factors_words(&others));
        for (form, power) in others {
            let sum = powers.entry(form).or_default();
            let total = sum.checked_add(power);
            self.is_stopped |= total.is_none();
            *sum = total.unwrap_or(power);
        }
        let factor = p * q;
        self.noted(&factor);
        Value::Monomial(factor, powers)
    }

    fn applied(&mut self, f: Function, x: Value) -> Value {
        if let Function::Power(n @ 2..) = f {
            return self.power(x, n as u32);
        }
        let x = self.linear(x);
        let is_negative = f.parity() != Parity::None && x.is_negative();
        let x = if is_negative { x.negated() } else { x };
        let argument = self.form(x);
        let sign = if is_negative && f.parity() == Parity::Odd { -1 } else { 1 };
        Value::Linear(Linear::single(self.intern(Form::Apply(f, argument)), Rational::from(sign)))
    }

    fn power(&mut self, x: Value, n: u32) -> Value {
        let (factor, mut powers) = self.monomial(x, n);
        for power in powers.values_mut() {
            let total = power.checked_mul(u64::from(n));
            self.is_stopped |= total.is_none();
            *power = total.unwrap_or(1);
        }
        Value::Monomial(factor.pow(n), powers)
    }

    /// As a factor times a product of powers; the factor is left inside where the given power of it would be long.
    fn monomial(&mut self, x: Value, power: u32) -> (Rational, BTreeMap<FormId, u64>) {
        let is_short = |q: &Rational| {
            let bits = q.numer().significant_bits() + q.denom().significant_bits();
            u64::from(bits) * u64::from(power) <= MOST_BITS
        };
        let x = match x {
            Value::Monomial(factor, powers) if is_short(&factor) => return (factor, powers),
            other => self.linear(other),
        };
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && is_short(factor) => {
                let powers = match &*self.forms[form] {
                    Form::Product(powers) => powers.clone(),
                    _ => BTreeMap::from([(form, 1)]),
                };
                (factor.clone(), powers)
            }
            _ => {
                let is_negative = x.is_negative();
                let form = self.form(if is_negative { x.negated() } else { x });
                (Rational::from(if is_negative { -1 } else { 1 }), BTreeMap::from([(form, 1)]))
            }
        }
    }
}
