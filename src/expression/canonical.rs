//! Canonical forms: expressions that are equal by the laws of sums, products, powers and parities get the same
//! number.
//!
//! *What equal numbers prove.* A form stands for a partial function of parameters and columns, defined where
//! all of its parts are. Every rule below keeps the value **and the domain**, so two expressions with the same
//! number are the same partial function:
//!
//! - sums and products are flattened and sorted, like terms gathered; a term whose factors cancel stays, with
//!   the factor 0, for it may be undefined somewhere;
//! - powers with positive exponents are gathered and multiplied out over products; others are functions like
//!   all others (`x·x⁻¹` is no constant);
//! - an odd function's argument gives its sign away, an even one's loses it.
//!
//! Different numbers prove nothing: `(a + b)²` is not multiplied out.

use super::function::{Function, Parity};
use super::graph::{Graph, Node, NodeId};
use rug::Rational;
use rug::ops::Pow;
use std::collections::{BTreeMap, HashMap};

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
/// Where numbers grow longer than so many bits, no form is found.
const LONGEST: u32 = 1 << 20;

/// `Σ factor·form + constant`.
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

    /// The sign of the first number that is not 0.
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
    roots: Vec<NodeId>,
    /// For each node how often it is used, 0 where no root needs it.
    uses: Vec<usize>,
    forms: Vec<Form>,
    index: HashMap<Form, FormId>,
    is_too_long: bool,
}

impl<'g> Canon<'g> {
    /// For the expressions at these nodes.
    pub fn new(graph: &'g Graph, roots: impl IntoIterator<Item = NodeId>) -> Self {
        let roots: Vec<NodeId> = roots.into_iter().collect();
        let nodes = graph.nodes();
        let mut uses = vec![0; nodes.len()];
        roots.iter().for_each(|root| uses[root.index()] += 1);
        for i in (0..nodes.len()).rev() {
            if uses[i] > 0 {
                nodes[i].operands().for_each(|x| uses[x.index()] += 1);
            }
        }
        Canon { graph, roots, uses, forms: Vec::new(), index: HashMap::new(), is_too_long: false }
    }

    /// All forms so far; operands come before their users.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// The number of a form that has one.
    pub fn number(&self, form: &Form) -> Option<FormId> {
        self.index.get(form).copied()
    }

    /// The roots' forms after parameters and columns are replaced; `None` where exponents or numbers grow too
    /// long. As many replacements as parameters and columns, each index below their number.
    pub fn forms_of_roots(&mut self, parameters: &[Signed], columns: &[Signed]) -> Option<Vec<FormId>> {
        let mut left = self.uses.clone();
        let mut values: Vec<Option<Linear>> = vec![None; left.len()];
        for (i, node) in self.graph.nodes().iter().enumerate() {
            if left[i] == 0 {
                continue;
            }
            // The last user takes the value along.
            let mut take = |x: &NodeId| {
                left[x.index()] -= 1;
                let value = &mut values[x.index()];
                if left[x.index()] == 0 { value.take() } else { value.clone() }.unwrap_or_default()
            };
            let value = match node {
                Node::Constant(q) => Linear::constant(q.clone()),
                Node::Parameter(k) => self.literal(*parameters.get(*k as usize)?, Form::Parameter),
                Node::Column(c) => self.literal(*columns.get(*c as usize)?, Form::Column),
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
            if self.is_too_long {
                return None;
            }
            values[i] = Some(value);
        }
        let roots: Vec<Option<Linear>> = self.roots.iter().map(|root| values[root.index()].clone()).collect();
        roots.into_iter().map(|root| root.map(|root| self.form(root))).collect()
    }

    fn intern(&mut self, form: Form) -> FormId {
        if let Some(&known) = self.index.get(&form) {
            return known;
        }
        self.forms.push(form.clone());
        self.index.insert(form, self.forms.len() - 1);
        self.forms.len() - 1
    }

    fn literal(&mut self, x: Signed, form: impl Fn(usize) -> Form) -> Linear {
        let factor = if x.is_negative { -1 } else { 1 };
        Linear::single(self.intern(form(x.index)), Rational::from(factor))
    }

    /// The number of a linear combination's form.
    fn form(&mut self, x: Linear) -> FormId {
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && *factor == 1 => form,
            _ => self.intern(Form::Sum { terms: x.terms, constant: x.constant }),
        }
    }

    /// Notes a number that has grown too long.
    fn noted(&mut self, q: &Rational) {
        let bits = q.numer().significant_bits().max(q.denom().significant_bits());
        self.is_too_long |= bits > LONGEST;
    }

    fn sum(&mut self, x: Linear, y: Linear) -> Linear {
        let (mut sum, rest) = if x.terms.len() < y.terms.len() { (y, x) } else { (x, y) };
        sum.constant += rest.constant;
        self.noted(&sum.constant);
        for (form, factor) in rest.terms {
            let entry = sum.terms.entry(form).or_default();
            *entry += factor;
            self.noted(entry);
        }
        sum
    }

    fn scaled(&mut self, mut x: Linear, factor: &Rational) -> Linear {
        for number in x.terms.values_mut().chain([&mut x.constant]) {
            *number *= factor;
            self.noted(number);
        }
        x
    }

    fn product(&mut self, x: Linear, y: Linear) -> Linear {
        if x.terms.is_empty() {
            return self.scaled(y, &x.constant);
        }
        if y.terms.is_empty() {
            return self.scaled(x, &y.constant);
        }
        let ((p, mut powers), (q, others)) = (self.monomial(x, 1), self.monomial(y, 1));
        for (form, power) in others {
            let sum = powers.entry(form).or_default();
            let total = sum.checked_add(power);
            self.is_too_long |= total.is_none();
            *sum = total.unwrap_or(power);
        }
        self.of_monomial(p * q, powers)
    }

    fn applied(&mut self, f: Function, x: Linear) -> Linear {
        if let Function::Power(n @ 2..) = f {
            return self.power(x, n as u32);
        }
        let is_negative = f.parity() != Parity::None && x.is_negative();
        let x = if is_negative { x.negated() } else { x };
        let argument = self.form(x);
        let sign = if is_negative && f.parity() == Parity::Odd { -1 } else { 1 };
        Linear::single(self.intern(Form::Apply(f, argument)), Rational::from(sign))
    }

    fn power(&mut self, x: Linear, n: u32) -> Linear {
        let (factor, mut powers) = self.monomial(x, n);
        for power in powers.values_mut() {
            let total = power.checked_mul(u64::from(n));
            self.is_too_long |= total.is_none();
            *power = total.unwrap_or(1);
        }
        self.of_monomial(factor.pow(n), powers)
    }

    /// A linear combination as a factor times a product of powers. The factor is left inside where the given
    /// power of it would be long.
    fn monomial(&mut self, x: Linear, power: u32) -> (Rational, BTreeMap<FormId, u64>) {
        let is_short = |q: &Rational| {
            let bits = q.numer().significant_bits() + q.denom().significant_bits();
            u64::from(bits) * u64::from(power) <= MOST_BITS
        };
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && is_short(factor) => {
                let powers = match &self.forms[form] {
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

    fn of_monomial(&mut self, factor: Rational, powers: BTreeMap<FormId, u64>) -> Linear {
        match powers.first_key_value() {
            Some((&form, 1)) if powers.len() == 1 => Linear::single(form, factor),
            _ => Linear::single(self.intern(Form::Product(powers)), factor),
        }
    }
}
