//! Which signs a permutation of the parameters needs to be a symmetry: a linear system over the field of two
//! elements.
//!
//! Under θ_i ↦ ±θ_{π(i)} every form of the objective must become ± its image under π. A sum's terms must agree
//! about the sign, a product's signs multiply, an odd function passes its argument's on, an even one has none,
//! and any other wants an argument of sign +. With `−1 = (−1)¹` these are linear equations for the exponents.

use crate::expression::{Canon, Form, FormId, Signed};
use crate::function::Parity;
use rug::Rational;
use std::collections::{BTreeMap, HashMap};

/// `Σ bits_i σ_i + constant` over the field of two elements.
#[derive(Clone, Debug)]
struct Equation {
    bits: Vec<u64>,
    constant: bool,
}

impl Equation {
    fn constant(words: usize, constant: bool) -> Self {
        Equation { bits: vec![0; words], constant }
    }

    fn unknown(words: usize, i: usize) -> Self {
        let mut equation = Self::constant(words, false);
        equation.bits[i / 64] |= 1 << (i % 64);
        equation
    }

    fn add(&mut self, other: &Equation) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own ^= other);
        self.constant ^= other.constant;
    }

    fn has(&self, i: usize) -> bool {
        self.bits[i / 64] >> (i % 64) & 1 == 1
    }

    fn first(&self) -> Option<usize> {
        let word = self.bits.iter().position(|word| *word != 0)?;
        Some(64 * word + self.bits[word].trailing_zeros() as usize)
    }
}

/// Equations that are to be 0, each solved for an unknown that no other has.
#[derive(Debug)]
struct System {
    unknowns: usize,
    solved: BTreeMap<usize, Equation>,
}

impl System {
    /// Asks for `equation = 0`; `None` where that contradicts the others.
    fn require(&mut self, mut equation: Equation) -> Option<()> {
        for (pivot, known) in &self.solved {
            if equation.has(*pivot) {
                equation.add(known);
            }
        }
        let Some(pivot) = equation.first() else { return (!equation.constant).then_some(()) };
        for known in self.solved.values_mut().filter(|known| known.has(pivot)) {
            known.add(&equation);
        }
        self.solved.insert(pivot, equation);
        Some(())
    }

    /// One solution, and the first few of a basis of the differences between solutions.
    fn solutions(&self, most: usize) -> (Vec<bool>, Vec<Vec<bool>>) {
        let constant = |i| self.solved.get(&i).is_some_and(|equation| equation.constant);
        let particular = (0..self.unknowns).map(constant).collect();
        let free = (0..self.unknowns).filter(|i| !self.solved.contains_key(i)).take(most);
        let vector = |k| {
            let entry = |i| i == k || self.solved.get(&i).is_some_and(|equation| equation.has(k));
            (0..self.unknowns).map(entry).collect()
        };
        (particular, free.map(vector).collect())
    }
}

/// Which sign a parameter's place leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Plus,
    Minus,
    Either,
    Neither,
}

/// The forms that some roots consist of, by their shape without signs.
pub(super) struct Shapes<'c> {
    canon: &'c Canon<'c>,
    roots: &'c [FormId],
    needed: Vec<bool>,
    by_shape: HashMap<Form, Vec<FormId>>,
}

impl<'c> Shapes<'c> {
    pub fn new(canon: &'c Canon<'c>, roots: &'c [FormId]) -> Self {
        let forms = canon.forms();
        let mut needed = vec![false; forms.len()];
        roots.iter().for_each(|&root| needed[root] = true);
        for i in (0..forms.len()).rev() {
            if needed[i] {
                operands(&forms[i]).for_each(|x| needed[x] = true);
            }
        }
        let mut by_shape: HashMap<Form, Vec<FormId>> = HashMap::new();
        for (i, form) in forms.iter().enumerate().filter(|(i, _)| needed[*i]) {
            by_shape.entry(unsigned(Form::clone(form))).or_default().push(i);
        }
        Shapes { canon, roots, needed, by_shape }
    }

    /// The signs with which `θ_i ↦ ±θ_{π(i)}` and these columns keep the roots as they are: one choice, and the
    /// first few, `most`, of a basis of the others' differences from it.
    pub fn signs(
        &self,
        permutation: &[usize],
        columns: &[Signed],
        most: usize,
        choice: impl Fn(usize) -> Choice,
    ) -> Option<(Vec<bool>, Vec<Vec<bool>>)> {
        let unknowns = permutation.len();
        let words = unknowns.div_ceil(64);
        let mut system = System { unknowns, solved: BTreeMap::new() };
        for i in 0..unknowns {
            let mut equation = Equation::unknown(words, i);
            match choice(i) {
                Choice::Either => continue,
                Choice::Neither => return None,
                Choice::Plus => {}
                Choice::Minus => equation.constant = true,
            }
            system.require(equation)?;
        }
        let forms = self.canon.forms();
        let mut images: Vec<Option<(FormId, Equation)>> = vec![None; forms.len()];
        for (i, form) in forms.iter().enumerate().filter(|(i, _)| self.needed[*i]) {
            let image = |x: FormId| images[x].as_ref();
            let constant = |constant| Equation::constant(words, constant);
            let found = match &**form {
                Form::Parameter(k) => {
                    (self.only(Form::Parameter(permutation[*k]))?, Equation::unknown(words, *k))
                }
                Form::Column(c) => {
                    (self.only(Form::Column(columns[*c].index))?, constant(columns[*c].is_negative))
                }
                Form::Apply(f, x) => {
                    let (x, sign) = image(*x)?;
                    let sign = match f.parity() {
                        Parity::Odd => sign.clone(),
                        Parity::Even => constant(false),
                        Parity::None => {
                            system.require(sign.clone())?;
                            constant(false)
                        }
                    };
                    (self.only(Form::Apply(*f, *x))?, sign)
                }
                Form::Product(powers) => {
                    let mut moved = BTreeMap::new();
                    let mut total = constant(false);
                    for (x, power) in powers {
                        let (x, sign) = image(*x)?;
                        moved.insert(*x, *power);
                        if power % 2 == 1 {
                            total.add(sign);
                        }
                    }
                    (self.only(Form::Product(moved))?, total)
                }
                Form::Sum { terms, constant: own } => {
                    let mut moved = BTreeMap::new();
                    for (x, factor) in terms {
                        moved.insert(image(*x)?.0, factor.clone().abs());
                    }
                    let shape = Form::Sum { terms: moved, constant: own.clone().abs() };
                    let target = self.by_shape.get(&shape)?;
                    let target = *target.iter().find(|x| **x == i).or(target.first())?;
                    let Form::Sum { terms: others, constant: other } = &*forms[target] else { return None };
                    // The sign of each term, its own and its image's factor compared.
                    let mut signs = Vec::new();
                    for (x, factor) in terms.iter().filter(|(_, factor)| !factor.is_zero()) {
                        let (x, sign) = image(*x)?;
                        let mut sign = sign.clone();
                        sign.constant ^= is_negative(factor) != is_negative(&others[x]);
                        signs.push(sign);
                    }
                    if !own.is_zero() {
                        signs.push(constant(is_negative(own) != is_negative(other)));
                    }
                    let first = signs.first().cloned().unwrap_or_else(|| constant(false));
                    for mut sign in signs.into_iter().skip(1) {
                        sign.add(&first);
                        system.require(sign)?;
                    }
                    (target, first)
                }
            };
            images[i] = Some(found);
        }
        for &root in self.roots {
            let (image, sign) = images[root].take()?;
            if image != root {
                return None;
            }
            images[root] = Some((image, sign.clone()));
            system.require(sign)?;
        }
        Some(system.solutions(most))
    }

    /// The one form of a shape.
    fn only(&self, form: Form) -> Option<FormId> {
        self.by_shape.get(&form)?.first().copied()
    }
}

fn is_negative(q: &Rational) -> bool {
    *q < 0
}

/// A form's shape: the sizes of its factors.
fn unsigned(form: Form) -> Form {
    match form {
        Form::Sum { terms, constant } => Form::Sum {
            terms: terms.into_iter().map(|(x, factor)| (x, factor.abs())).collect(),
            constant: constant.abs(),
        },
        other => other,
    }
}

/// The operands of a form.
pub(super) fn operands(form: &Form) -> impl Iterator<Item = FormId> + '_ {
    let (of_sum, of_product, of_function) = match form {
        Form::Parameter(_) | Form::Column(_) => (None, None, None),
        Form::Sum { terms, .. } => (Some(terms.keys()), None, None),
        Form::Product(powers) => (None, Some(powers.keys()), None),
        Form::Apply(_, x) => (None, None, Some(*x)),
    };
    of_sum.into_iter().flatten().chain(of_product.into_iter().flatten()).copied().chain(of_function)
}
