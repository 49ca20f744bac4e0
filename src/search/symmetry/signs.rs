//! Which signs a permutation of the parameters needs to be a symmetry: a linear system over the field of two
//! elements.
//!
//! Under θ_i ↦ ±θ_{π(i)} every form of the objective must become ± its image under π. A sum's terms must agree
//! about the sign, a product's signs multiply, an odd function passes its argument's on, an even one has none,
//! and any other wants an argument of sign +. With `−1 = (−1)¹` these are linear equations for the exponents.

use super::equations::{Equation, System};
use crate::expression::{Canon, Form, FormId, Signed};
use crate::function::Parity;
use rug::Rational;
use std::collections::{BTreeMap, HashMap};

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
        let forms = &canon.forms;
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
        let mut system = System::new(permutation.len());
        for i in 0..permutation.len() {
            let mut equation = system.unknown(i);
            match choice(i) {
                Choice::Either => continue,
                Choice::Neither => return None,
                Choice::Plus => {}
                Choice::Minus => equation.constant = true,
            }
            system.require(equation)?;
        }
        let forms = &self.canon.forms;
        let mut images =
            Images { shapes: self, permutation, columns, system, found: vec![None; forms.len()] };
        for (i, form) in forms.iter().enumerate().filter(|(i, _)| self.needed[*i]) {
            images.found[i] = Some(images.image(i, form)?);
        }
        for &root in self.roots {
            let (image, sign) = images.of(root)?.clone();
            if image != root {
                return None;
            }
            images.system.require(sign)?;
        }
        Some(images.system.solutions(most))
    }

    /// The one form of a shape.
    fn only(&self, form: Form) -> Option<FormId> {
        self.by_shape.get(&form)?.first().copied()
    }
}

/// The form that another becomes, and the exponent of its sign.
type Image = (FormId, Equation);

/// The images of forms under a permutation, and what they ask of its signs.
struct Images<'s> {
    shapes: &'s Shapes<'s>,
    permutation: &'s [usize],
    columns: &'s [Signed],
    system: System,
    found: Vec<Option<Image>>,
}

impl Images<'_> {
    fn of(&self, form: FormId) -> Option<&Image> {
        self.found[form].as_ref()
    }

    /// The image of a form whose operands have theirs.
    fn image(&mut self, id: FormId, form: &Form) -> Option<Image> {
        let shapes = self.shapes;
        match form {
            Form::Parameter(k) => {
                Some((shapes.only(Form::Parameter(self.permutation[*k]))?, self.system.unknown(*k)))
            }
            Form::Column(c) => {
                let Signed { index, is_negative } = self.columns[*c];
                Some((shapes.only(Form::Column(index))?, self.system.constant(is_negative)))
            }
            Form::Apply(f, x) => {
                let (x, sign) = self.of(*x)?.clone();
                let sign = match f.parity() {
                    Parity::Odd => sign,
                    Parity::Even => self.system.constant(false),
                    Parity::None => {
                        self.system.require(sign)?;
                        self.system.constant(false)
                    }
                };
                Some((shapes.only(Form::Apply(*f, x))?, sign))
            }
            Form::Product(powers) => {
                let mut moved = BTreeMap::new();
                let mut total = self.system.constant(false);
                for (x, power) in powers {
                    let (x, sign) = self.of(*x)?;
                    moved.insert(*x, *power);
                    if power % 2 == 1 {
                        total.add(sign);
                    }
                }
                Some((shapes.only(Form::Product(moved))?, total))
            }
            Form::Sum { terms, constant } => self.image_of_sum(id, terms, constant),
        }
    }

    /// All terms of a sum must agree about its sign.
    fn image_of_sum(
        &mut self,
        id: FormId,
        terms: &BTreeMap<FormId, Rational>,
        own: &Rational,
    ) -> Option<Image> {
        let mut moved = BTreeMap::new();
        for (x, factor) in terms {
            moved.insert(self.of(*x)?.0, factor.clone().abs());
        }
        let shape = Form::Sum { terms: moved, constant: own.clone().abs() };
        let target = self.shapes.by_shape.get(&shape)?;
        let target = *target.iter().find(|x| **x == id).or(target.first())?;
        let Form::Sum { terms: others, constant: other } = &*self.shapes.canon.forms[target] else {
            return None;
        };
        // The sign of each term, its own and its image's factor compared.
        let mut signs = Vec::new();
        for (x, factor) in terms.iter().filter(|(_, factor)| !factor.is_zero()) {
            let (x, sign) = self.of(*x)?;
            let mut sign = sign.clone();
            sign.constant ^= is_negative(factor) != is_negative(&others[x]);
            signs.push(sign);
        }
        if !own.is_zero() {
            signs.push(self.system.constant(is_negative(own) != is_negative(other)));
        }
        let mut signs = signs.into_iter();
        let first = signs.next().unwrap_or_else(|| self.system.constant(false));
        for mut sign in signs {
            sign.add(&first);
            self.system.require(sign)?;
        }
        Some((target, first))
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
